"""The controls of the reminder panels: what each button does. Each acts on its own server's rows alone."""

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from cogs.core.channel_option import Named, check_channel
from cogs.core.channels import KINDS, find_channel, may_write, obstacle
from cogs.core.errors import Sorry
from cogs.core.panels import PanelControl, VerbControl, Verbs, control, number
from cogs.core.renderer import plain
from cogs.core.responses import Interaction, say, show
from cogs.reminders import views as views
from cogs.reminders.form import ReminderForm, check_role
from cogs.reminders.views import reason_in_words
from kindred.content.entries import TOPICS
from kindred.delivery.attempts import RejectedError, TransientError, order_key
from kindred.schedule.draft import Draft
from kindred.schedule.rotation import Choice, upcoming
from kindred.storage.errors import ChannelTaken, TooManySchedules
from kindred.storage.schedules import Schedule

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

verb = Verbs()


class ReminderControl(
    VerbControl, ui.DynamicItem[ui.Button[Any]], template=r"rem-(?P<verb>[a-z]+):(?P<state>[\w./+-]*)"
):
    """Any button of a reminder panel."""

    verbs = verb

    async def change(self, interaction: Interaction, guild_id: int) -> None:
        await super().change(interaction, guild_id)
        interaction.client.delivery.wake()


class MoveSelect(PanelControl, ui.DynamicItem[ui.ChannelSelect[Any]], template=r"reminder-move:(?P<state>\d{1,18})"):
    """Where a schedule posts from now on."""

    async def change(self, interaction: Interaction, guild_id: int) -> None:
        schedule = await _schedule(interaction, guild_id, self.state)
        channel = next(iter(getattr(self.item, "values", ())), None)
        if not isinstance(channel, Named):
            raise Sorry("error.gone")
        await check_channel(interaction, channel)
        try:
            await interaction.client.store.schedules.move(guild_id, schedule.id, channel.id, discord.utils.utcnow())
        except ChannelTaken:
            raise Sorry("reminder.channel-taken", channel=channel.mention) from None
        interaction.client.delivery.wake()
        await _show_details(interaction, guild_id, schedule.id, "done.moved", channel=channel.mention)
        await interaction.client.notices.report(schedule, None, paused=False)


async def open_form(interaction: Interaction, draft: Draft) -> None:
    """Opens the form; sending it shows the preview."""
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    if draft.role_id and guild and await interaction.client.known_role(guild, draft.role_id) is None:
        draft = draft._replace(role_id=None)  # it is gone, and Discord may refuse to show it as chosen
    await interaction.response.send_modal(ReminderForm(interaction, draft, show_preview))


async def show_preview(interaction: Interaction, draft: Draft) -> None:
    await show(interaction, await views.preview(interaction, draft, await _hints(interaction, draft)))


async def _hints(interaction: Interaction, draft: Draft) -> list[str]:
    """What a moderator may want to know before enabling."""
    others = await interaction.client.store.schedules.of(interaction.guild_id or 0)
    hints = [say(interaction, "preview.second")] if not draft.schedule and others else []
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    role = await interaction.client.known_role(guild, draft.role_id) if guild and draft.role_id else None
    if role and not role.mentionable and guild and not guild.me.guild_permissions.mention_everyone:
        hints.append(say(interaction, "preview.role-quiet", role=role.mention))
    return hints


@verb("form")
async def reopen_form(interaction: Interaction, guild_id: int, state: str) -> None:
    await open_form(interaction, await _draft(interaction, guild_id, state))


@verb("on")
async def enable(interaction: Interaction, guild_id: int, state: str) -> None:
    """Enables a draft, or saves the change that it is."""
    draft = await _draft(interaction, guild_id, state)
    store, now = interaction.client.store, discord.utils.utcnow()
    channel = await _reachable(interaction, guild_id, draft.channel_id)
    if draft.role_id:
        role = await interaction.client.known_role(channel.guild, draft.role_id)
        if role is None:
            raise Sorry("reminder.role-gone")
        check_role(interaction, role)
    if draft.schedule:
        await store.schedules.change(
            guild_id,
            draft.schedule,
            now,
            weekly=draft.weekly,
            topics=draft.chosen_topics,
            role_id=draft.role_id,
            silent=draft.silent,
        )
        await _show_details(interaction, guild_id, draft.schedule, "done.saved")
        return
    try:
        schedule = await store.schedules.add(
            guild_id,
            channel.id,
            draft.weekly,
            now,
            topics=draft.chosen_topics,
            role_id=draft.role_id,
            silent=draft.silent,
        )
    except ChannelTaken:
        raise Sorry("reminder.channel-taken", channel=channel.mention) from None
    except TooManySchedules:
        raise Sorry("reminder.too-many") from None
    await _show_details(interaction, guild_id, schedule.id, "done.enabled")


