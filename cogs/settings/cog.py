"""`/settings`: one panel that shows what a server's moderators can set, changes it in place, and takes it back."""

import re
from typing import TYPE_CHECKING, Any

from discord import app_commands
from discord.ext import commands

from cogs.core.channels import check_bot_is_here
from cogs.core.controls import Controls
from cogs.core.errors import Sorry
from cogs.core.form_memory import form_memory
from cogs.core.guild_context import guild_id_of
from cogs.core.panels import panel_opener
from cogs.core.responses import Interaction, say, show
from cogs.reminders.views import needing_attention
from cogs.settings import panel
from cogs.settings.custom_ids import (
    NOT_SET,
    VALUE,
    OpenRow,
    OpenRowForm,
    Pick,
    SetValue,
    ShowPanel,
    UndoKept,
    UndoValue,
)
from cogs.settings.row import FormRow, PageRow, SettingsRow
from cogs.settings.rows import ROWS
from kindred.content.custom_ids import LIMIT
from kindred.storage.settings_rows import GuildSettings, pack, unpack

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

controls = Controls()


class SettingsCog(commands.Cog, name="settings"):
    """What moderators can set for their server."""

    @app_commands.command()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def settings(self, interaction: Interaction) -> None:
        """One panel for everything that a server can set."""
        check_bot_is_here(interaction)
        count = await needing_attention(interaction)
        view = panel.overview(interaction, await _settings(interaction), needing_attention=count)
        await interaction.response.send_message(view=view, ephemeral=True)


@controls.on(ShowPanel, may=panel_opener)
async def show_panel(interaction: Interaction, press: ShowPanel) -> None:
    await show(interaction, panel.overview(interaction, await _settings(interaction)))


@controls.on(OpenRow, may=panel_opener)
async def open_row(interaction: Interaction, press: OpenRow) -> None:
    row = _page_row(press.row)
    await show(interaction, await panel.page_of(interaction, row, await _settings(interaction)))


@controls.on(OpenRowForm, may=panel_opener)
async def open_form(interaction: Interaction, press: OpenRowForm) -> None:
    row = _row(press.row)
    if not isinstance(row, FormRow):
        raise Sorry("error.gone")
    typed = form_memory.get(guild_id_of(interaction), f"{row.name}.{press.key}") if press.key else None

    async def save(interaction: Interaction, value: Any) -> None:
        await change(interaction, row, value)

    await interaction.response.send_modal(row.form(interaction, await _settings(interaction), typed, save))


@controls.on(Pick, may=panel_opener)
async def pick(interaction: Interaction, press: Pick) -> None:
    row = _page_row(press.row)
    await change(interaction, row, row.picked(interaction, await _settings(interaction), press.place))


@controls.on(SetValue, may=panel_opener)
async def set_value(interaction: Interaction, press: SetValue) -> None:
    row = _row(press.row)
    await change(interaction, row, await row.from_button(interaction, _unpacked(row, press.packed)))


@controls.on(UndoValue, may=panel_opener)
async def undo_value(interaction: Interaction, press: UndoValue) -> None:
    row = _row(press.row)
    value = await row.from_button(interaction, _unpacked(row, press.packed))
    await change(interaction, row, value, "settings.undone")


@controls.on(UndoKept, may=panel_opener)
async def undo_kept(interaction: Interaction, press: UndoKept) -> None:
    row, packed = _row(press.row), form_memory.get(guild_id_of(interaction), press.key)
    if packed is None:
        raise Sorry("settings.undo-gone")
    await change(interaction, row, await row.from_memory(interaction, _unpacked(row, packed)), "settings.undone")


async def change(interaction: Interaction, row: SettingsRow[Any], value: Any, said: str = "settings.saved") -> None:
    """Changes a setting, and shows what that did with the way back. Raises Sorry for what cannot be set."""
    guild_id = guild_id_of(interaction)
    await row.check(interaction, value)
    before = await interaction.client.store.settings.change(guild_id, **{row.name: value})
    settings = await _settings(interaction)
    text = f"{say(interaction, said, name=row.title(interaction))}\n{row.present(interaction, settings)}"
    done = panel.Done(text, _undo(interaction, row, before))
    if isinstance(row, PageRow) and row.stays_open:
        await show(interaction, await panel.page_of(interaction, row, settings, done))
    else:
        await show(interaction, panel.overview(interaction, settings, done))


def _undo(interaction: Interaction, row: SettingsRow[Any], before: GuildSettings) -> UndoValue | UndoKept:
    """What brings a value back: the value itself, or where it is kept."""
    packed = pack(row.name, row.value(before))
    undo = UndoValue(row.name, packed)
    if packed is None or (packed != NOT_SET and re.fullmatch(VALUE, packed) and len(undo.custom_id) <= LIMIT):
        return undo
    key = f"{interaction.id:x}"
    form_memory.keep(guild_id_of(interaction), key, packed)
    return UndoKept(row.name, key)


def _unpacked(row: SettingsRow[Any], packed: str | None) -> Any:
    """A value out of its text. Raises Sorry where it was never one."""
    try:
        return unpack(row.name, packed)
    except ValueError:
        raise Sorry("error.gone") from None


async def _settings(interaction: Interaction) -> GuildSettings:
    return await interaction.client.store.settings.of(guild_id_of(interaction))


def _row(name: str) -> SettingsRow[Any]:
    if name not in ROWS:
        raise Sorry("error.gone")
    return ROWS[name]


def _page_row(name: str) -> PageRow[Any]:
    row = _row(name)
    if not isinstance(row, PageRow):
        raise Sorry("error.gone")
    return row


async def setup(bot: "Kindred") -> None:
    bot.controls.add(controls)
    await bot.add_cog(SettingsCog())
