"""The controls of the reminder panels: what each button does. Each acts on its own server's rows alone."""

from datetime import datetime
from typing import TYPE_CHECKING

import discord

from cogs.core.api_errors import REQUEST_ERRORS, in_time
from cogs.core.channel_option import check_channel
from cogs.core.channels import find_channel, obstacle
from cogs.core.controls import Controls, button, picked, picked_channel
from cogs.core.errors import Sorry
from cogs.core.guild_context import guild_id_of
from cogs.core.panels import panel_opener
from cogs.core.permissions import may_write
from cogs.core.renderer import plain
from cogs.core.responses import Interaction, say, show
from cogs.reminders import views as views
from cogs.reminders.custom_ids import (
    AskWhere,
    CheckAgain,
    EditSchedule,
    Enable,
    LeaveDraft,
    ListSchedules,
    Move,
    OfDraft,
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
    UndoRemove,
    UndoSkip,
)
from cogs.reminders.form import ReminderForm, check_role
from cogs.reminders.views import reason_in_words
from kindred.content.entries import TOPICS
from kindred.delivery.attempts import RejectedError
from kindred.schedule.draft import Draft
from kindred.schedule.zones import has_place
from kindred.storage.errors import ChannelTaken
from kindred.storage.schedules import Schedule

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

controls = Controls()


async def open_form(interaction: Interaction, draft: Draft) -> None:
    """Opens the form; sending it shows the preview."""
    guild = interaction.client.get_guild(guild_id_of(interaction))
    if draft.role_id and guild and await in_time(interaction.client.known_role(guild, draft.role_id)) is None:
        draft = draft._replace(role_id=None)  # it is gone, and Discord may refuse to show it as chosen
    await interaction.response.send_modal(ReminderForm(interaction, draft, show_preview))


async def show_preview(interaction: Interaction, draft: Draft) -> None:
    await show(interaction, await views.preview(interaction, draft, await _hints(interaction, draft)))


async def _hints(interaction: Interaction, draft: Draft) -> list[str]:
    """What a moderator may want to know before enabling."""
    others = await interaction.client.store.schedules.of(guild_id_of(interaction))
    hints = [say(interaction, "preview.second")] if not draft.schedule and others else []
    guild = interaction.client.get_guild(guild_id_of(interaction))
    if guild is None or draft.role_id is None:
        return hints
    try:
        role = await in_time(interaction.client.known_role(guild, draft.role_id))
    except REQUEST_ERRORS:
        return hints  # a hint must not cost what was typed into the form
    if role and not role.mentionable and not guild.me.guild_permissions.mention_everyone:
        hints.append(say(interaction, "preview.role-quiet", role=role.mention))
    return hints


@controls.on(OpenForm, may=panel_opener)
async def reopen_form(interaction: Interaction, press: OpenForm) -> None:
    await open_form(interaction, await _draft(interaction, press))


@controls.on(Enable, may=panel_opener)
async def enable(interaction: Interaction, press: Enable) -> None:
    """Enables a draft, or saves the change that it is."""
    draft = await _draft(interaction, press)
    store, now = interaction.client.store, discord.utils.utcnow()
    guild_id = guild_id_of(interaction)
    channel = await reachable(interaction, draft.channel_id)
    if draft.role_id:
        role = await in_time(interaction.client.known_role(channel.guild, draft.role_id))
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
        interaction.client.delivery.wake()
        await _show_details(interaction, draft.schedule, "done.saved")
        return
    schedule = await store.schedules.add(
        guild_id,
        channel.id,
        draft.weekly,
        now,
        topics=draft.chosen_topics,
        role_id=draft.role_id,
        silent=draft.silent,
    )
    interaction.client.delivery.wake()
    await _show_details(interaction, schedule.id, "done.enabled")


@controls.on(LeaveDraft, may=panel_opener)
async def leave(interaction: Interaction, press: LeaveDraft) -> None:
    """Leaves a draft."""
    if press.schedule:
        await _show_details(interaction, press.schedule, "done.nothing")
    else:
        await show(interaction, plain(say(interaction, "done.nothing")))