@verb("no")
async def leave(interaction: Interaction, guild_id: int, state: str) -> None:
    """Leaves a draft."""
    if state != "0":
        await _show_details(interaction, guild_id, number(state), "done.nothing")
    else:
        await show(interaction, plain(say(interaction, "done.nothing")))


@verb("try")
async def try_out(interaction: Interaction, guild_id: int, state: str) -> None:
    """Sends a draft's first text as a test."""
    draft = await _draft(interaction, guild_id, state)
    await _send_test(interaction, guild_id, draft)
    note = say(interaction, "done.tested", channel=f"<#{draft.channel_id}>")
    view = await views.preview(interaction, draft, await _hints(interaction, draft), note)
    await interaction.edit_original_response(view=view)


@verb("list")
async def show_all(interaction: Interaction, guild_id: int, state: str) -> None:
    await show(interaction, await views.overview(interaction))


@verb("open")
async def show_one(interaction: Interaction, guild_id: int, state: str) -> None:
    await _show_details(interaction, guild_id, number(state))


@verb("edit")
async def edit(interaction: Interaction, guild_id: int, state: str) -> None:
    schedule = await _schedule(interaction, guild_id, state)
    await open_form(interaction, _draft_of(schedule))


@verb("move")
async def move(interaction: Interaction, guild_id: int, state: str) -> None:
    schedule = await _schedule(interaction, guild_id, state)
    pick = ui.ChannelSelect[Any](custom_id=f"reminder-move:{schedule.id}", channel_types=KINDS)
    await show(interaction, plain(say(interaction, "details.move-where"), buttons=[pick]))


@verb("skip")
async def skip(interaction: Interaction, guild_id: int, state: str) -> None:
    schedule = await _schedule(interaction, guild_id, state)
    left_out = await interaction.client.store.schedules.skip_next(guild_id, schedule.id, discord.utils.utcnow())
    if left_out is None:
        await _show_details(interaction, guild_id, schedule.id, "done.nothing-to-skip")
        return
    when = discord.utils.format_dt(left_out, "F")
    await _show_details(interaction, guild_id, schedule.id, "done.skipped", when=when)


@verb("ahead")
async def show_ahead(interaction: Interaction, guild_id: int, state: str) -> None:
    await show(interaction, await views.weeks_ahead(interaction, await _schedule(interaction, guild_id, state)))


@verb("test")
async def send_test(interaction: Interaction, guild_id: int, state: str) -> None:
    schedule = await _schedule(interaction, guild_id, state)
    await _send_test(interaction, guild_id, _draft_of(schedule))
    note = say(interaction, "done.tested", channel=f"<#{schedule.channel_id}>")
    await interaction.edit_original_response(view=await views.details(interaction, schedule, note))


@verb("check")
async def check_again(interaction: Interaction, guild_id: int, state: str) -> None:
    """Looks whether the bot could post now."""
    schedule = await _schedule(interaction, guild_id, state)
    key, values = "done.check-well", {}
    if code := await what_hinders(interaction.client, schedule):
        key, values = "done.check-bad", {"reason": reason_in_words(interaction, code)}
    await _show_details(interaction, guild_id, schedule.id, key, **values)


@verb("pause")
async def pause(interaction: Interaction, guild_id: int, state: str) -> None:
    schedule = await _schedule(interaction, guild_id, state)
    await interaction.client.store.schedules.pause(guild_id, [schedule.id], discord.utils.utcnow())
    await _show_details(interaction, guild_id, schedule.id, "done.paused")


@verb("resume")
async def resume(interaction: Interaction, guild_id: int, state: str) -> None:
    """Resumes, if the bot could post now."""
    schedule = await _schedule(interaction, guild_id, state)
    if code := await what_hinders(interaction.client, schedule):
        reason = reason_in_words(interaction, code)
        await _show_details(interaction, guild_id, schedule.id, "done.cannot-resume", reason=reason)
        return
    await interaction.client.store.schedules.resume(guild_id, [schedule.id], discord.utils.utcnow())
    await _show_details(interaction, guild_id, schedule.id, "done.resumed")
    await interaction.client.notices.report(schedule, None, paused=False)


