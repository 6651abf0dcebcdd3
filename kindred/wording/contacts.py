r"""Ways to a stranger outside the server, and phone numbers: no typed text holds them, in any language.

Readers may be young, and nobody sees what is written elsewhere. Numbers of help come from `content/support.toml` alone,
where each has its source and its day. Held against texts as they are read (kindred/wording/readings.py).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kindred.wording.readings import fold, seen, torn
from kindred.wording.rules import NOTE, REMINDER, TextKind, whole_words

EMERGENCY = "112"  # works on mobile networks of most countries
NUMBER_LENGTH = 7  # digits, from which on a number is one of a phone

# Their names say nothing else, in any language.
_MESSENGERS = """
    telegram|whats ?app|snap ?chat|we ?chat|weixin|viber|kik|threema|wickr|omegle|only ?fans|yubo|wizz|grindr|tinder
    kakao ?talk|line id
"""
# Their names are everyday words as well, or may be spoken of: it takes more words to be a contact.
_ELSEWHERE = (
    r"(snap|sc|insta(gram)?|ig|tik ?tok|face ?book|fb|messenger|twitter|reddit|you ?tube|skype|zoom|steam|roblox|signal"
    r"|i ?message|face ?time|be ?real|tumblr|blue ?sky|mastodon|vk|qq|zalo|xbox|psn|play ?station|g ?mail|e-?mail"
    r"|telegram|whats ?app|snap ?chat)"
)
_MY = (
    r"(my|our|his|her|their|mein|meine|unser|mon|ma|notre|mi|meu|minha|mio|mia|mijn|min|mit|moj|moje|moi|moя|moй|benim)"
)
_ME = "(me|us|mir|uns|mich|moi|nous)"
_REACH = "(add|follow|message|text|msg|write|contact|reach|find|hit|call|dm|pm|mail|ping)"
_DEVICE = "phone|mobile|cell|discord|tele?fon|handy|user|friend"
_HANDLE = "(number|nummer|numero|e-?mail|handle|user ?name|gamer ?tag|tag|code)"


@dataclass(frozen=True)
class Contact:
    """A way to reach somebody elsewhere, and what the writer is told."""

    id: str
    says: str
    suggestion: str
    kinds: frozenset[TextKind]
    pattern: re.Pattern[str]
    joined: re.Pattern[str] | None = None
    """Names that are looked for in words that blanks have torn apart, too."""

    def find(self, guess: str) -> Iterator[str]:
        """The words in a guess at what a text says."""
        yield from (hit[0] for hit in self.pattern.finditer(guess))
        if self.joined:
            yield from torn(guess, self.joined)


def _ways(pattern: str) -> re.Pattern[str]:
    return whole_words(fold(pattern))


_OUTSIDE = "nobody is led to a contact outside this server: readers may be young, and strangers to whoever is there."
_PRIVATE = "nobody is asked into private messages: readers may be young."
_CHANNEL = "a channel of this server, or a service by its name"

CONTACTS: tuple[Contact, ...] = (
    Contact(
        "W18",
        _OUTSIDE,
        _CHANNEL,
        NOTE | REMINDER,
        _ways(
            rf"""
            {_MESSENGERS}
            {_ELSEWHERE} ?[:=@]\w*|{_ELSEWHERE}( \w+)? (is|ist|est|es|e|и) ?[:=@]\w*
            {_MY} (\w+ )?{_ELSEWHERE}
            {_ELSEWHERE} (id|name|user(name)?|handle|tag|account|konto|number|nummer|nick)
            {_REACH}( to)? {_ME}( \w+)? (on|at|via|in|over) {_ELSEWHERE}
            (i'm|im|i am|we're|we are|also|as \w+) (\w+ )?on {_ELSEWHERE}
            (add|follow|friend) me|hmu|hit me up|slide into
            {_MY} (({_DEVICE}) ?)?{_HANDLE}( address)?( (is|ist|est|es))?
            (user|user ?name|nick ?name|handle|gamer ?tag|friend code|discord|disc|dc)( (id|tag|name))? ?[:=]\w*
            """
        ),
        re.compile("|".join(_MESSENGERS.strip().splitlines()).replace(" ?", "").replace(" ", "")),
    ),
    Contact("W18", _OUTSIDE, _CHANNEL, NOTE | REMINDER, re.compile(r"(?<![\w#])[\w.]{2,32}#\d{4}(?!\d)")),
    Contact(
        "W18",
        _OUTSIDE,
        _CHANNEL,
        NOTE,  # a reminder may speak of a call to somebody whom the reader knows
        _ways(rf"(on|via|through|over|per|auf|uber|ueber|par|sur|por|en|su|op) (the )?{_ELSEWHERE}"),
    ),
    Contact(
        "W18",
        _PRIVATE,
        "a channel, or a service by its name",
        NOTE,
        _ways(
            r"""
            (message|text|msg|write|write to|contact|mail|email|call|phone|ring|ping) me
            (schreib|schreibt|schick) mir|ecris(-| )moi|escribeme|escrevam?(-| )me|scrivimi|napisz do mnie
            """
        ),
    ),
    Contact(
        "W18",
        _PRIVATE,
        "a channel, or a service by its name",
        NOTE | REMINDER,
        _ways(
            r"""
            DMs?|DM'?(ed|ing)|PMs|PM (me|us|him|her|them)|(direct|private|personal) (messages?|messaging|chats?)
            (message|msg|write|writing|text|contact|talk|speak)( \w+){0,4} (privately|in private)
            (per|als) pn|privatnachricht(en)?|direktnachricht(en)?
            (en|par) (mp|message prive)|messages? prives?|mensajes? privados?|por md|mensage(m|ns) privadas?|no pv
            messagg(io|i) privat(o|i)|in privato|prive ?bericht(en)?|prywatn(a|e|ej) wiadomos\w+|личк(у|е)|в лс
            """
        ),
    ),
)

# What looks like a phone number and is none.
_NO_NUMBER = re.compile(
    r"""
    (?<![\d.+-])(?:
      \d{4}-\d{1,2}-\d{1,2} | \d{1,2}[./]\d{1,2}[./](?:19|20)\d\d    # a day
      | (?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d                         # some years
      | \d{1,2}[.:h]\d\d(?:\s?[-/]\s?\d{1,2}[.:h]\d\d)?              # hours
      | \d{1,3}(?:(?:,\d{3})+|(?:[.\s]000)+)                         # a large number
    )(?![.-]?\d)
    | <a?:\w+:\d+> | <t:-?\d+(?::\w)?>                               # an emoji, a time
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"\+?\(?\d(?:[\s().\-/\u2010-\u2015]{0,3}\d)+")
_EUROPEAN = re.compile(r"116 ?\d{3}")  # the helplines of many countries
_LETTER_O = re.compile(r"(?<=[\doO])[oO]|[oO](?=\d)")
_SPOKEN_DIGITS = ["zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_SPOKEN = re.compile(rf"\b(?:(?:{'|'.join(_SPOKEN_DIGITS)}|double|triple|hundred)\b[\s-]*){{6,}}", re.IGNORECASE)
_DIALLED = re.compile(
    r"\b(?:call|text|dial|ring|phone|sms|hotline|helpline|tel|telefon|telephone|number|nummer|ruf|ruft|anruf\w*|appel\w*|appelle\w*"
    r"|llama\w*|liga\w*|ligue\w*|chiama\w*|bel|zadzwon|звони\w*|ara)\b\W{1,3}(?:[a-z]+\W{1,2}){0,3}?(\d[\d\s-]{1,6}\d)(?!\w)"
    "|[\u260e\u2706\U0001f4de\U0001f4f1]\ufe0f?\\s?(\\d[\\d\\s-]{1,6}\\d)",
    re.IGNORECASE,
)


def phone_numbers(text: str) -> Iterator[str]:
    """Every phone number: seven digits or more in a row, or fewer that somebody is asked to dial."""
    text = _LETTER_O.sub("0", "".join(map(_digit, seen(text))))
    plain = _NO_NUMBER.sub(lambda match: "\0" * len(match[0]), text)
    hits = [hit[0] for hit in _NUMBER.finditer(plain)]
    long = [hit for hit in hits if sum(map(str.isdecimal, hit)) >= NUMBER_LENGTH or _EUROPEAN.fullmatch(hit)]
    yield from (*long, *(hit[0].strip() for hit in _SPOKEN.finditer(text)))
    for hit in _DIALLED.finditer(plain):
        digits = hit[1] or hit[2]
        if digits.strip() != EMERGENCY and not any(digits.strip() in number for number in long):
            yield digits.strip()


def _digit(char: str) -> str:
    """A digit of any script as one of ours."""
    return str(unicodedata.digit(char)) if char.isdecimal() else char
