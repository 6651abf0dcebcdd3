"""Holds a translation against its English text: what a machine can see of what must not change.

Numbers, commands, links, names and the order of headings and lists are the same in every language, so that no
translation can lose a step, a number or a way to help. What the words mean, a person has to read.
"""

import re
from collections import Counter
from collections.abc import Iterator

NAMES = ("Kindred", "Discord", "findahelpline", "befrienders", "AutoMod", "WhatsApp", "UCLA", "IANA")
LONGER = 1.35  # how much longer than English's limit a translated text may be
_LEAST, _LEAST_OF_SIGNS = 0.4, 0.12  # of English's characters; a sign of Chinese or Japanese says much

_COMMAND = re.compile(r"\{/[^{}]*\}")
_LINK = re.compile(r"https?://[^\s)>\]]+")
_NUMBER = re.compile(r"\d+")
_SEPARATOR = re.compile(r"(?<=\d)[.,' \u00a0\u202f](?=\d{3}(?!\d))")
_OVERRIDE = re.compile("[\u202a-\u202e]")
_LIST_ITEM = re.compile(r"\s*(?:[-*]|\d+[.)]) ")
_SIGN = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SPELLED = {
    "1": "one|once|a|an|single", "2": "two|twice|both|second", "3": "three", "4": "four", "5": "five", "6": "six",
    "7": "seven", "8": "eight", "9": "nine", "10": "ten", "11": "eleven", "12": "twelve", "15": "fifteen",
    "20": "twenty", "24": "day", "30": "thirty", "50": "fifty", "90": "ninety", "21": "nine in the evening",
}  # fmt: skip

Difference = tuple[str, str]
"""What a translation has that is not as in English, and the fix."""


def differences(english: str, translated: str, *, numbers: bool = True) -> Iterator[Difference]:
    """What differs between one text and its translation; without `numbers` nobody looks at digits."""
    if override := _OVERRIDE.search(translated):
        says = f"has the character U+{ord(override[0]):04X}, which turns the order of letters"
        yield says, "delete it; the bot marks what is written in the other direction"
    for what, pattern in (("command", _COMMAND), ("link", _LINK)):
        wanted, found = (Counter(pattern.findall(text)) for text in (english, translated))
        if missing := wanted - found:
            yield f"lacks the {what} {_listed(missing)}", "write it as English has it"
        if extra := found - wanted:
            yield f"has the {what} {_listed(extra)}, which English has not", f"leave it out, or write {_all(wanted)}"
    for name in NAMES:
        if name.lower() in english.lower() and name.lower() not in translated.lower():
            yield f"lacks the name {name}", "a name stays as it is in every language"
    if numbers:
        yield from _numbers(english, translated)


def body_differences(english: str, translated: str) -> Iterator[Difference]:
    """What differs between a body and its translation, its form and length included."""
    yield from differences(english, translated)
    wanted, found = shape(english), shape(translated)
    if wanted != found:
        place = next((at for at, (one, two) in enumerate(zip(wanted, found, strict=False)) if one != two), None)
        place = min(len(wanted), len(found)) if place is None else place
        asked, there = (parts[place] if place < len(parts) else "nothing more" for parts in (wanted, found))
        says = f"has {there} where English has {asked} (part {place + 1} of {len(wanted)})"
        yield says, "keep English's paragraphs, headings and lists, each in its place"
    least = int(len(english) * (_LEAST_OF_SIGNS if _SIGN.search(translated) else _LEAST))
    if len(translated) < least:
        says = f"has {len(translated)} characters, and English has {len(english)}"
        yield says, "translate all of it: a shorter text has lost something"


def shape(body: str) -> list[str]:
    """The parts of a body, in words: headings, paragraphs, lists."""
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", body.strip()):
        items = 0
        for line in block.split("\n"):
            if line.startswith("#"):
                parts.append(f"a heading {line.split(' ')[0]}")
            elif _LIST_ITEM.match(line):
                items += 1
            elif not items and (not parts or parts[-1] != "a paragraph" or line is block.split("\n")[0]):
                parts.append("a paragraph")
        if items:
            parts.append(f"a list of {items}")
    return parts


def _numbers(english: str, translated: str) -> Iterator[Difference]:
    wanted, found = (Counter(_NUMBER.findall(_SEPARATOR.sub("", _bare(text)))) for text in (english, translated))
    if missing := wanted - found:
        yield f"lacks the number {_listed(missing)}", "write it in digits, as English has it"
    extra = [each for each in found - wanted if not _is_spelled(each, english)]
    if extra:
        yield f"has the number {_listed(extra)}, which English has not", "write the numbers that English has"


def _bare(text: str) -> str:
    return _LINK.sub("", _COMMAND.sub("", text))


def _is_spelled(number: str, english: str) -> bool:
    return bool((word := _SPELLED.get(number)) and re.search(rf"\b({word})\b", english, re.IGNORECASE))


def _listed(found: Counter[str] | list[str]) -> str:
    return ", ".join(found)


def _all(wanted: Counter[str]) -> str:
    return _listed(wanted) if wanted else "nothing in its place"
