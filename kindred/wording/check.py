"""Holds every text against the wording rules, and says where, which words, and what to write instead.

The word lists are in `rules.toml` of each language's folder. Here are the rules that look at a whole text: its fields,
length, links, sentences and origin. docs/rules.md shows each rule with a sentence that is caught and one that passes.
"""

import importlib
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from kindred.content.faithful import LONGER
from kindred.content.fields import BODY_LIMIT, REMINDER_LIMIT
from kindred.content.locales import BASE, FOLDER
from kindred.wording.contacts import phone_numbers
from kindred.wording.rule_files import english_rules, read_rules
from kindred.wording.rules import CARDS, DISTRESS, FIND_HELP_PAGE, NO_DISTRESS, Rule, TextKind, whole_words
from kindred.wording.source_texts import HIDDEN, Passage, read_texts, text_of, toml_strings

GRADE_LIMIT = 8.0  # the aim is 6
GRADE_WARNING = 7.0
SENTENCE_LIMIT = 25
MEAN_SENTENCE_LIMIT = 15
SHARED_RUNS = (7, 6, 5)  # words in a row: seven are a fault, five and six worth a look

HOSTS = ("doi.org", "findahelpline.com", "befrienders.org", "hhs.gov", "who.int")
SERVICES = ("988 Suicide & Crisis Lifeline", "9-8-8 Suicide Crisis Helpline")

# What the content guide (1.10 and 3.1) prescribes: careful wording that is meant to be used as it stands, so
# W26 leaves it alone.
PRESCRIBED = (
    "Some people are autistic. Autistic and non-autistic people can misread each other; neither side is broken.",
    "Please don't use this list to label yourself or anyone else.",
    "How you use it seems to matter more than that you use it.",
    "Pulling back is a very common way to protect yourself.",
    "If someone is hurting you now, it is not your fault; a trusted adult, a child helpline or the emergency"
    " number can help today.",
    "If anyone asks you for secrets, pictures or to move to a private chat, you can stop, block, and tell an"
    " adult you trust.",
    "Your local emergency number (112 works on many mobile networks).",
    "Lines change and can be busy; if one does not answer, try another.",
    "people who feel safe to you",
    "only a professional can assess",
    "How it can show up",  # the headings that content/README.md asks for
    "Why it gets in the way",
)

# Left out before the grade is measured: the topic's own words, and names that nobody can shorten (W21).
_UNGRADED = whole_words(
    r"""
    communications?|personality|psychological(ly)?|opportunit(y|ies)|medications?|professionals?|therapists?
    ((social|narcissistic|borderline) )?(personality|anxiety) disorders?
    """
)
_BLOCK = re.compile(r"^ *#+ [^\n\0]+|[^\n\0]+(?:\n(?!\s*(?:\n|[-*+>] |#|\d+[.)] ))[^\n\0]+)*", re.MULTILINE)
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"'”)*_]*(?=\s|$)|$(?!\n))", re.DOTALL)
_SPOKEN = re.compile(r"\w[\w'-]*")
_LINK = re.compile(
    r"https?://[^\s)>\]]+|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|info|io|gg|app|co|me|int|gov|uk|au|ca|de)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"\0]*\"|“[^”\0]*”|`[^`\0]*`|(?<!\w)'[^'\0]*[?!.]'|^>.*$", re.MULTILINE)
_QUESTION = re.compile(r"[^.!?\0\n]*\?")
_INVITATION = re.compile(
    r"\bor\b|^\W*(?:(?:so|and|but) )?(?:why not|how about|what about|what if|who knows|fancy)\b",
    re.IGNORECASE,
)
_FOR_YOURSELF = whole_words(
    "(to|for|in|by) yourself|your own|your (head|mind)|private(ly)?|quiet(ly)?|keep|answers?|nobody|no one"
)
_CLAIM = whole_words(
    r"""
    (a|one|some|many|several|another|small|large|recent) stud(y|ies)(?! (group|partner|buddy|session|hall))
    stud(y|ies) (found|finds?|shows?|showed|suggests?|links?)|research(ers?)?|scientists?|surveys?
    \d+ ?(%|percent|per cent)|linked (with|to)
    """
)
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*(?![\w-])")
_YEAR = re.compile(r"(?:19|20)\d\d\.?")
_APOSTROPHE = re.compile("['\u2019]")
_RUN = re.compile("\\w+(?:['\u2019]\\w+)*")
_PICTURE = r"[\u2600-\u27BF\u2B00-\u2BFF\U0001F300-\U0001FAFF][\uFE0F\U0001F3FB-\U0001F3FF]*"
_EMOJI = re.compile(
    rf"[\U0001F1E6-\U0001F1FF]{{2}}|<a?:\w+:\d+>|(?<!\w):[a-z]\w+:(?!\w)|{_PICTURE}(?:\u200D{_PICTURE})*"
)
_CAPITALS = re.compile(r"\b(?:[A-Z]{2,}(?:\s+[A-Z]{2,})+|[A-Z]{4,}|NOT|YOU|YOUR|NOW|ALL|ANY|AND|BUT|TOO|YES)\b")
_ABBREVIATIONS = frozenset(("PTSD", "ADHD", "UCLA", "IANA", "HTTP", "HTTPS", "JSON", "TOML"))


