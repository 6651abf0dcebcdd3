"""Tells a server's moderators when a weekly post fails: one message, edited as things change."""

import logging
from typing import TYPE_CHECKING, Literal

import discord
from discord import ui

from cogs.core.api_errors import FORBIDDEN, GONE, REQUEST_ERRORS, UNKNOWN_MESSAGE, has_code
from cogs.core.channels import Postable, find_channel
from cogs.core.controls import Controls, button
from cogs.core.errors import Sorry
from cogs.core.guild_context import guild_id_of
from cogs.core.permissions import may_write
from cogs.core.refusals import reason_text
from cogs.core.renderer import NEUTRAL, stopped
from cogs.core.responses import Interaction
from cogs.reminders.custom_ids import CheckNotice, ResumeNotice
from cogs.reminders.panels import what_hinders
from cogs.reminders.views import ATTENTION
from kindred.delivery.attempts import RejectedError, TransientError
from kindred.storage.schedules import Schedule

if TYPE_CHECKING:
    from cogs.client.bot import Kindred


Paused = Literal["moderator", "failures"] | None
STATES: dict[Paused, str] = {
    None: "notice.goes-on",
    "failures": "notice.paused",
    "moderator": "notice.paused-by-hand",
}

log = logging.getLogger("kindred")
controls = Controls()


class NoticeSender:
    """What delivery is handed as `report`."""

    def __init__(self, client: "Kindred") -> None:
        self._client = client

    async def report(self, schedule: Schedule, reason: str | None, *, paused: bool) -> None:
        """Says that a schedule failed, or (reason None) that it works again.

        Where there is no channel to say it in, `/reminders list` shows it; nobody gets a direct message.
        """
        try:
            await self._tell(schedule, reason, paused=paused)
        except REQUEST_ERRORS as error:  # the list has it
            log.warning("The moderators could not be told of schedule %d (%s).", schedule.id, type(error).__name__)

    async def _tell(self, schedule: Schedule, reason: str | None, *, paused: bool) -> None:
        store = self._client.store
        known = await store.notices.get(schedule.id)
        if reason is None and known is None:
            return
        view = await self.view(schedule, reason, "failures" if paused else None)
        changed = known is not None and await self._edit(schedule.guild_id, *known, view)
        if reason is None:
            await store.notices.delete(schedule.id)
        if changed or reason is None:
            return
        channel = await self._channel(schedule)
        if channel is None:
            return
        message = await channel.send(view=view, silent=True)
        await store.notices.save(schedule.id, channel.id, message.id)

    async def view(self, schedule: Schedule, reason: str | None, paused: Paused) -> ui.LayoutView:
        """The notice in the server's language: what fails, or (reason None) that nothing does any more."""
        renderer = self._client.renderer
        words = renderer.words(await self._client.poster.locale(schedule.guild_id))
        say = words.say
        channel = f"<#{schedule.channel_id}>"
        if reason is None and paused is None:
            return stopped(ui.Container(ui.TextDisplay(say("notice.fixed", channel=channel)), accent_colour=NEUTRAL))
        lines = [f"### {say('notice.title', channel=channel)}"]
        if reason is None:
            lines.append(say("notice.well"))
        else:
            lines += [reason_text(words, reason), say(STATES[paused])]
        check = button(say("details.check"), CheckNotice(schedule.id))
        resume = button(say("details.resume"), ResumeNotice(schedule.id), discord.ButtonStyle.primary)
        resume.disabled = paused is None
        row = ui.ActionRow[ui.LayoutView](check, resume)
        return stopped(ui.Container(ui.TextDisplay("\n".join(lines)), row, accent_colour=ATTENTION))

    async def _channel(self, schedule: Schedule) -> Postable | None:
        """The notice channel, else the server's public-updates channel, if the bot may write there."""
        guild = self._client.get_guild(schedule.guild_id)
        chosen = (await self._client.store.settings.of(schedule.guild_id)).notices
        fallback = guild.public_updates_channel.id if guild and guild.public_updates_channel else None
        for channel_id in (chosen, fallback):
            if channel_id is None:
                continue
            try:
                channel = await find_channel(self._client, schedule.guild_id, channel_id, for_delivery=True)
            except (RejectedError, TransientError):
                continue
            # A notice is not looked for afterwards, so the channel's history need not be open.
            own = channel.permissions_for(channel.guild.me)
            if may_write(own, in_thread=isinstance(channel, discord.Thread)):
                return channel
        return None

    async def _edit(self, guild_id: int, channel_id: int, message_id: int, view: ui.LayoutView) -> bool:
        """Whether the notice that exists could be changed."""
        channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)
        try:
            # An edit does not take the bot's own allowed mentions over, as a new message does.
            message = channel.get_partial_message(message_id)
            await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())
        except discord.HTTPException as error:
            if not has_code(error, UNKNOWN_MESSAGE, *GONE, *FORBIDDEN):
                raise
            return False
        return True


def manages_guild(interaction: Interaction) -> None:
    """Others can see a notice, so its buttons act for people with Manage Server alone. Raises Sorry."""
    if interaction.guild_id is None or not interaction.permissions.manage_guild:
        raise Sorry("notice.not-yours")


@controls.on(CheckNotice, ResumeNotice, may=manages_guild)
async def look_again(interaction: Interaction, press: CheckNotice | ResumeNotice) -> None:
    """Says whether the bot could post now; *Resume* then lets it go on."""
    client, now = interaction.client, discord.utils.utcnow()
    schedule = await client.store.schedules.get(guild_id_of(interaction), press.schedule)
    if schedule is None:
        raise Sorry("reminder.gone")
    code, paused = await what_hinders(client, schedule), schedule.paused
    if code is None and paused and isinstance(press, ResumeNotice):
        await client.store.schedules.resume(schedule.guild_id, [schedule.id], now)
        client.delivery.wake()
        paused = None
    if code is None and paused is None:
        await client.store.notices.delete(schedule.id)
    await interaction.response.edit_message(view=await client.notices.view(schedule, code, paused))
