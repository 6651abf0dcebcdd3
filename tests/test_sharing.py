"""Sharing a card: by choice, by name, where both may write, and not for ever."""

import discord
import pytest
import simcord

from tests.world import World, body_of, labels, message_of, posts, text


async def ask(
    world: World, who: simcord.MemberActor, channel: simcord.ChannelHandle | None = None
) -> simcord.InteractionResult:
    card = await who.slash(channel or world.channel, "strategies", strategy="listening")
    return await who.click(message_of(card), label="Share")


async def test_sharing_asks_first_and_says_what_it_will_say(world: World) -> None:
    question = await ask(world, world.ana)
    assert question.ephemeral
    assert world.ana.mention in text(question)
    assert labels(question) == ["Post it", "Not now"]
    assert posts(world.channel) == []


async def test_a_shared_card_is_seen_by_all_names_the_sharer_and_pings_nobody(world: World) -> None:
    question = await ask(world, world.ana)
    done = await world.ana.click(message_of(question), label="Post it")
    assert text(done).startswith("Posted.")
    [post] = posts(world.channel)
    assert text(post).startswith("## Listen")
    assert f"Shared by {world.ana.mention}" in text(post)
    [request] = [r for r in world.env.http_requests if r.path == f"/channels/{world.channel.id}/messages"]
    assert body_of(request)["allowed_mentions"] == {"parse": []}
    assert labels(post) == ["Open for myself", "Take back"]


async def test_a_shared_card_is_the_short_one_also_when_it_is_shared_from_the_whole(world: World) -> None:
    card = await world.ana.slash(world.channel, "strategies", strategy="listening")
    short = text(card)
    whole = await world.ana.click(message_of(card), label="Read more")
    question = await world.ana.click(message_of(whole), label="Share")
    await world.ana.click(message_of(question), label="Post it")
    [post] = posts(world.channel)
    assert text(post).startswith(short)
    assert len(text(post)) < len(short) + 60
    copy = await world.ben.click(post, label="Open for myself")
    assert "Read more" in labels(copy)


async def test_others_open_their_own_private_copy_of_a_shared_card(world: World) -> None:
    question = await ask(world, world.ana)
    await world.ana.click(message_of(question), label="Post it")
    [post] = posts(world.channel)
    copy = await world.ben.click(post, label="Open for myself")
    assert copy.ephemeral
    assert text(copy).startswith("## Listen")
    assert "Shared by" not in text(copy)


async def test_not_now_posts_nothing(world: World) -> None:
    question = await ask(world, world.ana)
    answer = await world.ana.click(message_of(question), label="Not now")
    assert text(answer) == "Nothing was posted."
    assert posts(world.channel) == []


async def test_the_sharer_takes_the_card_back(world: World) -> None:
    question = await ask(world, world.ana)
    await world.ana.click(message_of(question), label="Post it")
    [post] = posts(world.channel)
    answer = await world.ana.click(post, label="Take back")
    assert text(answer.followups[0]) == "Taken back. The card is gone."
    assert answer.followups[0].ephemeral
    assert posts(world.channel) == []


async def test_nobody_else_takes_it_back(world: World) -> None:
    question = await ask(world, world.ana)
    await world.ana.click(message_of(question), label="Post it")
    [post] = posts(world.channel)
    answer = await world.ben.click(post, label="Take back")
    assert "Only the person who shared" in text(answer)
    assert len(posts(world.channel)) == 1


async def test_after_fifteen_minutes_the_card_stays(world: World) -> None:
    question = await ask(world, world.ana)
    await world.ana.click(message_of(question), label="Post it")
    [post] = posts(world.channel)
    await world.env.advance_time(15 * 60 + 1)
    answer = await world.ana.click(post, label="Take back")
    assert "Fifteen minutes have passed" in text(answer)
    assert len(posts(world.channel)) == 1


async def test_a_channel_gets_one_shared_card_in_ten_minutes(world: World) -> None:
    first, second = await ask(world, world.ana), await ask(world, world.ben)
    await world.ana.click(message_of(first), label="Post it")
    assert "not long ago" in text(await ask(world, world.ben)), "said before it asks"
    refused = await world.ben.click(message_of(second), label="Post it")
    assert "not long ago" in text(refused)
    other = world.guild.create_text_channel("elsewhere")
    elsewhere = await ask(world, world.ben, other)
    await world.ben.click(message_of(elsewhere), label="Post it")
    assert len(posts(other)) == 1, "another channel has its own ten minutes"
    await world.env.advance_time(10 * 60 + 1)
    again = await ask(world, world.ben)
    await world.ben.click(message_of(again), label="Post it")
    assert len([m for m in posts(world.channel) if text(m).startswith("## Listen")]) == 2


async def test_after_a_slip_that_was_taken_back_the_channel_is_open_at_once(world: World) -> None:
    await world.ana.click(message_of(await ask(world, world.ana)), label="Post it")
    [post] = posts(world.channel)
    await world.ana.click(post, label="Take back")
    await world.ana.click(message_of(await ask(world, world.ana)), label="Post it")
    assert len(posts(world.channel)) == 1


async def test_taking_back_an_older_card_gives_no_later_turn_back(world: World) -> None:
    await world.ana.click(message_of(await ask(world, world.ana)), label="Post it")
    [first] = posts(world.channel)
    await world.env.advance_time(11 * 60)
    await world.ben.click(message_of(await ask(world, world.ben)), label="Post it")
    await world.ana.click(first, label="Take back")
    assert "not long ago" in text(await ask(world, world.ana))


