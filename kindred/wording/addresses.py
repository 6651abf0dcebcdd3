"""Links, invites, mentions and e-mail addresses in what moderators typed: found as Discord and a browser would.

No list of bad places: a text may lead to the few addresses that somebody has checked, written in a form that every
program reads in the same way, and nowhere else.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kindred.wording.readings import seen

# Endings of addresses that people share. Any two letters of a country count as well (`_COUNTRIES`).
_ENDINGS = """
    app art biz blog cam cash cat chat city click cloud club codes com community company cool dating date design dev
    digital download edu email events family fans fun fyi games global gov group guru health help host icu inc info
    ink int jobs kim land life link live lol ltd media mil mobi money name net network news ngo one online ooo org page
    party photos plus porn pro pub quest red rest review rip rocks run school sex sexy shop site social software space
    store stream studio support team tech tips today tools top trade tube video vip watch webcam website wiki win work
    works world wtf xxx xyz zip zone
"""
_COUNTRIES = """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd
    cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge
    gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh
    ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw
    mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb
    sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug
    uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
_ENDING = "|".join(sorted({*_ENDINGS.split(), *_COUNTRIES.split()}, key=len, reverse=True))
_SPOKEN_ENDING = "com|net|org|gg|io|app|link|xyz|info|tv"
_MAIL_HOSTS = r"g(?:oogle)?mail|hotmail|yahoo|proton(?:mail)?|icloud|gmx|aol|yandex"

_MENTION = re.compile(r"@\s?(?:everyone|here)\b|<\s?(?:@|#|id:)[^>\n]*>?", re.IGNORECASE)
# Anything between angle brackets but a server's own emoji and times, which lead nowhere.
_BRACKETS = re.compile(r"<(?!a?:\w+:\d+>|t:-?\d+(?::[a-z])?>|https://)(?=[/+&!\w:])[^<>\n]*>", re.IGNORECASE)
_MASKED = re.compile(r"\[?[^\[\]\n]*\]\s?\\?\([^)\n]*\)?")
_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+(?:@[\w-]+(?:\.\w+)*"
    rf"|(?: |\s?[\[({{]\s?)at(?: |\s?[\])}}]\s?)(?:(?:{_MAIL_HOSTS})\b|\w+ dot \w+))",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    r"[a-z][a-z\d+.-]*:[/\\]{1,2}\S*|h(?:tt|xx)ps?:\S+"
    r"|\b(?:mailto|tel|sms|callto|facetime|skype|discord|steam|javascript|data|file|magnet|intent|geo|sip|xmpp)"
    r":[^\s:]\S*",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![\w@.])(?:[\w-]+\.)*[\w-]*[^\W\d_][\w-]*\.(?:{_ENDING})(?![\w-]|\.\w)(?:[:/?#\\]\S*)?"
    r"|(?<![\w@./:-])(?:[\w-]+\.)+[^\W\d_]{2,}/\S*|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])(?:[:/]\S*)?",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(r"[^./:?#\\]*\.(?!Com|Net|Org|Gg|Io)[A-Z][a-z]+")  # "say hi.It is fine": a blank is missing
_SPOKEN = re.compile(
    r"(?<![\w-])[\w-]+ ?[\[({<]? ?(?:\.|\bdot\b|\bpunkt\b|\bpunto\b|\bponto\b)"
    rf" ?[\])}}>]? ?(?:{_SPOKEN_ENDING})\b(?:/\S*)?"
    r"|\bdiscord ?[./\\]? ?(?:gg|dot gg|invite)\b\S*",
    re.IGNORECASE,
)

_PLACE = "leave it out, or name the place in words"


class Address(NamedTuple):
    """Something in a text that leads elsewhere or calls somebody."""

    rule: str
    words: str
    says: str
    suggestion: str


def addresses(text: str, hosts: Iterable[str] = ()) -> Iterator[Address]:
    """All that leads out of a text or mentions somebody, but links to `hosts` and what belongs to them."""
    text = seen(text)
    for mention in _MENTION.finditer(text):
        says = "no text mentions a person, a role, a channel or everybody."
        yield Address("W20", mention[0], says, "leave it out, or the name of the channel, without a link")
    allowed = _allowed(tuple(hosts))
    taken: list[tuple[int, int]] = [mention.span() for mention in _MENTION.finditer(text)]
    for pattern in (_MASKED, _BRACKETS, _SCHEME, _MAIL, _BARE, _SPOKEN):
        for found in pattern.finditer(text):
            if any(start < found.end() and found.start() < end for start, end in taken):
                continue
            taken.append(found.span())
            if pattern is _BARE and _NEXT_SENTENCE.fullmatch(found[0]):
                continue
            if pattern in (_SCHEME, _BARE) and allowed.fullmatch(found[0]):
                continue
            says = "no invites, no web addresses, and no words with a hidden link."
            yield Address("W24", found[0].strip().rstrip(".,;:!?"), says, _PLACE)


def _allowed(hosts: tuple[str, ...]) -> re.Pattern[str]:
    """An address of one of the hosts in letters that need no parsing; punctuation may follow it.

    A sign such as `)`, `@` or a backslash beside the host makes it another host in a browser, so none may stand there.
    """
    if not hosts:
        return re.compile(r"(?!)")
    names = "|".join(map(re.escape, hosts))
    return re.compile(
        rf"(?:https?://)?(?:[a-z\d-]+\.)*(?:{names})(?:/[\w./%~+=&?#-]*[).,;:!?'\"*>]*|[.,;:!?>]{{0,2}})", re.I
    )
