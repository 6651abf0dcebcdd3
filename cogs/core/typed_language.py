"""In which language moderators' texts are checked, and in which the checks speak to them."""

from pathlib import Path
from typing import NamedTuple

from cogs.core.guild_context import guild_id_of, post_language
from cogs.core.responses import Interaction


class TypedLanguage(NamedTuple):
    """The folder of a text's language and that of its writer's, in a content folder."""

    content: Path
    text: str
    writer: str
    is_english: bool


async def typed_language(interaction: Interaction) -> TypedLanguage:
    """A text that everybody in a server sees is in the server's language; what is wrong with it, in its writer's."""
    settings = await interaction.client.store.settings.of(guild_id_of(interaction))
    locale = str(post_language(settings, interaction.guild_locale, interaction.locale))
    library = interaction.client.renderer.library
    writer = library.for_panels(str(interaction.locale))
    is_english = locale.startswith("en")
    return TypedLanguage(interaction.client.settings.content, library.chain(locale)[0], writer, is_english)
