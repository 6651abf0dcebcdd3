"""Kindred: assembles the parts and runs them. `python bot.py --help` lists what it can do."""

import gc

gc.disable()  # what is imported stays: to look through it again and again while it comes takes a tenth of a start

import argparse
import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands
from dotenv import dotenv_values

from cogs.channels import PERMISSIONS
from cogs.errors import Tree
from cogs.gallery import ACCENTS, NEUTRAL, Gallery
from cogs.notices import Notices
from cogs.posting import Poster
from cogs.sharing import Pace
from cogs.slim import SlimBot
from cogs.syncing import sync_if_changed
from cogs.translation import ContentTranslator, dress
from kindred.backup import back_up, restore
from kindred.cards import About
from kindred.database import StoreError
from kindred.delivery import NAP, Delivery
from kindred.entries import MissingWords
from kindred.fields import Fault
from kindred.library import BASE, Library, LibraryError, read_words
from kindred.settings import HERE, Settings, SettingsError
from kindred.store import Store
from kindred.support import SUPPORT_FILE, Support

gc.freeze()
gc.enable()

VERSION = "0.1.0"
EXTENSIONS = ("cogs.guide", "cogs.reminders", "cogs.settings", "cogs.privacy", "cogs.stale")
TOKEN_PAGE = "https://discord.com/developers/applications"

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # seconds; 1,000 connects in 24 hours make Discord reset the token
STEADY = 600.0  # seconds after which a connection counts as good, and the next pause is short again

log = logging.getLogger("kindred")


class Kindred(SlimBot):
    """The bot: only the `guilds` intent, no member or message cache, no mention unless one is asked for."""

    gallery: Gallery  # from setup_hook on
    poster: Poster  # these three from the reminders cog
    notices: Notices
    delivery: Delivery

    def __init__(
        self,
        settings: Settings,
        store: Store,
        library: Library | None = None,
        *,
        nap: timedelta = NAP,
        **options: Any,
    ) -> None:
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
            **options,
        )
        self.settings = settings
        self.store = store
        self.pace = Pace()
        self.nap = nap  # the longest sleep of delivery
        self._library = library
        self._about = About(VERSION, settings.contact, settings.privacy_url)
        self._command_ids: dict[str, int] = {}

    async def setup_hook(self) -> None:
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        words = self._library.words() if self._library else read_words(self.settings.content)
        try:
            dress(self.tree, words[BASE])
        except MissingWords as missing:
            fault = Fault(f"{BASE}/words.toml", str(missing), "is missing", "Discord shows these words with a command")
            raise LibraryError([fault]) from None
        await self.tree.set_translator(ContentTranslator(words))
        self._command_ids = await sync_if_changed(self.tree, self.store)
        # The commands need words alone; the cards are read once they are on their way, and before anybody can press.
        self._show(self._library or Library.load(self.settings.content))

    def _show(self, library: Library) -> None:
        self.gallery = Gallery(library, self._about, self._command_ids)

    async def on_ready(self) -> None:
        log.info("Ready: %d servers, %d cards.", len(self.guilds), _count_cards(self.gallery.library))

    def reload_content(self) -> None:
        """Takes the content folder anew; faulty content is refused and the present one stays."""
        try:
            library = Library.load(self.settings.content)
        except LibraryError as error:
            log.error("The new content was refused; the present one stays.\n%s", error)
            return
        self._show(library)
        log.info("The content was reloaded: %d cards.", _count_cards(library))


def _count_cards(library: Library) -> int:
    catalog = library.catalogs[BASE]
    return len(catalog.connecting) + len(catalog.causes) + len(catalog.strategies) + len(catalog.pages)


# Running


Options = Callable[[], dict[str, Any]]  # more options of discord.py for each new bot: a test's connector


async def run(settings: Settings, make_options: Options = dict) -> int:
    """Runs until SIGTERM or SIGINT; gives the exit code."""
    if not settings.token:
        print(
            f"There is no DISCORD_TOKEN: get one at {TOKEN_PAGE} (your application, Bot, Reset Token) and put it "
            "into .env, or try Kindred without one: python playground.py",
            file=sys.stderr,
        )
        return 2
    async with Store.open(settings.database) as store:
        return await _keep_running(settings, store, make_options)


