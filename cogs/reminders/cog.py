"""The weekly posts: the commands for moderators, the buttons of a post, and the loop that delivers."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from cogs.core.channel_option import ChannelOption, NamedChannel, check_channel
from cogs.core.channels import check_bot_is_here
from cogs.core.errors import Choices, Sorry, never_fails
from cogs.core.guild_context import guild_id_of
from cogs.core.refusals import explain_refusal
from cogs.core.responses import Interaction, say, show, words_of
from cogs.reminders import notices, own_texts, panels, zone_question
from cogs.reminders import until as until_when
from cogs.reminders import views as views
from cogs.reminders.notices import NoticeSender
from cogs.reminders.own_texts import open_panel
from cogs.reminders.panels import open_form, what_hinders
from cogs.reminders.posting import Poster
from kindred.content.entries import TOPICS
from kindred.delivery.attempts import FIRST_RETRY_DELAY, TransientError
from kindred.delivery.loop import Delivery
from kindred.schedule.draft import Draft
from kindred.schedule.weekly import DEFAULT_TIME, DEFAULT_WEEKDAY, Weekly
from kindred.schedule.zones import find_zones, meant
from kindred.storage.errors import StorageUnavailable
from kindred.storage.schedules import SCHEDULES_A_GUILD, Schedule

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

ShortText = app_commands.Range[str, 1, 60]


# Spelled out, since what is left open is taken from the bot's defaults, which allow direct messages.
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class RemindersCog(commands.GroupCog, group_name="reminders"):
    """A gentle weekly post in the channels that moderators choose."""

    def __init__(self, bot: "Kindred", max_sleep: timedelta) -> None:
        self._bot = bot
        bot.poster = Poster(bot)
        bot.notices = NoticeSender(bot)
        bot.delivery = Delivery(
            bot.store,
            pool=bot.poster.pool,
            send=bot.poster.send,
            find=bot.poster.find,
            report=bot.notices.report,
            now=discord.utils.utcnow,
            max_sleep=max_sleep,
            clock=bot.discord_clock,
            drained=bot.drained,
        )
        self._loop: asyncio.Task[None] | None = None
        self._open = asyncio.Lock()  # held while an event changes the store, so that unloading waits for it
        self._unloaded = False

    async def cog_load(self) -> None:
        self._bot.keep_ids(await self._bot.store.ids_in_use())
        self._loop = asyncio.create_task(self._deliver(), name="kindred delivery")

    async def cog_unload(self) -> None:
        async with self._open:
            self._unloaded = True
        if self._loop:
            self._loop.cancel()
            await asyncio.wait({self._loop})
        await self._bot.delivery.stop()

    async def _deliver(self) -> None:
        await self._bot.wait_until_ready()
        await self._bot.delivery.run()

    # Commands

    @app_commands.command()
    async def add(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[NamedChannel, ChannelOption],
        timezone: ShortText,
    ) -> None:
        """Set up a weekly post."""
        guild_id = guild_id_of(interaction)
        check_bot_is_here(interaction)
        await check_channel(interaction, channel)
        schedules = await self._bot.store.schedules.of(guild_id)
        if any(schedule.channel_id == channel.id for schedule in schedules):
            raise Sorry("reminder.channel-taken", channel=channel.mention)
        if len(schedules) >= SCHEDULES_A_GUILD:
            raise Sorry("reminder.too-many")
        now = discord.utils.utcnow()
        found = await asyncio.to_thread(meant, timezone, now)  # the first question reads every zone
        draft = Draft(0, channel.id, Weekly(DEFAULT_WEEKDAY, DEFAULT_TIME, "UTC"), TOPICS, None, True)
        if found.certain:
            await open_form(interaction, zone_question.on_the_clock_of(draft, found.zones[0]))
        else:
            await show(interaction, zone_question.ask(interaction, timezone, found, draft))

    @add.autocomplete("timezone")
    @never_fails
    async def _zones(self, interaction: Interaction, current: str) -> Choices:
        now = discord.utils.utcnow()
        zones = await asyncio.to_thread(find_zones, current, now)
        words, names = words_of(interaction), interaction.client.renderer.zone_names(interaction.locale)
        return [app_commands.Choice(name=zone.label(now, words, names), value=zone.name) for zone in zones]

    @app_commands.command()
    async def list(self, interaction: Interaction) -> None:
        """Every weekly post: what comes next, what became of the last, what wants a hand."""
        await show(interaction, await views.overview(interaction))

    @app_commands.command()
    async def pause(
        self, interaction: Interaction, schedule: ShortText | None = None, until: ShortText | None = None
    ) -> None:
        """Pause one weekly post, or all of them, at once."""
        chosen = await self._chosen(interaction, schedule)
        await until_when.pause(interaction, chosen, until, one=schedule is not None)

    @pause.autocomplete("until")
    @never_fails
    async def _untils(self, interaction: Interaction, current: str) -> Choices:
        schedules = await self._bot.store.schedules.of(guild_id_of(interaction))
        chosen = _named(schedules, interaction.namespace.schedule) or schedules
        zone = chosen[0].weekly.zone if chosen else "UTC"
        return await until_when.offer_until(interaction, current, discord.utils.utcnow(), zone)

    @app_commands.command()
    async def resume(self, interaction: Interaction, schedule: ShortText | None = None) -> None:
        """Resume one weekly post, or all of them."""
        chosen = [each for each in await self._chosen(interaction, schedule) if each.paused or schedule]
        say = words_of(interaction).say
        well: list[Schedule] = []
        hindered: dict[str, list[str]] = {}  # by the reason, told once: ten long ones do not fit into a message
        # All at once: ten requests, one after the other, take longer than Discord waits for an answer.
        reasons = await asyncio.gather(*(self._what_hinders(interaction, each) for each in chosen))
        for each, reason in zip(chosen, reasons, strict=True):
            if reason:
                hindered.setdefault(reason, []).append(f"<#{each.channel_id}>")
            else:
                well.append(each)
        notes = [
            say("done.cannot-resume-one", channel=words_of(interaction).joined(channels), reason=reason)
            for reason, channels in hindered.items()
        ]
        await self._bot.store.schedules.resume(
            guild_id_of(interaction), [each.id for each in well], discord.utils.utcnow()
        )
        self._bot.delivery.wake()
        if well:
            notes.insert(0, say("done.resumed"))
        elif not notes:
            notes.append(say("done.nothing-paused"))
        await show(interaction, await views.overview(interaction, "\n".join(notes)))
        for each in well:
            await self._bot.notices.report(each, None, paused=False)

    @app_commands.command()
    async def texts(self, interaction: Interaction) -> None:
        """This server's own reminder texts."""
        check_bot_is_here(interaction)
        await open_panel(interaction)

    @pause.autocomplete("schedule")
    @resume.autocomplete("schedule")
    @never_fails
    async def _schedules(self, interaction: Interaction, current: str) -> Choices:
        guild = self._bot.get_guild(guild_id_of(interaction))
        offered: Choices = []
        for each in await self._bot.store.schedules.of(guild_id_of(interaction)):
            channel = guild.get_channel_or_thread(each.channel_id) if guild else None
            name = f"#{channel.name if channel else each.channel_id}: {views.describe(interaction, each.weekly)}"
            if current.casefold() in name.casefold():
                offered.append(app_commands.Choice(name=name[:100], value=str(each.id)))
        return offered[:25]

    async def _what_hinders(self, interaction: Interaction, schedule: Schedule) -> str | None:
        """What keeps one of several schedules from resuming, in words; also that nobody can tell now."""
        try:
            code = await what_hinders(self._bot, schedule)
        except TransientError as error:
            told = explain_refusal(words_of(interaction), error)
            return told and say(interaction, told[0], **told[1])
        return code and views.reason_in_words(interaction, code)

    async def _chosen(self, interaction: Interaction, schedule: str | None) -> "list[Schedule]":
        """The named schedule of this server, or all. Raises Sorry where there is none."""
        schedules = await self._bot.store.schedules.of(guild_id_of(interaction))
        if not schedules:
            raise Sorry("list.empty")
        if schedule is None:
            return schedules
        chosen = _named(schedules, schedule)
        if not chosen:
            raise Sorry("reminder.gone")
        return chosen

    # Servers that come and go

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        # An outage is another event.
        await self._keep_up(guild.shard_id, partial(self._bot.store.departures.leave, guild.id))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._keep_up(guild.shard_id, partial(self._bot.store.departures.rejoin, guild.id))

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """Leaving or joining while the bot was offline sends no event."""
        await self._keep_up(shard_id, partial(self._compare, shard_id))

    async def _compare(self, shard_id: int, now: datetime) -> None:
        present = {guild.id for guild in self._bot.guilds if guild.shard_id == shard_id}
        await self._bot.store.departures.reconcile(present, shard_id, self._bot.shard_count or 1, now)

    async def _keep_up(self, shard_id: int, change: Callable[[datetime], Awaitable[None]]) -> None:
        """Tells the store, unless the bot is closing: an event can come while the store closes.

        While the database takes no writes it tries again, then with all servers of the shard: more may have happened.
        """
        while True:
            async with self._open:
                if self._unloaded:
                    return
                try:
                    await change(self._bot.now())
                    break
                except StorageUnavailable:
                    change = partial(self._compare, shard_id)
            await asyncio.sleep(FIRST_RETRY_DELAY.total_seconds())
        self._bot.delivery.wake()


def _named(schedules: "list[Schedule]", name: str | None) -> "list[Schedule]":
    """The schedules that an option names, by id or channel."""
    return [each for each in schedules if name in (str(each.id), f"<#{each.channel_id}>")]


async def setup(bot: "Kindred") -> None:
    bot.controls.add(panels.controls, zone_question.controls, until_when.controls, notices.controls, own_texts.controls)
    await bot.add_cog(RemindersCog(bot, bot.max_sleep))
