"""Shows a card as it will look, without Discord: as text for a terminal, as a page for a browser.

For writers, so it forgives much: a card is found by an entry's id, a country, a command or a route. The page
is a likeness and no copy. Discord's own app decides; its small Markdown is read here as far as texts use it.
"""

import html
import re
import textwrap
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Literal, NamedTuple, Protocol

from kindred.content.blocks import Block, Button, Card, Divider, Link, Menu, Row, Text
from kindred.content.cards import MORE, About, NoSuchPage
from kindred.content.library import BASE, Library
from kindred.content.locales import is_right_to_left
from kindred.content.search import find as find_by_words
from kindred.content.support_cards import HelpCards

WIDTH = 76  # characters of a line in a terminal
COMMANDS = {"where-to-start": "start", "sources": "sources.1", "small-step": "step.preview.0"}  # not routes as such
NEAR_AT_MOST = 5
MARK = "0.0"  # stands where a real post carries its schedule


class NotFound(LookupError):
    """No card fits; the argument is a sentence for the writer."""


# Finding a card


def find(library: Library, about: About, wanted: str, locale: str = BASE) -> Card:
    """The card of an entry's id, a reminder's id (its weekly post), a country, a command or a route.

    Raises NotFound, with the nearest names.
    """
    if locale not in library.catalogs:
        known = ", ".join(library.catalogs)
        raise NotFound(f"There is no language {locale!r}: no folder content/{locale}/. There is: {known}.")
    catalog = library.catalogs[locale]
    cards = HelpCards(catalog, about, library.support)
    wanted = wanted.strip().removeprefix("/")
    kinds = (("cause", catalog.causes), ("strategy", catalog.strategies), ("connecting", catalog.connecting))
    id = wanted.removesuffix(MORE)
    routes = [COMMANDS.get(wanted, wanted), *(f"{kind}.{wanted}" for kind, entries in kinds if id in entries)]
    if country := library.support.named(wanted):
        routes.append(f"find-help.{country.id}")
    for route in routes:
        try:
            return cards.page(route, share=True)
        except NoSuchPage:
            continue
    if wanted in catalog.reminders:
        return cards.post(catalog.reminders[wanted], MARK, role_id=None)
    guides = [*catalog.causes.values(), *catalog.strategies.values(), *catalog.connecting.values()]
    names = [*(route for _, route in cards.routes() if "." not in route), *COMMANDS, *catalog.reminders]
    names += (guide.id for guide in guides)
    names += (name for country in library.support.countries.values() for name in country.names)
    by_words = [guide.id for guide in find_by_words(wanted, guides)] if wanted else []
    near = dict.fromkeys([*by_words, *get_close_matches(wanted, names, NEAR_AT_MOST)])
    if not near:
        raise NotFound(f"No card is called {wanted!r}. A card's id is the name of its file, without .md.")
    raise NotFound(f"No card is called {wanted!r}. Near it: {', '.join([*near][:NEAR_AT_MOST])}.")


# Discord's Markdown, as far as the texts use it: no tables, no code blocks, no lists inside lists.

LineKind = Literal["heading", "small", "bullet", "number", "quote", "plain"]
_LINE = re.compile(
    r"(?P<heading>#{1,3}) +|(?P<small>-#) +|(?P<bullet>\s*[-*]) +|(?P<number>\s*\d+[.)]) +|(?P<quote>>) ?"
)
_SPAN = re.compile(
    r"\\(?P<plain>[^\w\s])"
    r"|`(?P<code>[^`\n]+)`"
    r"|\[(?P<link>[^\[\]\n]+)\]\((?P<url>https?://[^\s()]+)\)"
    r"|(?P<address>https?://[^\s<>()]+[^\s<>().,:;!?])"
    r"|\{/(?P<command>[a-z -]+)\}"
    r"|<t:(?P<time>\d{1,11})(?::(?P<style>\w))?>"
    r"|\*\*(?P<bold>(?=\S).+?)\*\*(?!\*)"
    r"|__(?P<underlined>(?=\S).+?)__(?!_)"
    r"|~~(?P<struck>(?=\S).+?)~~"
    r"|\*(?P<italic>(?=[^\s*]).*?[^\s*])\*(?!\*)"
    r"|(?<!\w)_(?P<italic_>(?=[^\s_]).*?)_(?!\w)"
)


class Writer(Protocol):
    """Turns one piece of a line into text or HTML. `kind` is a group of `_SPAN`, `more` an address or a style."""

    def __call__(self, kind: str, words: str, more: str) -> str: ...


class MarkdownLine(NamedTuple):
    kind: LineKind
    words: str
    sign: str  # "##", "2."


