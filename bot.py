"""Kindred: the entry and the command line. `python bot.py --help` lists what it can do."""

import gc

if __name__ == "__main__":
    gc.disable()  # what is imported stays: to look through it again and again while it comes takes a tenth of a start

import argparse
import asyncio
import io
import logging
import os
import sys
from datetime import date
from pathlib import Path

import aiohttp
import discord

from cogs.client import logs
from cogs.client.connection import Options, run
from cogs.core.permissions import PERMISSIONS
from cogs.core.renderer import ACCENTS, NEUTRAL
from kindred import VERSION, heartbeat
from kindred.config import HERE, VARIABLES, Config, ConfigError
from kindred.content.cards import About
from kindred.content.library import BASE, Library, LibraryError
from kindred.content.support import SUPPORT_FILE, Support
from kindred.env_file import LoadedSettings, read_settings
from kindred.schedule import tz_data
from kindred.storage.backup import back_up, restore
from kindred.storage.errors import CannotOpen

if __name__ == "__main__":
    gc.freeze()
    gc.enable()

ENV_FILE = HERE / ".env"


def check(settings: Config, against: Path | None = None) -> int:
    """Checks settings and content; prints every fault and warning. Gives the exit code: 1 for any fault."""
    from kindred.wording.check import check_content, grade_measured  # 0.1 s that a start of the bot does not need
    from kindred.wording.rule_files import rule_faults

    try:
        library = Library.load(settings.content)
    except LibraryError as error:
        print(error)
        return 1
    faults = [*library.faults, *rule_faults(settings.content, library.catalogs)]
    for fault in faults:
        print(fault)
    findings = check_content(settings.content, against)
    for finding in findings:
        print(finding)
    if not grade_measured():
        print("The reading grade was not measured: textstat is not installed (uv sync installs it).")
    if faults or any(finding.fault for finding in findings):
        return 1
    catalog = library.catalogs[BASE]
    print(
        f"All is well: {len(catalog.causes)} causes, {len(catalog.strategies)} strategies, "
        f"{len(catalog.reminders)} reminders, {len(catalog.sources)} sources, {len(library.catalogs)} language(s)."
    )
    today = discord.utils.utcnow().date()
    _tell_of_zones(today)
    _warn_of_overdue(library.support, today)
    return 0


def check_languages(settings: Config) -> int:
    """Prints what of each language is translated, and which file to do next. Gives the exit code."""
    from kindred.content.coverage import report

    library = Library.load(settings.content)
    for line in report(settings.content, library):
        print(line)
    for fault in library.faults:
        print(fault)
    return 1 if library.faults else 0


def translate(settings: Config, task: str, files: list[Path]) -> int:
    """Stamps translations, or begins them with the English words. Gives the exit code: 1 where one cannot be."""
    from kindred.content.translating import CannotTranslate, stamp_file, start_file

    library = Library.load(settings.content)
    failed = 0
    for file in files:
        try:
            print((stamp_file if task == "stamp" else start_file)(settings.content, file, library))
        except CannotTranslate as error:
            print(error)
            failed = 1
        except (OSError, UnicodeDecodeError) as error:
            print(f"{file} cannot be read or written ({error}).")
            failed = 1
    return failed


def _tell_of_settings(found: LoadedSettings) -> None:
    """What was read and from where; never the token."""
    print(f"Config, from the environment and {ENV_FILE}{'' if ENV_FILE.exists() else ' (there is none)'}:")
    values = {
        "DISCORD_TOKEN": "set, and not shown" if found.settings.token else None,
        "KINDRED_APPLICATION_ID": found.settings.application_id,
        "KINDRED_DATABASE": found.settings.database,
        "KINDRED_CONTENT": found.settings.content,
        "KINDRED_CONTACT": found.settings.contact,
        "KINDRED_PRIVACY_URL": found.settings.privacy_url,
        "KINDRED_LOG_LEVEL": logging.getLevelName(found.settings.log_level),
    }
    for name in VARIABLES:
        print(f"  {name}: {values[name] or 'not set'} ({found.sources.get(name, 'the default')})")
    for remark in found.remarks:
        print(f"Warning: {remark}")


