"""`/privacy`: what is kept. For people who may manage a server also all rows of it, and the way to delete them."""

import io
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs.core.controls import Controls, button
from cogs.core.errors import Sorry
from cogs.core.form_memory import form_memory
from cogs.core.guild_context import guild_id_of
from cogs.core.panels import panel_opener
from cogs.core.renderer import NEUTRAL, plain, stopped
from cogs.core.responses import Interaction, say, show, words_of
from cogs.settings.rows import ROWS
from kindred.content.custom_ids import CustomId
from kindred.storage.settings_rows import from_column

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

PAGE_LIMIT = 3000  # characters of rows on the page; the file has all of them
ROWS_SHOWN = 5  # of each table
VALUE_LIMIT = 300

controls = Controls()

Rows = Mapping[str, list[dict[str, Any]]]


class ShowRows(CustomId, template="privacy:show"):
    """Shows all rows of the server."""


class AskToDelete(CustomId, template="privacy:ask"):
    """Asks whether to delete them."""


class DeleteRows(CustomId, template="privacy:delete"):
    """Deletes them."""


class KeepRows(CustomId, template="privacy:keep"):
    """Does not."""


class PrivacyCog(commands.Cog, name="privacy"):
    """What is kept about members: nothing. And what is kept about a server."""

    @app_commands.command()
    async def privacy(self, interaction: Interaction) -> None:
        """What is held about members: nothing."""
        renderer = interaction.client.renderer
        card = renderer.cards(interaction.locale).page("privacy")
        row: list[ui.Item[ui.LayoutView]] = []
        if _may_manage(interaction):
            look = button(say(interaction, "privacy.show"), ShowRows())
            delete = button(say(interaction, "privacy.delete"), AskToDelete())
            row = [ui.Separator(), ui.TextDisplay(say(interaction, "privacy.managers")), ui.ActionRow(look, delete)]
        await show(interaction, renderer.render(card, *row))


def manager(interaction: Interaction) -> None:
    """Discord guards no button, and everybody may run /privacy. Raises Sorry for whom its buttons are not."""
    panel_opener(interaction)
    if not _may_manage(interaction):
        raise Sorry("privacy.not-allowed")


@controls.on(ShowRows, may=manager)
async def show_rows(interaction: Interaction, press: ShowRows) -> None:
    if rows := await _rows(interaction):
        await _show_rows(interaction, rows)


@controls.on(AskToDelete, may=manager)
async def ask_to_delete(interaction: Interaction, press: AskToDelete) -> None:
    if rows := await _rows(interaction):
        yes = button(say(interaction, "privacy.really"), DeleteRows(), discord.ButtonStyle.danger)
        no = button(say(interaction, "privacy.keep"), KeepRows())
        question = f"{say(interaction, 'privacy.ask')}\n{_counts(interaction, rows)}"
        await show(interaction, plain(question, say(interaction, "privacy.ask-after"), buttons=(yes, no)))


@controls.on(DeleteRows, may=manager)
async def delete_rows(interaction: Interaction, press: DeleteRows) -> None:
    if rows := await _rows(interaction):
        guild_id = guild_id_of(interaction)
        await interaction.client.store.delete_guild(guild_id)
        form_memory.forget(guild_id)
        if delivery := getattr(interaction.client, "delivery", None):
            delivery.wake()  # it may be about to post what is no longer there
        await show(interaction, plain(f"{say(interaction, 'privacy.deleted')}\n{_counts(interaction, rows)}"))


@controls.on(KeepRows, may=manager)
async def keep_rows(interaction: Interaction, press: KeepRows) -> None:
    await show(interaction, plain(say(interaction, "privacy.kept")))


async def _rows(interaction: Interaction) -> Rows | None:
    """All that is kept about the server; where it is nothing, None, and the person is told."""
    rows = await interaction.client.store.rows_of(guild_id_of(interaction))
    if any(rows.values()):
        return rows
    await show(interaction, plain(say(interaction, "privacy.nothing")))
    return None


def _may_manage(interaction: Interaction) -> bool:
    return interaction.guild_id is not None and interaction.permissions.manage_guild


async def _show_rows(interaction: Interaction, rows: Rows) -> None:
    """Answers with a page that people can read, and the rows themselves as a file."""
    say = words_of(interaction).say
    file = discord.File(
        io.BytesIO(json.dumps(rows, indent=2).encode()), filename=f"kindred-{interaction.guild_id}.json"
    )
    page = [say("privacy.shown")]
    for table, found in rows.items():
        if not found:
            continue
        lines = [f"- {_row(interaction, table, row)}" for row in found[:ROWS_SHOWN]]
        if len(found) > ROWS_SHOWN:
            lines.append(f"- {say('privacy.more', count=len(found) - ROWS_SHOWN)}")
        part = "\n".join([f"### {_title(interaction, table)} ({len(found)})", *lines])
        if sum(map(len, page)) + len(part) > PAGE_LIMIT:
            part = f"### {_title(interaction, table)} ({len(found)})\n{say('privacy.in-the-file')}"
        page.append(part)
    view = stopped(
        ui.Container[ui.LayoutView](*map(ui.TextDisplay[ui.LayoutView], page), ui.File(file), accent_colour=NEUTRAL)
    )
    await interaction.response.send_message(view=view, file=file, ephemeral=True)


def _row(interaction: Interaction, table: str, row: Mapping[str, Any]) -> str:
    """A row in one line, by the names of its columns; empty ones and the server's own id are left out."""
    return " · ".join(
        f"{column.replace('_', ' ')}: {_value(interaction, table, column, value)}"
        for column, value in row.items()
        if value not in (None, "") and column != "guild_id"
    )


def _value(interaction: Interaction, table: str, column: str, value: Any) -> str:
    """A value as people read it, where its column is known to hold a setting, a channel, a role or a time."""
    if table == "guild_settings" and column in ROWS:
        with suppress(ValueError):  # what cannot be read is shown as it stands
            return ROWS[column].in_a_line(interaction, from_column(column, value))[:VALUE_LIMIT]
    match column, value:
        case "channel_id", int():
            return f"<#{value}>"
        case "role_id", int():
            return f"<@&{value}>"
        case "weekday", int():
            return say(interaction, f"weekday.{value}")
        case "minute", int():
            return f"{value // 60:02}:{value % 60:02}"
        case _, int() if column == "due" or column.endswith(("_at", "_until")):
            return f"<t:{value}:f>"
        case _:
            return " ".join(str(value).split())[:VALUE_LIMIT]


def _counts(interaction: Interaction, rows: Rows) -> str:
    return "\n".join(f"- {_title(interaction, table)}: {len(found)}" for table, found in rows.items() if found)


def _title(interaction: Interaction, table: str) -> str:
    """What a table holds, in words; a new table's own name until it has some."""
    words = words_of(interaction)
    return words.get(f"privacy.tables.{table}") or table


async def setup(bot: "Kindred") -> None:
    bot.controls.add(controls)
    await bot.add_cog(PrivacyCog())