async def test_one_server_gets_five_cards_in_ten_minutes_whatever_the_channel(world: World) -> None:
    for number in range(12):
        channel = world.guild.create_text_channel(f"room-{number}")
        asked = await ask(world, world.ana, channel)
        if number < 5:
            done = await world.ana.click(message_of(asked), label="Post it")
            assert text(done).startswith("Posted."), number
            await world.ana.click(posts(channel)[0], label="Take back")
        else:
            assert "Several cards were shared in this server just now" in text(asked)
    other = world.env.create_guild("Elsewhere")
    stranger, theirs = other.add_member(world.env.create_user("sid")), other.create_text_channel("general")
    await stranger.click(message_of(await ask(world, stranger, theirs)), label="Post it")
    assert len(posts(theirs)) == 1, "another server has its own"
    await world.env.advance_time(10 * 60 + 1)
    assert "Post this card here" in text(await ask(world, world.ana))


async def test_a_thread_has_its_channels_turn(world: World) -> None:
    await world.ana.click(message_of(await ask(world, world.ana)), label="Post it")
    channel = await world.bot.fetch_channel(world.channel.id)
    await channel.create_thread(name="Talk", type=discord.ChannelType.public_thread)
    [thread] = world.channel.threads
    assert "not long ago" in text(await ask(world, world.ben, thread))


async def test_a_second_click_on_post_it_posts_nothing_more(world: World) -> None:
    question = await ask(world, world.ana)
    before = message_of(question)
    await world.ana.click(before, label="Post it")
    with pytest.raises(simcord.SetupError):  # the button is gone from the question
        await world.ana.click(before, label="Post it")
    assert len(posts(world.channel)) == 1


async def test_a_person_who_may_not_write_here_cannot_share_here(world: World) -> None:
    quiet = world.guild.create_text_channel(
        "announcements",
        overwrites={world.guild.default_role: discord.PermissionOverwrite(send_messages=False)},
    )
    answer = await ask(world, world.ana, quiet)
    assert "You cannot write in this channel" in text(answer)
    assert posts(quiet) == []


async def test_losing_the_right_to_write_between_question_and_click_counts(world: World) -> None:
    question = await ask(world, world.ana)
    channel = await world.bot.fetch_channel(world.channel.id)
    await channel.set_permissions(channel.guild.default_role, send_messages=False)
    answer = await world.ana.click(message_of(question), label="Post it")
    assert "You cannot write in this channel" in text(answer)


async def test_a_channel_closed_to_the_bot_is_named_with_what_a_moderator_can_do(world: World) -> None:
    role = world.guild.create_role("Writers", permissions=discord.Permissions(send_messages=True))
    writer = world.guild.add_member(world.env.create_user("wren"), roles=[role])
    closed = world.guild.create_text_channel(
        "closed",
        overwrites={
            world.guild.default_role: discord.PermissionOverwrite(send_messages=False),
            role: discord.PermissionOverwrite(send_messages=True),
        },
    )
    answer = await ask(world, writer, closed)
    assert "I am not allowed to write in this channel" in text(answer)
    assert "Send Messages" in text(answer)


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (503, 0, "Discord is having trouble"),
        (403, 40333, "Discord is having trouble"),
        (404, 0, "Discord is having trouble"),
        (403, 50013, "I am not allowed to write in this channel"),
        (400, 200000, "Discord did not take this card here"),
    ],
)
async def test_when_discord_refuses_the_post_the_question_stays_open(
    world: World, status: int, code: int, told: str
) -> None:
    question = await ask(world, world.ana)
    world.env.inject_error("POST", f"/channels/{world.channel.id}/messages", status=status, code=code, times=1)
    answer = await world.ana.click(message_of(question), label="Post it")
    assert told in text(answer)
    done = await world.ana.click(message_of(answer), label="Post it")
    assert text(done).startswith("Posted."), "nothing was lost: the same button works a moment later"


@pytest.mark.parametrize("command", ["causes", "find-help", "where-to-start", "help", "privacy"])
async def test_causes_and_help_have_no_share_button(world: World, command: str) -> None:
    assert "Share" not in labels(await world.ana.slash(world.channel, command))


async def test_a_forged_share_of_a_private_card_is_refused(world: World) -> None:
    forged = discord.ui.LayoutView(timeout=None)
    forged.add_item(discord.ui.ActionRow(discord.ui.Button(label="Share", custom_id="post:cause.past-trauma")))
    forged.stop()
    message = await (await world.bot.fetch_channel(world.channel.id)).send(view=forged)
    answer = await world.ana.click(message, label="Share")
    assert "stays private" in text(answer)


async def test_where_the_bot_is_no_member_the_card_goes_through_the_interaction(world: World) -> None:
    question = await ask(world, world.ana)
    guild = world.bot.get_guild(world.guild.id)
    world.bot._connection._remove_guild(guild)  # as for an app that Ana installed on her own account
    await world.ana.click(message_of(question), label="Post it")
    [post] = posts(world.channel)
    assert f"Shared by {world.ana.mention}" in text(post)
    answer = await world.ana.click(post, label="Take back")
    assert "Taken back" in text(answer.followups[0])
