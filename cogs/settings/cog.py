"""`/settings`: one panel that shows what a server's moderators can set, changes it in place, and takes it back."""

import asyncio
import re
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs.core.channels import check_bot_is_here, find_channel
from cogs.core.controls import Controls
from cogs.core.errors import Modal, Sorry
from cogs.core.form_memory import kept
from cogs.core.guild_context import guild_id_of, post_language
from cogs.core.panels import panel_opener
from cogs.core.permissions import may_write, missing, names_of
from cogs.core.responses import Interaction, show, words_of
from cogs.reminders.views import worries
from cogs.settings.custom_ids import OpenForm, OpenRow, Pick, SetValue, ShowPanel, UndoValue
from cogs.settings.panel import IN_A_FORM, NOTICE_CHANNELS, SHARING_CHANNELS, Done, Panel, portions
from kindred.content.custom_ids import LIMIT
from kindred.content.search import find
from kindred.content.support_cards import NEAR_AT_MOST, NOTE_LIMIT
from kindred.delivery.attempts import RejectedError, TransientError
from kindred.storage.guild_settings import NAMES, ServerSettings, unpack
from kindred.wording.sanitize import clean_note

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

controls = Controls()

_FITS = re.compile(r"[\w,-]*")  # what a custom_id carries as it is


class SettingsCog(commands.Cog, name="settings"):
    """What moderators can set for their server."""

    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def settings(self, interaction: Interaction) -> None:
        """One panel for everything that a server can set."""
        check_bot_is_here(interaction)
        settings = await interaction.client.store.settings.of(guild_id_of(interaction))
        view = Panel(interaction, settings).overview(worries=await worries(interaction))
        await interaction.response.send_message(view=view, ephemeral=True)


@controls.on(ShowPanel, may=panel_opener)
async def show_panel(interaction: Interaction, press: ShowPanel) -> None:
    await show(interaction, Panel(interaction, await _settings(interaction)).overview())


@controls.on(OpenRow, may=panel_opener)
async def open_row(interaction: Interaction, press: OpenRow) -> None:
    name, settings = _known(press.row), await _settings(interaction)
    if name in IN_A_FORM:
        raise Sorry("error.gone")
    there = await _still_there(interaction, settings, name)
    await show(interaction, Panel(interaction, settings).page(name, there=there))


@controls.on(OpenForm, may=panel_opener)
async def open_form(interaction: Interaction, press: OpenForm) -> None:
    form = _form(interaction, guild_id_of(interaction), await _settings(interaction), press.row, press.key or "")
    await interaction.response.send_modal(form)


@controls.on(Pick, may=panel_opener)
async def pick(interaction: Interaction, press: Pick) -> None:
    guild_id, name, settings = guild_id_of(interaction), _known(press.row), await _settings(interaction)
    await _apply(interaction, guild_id, name, _picked(interaction, guild_id, settings, name, press.place or ""))


@controls.on(SetValue, may=panel_opener)
async def set_value(interaction: Interaction, press: SetValue) -> None:
    guild_id, name = guild_id_of(interaction), _known(press.row)
    await _apply(interaction, guild_id, name, await _unpacked(interaction, guild_id, name, press.value))


@controls.on(UndoValue, may=panel_opener)
async def undo(interaction: Interaction, press: UndoValue) -> None:
    guild_id, name = guild_id_of(interaction), _known(press.row)
    await _apply(interaction, guild_id, name, await _unpacked(interaction, guild_id, name, press.value), "undo")


async def _settings(interaction: Interaction) -> ServerSettings:
    return await interaction.client.store.settings.of(guild_id_of(interaction))


def _known(name: str) -> str:
    if name not in NAMES:
        raise Sorry("error.gone")
    return name


async def _apply(interaction: Interaction, guild_id: int, name: str, value: Any, verb: str = "set") -> None:
    """Changes a setting, and shows what that did with the way back."""
    client = interaction.client
    await _check_bot_may_post(interaction, guild_id, name, value)
    before = await client.store.settings.change(guild_id, **{name: value})
    panel = Panel(interaction, await client.store.settings.of(guild_id))
    say = words_of(interaction).say
    done = say("settings.undone" if verb == "undo" else "settings.saved", name=panel.name(name))
    shown = Done(f"{done}\n{panel.value(name)}", _undo(interaction, guild_id, name, before))
    # Several menus make up what is hidden, so that page stays open.
    await show(interaction, panel.page(name, shown) if name == "hidden" else panel.overview(shown))