@controls.on(TryDraft, may=panel_opener)
async def try_out(interaction: Interaction, press: TryDraft) -> None:
    """Sends a draft's first text as a test."""
    draft = await _draft(interaction, press)
    await _send_test(interaction, draft)
    note = say(interaction, "done.tested", channel=f"<#{draft.channel_id}>")
    view = await views.preview(interaction, draft, await _hints(interaction, draft), note)
    await interaction.edit_original_response(view=view)


@controls.on(PostIn, may=panel_opener)
async def post_in(interaction: Interaction, press: PostIn) -> None:
    """Takes the language of this server's posts, as `/settings` does, and shows the draft in it."""
    draft = await _draft(interaction, press)
    client, guild_id = interaction.client, guild_id_of(interaction)
    library = client.renderer.library
    if press.language not in library.offered():
        raise Sorry("error.gone")
    await client.store.settings.change(guild_id, language=press.language)
    note = say(interaction, "preview.language-set", language=library.own_name(press.language))
    await show(interaction, await views.preview(interaction, draft, await _hints(interaction, draft), note))


@controls.on(SwapText, may=panel_opener)
async def swap(interaction: Interaction, press: SwapText) -> None:
    """Posts the picked text no more, and shows what takes its place."""
    draft = await _draft(interaction, press)
    note = await _hide_picked_text(interaction)
    await show(interaction, await views.preview(interaction, draft, await _hints(interaction, draft), note))


@controls.on(SwapTextAhead, may=panel_opener)
async def swap_ahead(interaction: Interaction, press: SwapTextAhead) -> None:
    """The same for a schedule that runs."""
    schedule = await _schedule(interaction, press.schedule)
    note = await _hide_picked_text(interaction)
    await show(interaction, await views.weeks_ahead(interaction, schedule, note))


async def _hide_picked_text(interaction: Interaction) -> str:
    """Hides a text from this server, as `/settings` does; says so. Raises Sorry where it is gone."""
    [id] = picked(interaction)
    client, guild_id = interaction.client, guild_id_of(interaction)
    known = client.renderer.catalog(await client.poster.locale(guild_id)).reminders
    if id not in known:
        raise Sorry("error.gone")
    hidden = (await client.store.settings.of(guild_id)).hidden
    await client.store.settings.change(guild_id, hidden=hidden | {id})
    return say(interaction, "done.swapped", title=known[id].title)


@controls.on(ListSchedules, may=panel_opener)
async def show_all(interaction: Interaction, press: ListSchedules) -> None:
    await show(interaction, await views.overview(interaction))


@controls.on(OpenSchedule, may=panel_opener)
async def show_one(interaction: Interaction, press: OpenSchedule) -> None:
    await _show_details(interaction, press.schedule)


@controls.on(EditSchedule, may=panel_opener)
async def edit(interaction: Interaction, press: EditSchedule) -> None:
    schedule = await _schedule(interaction, press.schedule)
    await open_form(interaction, _draft_of(schedule))


@controls.on(AskWhere, may=panel_opener)
async def ask_where(interaction: Interaction, press: AskWhere) -> None:
    schedule = await _schedule(interaction, press.schedule)
    await show(interaction, views.move_where(interaction, schedule))


@controls.on(Move, may=panel_opener)
async def move(interaction: Interaction, press: Move) -> None:
    """Posts into the picked channel from now on."""
    schedule = await _schedule(interaction, press.schedule)
    channel = picked_channel(interaction)
    await check_channel(interaction, channel)
    now = discord.utils.utcnow()
    await interaction.client.store.schedules.move(schedule.guild_id, schedule.id, channel.id, now)
    interaction.client.delivery.wake()
    await _show_details(interaction, schedule.id, "done.moved", channel=channel.mention)
    await interaction.client.notices.report(schedule, None, paused=False)


@controls.on(SkipNext, may=panel_opener)
async def skip(interaction: Interaction, press: SkipNext) -> None:
    """Leaves out the next post; where one is left out already, this may be a second press, so it asks."""
    schedule = await _schedule(interaction, press.schedule)
    ahead = await interaction.client.store.schedules.skipped_ahead(schedule.id, discord.utils.utcnow())
    await _skip(interaction, schedule, None if ahead else schedule.due)