async def _keep_running(settings: Settings, store: Store, make_options: Options) -> int:
    stop = asyncio.Event()
    current: list[Kindred] = []
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError, AttributeError):  # Windows has neither; Ctrl-C works there by itself
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: [bot.reload_content() for bot in current])
    pauses = _pauses()
    while not stop.is_set():
        # discord.py recovers by itself once it was connected; before that it gives up, and a client that
        # gave up cannot be started again.
        bot = Kindred(settings, store, **make_options())
        current[:] = [bot]
        started = time.monotonic()
        session = asyncio.create_task(bot.start(settings.token or ""))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({session, stopping}, return_when=asyncio.FIRST_COMPLETED)
        # close() while start() still polls tells Discord 4000 in place of 1000: first the task, then the bot.
        session.cancel()
        stopping.cancel()
        [failure] = await asyncio.gather(session, return_exceptions=True)
        await bot.close()
        if stop.is_set():
            break
        if isinstance(failure, discord.LoginFailure):
            log.error("Discord does not know this token. Get a new one at %s and put it into .env.", TOKEN_PAGE)
            return 1
        if isinstance(failure, discord.PrivilegedIntentsRequired):
            log.error("Discord refuses an intent that Kindred does not ask for. Is DISCORD_TOKEN another bot's?")
            return 1
        if isinstance(failure, app_commands.CommandSyncFailure):
            log.error("Discord refuses the commands: %s Their words are in content/, under [commands].", failure)
            return 1
        if not _is_weather(failure):
            raise failure if isinstance(failure, BaseException) else RuntimeError("The connection ended.")
        if time.monotonic() - started > STEADY:
            pauses = _pauses()
        pause = next(pauses)
        log.warning("Discord cannot be reached (%s). Next try in %d s.", type(failure).__name__, pause)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
    log.info("Stopped.")
    return 0


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)


def _is_weather(failure: object) -> bool:
    """Whether a failed start is Discord's or the network's trouble, which passes."""
    if isinstance(failure, AttributeError):
        return "sequence" in str(failure)  # a gateway that is down at the first connect (discord.py#10520)
    return isinstance(
        failure,
        OSError
        | aiohttp.ClientError
        | TimeoutError
        | discord.HTTPException
        | discord.GatewayNotFound
        | discord.ConnectionClosed,
    )


def _calm(record: logging.LogRecord) -> bool:
    """Says in one line what discord.py logs with a traceback: that it lost the connection and tries again."""
    error = record.exc_info[1] if record.exc_info else None
    if error and _is_weather(error):
        record.msg, record.args = f"{record.getMessage()} ({type(error).__name__})", ()
        record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
    return True


# The other commands


def check(settings: Settings, against: Path | None = None) -> int:
    """Checks settings and content; prints every fault and warning. Gives the exit code: 1 for any fault."""
    from kindred.check import check_content, grade_measured  # 0.1 s that a start of the bot does not need

    try:
        library = Library.load(settings.content)
    except LibraryError as error:
        print(error)
        return 1
    findings = check_content(settings.content, against)
    for finding in findings:
        print(finding)
    if not grade_measured():
        print("The reading grade was not measured: textstat is not installed (uv sync installs it).")
    if any(finding.fault for finding in findings):
        return 1
    catalog = library.catalogs[BASE]
    print(
        f"All is well: {len(catalog.causes)} causes, {len(catalog.strategies)} strategies, "
        f"{len(catalog.reminders)} reminders, {len(catalog.sources)} sources, {len(library.catalogs)} language(s)."
    )
    _warn_of_overdue(library.support, discord.utils.utcnow().date())
    return 0


def _warn_of_overdue(support: Support, today: date) -> None:
    """Names the helplines whose own site a person has to open, for the operator; no fault, the cards say it too."""
    overdue = support.overdue(today)
    if overdue:
        print(f"Warning: a person has to open the sites of these {len(overdue)} helplines (see docs/operators.md):")
    for country, line in overdue:
        when = f"opened on {line.opened_on}" if line.opened_on else "never opened"
        print(f"  {SUPPORT_FILE}: {country.id}: {line.service}: {when} ({line.site or 'no site named'})")


