"""Command descriptions come from `content/<locale>/commands.toml`, by the command's own name.

`commands.reminders add.description` is what Discord shows for `/reminders add`;
`commands.reminders add.options.channel` describes its option.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from discord import Locale, app_commands
from discord.app_commands import TranslationContextLocation as Location
from discord.app_commands import locale_str

from kindred.content.entries import Words
from kindred.content.library import BASE

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group


def set_descriptions(tree: app_commands.CommandTree[Any], words: Words) -> None:
    """Gives every command and option its English description. Raises MissingWords for one without words."""
    for command in _commands(tree):
        command.description = words.say(f"commands.{command.qualified_name}.description")
        if isinstance(command, app_commands.Command) and command.parameters:
            texts = {
                p.name: words.say(f"commands.{command.qualified_name}.options.{p.name}") for p in command.parameters
            }
            app_commands.describe(**{name: locale_str(text) for name, text in texts.items()})(command)


def _commands(tree: app_commands.CommandTree[Any]) -> Iterator[AnyCommand]:
    for command in tree.walk_commands():
        if isinstance(command, (app_commands.Command, app_commands.Group)):
            yield command


class ContentTranslator(app_commands.Translator):
    """Translates descriptions where a language has them. Command names stay: people teach them to each other."""

    def __init__(self, words: Mapping[str, Words]) -> None:
        self._words = words

    async def translate(
        self, string: locale_str, locale: Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        words = self._words.get(locale.value) or self._words.get(locale.value.split("-")[0])
        if words is None or words is self._words[BASE]:
            return None  # Discord falls back to English by itself
        match context.location:
            case Location.command_description | Location.group_description:
                return words.get(f"commands.{context.data.qualified_name}.description")
            case Location.parameter_description:
                command = context.data.command.qualified_name
                return words.get(f"commands.{command}.options.{context.data.name}")
            case _:
                return None