@dataclass(frozen=True, order=True)
class Finding:
    """One place in one text that a rule does not allow, or that is worth a second look."""

    file: str
    """Relative to the content folder; empty for a text that comes from no file."""
    line: int
    rule: str
    words: str
    says: str
    suggestion: str
    fault: bool = True
    """False: a warning."""
    row: str = ""
    """The name of the rule's row, by which another language says the same."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file else f"line {self.line}"
        degree = "" if self.fault else " (worth a look)"
        return f"{place} {self.rule}{degree} '{self.words}': {self.says} Try: {self.suggestion}."


def check_content(root: Path, against: Path | None = None) -> list[Finding]:
    """Check every text under a content folder.

    `against` is a folder of texts that the content must not copy (W26); without it that rule is not checked.
    """
    runs = {size: _known_runs(against, size) for size in SHARED_RUNS} if against else {}
    findings: list[Finding] = []
    for folder in sorted(path for path in root.iterdir() if path.is_dir() and FOLDER.fullmatch(path.name)):
        locale = _Locale.read(root, folder, runs)
        for text in read_texts(root, folder):
            findings += locale.check(text)
    return sorted(set(findings))


def check_text(
    text: str,
    *,
    kind: TextKind,
    english: bool = True,
    rules: tuple[Rule, ...] = (),
    beside: Sequence[str] = (),
    grade: bool = True,
    links: bool = True,
) -> list[Finding]:
    """Check one text that has no front matter, as a server's moderators write it.

    The same rules as for `content/`, without those that look at fields (`smaller`, `support`, `sources`).
    `beside` are short texts that belong to it, such as its title; without `grade` the reading grade is not measured,
    without `links` nobody looks where they lead. `rules` are those of another language than English.
    """
    checked = text_of(text.replace("\r\n", "\n"), kind, beside)
    return sorted(set(_Locale(english, graded=grade, linked=links, rules=rules).check(checked)))


def check_words(text: str, *, kind: TextKind, english: bool = True, rules: tuple[Rule, ...] = ()) -> list[Finding]:
    """Check one text against the lists of words alone."""
    return sorted(set(_words(text_of(text, kind), english, rules)))


def grade_measured() -> bool:
    """Whether the reading grade (W21) can be measured; that takes textstat, a development tool."""
    return _grader() is not None


def reading_grade(text: Passage) -> float | None:
    """The school grade that a text reads like (W21), by Flesch and Kincaid; None where it cannot be measured."""
    grader = _grader()
    graded = [words for _, words, _ in _sentences(_UNGRADED.sub("", text.plain)) if len(words) > 2]
    return grader(" ".join(f"{' '.join(words)}." for words in graded)) if grader and graded else None


@dataclass(frozen=True)
class _Locale:
    """What the texts of one language share."""

    english: bool = True
    hosts: frozenset[str] = frozenset(HOSTS)
    names: tuple[str, ...] = SERVICES
    runs: Mapping[int, frozenset[str]] = field(default_factory=dict[int, frozenset[str]])
    """Runs of words that must not appear, by their length."""
    graded: bool = True
    linked: bool = True
    rules: tuple[Rule, ...] = ()
    """Those of its own language, where that is not English."""

    @classmethod
    def read(cls, root: Path, folder: Path, runs: Mapping[int, frozenset[str]]) -> "_Locale":
        sources = toml_strings(root, folder / "sources.toml")
        services = [*toml_strings(root, root / "support.toml"), *toml_strings(root, folder / "support.toml")]
        titles = [part for key, text in sources if key == "citation" for part in re.split(r"[.?!] ", text)]
        names = (
            *SERVICES,
            *(name for key, name in services if key in ("name", "service")),
            *(title for title in titles if title.count(" ") >= 3),
        )
        own = {run for text in (*PRESCRIBED, *names) for size in runs for run, _, _ in _runs(text, size)}
        return cls(
            folder.name.split("-")[0] == "en",
            frozenset((*HOSTS, *(_host(url) for key, url in sources if key == "url"))),
            names,
            {size: known - own for size, known in runs.items()},
            rules=() if folder.name == BASE else read_rules(root, folder, []).rules,
        )

    def check(self, text: Passage) -> Iterator[Finding]:
        """All findings in one text, less those that its front matter excuses with a reason."""
        text.hide(self.names)
        findings = [*_words(text, self.english, self.rules), *_copied(text, self.runs)]
        findings += [*_smaller(text), *_length(text, 1 if self.english else LONGER), *_emoji(text), *_numbers(text)]
        if self.linked:
            findings += _links(text, self.hosts)
        if self.english:
            findings += _capitals(text)
        if self.english and text.kind != "words":
            findings += [*_support(text), *_questions(text), *_reading(text, self.graded), *_claims(text)]
        allowed = (text.fields or {}).get("allow")
        reasons = cast("dict[object, object]", allowed) if isinstance(allowed, dict) else {}
        granted = {rule for rule, reason in reasons.items() if isinstance(reason, str) and reason.strip()}
        yield from (each for each in findings if each.rule not in granted)
        for rule in reasons.keys() - granted:
            says = "an exception without its reason leaves the next writer guessing."
            suggestion = f'allow: {{{rule}: "title of a study"}}'
            yield Finding(text.file, text.allow_line, str(rule), "allow", says, suggestion)


def _found(
    text: Passage, rule: str, at: int, words: str, says: str, suggestion: str, *, fault: bool = True, row: str = ""
) -> Finding:
    words = " ".join(words.replace(HIDDEN, "").split())
    return Finding(text.file, text.line(at), rule, words, says, suggestion, fault, row)


def _words(text: Passage, english: bool, of_language: Sequence[Rule] = ()) -> Iterator[Finding]:
    """Every rule that is a list of words: English's or a language's own, and those for any language."""
    for rule in (*(rule for rule in english_rules() if english or rule.any_language), *of_language):
        if text.kind not in rule.kinds or text.name in rule.not_in:
            continue
        where = text.raw if rule.raw else text.plain
        hits = list(rule.pattern.finditer(where))
        if not hits:
            continue
        if rule.item_with and not rule.item_with.search(text.plain):
            continue
        if rule.item_without and rule.item_without.search(text.plain):
            continue
        excused = [match.span() for match in rule.unless.finditer(where)] if rule.unless else []
        for hit in hits:
            if not any(start < hit.end() and hit.start() < end for start, end in excused):
                words = text.raw[hit.start() : hit.end()]
                told = rule.says, rule.suggestion
                yield _found(text, rule.id, hit.start(), words, *told, fault=rule.fault, row=rule.name)


def _support(text: Passage) -> Iterator[Finding]:
    """W3: this is no crisis service, so whatever may hurt points to where help is."""
    if text.fields is None or text.name == FIND_HELP_PAGE or text.fields.get("support") is True:
        return
    if text.kind not in CARDS and (text.kind != "page" or "{/find-help}" in text.raw):
        return
    harmless = [match.span() for match in NO_DISTRESS.finditer(text.plain)]
    for hit in DISTRESS.finditer(text.plain):
        if not any(start <= hit.start() < end for start, end in harmless):
            says = "a text that may hurt points to help."
            suggestion = "name {/find-help} in it" if text.kind == "page" else "support: true"
            yield _found(text, "W3", hit.start(), hit[0], says, suggestion)
            return


def _smaller(text: Passage) -> Iterator[Finding]:
    """W10: next to each suggestion stands a smaller one, for a day on which the first is too much."""
    if text.fields is None:
        return
    needed = ()
    if text.kind == "strategy":
        needed = ("step", "smaller")
    elif text.kind == "reminder" and text.fields.get("shape") in ("invitation", "script"):
        needed = ("smaller",)
    for name in needed:
        if not str(text.fields.get(name) or "").strip():
            says = "a suggestion comes with a smaller one, for a day on which it is too much."
            yield _found(text, "W10", 0, name, says, f"add a field {name}: with one tiny step")


def _questions(text: Passage) -> Iterator[Finding]:
    """W19: a reminder is read in public, so it does not end on a question that waits for an answer there."""
    if text.kind != "reminder" or (text.fields or {}).get("shape") == "script":
        return
    body = _QUOTED.sub(lambda match: HIDDEN * len(match[0]), text.plain[text.body_at :]).rstrip("\n *_")
    questions = list(_QUESTION.finditer(body))
    if not questions or questions[-1].end() != len(body) or _FOR_YOURSELF.search(text.plain):
        return
    question = questions[-1][0].lstrip()
    if not _INVITATION.search(question):
        says = "a question at the end waits for an answer, and a public channel is no place for one."
        suggestion = "say that the answer is the reader's own to keep"
        yield _found(text, "W19", text.body_at + len(body) - len(question), question, says, suggestion)


def _reading(text: Passage, graded: bool) -> Iterator[Finding]:
    """W21: short sentences and everyday words, for tired readers and for those new to the language."""
    spoken = [(at, words, heading) for at, words, heading in _sentences(text.plain) if len(words) > 2]
    for at, words, _ in spoken:
        if len(words) > SENTENCE_LIMIT:
            says = f"a sentence of {len(words)} words; at most {SENTENCE_LIMIT} can be read in one breath."
            yield _found(text, "W21", at, f"{' '.join(words[:5])} …", says, "make two of it")
    lengths = [len(words) for _, words, heading in spoken if not heading]
    mean = sum(lengths) / max(len(lengths), 1)
    if mean > MEAN_SENTENCE_LIMIT:
        says = f"{mean:.1f} words a sentence on average; at most {MEAN_SENTENCE_LIMIT} read easily."
        yield _found(text, "W21", text.body_at, "mean sentence", says, "one thought a sentence")
    grade = reading_grade(text) if graded else None
    if grade is not None and grade >= GRADE_WARNING:
        fault = grade > GRADE_LIMIT
        says = f"this reads like grade {grade:.1f}; the aim is 6, the limit {GRADE_LIMIT:.0f}."
        suggestion = "shorter words first, then shorter sentences"
        yield _found(text, "W21", text.body_at, "reading grade", says, suggestion, fault=fault)


def _sentences(plain: str) -> Iterator[tuple[int, list[str], bool]]:
    """Each sentence: its start, its words, whether it is a heading. List items and fields end a sentence."""
    for block in _BLOCK.finditer(plain):
        for sentence in _SENTENCE.finditer(block[0]):
            at = block.start() + sentence.start()
            yield at, _SPOKEN.findall(sentence[0].replace(HIDDEN, "")), block[0].lstrip().startswith("#")


def _grader() -> Callable[[str], float] | None:
    """Textstat's Flesch-Kincaid grade, where textstat is installed."""
    try:
        with warnings.catch_warnings():  # textstat imports pkg_resources, which warns that it is going away
            warnings.simplefilter("ignore")
            textstat = importlib.import_module("textstat")
    except ImportError:
        return None
    return textstat.flesch_kincaid_grade