@controls.on(SkipAnother, may=panel_opener)
async def skip_another(interaction: Interaction, press: SkipAnother) -> None:
    """Leaves out the post that was asked about, and no other."""
    await _skip(interaction, await _schedule(interaction, press.schedule), press.due)


async def _skip(interaction: Interaction, schedule: Schedule, due: datetime | None) -> None:
    """Leaves out this very post if it is the next; otherwise asks whether to leave out the one that is."""
    schedules, now = interaction.client.store.schedules, discord.utils.utcnow()
    if due and await schedules.skip_next(schedule.guild_id, schedule.id, now, only=due):
        interaction.client.delivery.wake()
        await _show_details(interaction, schedule.id, "done.skipped", when=discord.utils.format_dt(due, "F"))
        return
    schedule = await _schedule(interaction, schedule.id)
    ahead = await schedules.skipped_ahead(schedule.id, now)
    if ahead and schedule.due:
        await show(interaction, views.skip_again(interaction, schedule.id, ahead[-1], schedule.due))
    else:
        await _show_details(interaction, schedule.id, "done.nothing-to-skip")


@controls.on(UndoSkip, may=panel_opener)
async def undo_skip(interaction: Interaction, press: UndoSkip) -> None:
    """Posts what was to be left out."""
    schedule, due = await _schedule(interaction, press.schedule), press.due
    done = await interaction.client.store.schedules.undo_skip(
        schedule.guild_id, schedule.id, due, discord.utils.utcnow()
    )
    interaction.client.delivery.wake()
    key = "done.unskipped" if done else "done.not-skipped"
    await _show_details(interaction, schedule.id, key, when=discord.utils.format_dt(due, "F"))


@controls.on(ShowAhead, may=panel_opener)
async def show_ahead(interaction: Interaction, press: ShowAhead) -> None:
    await show(interaction, await views.weeks_ahead(interaction, await _schedule(interaction, press.schedule)))


@controls.on(SendTest, may=panel_opener)
async def send_test(interaction: Interaction, press: SendTest) -> None:
    schedule = await _schedule(interaction, press.schedule)
    await _send_test(interaction, _draft_of(schedule))
    note = say(interaction, "done.tested", channel=f"<#{schedule.channel_id}>")
    await interaction.edit_original_response(view=await views.details(interaction, schedule, note))


@controls.on(CheckAgain, may=panel_opener)
async def check_again(interaction: Interaction, press: CheckAgain) -> None:
    """Looks whether the bot could post now."""
    schedule = await _schedule(interaction, press.schedule)
    key, values = "done.check-well", {}
    if code := await what_hinders(interaction.client, schedule):
        key, values = "done.check-bad", {"reason": reason_in_words(interaction, code)}
    await _show_details(interaction, schedule.id, key, **values)


@controls.on(Pause, may=panel_opener)
async def pause(interaction: Interaction, press: Pause) -> None:
    schedule = await _schedule(interaction, press.schedule)
    await interaction.client.store.schedules.pause(schedule.guild_id, [schedule.id], discord.utils.utcnow())
    interaction.client.delivery.wake()
    await _show_details(interaction, schedule.id, "done.paused")


@controls.on(Resume, may=panel_opener)
async def resume(interaction: Interaction, press: Resume) -> None:
    """Resumes, if the bot could post now."""
    schedule = await _schedule(interaction, press.schedule)
    if code := await what_hinders(interaction.client, schedule):
        reason = reason_in_words(interaction, code)
        await _show_details(interaction, schedule.id, "done.cannot-resume", reason=reason)
        return
    await interaction.client.store.schedules.resume(schedule.guild_id, [schedule.id], discord.utils.utcnow())
    interaction.client.delivery.wake()
    await _show_details(interaction, schedule.id, "done.resumed")
    await interaction.client.notices.report(schedule, None, paused=False)