@verb("remove")
async def remove(interaction: Interaction, guild_id: int, state: str) -> None:
    schedule = await _schedule(interaction, guild_id, state)
    await interaction.client.store.schedules.remove(guild_id, schedule.id, discord.utils.utcnow())
    undo = control(say(interaction, "details.undo"), f"rem-undo:{schedule.id}", discord.ButtonStyle.primary)
    text = say(interaction, "done.removed", channel=f"<#{schedule.channel_id}>")
    await show(interaction, plain(text, buttons=[undo, control(say(interaction, "details.all"), "rem-list:0")]))


@verb("undo")
async def undo(interaction: Interaction, guild_id: int, state: str) -> None:
    """Brings a removed schedule back."""
    try:
        back = await interaction.client.store.schedules.restore(guild_id, number(state), discord.utils.utcnow())
    except ChannelTaken:
        raise Sorry("reminder.channel-taken-again") from None
    if not back:
        raise Sorry("reminder.gone")
    await _show_details(interaction, guild_id, number(state), "done.back")


# Helpers


async def what_hinders(client: "Kindred", schedule: Schedule) -> str | None:
    """The code of what keeps a schedule from posting now, or None. Raises Sorry where nobody can tell."""
    try:
        return obstacle(await find_channel(client, schedule.guild_id, schedule.channel_id))
    except RejectedError as rejected:
        return str(rejected)
    except TransientError:
        raise Sorry("error.discord") from None


async def _reachable(interaction: Interaction, guild_id: int, channel_id: int) -> discord.TextChannel | discord.Thread:
    """A channel of this server into which the bot can post, and this moderator too. Raises Sorry."""
    try:
        channel = await find_channel(interaction.client, guild_id, channel_id)
        if code := obstacle(channel):
            raise RejectedError(code)
    except RejectedError as rejected:
        raise Sorry("reminder.not-here", reason=reason_in_words(interaction, str(rejected))) from None
    except TransientError:
        raise Sorry("error.discord") from None
    if isinstance(interaction.user, discord.Member) and not may_write(
        channel.permissions_for(interaction.user), in_thread=isinstance(channel, discord.Thread)
    ):
        raise Sorry("reminder.you-cannot-write", channel=channel.mention)
    return channel


async def _send_test(interaction: Interaction, guild_id: int, draft: Draft) -> None:
    client = interaction.client
    pool = [Choice(text.id, text.topic) for text in await client.poster.texts(guild_id, draft.chosen_topics)]
    sent = await client.store.ledger.sent_texts(draft.schedule) if draft.schedule else []
    if not pool:
        raise Sorry("reason.no-texts")
    channel = await _reachable(interaction, guild_id, draft.channel_id)
    await interaction.response.defer()
    [text] = upcoming(pool, sent, order_key(channel.id), 1)
    try:
        await client.poster.send_test(guild_id, channel.id, text)
    except RejectedError as rejected:
        raise Sorry("reminder.not-here", reason=reason_in_words(interaction, str(rejected))) from None
    except TransientError:
        raise Sorry("error.discord") from None


async def _schedule(interaction: Interaction, guild_id: int, id: str | int) -> Schedule:
    """A schedule of this server. Raises Sorry for another server's, or one that is gone."""
    schedule = await interaction.client.store.schedules.get(guild_id, number(id))
    if schedule is None:
        raise Sorry("reminder.gone")
    return schedule


async def _draft(interaction: Interaction, guild_id: int, state: str) -> Draft:
    """The draft in a button. Raises Sorry where it names what is not this server's."""
    try:
        draft = Draft.unpack(state)
    except ValueError:
        raise Sorry("error.gone") from None
    if draft.schedule:
        schedule = await _schedule(interaction, guild_id, draft.schedule)
        return draft._replace(channel_id=schedule.channel_id)
    return draft


def _draft_of(schedule: Schedule) -> Draft:
    return Draft(
        schedule.id,
        schedule.channel_id,
        schedule.weekly,
        schedule.topics or TOPICS,
        schedule.role_id,
        schedule.silent,
    )


async def _show_details(interaction: Interaction, guild_id: int, id: int, key: str = "", **values: object) -> None:
    schedule = await _schedule(interaction, guild_id, id)
    note = say(interaction, key, **values) if key else ""
    await show(interaction, await views.details(interaction, schedule, note))
