"""What moderators see of their weekly posts: the preview, the list, one schedule."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import discord
from discord import ui

from cogs.core.channels import CHANNEL_KINDS
from cogs.core.controls import button
from cogs.core.guild_context import guild_id_of
from cogs.core.refusals import reason_text
from cogs.core.renderer import NEUTRAL, plain, stopped
from cogs.core.responses import Interaction, words_of
from cogs.reminders.custom_ids import (
    AskWhere,
    CheckAgain,
    EditSchedule,
    Enable,
    LeaveDraft,
    ListSchedules,
    Move,
    OpenForm,
    OpenSchedule,
    Pause,
    PostIn,
    Remove,
    Resume,
    SendTest,
    ShowAhead,
    SkipAnother,
    SkipNext,
    SwapText,
    SwapTextAhead,
    TryDraft,
    UndoSkip,
)
from kindred.content.blocks import LABEL_LIMIT
from kindred.content.custom_ids import CustomId
from kindred.content.entries import TOPICS, Reminder
from kindred.schedule.draft import Draft
from kindred.schedule.parsing import is_at_night
from kindred.schedule.rotation import APART, Rotation
from kindred.schedule.weekly import Weekly
from kindred.storage.ledger import Occurrence, State
from kindred.storage.schedules import Schedule

WEEKS_SHOWN = 4
ATTENTION = 0xC96A5B  # the edge of a card on which something wants a hand


def describe(interaction: Interaction, weekly: Weekly) -> str:
    """When a schedule posts, in words: Sundays at 17:00, Europe/Berlin."""
    say = words_of(interaction).say
    return say("reminder.when", day=say(f"weekdays.{weekly.weekday}"), at=f"{weekly.at:%H:%M}", zone=weekly.zone)


def reason_in_words(interaction: Interaction, code: str) -> str:
    """Why a post was not made, and what fixes it."""
    return reason_text(words_of(interaction), code)


def _topics(interaction: Interaction, topics: Iterable[str]) -> str:
    words = words_of(interaction)
    return words.say("preview.topics", topics=words.joined([words.say(f"topic.{topic}") for topic in topics]))


async def preview(interaction: Interaction, draft: Draft, hints: Iterable[str] = (), note: str = "") -> ui.LayoutView:
    """The next four posts of a draft as they will read, with *Enable*."""
    client, say = interaction.client, words_of(interaction).say
    guild_id = guild_id_of(interaction)
    rotation = await client.poster.rotation(guild_id, draft.channel_id, draft.chosen_topics, draft.schedule)
    dates = draft.weekly.upcoming(discord.utils.utcnow(), WEEKS_SHOWN)
    texts_ahead = await _texts(interaction, rotation, len(dates))
    posts = await _posts(interaction, texts_ahead, dates)
    where = say("preview.where", channel=f"<#{draft.channel_id}>", when=describe(interaction, draft.weekly))
    facts = [
        f"{where}. {say('preview.clocks')}",
        say("preview.role", role=f"<@&{draft.role_id}>") if draft.role_id else say("preview.no-role"),
        say("preview.silent" if draft.silent else "preview.loud"),
    ]
    if draft.chosen_topics:
        facts.append(_topics(interaction, draft.chosen_topics))
    if len(rotation.pool) < APART:
        facts.append(say("preview.pool", count=len(rotation.pool)))
    if is_at_night(draft.weekly.at):
        facts.append(say("preview.late-hours"))
    facts += hints
    save = say("preview.save" if draft.schedule else "preview.enable")
    buttons = (
        button(save, Enable(draft), discord.ButtonStyle.success),
        button(say("preview.test"), TryDraft(draft)),
        button(say("preview.change"), OpenForm(draft)),
        button(say("preview.cancel"), LeaveDraft(draft.schedule)),
    )
    head = f"## {say('preview.title')}\n" + "\n".join(f"- {fact}" for fact in facts)
    texts = [ui.TextDisplay[ui.LayoutView](text) for text in ([note] if note else []) + [head]]
    swap = _swap(interaction, rotation, texts_ahead, SwapText(draft))
    row = ui.ActionRow[ui.LayoutView](*buttons)
    language = await _which_language(interaction, draft)
    return stopped(ui.Container(*texts, *language, ui.Separator(), *posts, *swap, row, accent_colour=NEUTRAL))


async def _which_language(interaction: Interaction, draft: Draft) -> list[ui.Item[ui.LayoutView]]:
    """Asks which language to post in, before a server's first post, where its moderator reads another than it has."""
    client, guild_id = interaction.client, guild_id_of(interaction)
    library = client.renderer.library
    own, of_server = library.for_posts(str(interaction.locale)), await client.poster.locale(guild_id)
    if own == of_server or draft.schedule or (await client.store.settings.of(guild_id)).language:
        return []
    if await client.store.schedules.of(guild_id):
        return []
    question = words_of(interaction).say("preview.language", language=library.own_name(of_server))
    buttons = [button(library.own_name(each), PostIn(draft, each)) for each in (of_server, own)]
    return [ui.TextDisplay(question), ui.ActionRow(*buttons)]