def _tell_of_zones(today: date) -> None:
    print(f"Time zones: version {tz_data.version()} of the IANA data, from the package tzdata.")
    if tz_data.too_old(today):
        print(
            "Warning: these are over a year old. Where the rules have changed since, weekly posts come an hour off. "
            "Update the package tzdata (see docs/operators.md)."
        )


def _warn_of_overdue(support: Support, today: date) -> None:
    """Names the helplines whose own site a person has to open, for the operator; no fault."""
    overdue = support.overdue(today)
    if overdue:
        print(f"Warning: a person has to open the sites of these {len(overdue)} helplines (see docs/operators.md):")
    for country, line in overdue:
        when = f"opened on {line.opened_on}" if line.opened_on else "never opened"
        seen = f"grade {line.grade}, seen {line.source_date or 'on pages without a date'}"
        held_back = ", held back from members" if line in country.held_back else ""
        where = line.site or "no site named"
        print(f"  {SUPPORT_FILE}: {country.id}: {line.service}: {when} ({where}); {seen}{held_back}")


def preview(settings: Config, wanted: str, language: str, page: Path | None) -> int:
    """Prints a card as it will look, or writes it as a page. Gives the exit code: 1 where there is none."""
    from kindred.content.preview import NotFound, as_page, as_text, find  # a start of the bot does not need it

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


async def invite(settings: Config) -> int:
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
    checking = verbs.add_parser("check", help="check settings and content, and print every fault with its fix")
    checking.add_argument("--against", type=Path, metavar="FOLDER", help="also look for runs of words from its texts")
    checking.add_argument("--languages", action="store_true", help="print what of each language is translated")
    translating = verbs.add_parser("translate", help="begin or stamp files of another language (docs/languages.md)")
    translating.add_argument("task", choices=("start", "stamp"))
    translating.add_argument("files", type=Path, nargs="+", metavar="FILE", help="such as content/es/causes/anxiety.md")
    previewing = verbs.add_parser("preview", help="print a card or a reminder as it will look, without Discord")
    previewing.add_argument("id", help="a file's name without .md, a country, or a command such as causes")
    previewing.add_argument("--language", default=BASE, metavar="CODE", help="a folder of content/ (en)")
    previewing.add_argument("--html", type=Path, metavar="FILE", help="write a page that shows it in a browser")
    backing = verbs.add_parser("backup", help="write a consistent copy of the database, also while the bot runs")
    backing.add_argument("file", type=Path)
    restoring = verbs.add_parser("restore", help="put a copy in the place of the database, once it has been checked")
    restoring.add_argument("file", type=Path)
    health = verbs.add_parser("health", help="say whether the running bot is well: exit code 0, or 1 with the reason")
    health.add_argument(
        "--alive", action="store_true", help="also content with a bot that waits for Discord or the disk"
    )
    verbs.add_parser("invite", help="print the addresses that add the bot to a server or an account")
    given = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that is not UTF-8 lacks some of the characters
    try:
        code = _run_command(given, make_options)
        print(end="", flush=True)
        return code
    except (ConfigError, LibraryError, CannotOpen, heartbeat.Unhealthy) as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read has read enough, as in `bot.py check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 0


def _run_command(given: argparse.Namespace, make_options: Options) -> int:
    """Does what a verb asks for. Gives the exit code."""
    found = read_settings(ENV_FILE, os.environ)
    settings = found.settings
    if given.verb == "check" and given.languages:
        return check_languages(settings)
    if given.verb == "translate":
        return translate(settings, given.task, given.files)
    if given.verb == "check":
        _tell_of_settings(found)
        return check(settings, given.against)
    for remark in found.remarks:
        print(remark, file=sys.stderr)
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
    if given.verb == "health":
        heartbeat.check(heartbeat.path_for(settings.database), alive_only=given.alive)
        print("All is well.")
        return 0
    if given.verb == "invite":
        return asyncio.run(invite(settings))
    logs.set_up(settings.log_level)
    return asyncio.run(run(settings, make_options))


if __name__ == "__main__":
    sys.exit(main())