def _length(text: Passage, longer: float) -> Iterator[Finding]:
    """W22: a reminder is read at a glance, a card on one screen of a phone."""
    limit = int(longer * (REMINDER_LIMIT if text.kind == "reminder" else BODY_LIMIT))
    if (text.kind == "reminder" or text.kind in CARDS) and len(text.body) > limit:
        says = f"the body has {len(text.body):,} characters; at most {limit:,} fit."
        yield _found(text, "W22", text.body_at, text.body[:30] + "…", says, "keep the one main idea")


def _claims(text: Passage) -> Iterator[Finding]:
    """W23: a claim of fact rests on a source, and carries one number at most."""
    if text.fields is None or text.kind not in CARDS | {"reminder"}:
        return
    claim = _CLAIM.search(text.plain)
    fact = text.fields.get("shape") == "fact"
    if (claim or fact) and not text.fields.get("sources"):
        says = "a claim of fact needs its source."
        at, words = (claim.start(), claim[0]) if claim else (text.body_at, "shape: fact")
        yield _found(text, "W23", at, words, says, "add its key from sources.toml under sources:")
    for block in _BLOCK.finditer(text.plain):
        for sentence in _SENTENCE.finditer(block[0]):
            numbers = [each[0] for each in _NUMBER.finditer(sentence[0]) if not _YEAR.fullmatch(each[0])]
            if len(numbers) > 1 and _CLAIM.search(sentence[0]):
                says = "one number at most: more blur the picture."
                at = block.start() + sentence.start()
                yield _found(text, "W23", at, ", ".join(numbers), says, "keep the one that counts", fault=False)