async def _texts(interaction: Interaction, rotation: Rotation, count: int) -> list[Reminder]:
    reminders = {text.id: text for text in await interaction.client.poster.texts(guild_id_of(interaction), ())}
    return [reminders[id] for id in rotation.upcoming(count)]


def _swap(
    interaction: Interaction, rotation: Rotation, texts: Sequence[Reminder], press: CustomId
) -> list[ui.ActionRow[ui.LayoutView]]:
    """A menu of the next texts, to have another one in place of the picked; a server's own are edited elsewhere."""
    titles = {text.id: text.title for text in texts if not text.own}
    if not titles or len(rotation.pool) <= WEEKS_SHOWN:
        return []
    options = [discord.SelectOption(label=title[:100], value=id) for id, title in titles.items()]
    menu = ui.Select[ui.LayoutView](
        custom_id=press.custom_id, placeholder=words_of(interaction).say("preview.swap"), options=options
    )
    return [ui.ActionRow[ui.LayoutView](menu)]


async def _posts(
    interaction: Interaction, texts: Sequence[Reminder], dates: Sequence[datetime]
) -> list[ui.TextDisplay[ui.LayoutView]]:
    client, guild_id = interaction.client, guild_id_of(interaction)
    cards = client.renderer.cards(await client.poster.locale(guild_id))
    return [
        ui.TextDisplay(f"**{discord.utils.format_dt(at, 'F')}**\n{_quoted(client.renderer.say(cards.reminder(text)))}")
        for at, text in zip(dates, texts, strict=False)
    ]


def _quoted(text: str) -> str:
    # Discord nests no quotes, so words to borrow stand between quotation marks.
    lines = [f"“{line[2:]}”" if line.startswith("> ") else line for line in text.replace("## ", "### ").split("\n")]
    return "\n".join(f"> {line}" for line in lines)


async def weeks_ahead(interaction: Interaction, schedule: Schedule, note: str = "") -> ui.LayoutView:
    """The next four posts of a schedule that runs."""
    say = words_of(interaction).say
    rotation = await _rotation(interaction, schedule)
    now = discord.utils.utcnow()
    dates = schedule.weekly.upcoming(now, WEEKS_SHOWN)
    if schedule.due:
        dates = [schedule.due, *schedule.weekly.upcoming(schedule.due, WEEKS_SHOWN - 1)]
    title = say("preview.ahead", channel=f"<#{schedule.channel_id}>")
    clocks = f"{describe(interaction, schedule.weekly)}. {say('preview.clocks')}"
    head = ui.TextDisplay[ui.LayoutView](f"## {title}\n{clocks}")
    texts = await _texts(interaction, rotation, len(dates))
    posts = await _posts(interaction, texts, dates)
    swap = _swap(interaction, rotation, texts, SwapTextAhead(schedule.id))
    notes = [ui.TextDisplay[ui.LayoutView](note)] if note else []
    back = ui.ActionRow[ui.LayoutView](button(say("button.back"), OpenSchedule(schedule.id)))
    return stopped(ui.Container(*notes, head, *posts, *swap, back, accent_colour=NEUTRAL))


async def overview(interaction: Interaction, note: str = "") -> ui.LayoutView:
    """All schedules of a server, each with its state and a way in."""
    client, say = interaction.client, words_of(interaction).say
    schedules = await client.store.schedules.of(guild_id_of(interaction))
    items: list[ui.Item[ui.LayoutView]] = [ui.TextDisplay(note)] if note else []
    items.append(ui.TextDisplay(f"## {say('list.title')}"))
    if not schedules:
        items.append(ui.TextDisplay(say("list.empty")))
    attention = 0
    for schedule in schedules:
        lines, needs_attention = await _state(interaction, schedule)
        attention += needs_attention
        head = f"**<#{schedule.channel_id}>** {describe(interaction, schedule.weekly)}"
        way_in = button(_open_label(interaction, schedule), OpenSchedule(schedule.id))
        items.append(ui.Section(f"{head}\n" + "\n".join(lines), accessory=way_in))
    if attention:
        items.insert(0, ui.TextDisplay(say("list.attention", count=attention)))
    return stopped(ui.Container(*items, accent_colour=ATTENTION if attention else NEUTRAL))


def _open_label(interaction: Interaction, schedule: Schedule) -> str:
    """Which weekly post a button opens, for who hears the button alone; the channel's name only if it is at hand."""
    guild, say = interaction.guild, words_of(interaction).say
    channel = guild and guild.get_channel_or_thread(schedule.channel_id)
    return say("button.open-card", name=f"#{channel.name}")[:LABEL_LIMIT] if channel else say("button.open")


async def needing_attention(interaction: Interaction) -> int:
    """How many of a server's weekly posts want a hand."""
    schedules = await interaction.client.store.schedules.of(guild_id_of(interaction))
    return sum([(await _state(interaction, schedule))[1] for schedule in schedules])