def _lines(markdown: str) -> Iterator[MarkdownLine]:
    for line in markdown.split("\n"):
        match = _LINE.match(line)
        if match is None:
            yield MarkdownLine("plain", line, "")
        else:
            kind: LineKind = match.lastgroup  # type: ignore[assignment]
            yield MarkdownLine(kind, line[match.end() :], match[0].strip())


def _spans(words: str, write: Writer) -> str:
    done: list[str] = []
    at = 0
    for match in _SPAN.finditer(words):
        done.append(write("plain", words[at : match.start()], ""))
        at = match.end()
        kind = next(name for name, group in match.groupdict().items() if group is not None)
        inner = match[kind]
        if kind in ("bold", "underlined", "struck", "italic", "italic_", "link"):
            inner = _spans(inner, write)
        more = match["url"] if kind == "link" else match["style"] if kind == "time" else ""
        done.append(write(kind.rstrip("_"), inner, more or ""))
    done.append(write("plain", words[at:], ""))
    return "".join(done)


def _moment(seconds: str, style: str) -> str:
    """A timestamp. Discord counts on ("8 months ago"), which paper cannot."""
    at = datetime.fromtimestamp(int(seconds), UTC)
    return "(so long ago)" if style == "R" else f"{at.day} {at:%B %Y}"


# As text


def as_text(card: Card) -> str:
    """The card for a terminal: what a member reads, with buttons as `[ Label ]`."""
    return "\n\n".join(part for block in card.blocks if (part := _block_as_text(block))) + "\n"


def _block_as_text(block: Block) -> str:
    match block:
        case Text(markdown):
            return _as_text(markdown)
        case Divider():
            return "─" * WIDTH
        case Row(buttons):
            return "  ".join(map(_button_as_text, buttons))
        case Menu(placeholder, options):
            lines = [f"[ {placeholder} ▾ ]"]
            for label, _, description in options:
                lines.append(_wrapped(f"{label}: {description}" if description else label, "    · ", "      "))
            return "\n".join(lines)


def _button_as_text(button: Button | Link) -> str:
    if isinstance(button, Link):
        return f"[ {button.label} ] <{button.url}>"
    return f"[[ {button.label} ]]" if button.leads else f"[ {button.label} ]"


def _as_text(markdown: str) -> str:
    lines: list[str] = []
    for kind, words, sign in _lines(markdown):
        said = _spans(words, _write_text)
        match kind:
            case "heading":
                lines += [_wrapped(said), ("-" if sign == "###" else "=") * min(len(said), WIDTH)]
            case "bullet":
                lines.append(_wrapped(said, "• ", "  "))
            case "number":
                lines.append(_wrapped(said, f"{sign} ", "   "))
            case "quote":
                lines.append(_wrapped(said, "│ ", "│ "))
            case _:
                lines.append(_wrapped(said))
    return "\n".join(lines)


def _wrapped(said: str, first: str = "", others: str = "") -> str:
    return textwrap.fill(
        said, WIDTH, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )


def _write_text(kind: str, words: str, more: str) -> str:
    match kind:
        case "command":
            return f"/{words}"
        case "link":
            return words if more.endswith(words) else f"{words} <{more}>"
        case "time":
            return _moment(words, more)
        case _:
            return words


# As a page

STYLE = """
* { box-sizing: border-box }
body { margin: 0; padding: 24px; background: #1e1f22; color: #dbdee1; font: 16px/1.375 "gg sans", "Noto Sans",
  "Helvetica Neue", Helvetica, Arial, sans-serif }
main { display: flex; flex-wrap: wrap; gap: 32px; align-items: flex-start }
h1 { font-size: 16px; font-weight: 500; color: #b5bac1; margin: 0 0 8px }
.wide { width: 640px } .phone { width: 358px } section { max-width: 100% }
.card { background: #2b2d31; border: 1px solid #3a3c42; border-inline-start: 4px solid; border-radius: 8px;
  padding: 16px;  display: flex; flex-direction: column; gap: 8px; overflow-wrap: anywhere }
.text > * { margin: 0 } .text > .gap { height: 11px }
h2 { font-size: 24px; line-height: 1.25; color: #f2f3f5; margin: 0 0 4px } h3 { font-size: 20px; color: #f2f3f5 }
h4 { font-size: 16px; color: #f2f3f5; padding-top: 8px }
ul, ol { padding-inline-start: 24px }
blockquote { border-inline-start: 4px solid #4e5058; border-radius: 2px; padding-inline-start: 12px }
small { display: block; font-size: 13px; color: #949ba4 } a { color: #00a8fc; text-decoration: none }
code { background: #1e1f22; border-radius: 4px; padding: 0 3px; font-size: 14px }
.command { background: #3c4270; color: #c9cdfb; border-radius: 3px; padding: 0 2px; font-weight: 500 }
hr { border: 0; border-top: 1px solid #3f4147; margin: 4px 0; width: 100% }
.row { display: flex; flex-wrap: wrap; gap: 8px }
button, .button { flex: none; font: 500 14px/1 inherit; font-family: inherit; color: #fff; background: #4e5058;
  border: 0; border-radius: 8px; padding: 10px 16px }
.button { color: #fff; text-decoration: none } button.leads { background: #5865f2 }
details { border: 1px solid #1e1f22; border-radius: 8px; background: #1e1f22 }
summary { list-style: none; padding: 8px 12px; color: #949ba4; cursor: pointer }
details p { margin: 0; padding: 8px 12px } details p small { color: #b5bac1 }
footer { margin-top: 24px; font-size: 13px; color: #949ba4 }
"""