def _links(text: Passage, hosts: frozenset[str]) -> Iterator[Finding]:
    """W24: links lead where somebody has checked. Moderators may know other places: there it is a warning."""
    for link in _LINK.finditer(text.raw):
        address = link[0] if "://" in link[0] else f"https://{link[0]}"
        host = _host(address)
        if not any(host == known or host.endswith(f".{known}") for known in hosts):
            says = f"links lead to {', '.join(HOSTS)} and the sources; nobody has checked this one."
            suggestion = "add it to sources.toml, or leave it out"
            yield _found(text, "W24", link.start(), host or link[0], says, suggestion, fault=text.kind != "note")


def _numbers(text: Passage) -> Iterator[Finding]:
    """W25: a number of help stands in support.toml alone, with its source and the day on which somebody saw it."""
    if text.kind != "words":
        for number in phone_numbers(text.plain):
            says = "a number that is wrong or old does harm, so all of them stand in one checked file."
            yield _found(text, "W25", max(text.plain.find(number), 0), number, says, "name {/find-help}")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # an address that nobody can open, such as https://[x
        return ""


def _known_runs(against: Path, size: int) -> frozenset[str]:
    """Every run of so many words in the text files of a folder."""
    found: set[str] = set()
    for path in sorted(each for each in against.rglob("*") if each.is_file()):
        try:
            found.update(run for run, _, _ in _runs(path.read_text(encoding="utf-8-sig"), size))
        except (OSError, UnicodeDecodeError):  # a picture, say
            continue
    return frozenset(found)