def preview(settings: Settings, wanted: str, language: str, page: Path | None) -> int:
    """Prints a card as it will look, or writes it as a page. Gives the exit code: 1 where there is none."""
    from kindred.preview import NotFound, as_page, as_text, find  # a start of the bot does not need it

    try:
        card = find(
            Library.load(settings.content), About(VERSION, settings.contact, settings.privacy_url), wanted, language
        )
    except (LibraryError, NotFound) as error:
        print(error)
        return 1
    if page is None:
        print(as_text(card), end="")
        return 0
    try:
        accent = ACCENTS.get(card.kind, NEUTRAL)
        page.write_text(as_page(card, f"Kindred: {wanted}", language=language, accent=accent), encoding="utf-8")
    except OSError as error:
        print(f"{page} cannot be written ({error.strerror}).")
        return 1
    print(f"Written to {page}: open it in a browser.")
    return 0


async def invite(settings: Settings) -> int:
    """Prints the addresses by which a server or a person adds the bot. Gives the exit code."""
    application_id = settings.application_id
    if application_id is None and settings.token:
        async with discord.Client(intents=discord.Intents.none()) as client:
            try:
                await client.login(settings.token)
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                print(f"Discord did not tell the application's id ({error}). Set KINDRED_APPLICATION_ID.")
                return 1
            application_id = client.application_id
    if application_id is None:
        print("Set KINDRED_APPLICATION_ID, or DISCORD_TOKEN, in .env: the address needs the application's id.")
        return 2
    scopes = ("bot", "applications.commands")
    print("For servers:      ", discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=scopes))
    user = discord.utils.oauth_url(application_id, scopes=("applications.commands",))
    print("For user accounts:", f"{user}&integration_type=1")
    return 0


def main(arguments: list[str] | None = None, make_options: Options = dict) -> int:
    parser = argparse.ArgumentParser(prog="bot.py", description="Kindred, a Discord bot. Without a command it runs.")
    verbs = parser.add_subparsers(dest="verb", metavar="command")
    verbs.add_parser("run", help="run the bot (the same as no command)")
    checking = verbs.add_parser("check", help="check settings and content, and print every fault with its mend")
    checking.add_argument("--against", type=Path, metavar="FOLDER", help="also look for runs of words from its texts")
    previewing = verbs.add_parser("preview", help="print a card or a reminder as it will look, without Discord")
    previewing.add_argument("id", help="a file's name without .md, a country, or a command such as causes")
    previewing.add_argument("--language", default=BASE, metavar="CODE", help="a folder of content/ (en)")
    previewing.add_argument("--html", type=Path, metavar="FILE", help="write a page that shows it in a browser")
    backing = verbs.add_parser("backup", help="write a consistent copy of the database, also while the bot runs")
    backing.add_argument("file", type=Path)
    restoring = verbs.add_parser("restore", help="put a copy in the place of the database, once it has been checked")
    restoring.add_argument("file", type=Path)
    verbs.add_parser("invite", help="print the addresses that add the bot to a server or an account")
    given = parser.parse_args(arguments)
    try:
        settings = Settings.read({**{k: v or "" for k, v in dotenv_values(HERE / ".env").items()}, **os.environ})
        if given.verb == "check":
            return check(settings, given.against)
        if given.verb == "preview":
            return preview(settings, given.id, given.language, given.html)
        if given.verb == "backup":
            back_up(settings.database, given.file)
            print(f"A copy of the database is in {given.file}.")
            return 0
        if given.verb == "restore":
            aside = restore(given.file, settings.database)
            print(f"{given.file} is the database now." + (f" The one before is kept as {aside.name}." if aside else ""))
            return 0
        if given.verb == "invite":
            return asyncio.run(invite(settings))
        discord.utils.setup_logging(level=settings.log_level, root=True)
        for name in ("discord", "aiosqlite"):  # their DEBUG lines hold what people asked, and who they are
            logging.getLogger(name).setLevel(max(logging.INFO, settings.log_level))
        for name in ("discord.client", "discord.shard"):
            logging.getLogger(name).addFilter(_calm)
        return asyncio.run(run(settings, make_options))
    except (SettingsError, LibraryError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
