"""Tells a server's moderators when a weekly post fails: one message, edited as things change."""

import logging
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord import ui

from cogs.core.api_errors import FORBIDDEN, GONE, REQUEST_ERRORS, UNKNOWN_MESSAGE, has_code
from cogs.core.channels import Postable, find_channel, may_write
from cogs.core.errors import Answering, Sorry
from cogs.core.renderer import NEUTRAL, stopped
from cogs.core.responses import Interaction
from cogs.reminders.panels import what_hinders
from cogs.reminders.views import WORRY, reason_text
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


class Notices:
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
        gallery = self._client.gallery
        words = gallery.words(await self._client.poster.locale(schedule.guild_id))
        say = words.say
        channel = f"<#{schedule.channel_id}>"
        if reason is None and paused is None:
            return stopped(ui.Container(ui.TextDisplay(say("notice.mended", channel=channel)), accent_colour=NEUTRAL))
        lines = [f"### {say('notice.title', channel=channel)}"]
        if reason is None:
            lines.append(say("notice.well"))
        else:
            lines += [reason_text(words, reason), say(STATES[paused])]
        buttons = (
            ui.Button[Any](label=say("details.check"), custom_id=f"notice-check:{schedule.id}"),
            ui.Button[Any](
                label=say("details.resume"),
                custom_id=f"notice-resume:{schedule.id}",
                style=discord.ButtonStyle.primary,
                disabled=paused is None,
            ),
        )
        return stopped(ui.Container(ui.TextDisplay("\n".join(lines)), ui.ActionRow(*buttons), accent_colour=WORRY))

    async def _channel(self, schedule: Schedule) -> Postable | None:
        """The notice channel, else the server's public-updates channel, if the bot may write there."""
        guild = self._client.get_guild(schedule.guild_id)
        chosen = (await self._client.store.settings.of(schedule.guild_id)).notices
        fallback = guild.public_updates_channel.id if guild and guild.public_updates_channel else None
        for channel_id in (chosen, fallback):
            if channel_id is None:
                continue
            try:
                channel = await find_channel(self._client, schedule.guild_id, channel_id)
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


class NoticeButton(
    Answering, ui.DynamicItem[ui.Button[Any]], template=r"notice-(?P<verb>check|resume):(?P<schedule>\d{1,18})"
):
    """Others can see a notice, so its buttons act for people with Manage Server alone."""

    def __init__(self, item: ui.Button[Any], verb: str, schedule: str) -> None:
        super().__init__(item)
        self.verb = verb
        self.schedule_id = int(schedule)

    async def act(self, interaction: Interaction) -> None:
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            raise Sorry("notice.not-yours")
        client, now = interaction.client, discord.utils.utcnow()
        schedule = await client.store.schedules.get(interaction.guild_id, self.schedule_id)
        if schedule is None:
            raise Sorry("reminder.gone")
        code, paused = await what_hinders(client, schedule), schedule.paused
        if code is None and paused and self.verb == "resume":
            await client.store.schedules.resume(interaction.guild_id, [schedule.id], now)
            client.delivery.wake()
            paused = None
        if code is None and paused is None:
            await client.store.notices.delete(schedule.id)
        await interaction.response.edit_message(view=await client.notices.view(schedule, code, paused))