def _runs(text: str, size: int) -> Iterator[tuple[str, int, int]]:
    """Each run of so many words, in lower case and without punctuation, and where it starts and ends."""
    words = [(_APOSTROPHE.sub("", each[0]).lower(), each.start(), each.end()) for each in _RUN.finditer(text)]
    for first in range(len(words) - size + 1):
        chosen = words[first : first + size]
        yield " ".join(word for word, _, _ in chosen), chosen[0][1], chosen[-1][2]


def _copied(text: Passage, runs: Mapping[int, frozenset[str]]) -> Iterator[Finding]:
    """W26: every sentence is the project's own."""
    spans: list[tuple[int, int, int]] = []
    for size, known in runs.items():  # the longest first, so that a shorter run inside it is not told again
        longer = list(spans)
        for run, start, end in _runs(text.raw, size):
            if run not in known or any(first < end and start < last for first, last, _ in longer):
                continue
            if spans and spans[-1][2] == size and spans[-1][0] <= start < spans[-1][1]:
                start = spans.pop()[0]
            spans.append((start, end, size))
    for start, end, size in spans:
        count = len(_RUN.findall(text.raw[start:end]))
        says = f"{count} words in a row stand in a text that must not be copied."
        fault = size >= SHARED_RUNS[0]
        yield _found(text, "W26", start, text.raw[start:end], says, "words of your own", fault=fault)


def _emoji(text: Passage) -> Iterator[Finding]:
    """W27: a screen reader speaks each emoji out loud."""
    found = list(_EMOJI.finditer(text.raw))
    if len(found) > 1:
        says = "one emoji at most; a screen reader speaks each of them."
        yield _found(text, "W27", found[1].start(), "".join(each[0] for each in found), says, "keep one, or none")


def _capitals(text: Passage) -> Iterator[Finding]:
    """W27: capitals shout."""
    spoken = _QUOTED.sub(lambda match: HIDDEN * len(match[0]), text.plain)
    for hit in _CAPITALS.finditer(spoken):
        if hit[0] not in _ABBREVIATIONS:
            yield _found(text, "W27", hit.start(), hit[0], "capitals shout.", "small letters, or **bold** for one word")