def _undo(interaction: Interaction, guild_id: int, name: str, before: ServerSettings) -> UndoValue:
    """What brings a value back: the value itself, or where it is kept."""
    packed = before.pack(name)
    undo = UndoValue(name, packed)
    if _FITS.fullmatch(packed) and len(undo.custom_id) <= LIMIT:
        return undo
    key = f"{interaction.id:x}"
    kept.keep(guild_id, key, packed, discord.utils.utcnow())
    return UndoValue(name, f"~{key}")


async def _unpacked(interaction: Interaction, guild_id: int, name: str, packed: str) -> Any:
    """The value that a button carries or names. Raises Sorry where it is gone, or not this server's."""
    text = kept.get(guild_id, packed[1:]) if packed.startswith("~") else packed
    if text is None:
        raise Sorry("settings.undo-gone")
    try:
        value = unpack(name, text)
    except ValueError:
        raise Sorry("error.gone") from None
    library = interaction.client.gallery.library
    if name == "hidden":
        return frozenset(value & library.catalog(str(interaction.locale)).may_be_hidden().keys())
    if name == "sharing" and value and interaction.guild:
        there = {channel.id for channel in await interaction.guild.fetch_channels()}
        return tuple(id for id in value if id in there)
    known = {"language": library.catalogs, "country": library.support.countries}
    if value is not None and name in known and value not in known[name]:
        raise Sorry("error.gone")
    return value


def _picked(interaction: Interaction, guild_id: int, settings: ServerSettings, name: str, place: str) -> Any:
    """The value that a menu of the panel was given. Raises Sorry."""
    data: Any = interaction.data
    values: list[str] = data.get("values", [])
    match name:
        case "language" if values and values[0] in interaction.client.gallery.library.catalogs:
            return values[0]
        case "hidden":
            offered = portions(interaction.client.gallery.catalog(interaction.locale))
            if place.isdecimal() and int(place) < len(offered):
                ids = {guide.id for guide in offered[int(place)][1]}
                return frozenset((settings.hidden - ids) | (ids & set(values)))
        case "sharing" if values:
            return tuple(_channels(interaction, guild_id, SHARING_CHANNELS, settings.sharing or ()))
        case "notices" if values:
            return _channels(interaction, guild_id, NOTICE_CHANNELS, (settings.notices,))[0]
        case _:
            pass
    raise Sorry("error.gone")


def _channels(
    interaction: Interaction, guild_id: int, kinds: list[discord.ChannelType], before: tuple[int | None, ...]
) -> list[int]:
    """The picked channels: this server's own, and those that were not there before open to the moderator."""
    data: Any = interaction.data
    resolved = data.get("resolved", {}).get("channels", {})
    picked: list[int] = []
    for id in map(int, data["values"]):
        channel = resolved.get(str(id))
        if channel is None or int(channel.get("guild_id", guild_id)) != guild_id:
            raise Sorry("settings.not-here")
        if channel["type"] not in [kind.value for kind in kinds]:
            raise Sorry("settings.not-here")
        theirs = discord.Permissions(int(channel.get("permissions", 0)))
        if id not in before and not may_write(theirs, in_thread=False):
            raise Sorry("settings.you-may-not", channel=f"<#{id}>")
        picked.append(id)
    return picked


async def _still_there(interaction: Interaction, settings: ServerSettings, name: str) -> list[int]:
    """The chosen channels that a menu can show: Discord might refuse one that is gone, and few are in the cache."""
    chosen = [id for id in {"sharing": settings.sharing or (), "notices": (settings.notices,)}.get(name, ()) if id]
    if not chosen or interaction.guild is None:
        return []
    try:
        known = {channel.id for channel in await interaction.guild.fetch_channels()}
    except discord.HTTPException:
        return []  # the page names them anyway
    return [id for id in chosen if id in known]