@controls.on(Remove, may=panel_opener)
async def remove(interaction: Interaction, press: Remove) -> None:
    schedule = await _schedule(interaction, press.schedule)
    await interaction.client.store.schedules.remove(schedule.guild_id, schedule.id, interaction.client.now())
    interaction.client.delivery.wake()
    undo = button(say(interaction, "details.undo"), UndoRemove(schedule.id), discord.ButtonStyle.primary)
    text = say(interaction, "done.removed", channel=f"<#{schedule.channel_id}>")
    await show(interaction, plain(text, buttons=[undo, button(say(interaction, "details.all"), ListSchedules())]))


@controls.on(UndoRemove, may=panel_opener)
async def undo(interaction: Interaction, press: UndoRemove) -> None:
    """Brings a removed schedule back."""
    try:
        back = await interaction.client.store.schedules.restore(
            guild_id_of(interaction), press.schedule, interaction.client.now()
        )
    except ChannelTaken:
        raise Sorry("reminder.channel-taken-again") from None
    if not back:
        raise Sorry("reminder.gone")
    interaction.client.delivery.wake()
    await _show_details(interaction, press.schedule, "done.back")


# Helpers


async def what_hinders(client: "Kindred", schedule: Schedule) -> str | None:
    """The code of what keeps a schedule from posting now, or None. Raises TransientError where nobody can tell."""
    try:
        return obstacle(await find_channel(client, schedule.guild_id, schedule.channel_id))
    except RejectedError as rejected:
        return str(rejected)


async def reachable(interaction: Interaction, channel_id: int) -> discord.TextChannel | discord.Thread:
    """A channel of this server into which the bot can post, and this moderator too.

    Raises RejectedError, TransientError, Sorry.
    """
    channel = await find_channel(interaction.client, guild_id_of(interaction), channel_id)
    if code := obstacle(channel):
        raise RejectedError(code)
    if not may_write(await _permissions(interaction, channel), in_thread=isinstance(channel, discord.Thread)):
        raise Sorry("reminder.you-cannot-write", channel=channel.mention)
    return channel


async def _permissions(interaction: Interaction, channel: discord.TextChannel | discord.Thread) -> discord.Permissions:
    """What the person may do in a channel: as Discord sent it, where it did."""
    here = interaction.permissions  # in the channel where the button was pressed
    if here.administrator or channel.id == interaction.channel_id or not isinstance(interaction.user, discord.Member):
        return here
    return await in_time(interaction.client.permissions_of(interaction.user, channel))


async def _send_test(interaction: Interaction, draft: Draft) -> None:
    client, guild_id = interaction.client, guild_id_of(interaction)
    rotation = await client.poster.rotation(guild_id, draft.channel_id, draft.chosen_topics, draft.schedule)
    if not rotation.pool:
        raise Sorry("reason.no-texts")
    channel = await reachable(interaction, draft.channel_id)
    await interaction.response.defer()
    [text] = rotation.upcoming(1)
    await client.poster.send_test(guild_id, channel.id, text)


async def _schedule(interaction: Interaction, id: int) -> Schedule:
    """A schedule of this server. Raises Sorry for another server's, or one that is gone."""
    schedule = await interaction.client.store.schedules.get(guild_id_of(interaction), id)
    if schedule is None:
        raise Sorry("reminder.gone")
    return schedule


async def _draft(interaction: Interaction, press: OfDraft) -> Draft:
    """The draft in a button. Raises Sorry where it names what is not this server's, or no place's time zone.

    Of a schedule that has such a zone since long, it stays.
    """
    draft, zone = press.draft, None
    if draft.schedule:
        schedule = await _schedule(interaction, draft.schedule)
        draft, zone = draft._replace(channel_id=schedule.channel_id), schedule.weekly.zone
    if draft.weekly.zone != zone and not has_place(draft.weekly.zone):
        raise Sorry("reminder.zone-no-place", zone=draft.weekly.zone)
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


async def _show_details(interaction: Interaction, id: int, key: str = "", **values: object) -> None:
    schedule = await _schedule(interaction, id)
    note = say(interaction, key, **values) if key else ""
    await show(interaction, await views.details(interaction, schedule, note))