async def details(interaction: Interaction, schedule: Schedule, note: str = "") -> ui.LayoutView:
    """One schedule with everything that can be done to it."""
    say = words_of(interaction).say
    lines, attention = await _state(interaction, schedule)
    lines.insert(0, describe(interaction, schedule.weekly))
    lines.append(say("preview.role", role=f"<@&{schedule.role_id}>") if schedule.role_id else say("preview.no-role"))
    lines.append(say("preview.silent" if schedule.silent else "preview.loud"))
    if schedule.topics and set(schedule.topics) != set(TOPICS):
        lines.append(_topics(interaction, schedule.topics))
    id = schedule.id
    skipped = await interaction.client.store.schedules.skipped_ahead(id, discord.utils.utcnow())
    lines[2:2] = [say("details.skipped", when=discord.utils.format_dt(due, "F")) for due in skipped]
    text = f"## <#{schedule.channel_id}>\n" + "\n".join(f"- {line}" for line in lines)
    stop_or_go = ("resume", Resume(id)) if schedule.paused else ("pause", Pause(id))
    undo = [("unskip", UndoSkip(id, skipped[-1]))] if skipped else []
    first = [("edit", EditSchedule(id)), ("move", AskWhere(id)), ("skip", SkipNext(id)), *undo]
    second = [("preview", ShowAhead(id)), stop_or_go, ("test", SendTest(id)), ("check", CheckAgain(id))]
    rows = [
        ui.ActionRow[ui.LayoutView](*(button(say(f"details.{label}"), press) for label, press in row))
        for row in (first, second)
    ]
    last = ui.ActionRow[ui.LayoutView](
        button(say("details.all"), ListSchedules()),
        button(say("details.remove"), Remove(id), discord.ButtonStyle.danger),
    )
    texts = [ui.TextDisplay[ui.LayoutView](each) for each in ([note] if note else []) + [text]]
    return stopped(ui.Container(*texts, *rows, last, accent_colour=ATTENTION if attention else NEUTRAL))


def move_where(interaction: Interaction, schedule: Schedule) -> ui.LayoutView:
    """Asks for another channel, with a way back."""
    say = words_of(interaction).say
    menu = ui.ChannelSelect[ui.LayoutView](
        custom_id=Move(schedule.id).custom_id, channel_types=CHANNEL_KINDS, placeholder=say("details.move-pick")
    )
    back = button(say("button.back"), OpenSchedule(schedule.id))
    text = ui.TextDisplay[ui.LayoutView](f"## <#{schedule.channel_id}>\n{say('details.move-where')}")
    return stopped(ui.Container(text, ui.ActionRow(menu), ui.ActionRow(back), accent_colour=NEUTRAL))


def skip_again(interaction: Interaction, id: int, skipped: datetime, due: datetime) -> ui.LayoutView:
    """Asks whether the next post is to be skipped too: one that was skipped last is still to come."""
    say = words_of(interaction).say
    last, next_one = (discord.utils.format_dt(each, "F") for each in (skipped, due))
    return plain(
        say("details.skip-again", last=last, next=next_one),
        buttons=[
            button(say("details.skip-too"), SkipAnother(id, due)),
            button(say("details.unskip"), UndoSkip(id, skipped)),
            button(say("button.back"), OpenSchedule(id)),
        ],
    )


async def _state(interaction: Interaction, schedule: Schedule) -> tuple[list[str], bool]:
    """Next post, last result, pause and texts left, in words; and whether something wants a hand."""
    client, say = interaction.client, words_of(interaction).say
    results = await client.store.ledger.results(schedule.id, until=discord.utils.utcnow())
    rotation = await _rotation(interaction, schedule)
    lines = [_next(interaction, schedule)]
    attention = schedule.paused == "failures"
    if results:
        lines.append(_result(interaction, results[0]))
        attention = attention or results[0].state is State.FAILED
    left, pool = rotation.unsent, rotation.pool
    lines.append(say("list.texts-left", count=left) if left else say("list.texts-round", count=len(pool)))
    return lines, attention


async def _rotation(interaction: Interaction, schedule: Schedule) -> Rotation:
    poster = interaction.client.poster
    return await poster.rotation(schedule.guild_id, schedule.channel_id, schedule.topics, schedule.id)


def _next(interaction: Interaction, schedule: Schedule) -> str:
    say = words_of(interaction).say
    if schedule.paused == "failures":
        return say("list.paused-by-failures", count=schedule.failures)
    if schedule.paused and schedule.due is None:
        return say("list.paused")
    if schedule.due is None:
        return say("list.nothing-due")
    when = discord.utils.format_dt(schedule.due, "F")
    if schedule.paused:
        return say("list.paused-until", when=when)
    return say("list.next", when=when, relative=discord.utils.format_dt(schedule.due, "R"))


def _result(interaction: Interaction, result: Occurrence) -> str:
    say = words_of(interaction).say
    when = discord.utils.format_dt(result.due, "f")
    if result.state == "sent":
        return say("list.last-sent", when=when)
    key = "list.last-skipped" if result.state is State.SKIPPED else "list.last-failed"
    return say(key, when=when, reason=reason_in_words(interaction, result.reason or "unexpected"))
