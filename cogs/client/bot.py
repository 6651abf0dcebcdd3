"""The bot: its intents, its cogs, its commands, and the content that it shows."""

import asyncio
import logging
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.client.cache import MinimalCacheBot
from cogs.client.command_sync import CommandSync
from cogs.client.discord_clock import clock_reader
from cogs.client.http_trace import trace
from cogs.client.translation import ContentTranslator, set_descriptions
from cogs.core.controls import AnyControl, Controls
from cogs.core.errors import Tree
from cogs.core.renderer import Renderer
from cogs.core.request_budget import RequestBudget
from cogs.guide.turns import Turns
from kindred import VERSION, heartbeat
from kindred.config import Config
from kindred.content.cards import About
from kindred.content.entries import MissingWords
from kindred.content.fields import Fault
from kindred.content.library import BASE, Library, LibraryError, read_command_words
from kindred.content.word_files import COMMANDS_FILE
from kindred.delivery.clock import ClockCheck
from kindred.delivery.loop import MAX_SLEEP, Delivery
from kindred.storage.store import Store

if TYPE_CHECKING:
    from cogs.reminders.notices import NoticeSender
    from cogs.reminders.posting import Poster

EXTENSIONS = ("cogs.guide.cog", "cogs.reminders.cog", "cogs.settings.cog", "cogs.privacy", "cogs.unhandled")

# Kindred joins no voice channel; discord.py would warn at each start that two libraries for it are missing.
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False

FAULTS_TOLD = 20  # lines of one log entry; `bot.py check` has them all
SHORT_TURN = 0.0005  # seconds that a thread computes before another may, while content is loaded

log = logging.getLogger("kindred")


class Kindred(MinimalCacheBot):
    """The bot: only the `guilds` intent, no member or message cache, no mention unless one is asked for."""

    renderer: Renderer  # from setup_hook on
    poster: "Poster"  # these three from the reminders cog
    notices: "NoticeSender"
    delivery: Delivery

    def __init__(
        self,
        settings: Config,
        store: Store,
        library: Library | None = None,
        *,
        max_sleep: timedelta = MAX_SLEEP,
        **options: Any,
    ) -> None:
        self.discord_clock = ClockCheck()
        self.request_budget = RequestBudget()
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0,
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            http_trace=trace(clock_reader(self.discord_clock.heard), self.request_budget.count),
            **options,
        )
        self.settings = settings
        self.store = store
        self.share_turns = Turns()
        self.controls = Controls()  # of all cogs
        self.max_sleep = max_sleep  # the longest sleep of delivery
        self._database_problem = ""
        self._library = library
        self._reloading = asyncio.Lock()
        self._reading: asyncio.Task[None] | None = None
        self.languages_read = asyncio.Event()  # what is posted waits for it; what somebody asks for does not
        self._about = About(VERSION, settings.contact, settings.privacy_url)
        self._command_ids: dict[str, int] = {}
        self._commands = CommandSync(self.tree, store, self._learn_ids)

    async def setup_hook(self) -> None:
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        self.add_dynamic_items(AnyControl)
        words = self._library.words() if self._library else read_command_words(self.settings.content)
        try:
            set_descriptions(self.tree, words[BASE])
        except MissingWords as missing:
            fault = Fault(
                f"{BASE}/{COMMANDS_FILE}", str(missing), "is missing", "Discord shows these words with a command"
            )
            raise LibraryError([fault]) from None
        await self.tree.set_translator(ContentTranslator(words))
        await self._commands.start()
        # The commands need their words alone; the cards are read while they are on their way, before anybody can press.
        self._show(self._library or Library.load_english(self.settings.content))
        if self._library:
            self.languages_read.set()
        else:
            self._reading = asyncio.create_task(self._read_languages(), name="kindred languages")

    async def _read_languages(self) -> None:
        """Reads the other languages in a thread: nobody waits for them, and until then everything is English."""
        try:
            async with self._reloading:
                english = self.renderer.library
                self._show(await asyncio.to_thread(english.with_languages, self.settings.content))
        except Exception:  # whatever it is, English answers
            log.exception("The other languages could not be read; everything is in English.")
        finally:
            self.languages_read.set()

    def now(self) -> datetime:
        """The time, by Discord's clock where this machine's is wrong: for what decides when something is deleted."""
        return self.discord_clock.corrected(discord.utils.utcnow())

    async def close(self) -> None:
        await self._commands.stop()
        if self._reading:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await super().close()

    def _learn_ids(self, ids: dict[str, int]) -> None:
        """Takes the commands' ids: cards that mention a command are made with them."""
        if ids != self._command_ids:
            self._command_ids = ids
            if hasattr(self, "renderer"):
                self.renderer = Renderer(self.renderer.library, self._about, self._command_ids)

    def _show(self, library: Library) -> None:
        """Takes new content, and says once what is wrong with other languages than English."""
        if library.faults:
            log.error(
                "%d fault(s) in other languages than English; what is at fault is shown in English:\n%s",
                len(library.faults),
                "\n".join(map(str, library.faults[:FAULTS_TOLD])),
            )
        self.renderer = Renderer(library, self._about, self._command_ids)

    async def on_ready(self) -> None:
        log.info("Ready: %d servers, %d cards.", len(self.guilds), count_cards(self.renderer.library))

    # What watches over the process

    def drained(self, problem: str) -> None:
        """Delivery has looked at what is due, and had this trouble with the database, or none."""
        self._database_problem = problem
        self._beat()

    async def on_shard_connect(self, shard_id: int) -> None:
        self._beat()

    on_shard_resumed = on_shard_disconnect = on_shard_connect

    def _beat(self) -> None:
        lost = [str(id) for id, shard in self.shards.items() if shard.is_closed()]
        problem = f"Not connected to Discord: shard {', '.join(lost)}." if lost else self._database_problem
        heartbeat.beat(heartbeat.path_for(self.settings.database), problem)

    async def reload_content(self) -> None:
        """Takes the content folder anew; faulty content is refused and the present one stays.

        In a thread, and one reload after the other: whoever asks meanwhile is answered as always.
        """
        async with self._reloading:
            before = sys.getswitchinterval()
            sys.setswitchinterval(SHORT_TURN)  # of two busy threads, the one that answers comes first to its turn
            try:
                library = await asyncio.to_thread(Library.load, self.settings.content)
            except LibraryError as error:
                log.error("The new content was refused; the present one stays.\n%s", error)
                return
            finally:
                sys.setswitchinterval(before)
            self._show(library)
            log.info("The content was reloaded: %d cards.", count_cards(library))


def count_cards(library: Library) -> int:
    catalog = library.catalogs[BASE]
    return len(catalog.connecting) + len(catalog.causes) + len(catalog.strategies) + len(catalog.pages)
