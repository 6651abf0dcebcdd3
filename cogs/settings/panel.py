"""What the settings panel shows: every setting with its present value, and a page to change each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import discord
from discord import ui

from cogs.core.controls import button
from cogs.core.renderer import NEUTRAL, stopped
from cogs.core.responses import Interaction
from cogs.settings.custom_ids import OpenForm, OpenRow, Pick, SetValue, ShowPanel, UndoValue
from kindred.content.blocks import MENU_LIMIT
from kindred.content.entries import Catalog, Guide
from kindred.content.library import BASE
from kindred.content.support import Country
from kindred.storage.guild_settings import DEFAULTS, ServerSettings

GROUPS = {"words": ("language", "hidden"), "help": ("country", "note"), "channels": ("sharing", "notices")}
IN_A_FORM = ("country", "note")  # typed, not picked
SHARING_CHANNELS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.voice,
]
NOTICE_CHANNELS = [discord.ChannelType.text, discord.ChannelType.news]
CHANNELS_AT_MOST = 25  # in one select (Discord)
FAULTS_SHOWN = 5

Item = ui.Item[ui.LayoutView]


@dataclass(frozen=True, slots=True)
class Done:
    """What a change did, and what takes it back."""

    text: str
    undo: UndoValue


class Panel:
    """The pages of one server's settings, in the words of the person who opened them."""

    def __init__(self, interaction: Interaction, settings: ServerSettings) -> None:
        self._interaction = interaction
        self._settings = settings
        self._gallery = interaction.client.gallery
        self._catalog = self._gallery.catalog(interaction.locale)
        self._say = self._gallery.words(interaction.locale).say

    def overview(self, done: Done | None = None, *, worries: int = 0) -> ui.LayoutView:
        """All settings; above them how many weekly posts want a hand, if any does."""
        items = [*self._done(done), self._text(f"## {self._say('settings.title')}\n{self._say('settings.intro')}")]
        if worries:
            items.insert(0, self._text(f"{self._say('list.worry', count=worries)}\n{self._say('settings.worry')}"))
        for group, names in GROUPS.items():
            items += [ui.Separator(), self._text(f"### {self._say(f'settings.groups.{group}')}")]
            for name in names:
                change = button(self._say("settings.change"), (OpenForm if name in IN_A_FORM else OpenRow)(name))
                items.append(ui.Section(self._text(f"**{self.name(name)}**\n{self.value(name)}"), accessory=change))
        return _page(items)

    def page(self, name: str, done: Done | None = None, *, there: Sequence[int] = ()) -> ui.LayoutView:
        """The page on which one setting is changed; `there` are the chosen channels that are not gone."""
        head = f"## {self.name(name)}\n{self._say(f'settings.{name}.about')}"
        if name != "hidden":  # its menus show what is chosen
            head += f"\n{self._say('settings.now', value=self.value(name))}"
        match name:
            case "language":
                menus, buttons = self._languages()
            case "hidden":
                menus, buttons = self._hidden()
            case "sharing":
                menus, buttons = self._sharing(there)
            case _:
                menus, buttons = self._notices(there)
        back = button(self._say("button.back"), ShowPanel())
        return _page([*self._done(done), self._text(head), *menus, ui.ActionRow(*buttons, back)])

    # What each setting is at present

    def name(self, name: str) -> str:
        return self._say(f"settings.{name}.name")

    def value(self, name: str) -> str:
        """The present value of a setting, as people read it."""
        value = getattr(self._settings, name)
        if value == getattr(DEFAULTS, name):
            own = self._interaction.guild_locale or BASE
            return self._say(f"settings.{name}.default", language=self._language(self._gallery.catalog(own).locale))
        match name:
            case "language":
                return self._language(value)
            case "country":
                country = self._gallery.library.support.countries.get(value)
                return country.label if country else value
            case "note":
                return "\n".join(f"> {line}" for line in value.splitlines())
            case "sharing":
                return ", ".join(f"<#{id}>" for id in value) or self._say("settings.sharing.none")
            case "notices":
                return f"<#{value}>"
            case _:
                known = self._catalog.may_be_hidden()
                titles = [known[id].title for id in known if id in value]
                return ", ".join(titles) or self._say("settings.hidden.default")

    def _language(self, locale: str) -> str:
        """A language by its own name; its code where its words lack one."""
        name, base = (self._gallery.words(each).say("settings.language.own-name") for each in (locale, BASE))
        return locale if name == base and locale != BASE else name

    # The pages

    def _languages(self) -> tuple[Sequence[Item], Sequence[Item]]:
        options = [
            discord.SelectOption(label=self._language(id), value=id, default=id == self._settings.language)
            for id in self._gallery.library.catalogs
        ]
        menu = ui.Select[ui.LayoutView](
            custom_id=Pick("language").custom_id,
            placeholder=self._say("settings.language.pick"),
            options=options[:MENU_LIMIT],
        )
        return [ui.ActionRow(menu)], [button(self._say("settings.language.reset"), SetValue("language", "-"))]

    def _sharing(self, there: Sequence[int]) -> tuple[Sequence[Item], Sequence[Item]]:
        menu = self._channels("sharing", there, SHARING_CHANNELS, CHANNELS_AT_MOST)
        everywhere = button(self._say("settings.sharing.everywhere"), SetValue("sharing", "-"))
        nowhere = button(self._say("settings.sharing.nowhere"), SetValue("sharing", ""))
        return [ui.ActionRow(menu)], [everywhere, nowhere]

    def _notices(self, there: Sequence[int]) -> tuple[Sequence[Item], Sequence[Item]]:
        menu = self._channels("notices", there, NOTICE_CHANNELS, 1)
        return [ui.ActionRow(menu)], [button(self._say("settings.notices.reset"), SetValue("notices", "-"))]

    def _channels(
        self, name: str, chosen: Iterable[int], kinds: list[discord.ChannelType], most: int
    ) -> ui.ChannelSelect[ui.LayoutView]:
        return ui.ChannelSelect(
            custom_id=Pick(name).custom_id,
            placeholder=self._say(f"settings.{name}.pick"),
            channel_types=kinds,
            max_values=most,
            default_values=[discord.Object(id) for id in chosen],
        )

    def _hidden(self) -> tuple[Sequence[Item], Sequence[Item]]:
        items: list[Item] = []
        for place, (kind, guides) in enumerate(portions(self._catalog)):
            options = [
                discord.SelectOption(label=each.title[:100], value=each.id, default=each.id in self._settings.hidden)
                for each in guides
            ]
            menu = ui.Select[ui.LayoutView](
                custom_id=Pick("hidden", str(place)).custom_id,
                placeholder=self._say("settings.hidden.pick"),
                options=options,
                min_values=0,
                max_values=len(options),
            )
            items += [self._text(f"**{self._say(f'settings.hidden.{kind}')}**"), ui.ActionRow(menu)]
        return items, [button(self._say("settings.hidden.reset"), SetValue("hidden", "-"))]

    # What a form was answered with

    def note_refused(self, typed: str, key: str, faults: Sequence[str]) -> ui.LayoutView:
        """Why a note cannot stand, with all that was typed; *Edit* opens the form with it."""
        shown = typed.replace("```", "'''")
        items = [
            self._text(f"## {self._say('settings.note.refused')}"),
            self._text("\n".join(f"- {fault}" for fault in faults[:FAULTS_SHOWN])),
            ui.TextDisplay[ui.LayoutView](f"{self._say('settings.note.typed')}\n```\n{shown}\n```"),
        ]
        edit = button(self._say("settings.note.edit"), OpenForm("note", key), discord.ButtonStyle.primary)
        return _page([*items, ui.ActionRow(edit, button(self._say("button.back"), ShowPanel()))])

    def which_country(self, near: Sequence[Country]) -> ui.LayoutView:
        """Asks back when a name fits no country for sure."""
        rows: list[Item] = []
        if near:
            rows.append(ui.ActionRow(*(button(each.title[:80], SetValue("country", each.id)) for each in near)))
        again = button(self._say("settings.country.again"), OpenForm("country"))
        back = button(self._say("button.back"), ShowPanel())
        words = self._say("support.near" if near else "settings.country.unknown")
        return _page([self._text(words), *rows, ui.ActionRow(again, back)])

    def _text(self, markdown: str) -> ui.TextDisplay[ui.LayoutView]:
        return ui.TextDisplay(self._gallery.say(markdown))

    def _done(self, done: Done | None) -> list[Item]:
        if done is None:
            return []
        undo = button(self._say("settings.undo"), done.undo, discord.ButtonStyle.primary)
        return [ui.Section(self._text(done.text), accessory=undo), ui.Separator()]


def portions(catalog: Catalog) -> list[tuple[str, list[Guide]]]:
    """The entries that can be put away, each kind in portions that fit into one select."""
    may = catalog.may_be_hidden()
    found: list[tuple[str, list[Guide]]] = []
    for kind in ("causes", "strategies", "connecting"):
        guides = [guide for id, guide in getattr(catalog, kind).items() if id in may]
        found += [(kind, guides[start : start + MENU_LIMIT]) for start in range(0, len(guides), MENU_LIMIT)]
    return found


def _page(items: Iterable[Item]) -> ui.LayoutView:
    return stopped(ui.Container(*items, accent_colour=NEUTRAL))
