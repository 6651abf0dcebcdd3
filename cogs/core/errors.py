"""One exception for people, and one place that turns every error into words.

Commands, autocomplete, buttons, menus and forms all end here, so nothing leaves a person with
"the application did not respond". A code joins what they read to the line in the log; the log holds
no argument, no text and no name.
"""

import functools
import hashlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import discord
from discord import app_commands, ui

from cogs.core.api_errors import REQUEST_ERRORS, is_temporary
from cogs.core.refusals import explain_refusal
from cogs.core.renderer import HiddenPage, plain
from cogs.core.responses import Interaction, is_private_chat, say, words_of
from kindred.content.blocks import TEXT_LIMIT
from kindred.content.cards import NoSuchPage
from kindred.storage.errors import StorageUnavailable

log = logging.getLogger("kindred")

UNKNOWN_INTERACTION = 10062  # answered later than Discord waits: nobody's bug
ALREADY_ANSWERED = 40060


class Sorry(Exception):
    """Something a person can fix or has to know. `key` names its sentence in `words.toml`."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(key)


def code_of(interaction: Interaction) -> str:
    """Five characters that a person can read out and an operator can search for."""
    return hashlib.blake2b(str(interaction.id).encode(), digest_size=4).hexdigest()[:5].upper()


async def answer(interaction: Interaction, error: BaseException) -> None:
    """Tells the person what went wrong, and the log what it has to know. Never raises."""
    error = getattr(error, "original", error)  # discord.py wraps what a command raises
    key, values = _explain(interaction, error)
    if key is None:
        return
    try:
        told = say(interaction, key, **values)
    except LookupError:  # content of somebody's own: its bare key says more than silence
        log.error("words.toml lacks %s; people see the key in its place.", key)
        told = key
    view = plain(told[:TEXT_LIMIT])
    try:
        if interaction.response.is_done():
            await interaction.followup.send(view=view, ephemeral=True)
        else:
            await interaction.response.send_message(view=view, ephemeral=not is_private_chat(interaction))
    except REQUEST_ERRORS as failed:
        log.info("An error could not be told to the person (%s).", type(failed).__name__)


def _explain(interaction: Interaction, error: BaseException) -> tuple[str | None, dict[str, object]]:
    match error:
        case Sorry():
            return error.key, error.values
        case HiddenPage():
            return "error.hidden", {}
        case NoSuchPage():
            return "error.gone", {}
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "error.changed", {}
        case app_commands.TransformerError():
            return "error.option", {}
        case app_commands.CheckFailure():
            return "error.not-allowed", {}
        case discord.HTTPException() if error.code in (UNKNOWN_INTERACTION, ALREADY_ANSWERED):
            log.info("An answer came too late for Discord; the person can ask again.")
            return None, {}
        case _ if refusal := explain_refusal(words_of(interaction), error):
            if isinstance(error, StorageUnavailable):
                log.warning("The database is not available (%s).", error)
            return refusal
        case _ if is_temporary(error):
            log.warning("Discord did not take an answer (%s).", type(error).__name__)
            return "error.discord", {}
    code = code_of(interaction)
    log.error("Unexpected error %s", code, exc_info=error)
    return "error.unexpected", {"code": code}


class Tree(app_commands.CommandTree[Any]):
    """A command tree whose errors are answered in words."""

    async def on_error(  # type: ignore[override]
        self, interaction: Interaction, error: app_commands.AppCommandError
    ) -> None:
        await answer(interaction, error)


class Modal(ui.Modal):
    """A form whose errors are answered in words. It ends after 15 minutes, also when it is dismissed.

    A person has one open form of a kind: discord.py keeps each for those minutes, so opening another ends the first.
    """

    _open: ClassVar[WeakValueDictionary[tuple[int, str], "Modal"]] = WeakValueDictionary()

    def __init__(self, interaction: Interaction, *, title: str, kind: str) -> None:
        super().__init__(title=title, timeout=900, custom_id=f"{kind}:{interaction.id}")
        place = interaction.user.id, kind
        if before := self._open.get(place):
            before.stop()
        self._open[place] = self

    async def interaction_check(self, interaction: discord.Interaction[Any]) -> bool:
        """Runs before the form does, and notes that it is there: `was_open` looks when it may have ended already."""
        interaction.extras["form"] = self
        return True

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception) -> None:
        await answer(interaction, error)


def was_open(interaction: Interaction) -> bool:
    """Whether a form of this process has received this submit."""
    return "form" in interaction.extras


Choices = list[app_commands.Choice[str]]


Complete = Callable[[Any, Interaction, str], Coroutine[Any, Any, Choices]]


def never_fails(complete: Complete) -> Complete:
    """Wraps an autocomplete: on an error it offers nothing and logs without the person's id.

    discord.py's own handler would log who typed into which command.
    """

    @functools.wraps(complete)  # discord.py reads from the name whether it belongs to a class
    async def guarded(self: Any, interaction: Interaction, current: str) -> Choices:
        try:
            return await complete(self, interaction, current)
        except Exception as error:
            log.error("Unexpected error %s in autocomplete", code_of(interaction), exc_info=error)
            return []

    return guarded