_TAGS = {"bold": "strong", "italic": "em", "underlined": "u", "struck": "s", "code": "code"}
_HEADINGS = {"#": "h2", "##": "h3", "###": "h4"}


def as_page(card: Card, title: str, *, language: str = BASE, accent: int = 0x7D8590) -> str:
    """A page of its own that shows the card twice: wide, and as wide as a phone. It loads nothing."""
    shown = "".join(map(_block_as_html, card.blocks))
    sections = "".join(
        f'<section class="{name}"><h1>{label}</h1>'
        f'<article class="card" style="border-inline-start-color: #{accent:06x}">{shown}</article></section>'
        for name, label in (("wide", "On a computer"), ("phone", "On a phone"))
    )
    direction = ' dir="rtl"' if is_right_to_left(language) else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}"{direction}>'
        '<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><main>{sections}</main>\n"
        "<footer>A likeness. Buttons do nothing here; point at one to see where it leads.</footer></body></html>\n"
    )


def _block_as_html(block: Block) -> str:
    match block:
        case Text(markdown):
            return _as_html(markdown)
        case Divider():
            return "<hr>"
        case Row(buttons):
            return f'<div class="row">{"".join(map(_button_as_html, buttons))}</div>'
        case Menu(placeholder, options):
            shown = "".join(
                f"<p>{html.escape(label)}{f'<small>{html.escape(description)}</small>' if description else ''}</p>"
                for label, _, description in options
            )
            return f"<details><summary>{html.escape(placeholder)} ▾</summary>{shown}</details>"


def _button_as_html(button: Button | Link) -> str:
    if isinstance(button, Link):
        return f'<a class="button" href="{html.escape(button.url)}">{html.escape(button.label)} ↗</a>'
    kind = ' class="leads"' if button.leads else ""
    to = button.to if isinstance(button.to, str) else button.to.custom_id
    return f'<button type="button"{kind} title="{html.escape(to)}">{html.escape(button.label)}</button>'


def _as_html(markdown: str) -> str:
    parts: list[str] = []
    lines = list(_lines(markdown))
    for kind, run in _runs(lines):
        said = [_spans(line.words, _write_html) for line in run]
        match kind:
            case "heading":
                tags = [_HEADINGS[line.sign] for line in run]
                parts += [f"<{tag}>{words}</{tag}>" for tag, words in zip(tags, said, strict=True)]
            case "small":
                parts += [f"<small>{words}</small>" for words in said]
            case "bullet":
                parts.append(f"<ul>{''.join(f'<li>{words}</li>' for words in said)}</ul>")
            case "number":
                first = re.sub(r"\D", "", run[0].sign)
                parts.append(f'<ol start="{first}">{"".join(f"<li>{words}</li>" for words in said)}</ol>')
            case "quote":
                parts.append(f"<blockquote>{'<br>'.join(said)}</blockquote>")
            case "plain":
                parts += [f"<p>{words}</p>" if words.strip() else '<div class="gap"></div>' for words in said]
    return f'<div class="text">{"".join(parts)}</div>'


def _runs(lines: Iterable[MarkdownLine]) -> Iterator[tuple[LineKind, list[MarkdownLine]]]:
    run: list[MarkdownLine] = []
    for line in lines:
        if run and run[-1].kind != line.kind:
            yield run[0].kind, run
            run = []
        run.append(line)
    if run:
        yield run[0].kind, run


def _write_html(kind: str, words: str, more: str) -> str:
    match kind:
        case "link":  # the words are escaped already
            return f'<a href="{html.escape(more)}">{words}</a>'
        case "address":
            return f'<a href="{html.escape(words)}">{html.escape(words)}</a>'
        case "command":
            return f'<span class="command">/{html.escape(words)}</span>'
        case "time":
            return html.escape(_moment(words, more))
        case "code":
            return f"<code>{html.escape(words)}</code>"
        case "bold" | "italic" | "underlined" | "struck":  # so are these
            return f"<{_TAGS[kind]}>{words}</{_TAGS[kind]}>"
        case _:
            return html.escape(words)