async def _check_bot_may_post(interaction: Interaction, guild_id: int, name: str, value: Any) -> None:
    """Raises Sorry for a notice channel that is gone, is not this server's, or is closed to the bot."""
    if name != "notices" or value is None:
        return
    try:
        channel = await find_channel(interaction.client, guild_id, value)
    except TransientError:
        raise Sorry("error.discord") from None
    except RejectedError as rejected:
        lacking = ["view_channel"] if str(rejected).startswith("missing") else []
    else:
        # A notice is not looked for afterwards, so the channel's history need not be open.
        lacking = missing(channel.permissions_for(channel.guild.me), in_thread=False)
        lacking = [permission for permission in lacking if permission != "read_message_history"]
        if not lacking:
            return
    if not lacking:
        raise Sorry("settings.not-here")
    raise Sorry("settings.bot-may-not", channel=f"<#{value}>", permissions=names_of(lacking))


# What is typed


def _form(
    interaction: Interaction, guild_id: int, settings: ServerSettings, name: str, key: str
) -> "NoteForm | CountryForm":
    if name == "note":
        return NoteForm(interaction, kept.get(guild_id, key) or settings.note or "")
    if name == "country":
        country = interaction.client.gallery.library.support.countries.get(settings.country or "")
        return CountryForm(interaction, country.title if country else "")
    raise Sorry("error.gone")


class NoteForm(Modal):
    """Asks for the note below the helplines."""

    def __init__(self, interaction: Interaction, text: str) -> None:
        say = words_of(interaction).say
        super().__init__(title=say("settings.note.form"), custom_id=f"settings-note:{interaction.id}")
        self.note = ui.TextInput[Any](
            custom_id="note",
            style=discord.TextStyle.paragraph,
            default=text or None,
            max_length=NOTE_LIMIT,
            required=False,
        )
        self.add_item(
            ui.Label(text=say("settings.note.name"), description=say("settings.note.help"), component=self.note)
        )

    async def on_submit(self, interaction: Interaction) -> None:  # type: ignore[override]
        # Here, and in a thread: reading the rules takes longer than others should wait for their answers.
        from kindred.wording.notes import check_note

        typed = self.note.value[:NOTE_LIMIT]  # who sends the form without an app may send more
        try:
            panel_opener(interaction)
        except Sorry:
            raise Sorry("settings.note.expired", text=typed.replace("```", "'''")) from None
        client, guild_id = interaction.client, guild_id_of(interaction)
        note = clean_note(typed)
        settings = await client.store.settings.of(guild_id)
        language = str(post_language(settings, interaction.guild_locale, interaction.locale))
        faults = note and await asyncio.to_thread(check_note, note, english=language.startswith("en"))
        if not faults:
            await _apply(interaction, guild_id, "note", note)
            return
        key = f"{interaction.id:x}"
        kept.keep(guild_id, key, typed, discord.utils.utcnow())
        say = words_of(interaction).say
        told = [
            say(
                "settings.note.fault", words=fault.words.replace("`", "'"), says=fault.says, suggestion=fault.suggestion
            )
            for fault in faults
        ]
        settings = await client.store.settings.of(guild_id)
        await show(interaction, Panel(interaction, settings).note_refused(typed, key, told))


class CountryForm(Modal):
    """Asks for a country by name: a select would hold 25."""

    def __init__(self, interaction: Interaction, name: str) -> None:
        say = words_of(interaction).say
        super().__init__(title=say("settings.country.form"), custom_id=f"settings-country:{interaction.id}")
        self.country = ui.TextInput[Any](custom_id="country", default=name or None, max_length=60, required=False)
        self.add_item(
            ui.Label(
                text=say("settings.country.name"), description=say("settings.country.help"), component=self.country
            )
        )

    async def on_submit(self, interaction: Interaction) -> None:  # type: ignore[override]
        panel_opener(interaction)
        guild_id = guild_id_of(interaction)
        support = interaction.client.gallery.library.support
        typed = self.country.value.strip()
        if not typed:
            await _apply(interaction, guild_id, "country", None)
        elif country := support.named(typed):
            await _apply(interaction, guild_id, "country", country.id)
        else:
            near = find(typed, support.countries.values())[:NEAR_AT_MOST]
            settings = await interaction.client.store.settings.of(guild_id)
            await show(interaction, Panel(interaction, settings).which_country(near))


async def setup(bot: "Kindred") -> None:
    bot.controls.add(controls)
    await bot.add_cog(SettingsCog())
