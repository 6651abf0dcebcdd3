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
from kindred.content.locales import chain

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
        languages = chain(locale.value, self._words)[:-1]  # Discord falls back to English by itself
        if not languages:
            return None
        match context.location:
            case Location.command_description | Location.group_description:
                key = f"commands.{context.data.qualified_name}.description"
            case Location.parameter_description:
                key = f"commands.{context.data.command.qualified_name}.options.{context.data.name}"
            case _:
                return None
        english = self._words[BASE].get(key)
        told = (self._words[language].get(key) for language in languages)
        return next((text for text in told if text and text != english), None)
