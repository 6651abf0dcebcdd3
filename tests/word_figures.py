"""Measures the shipped words and prints `docs/words.md`: `python -m tests.word_figures > docs/words.md`."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from kindred.config import CONTENT
from kindred.content.entries import SHAPES, SUITS, TOPICS, Catalog, Reminder
from kindred.content.library import BASE, Library
from kindred.wording.check import check_content, grade_measured, reading_grade
from kindred.wording.source_texts import Passage, read_texts

KINDS = {
    "connecting": "Connecting",
    "cause": "Causes",
    "strategy": "Strategies",
    "reminder": "Reminders",
    "page": "Pages",
}


COSY = re.compile(
    r"\b(kettle|tea|coffee|soup|biscuits?|cake|cookies?|bread|cats?|dogs?|pets?|kittens?|purr|blankets?|lamps?|bath"
    r"|candles?|cushions?|sofa|laundry|cactus|ducks?|heron|frogs?|umbrellas?|moon|plants?)\b",
    re.IGNORECASE,
)
"""Props that make a text cosy: a few are nice, and a text each week is a manner."""

IN_DISCORD = frozenset((
    "a-small-sign", "after-a-long-silence", "after-the-match", "ask-after-it", "before-the-feed",
    "borrowed-company", "fine-or-tired-fine", "ideas-or-an-ear", "last-line-of-a-message", "late-reply",
    "line-for-quiet-people", "missing-someone", "names-on-a-screen", "nicer-hallway", "nobody-to-text",
    "not-up-to-it", "one-notch-truer", "one-true-line", "out-in-the-open", "photo-of-nothing",
    "praise-with-a-detail", "say-it-back", "search-the-server", "small-favour", "still-learning",
    "surprise-check-in", "ways-out-of-a-chat", "when-hiding-wins", "when-it-goes-quiet",
    "when-you-look-after-someone", "you-may-not-remember",
))  # fmt: skip
"""Reminders that can be done inside Discord in two minutes, as somebody has judged who read them all."""


def studies(reminders: Iterable[Reminder]) -> list[str]:
    """The reminders that report what a study found."""
    return [each.id for each in reminders if set(each.sources) - {"explainer"}]


def cosy(reminders: Iterable[Reminder]) -> list[str]:
    """The reminders that a cosy prop stands in."""
    return [each.id for each in reminders if COSY.search(f"{each.title} {each.body} {each.smaller or ''}")]


def table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def balance(reminders: Sequence[Reminder]) -> str:
    """How many reminders each topic has in each shape."""
    count = Counter((reminder.topic, reminder.shape) for reminder in reminders)
    rows = [
        [topic, *(count[topic, shape] or "" for shape in SHAPES), sum(count[topic, shape] for shape in SHAPES)]
        for topic in TOPICS
    ]
    total = ["**all**", *(sum(count[topic, shape] for topic in TOPICS) for shape in SHAPES), len(reminders)]
    return table(["topic", *SHAPES, "all"], [*rows, total])


def served(reminders: Sequence[Reminder]) -> str:
    count = Counter(tag for reminder in reminders for tag in reminder.suits)
    return table(["suits", *SUITS], [["reminders", *(count[tag] for tag in SUITS)]])


def extremes(reminders: Sequence[Reminder]) -> str:
    """The three longest and the three shortest, by the characters of their body."""
    by_length = sorted(reminders, key=lambda reminder: (-len(reminder.body), reminder.id))
    rows = [
        [
            len(reminder.body),
            f"*{reminder.title}*",
            " ".join(re.sub(r"^> (.*)$", r"“\1”", reminder.body, flags=re.MULTILINE).split()),
        ]
        for reminder in (*by_length[:3], *by_length[-3:])
    ]
    return table(["characters", "reminder", "text"], rows)


def grades(texts: Sequence[Passage]) -> str:
    """The reading grade of each kind: the text in the middle, the hardest, and which that is."""
    rows: list[list[object]] = []
    for kind, title in KINDS.items():
        measured = [(grade, text) for text in texts if text.kind == kind and (grade := reading_grade(text)) is not None]
        hardest, text = max(measured, key=lambda pair: pair[0])
        middle = median(grade for grade, _ in measured)
        rows.append([title, len(measured), f"{middle:.1f}", f"{hardest:.1f}", f"`{text.name}`"])
    return table(["kind", "texts", "median", "hardest", "which"], rows)


def figures(catalog: Catalog, texts: Sequence[Passage]) -> str:
    reminders = list(catalog.reminders.values())
    pointing = sum("{/find-help}" in reminder.body for reminder in reminders)
    smaller = sum(reminder.smaller is not None for reminder in reminders)
    lengths = [len(reminder.body) for reminder in reminders]
    findings = check_content(CONTENT)
    warnings = [str(finding) for finding in findings if not finding.fault]
    return f"""\
# The words in figures

Measured, not typed: `python -m tests.word_figures > docs/words.md` makes this page anew.
`python bot.py check` holds every limit; the tests hold the balance.

## The {len(reminders)} reminders

A reminder has one topic and one shape, so that no two weeks feel alike:

{balance(reminders)}

Whom they suit (most suit two):

{served(reminders)}

{smaller} have a smaller version. {pointing} point to help; below every post stands the way there too.
{len(IN_DISCORD)} can be done inside Discord in two minutes. {len(studies(reminders))} report a study, and a cosy prop
(tea, a cat, a lamp) stands in {len(cosy(reminders))}.
A body has {min(lengths)} to {max(lengths)} characters, {median(lengths):.0f} in the middle; at most 300 fit.

The three longest and the three shortest:

{extremes(reminders)}

## How they read

The school grade by Flesch and Kincaid, with its own words such as *professional* left out (rule W21): the aim is 6
at most, 8 is the limit. A low grade is not kindness; that takes a reader.

{grades(texts)}

Warnings of the check, which a person has to weigh: {len(warnings)}.
"""


def main() -> None:
    if not grade_measured():
        raise SystemExit("textstat is not installed: uv sync installs it.")
    library = Library.load(CONTENT)
    print(figures(library.catalogs[BASE], list(read_texts(CONTENT, CONTENT / BASE))), end="")


if __name__ == "__main__":
    main()
