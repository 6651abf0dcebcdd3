r"""What nobody may write in a server's name: to wish somebody dead, or a slur. In several languages.

A list of its own, and a short one. Left out, for people to judge: what people say of themselves with pride ("queer",
"crip"), and what is an everyday word somewhere (French "retard" is a delay, so that one is English alone).

Each line is one way to say it, as in kindred/wording/rules.py. ` ?` may be a blank or none; words that blanks have
torn apart ("k i l l") are looked for as well. All is held against texts as they are read (kindred/wording/readings.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kindred.wording.readings import fold, torn
from kindred.wording.rules import whole_words


@dataclass(frozen=True)
class Harm:
    """Words that nobody may write, and what the writer is told."""

    id: str
    says: str
    suggestion: str
    pattern: re.Pattern[str]
    joined: re.Pattern[str]
    """The same without any blank."""
    english: bool
    """True: everyday words elsewhere, so that other languages are left alone."""

    def find(self, guess: str) -> Iterator[str]:
        """The words in a guess at what a text says."""
        yield from (hit[0] for hit in self.pattern.finditer(guess))
        yield from torn(guess, self.joined)


def _harm(id: str, says: str, suggestion: str, ways: str, *, unspaced: str = "", english: bool = False) -> Harm:
    lines = [line.strip() for line in fold(ways).splitlines() if line.strip()]
    joined = "|".join(lines).replace(" ?", "").replace(" ", "")
    pattern = "|".join([whole_words("\n".join(lines)).pattern, *unspaced.split()])
    return Harm(id, says, suggestion, re.compile(pattern), re.compile(joined), english)


_SELF = "(yo?ur|ur|thy) ?sel(f|ves)"
_TO_DIE = ("W4", "nobody is told to hurt themselves or to die.")
_SAFE = "'thoughts of suicide', with who listens then, and {/find-help}"
_SLUR = ("W5", "this word is used to make people smaller.")
_PLAIN = "leave it out; what somebody does or feels needs no such word"

HARM: tuple[Harm, ...] = (
    _harm(
        *_TO_DIE,
        _SAFE,
        rf"""
        (kill|killing|kills|hang|hanging|shoot|shooting|drown|drowning|unalive|unaliving|neck|rope) ?{_SELF}
        (harm|harming|hurt|hurting|burn|burning|starve|starving|poison|poisoning) ?{_SELF}
        (cut|cutting) ?{_SELF}(?! (some|a|off|free|loose))|kys|keep ?your ?self ?safe
        (end|ending|take|taking) ?your ?(own ?)?(life|lives)|end ?it ?all
        (commit|try|attempt|consider|choose|do) ?suicide|suicide ?(is|was) ?(the|an|your) ?(answer|way|option|solution)
        (go|please|should|hurry ?up) ?(and ?)?die|(go|please) ?drop ?dead|drop ?dead
        drink ?bleach|eat ?a ?bullet|jump ?off ?(a|the) ?(bridge|roof|building|cliff)
        better ?off ?dead|(better|happier|better ?off) ?without ?you
        (nobody|no ?one) ?(will|would) ?miss ?you|you ?deserve ?to ?die|hope ?you ?die|wish ?you ?were ?dead

        bringt? ?(dich|euch) ?um|toe?te?t? ?(dich|euch)|hang ?dich ?auf|erschiess ?dich|nimm ?dir ?das ?leben
        geh ?sterben|stirb( ?endlich)?|verreck(e|t)?
        tue ?toi|suicide ?toi|pends ?toi|va ?crever
        matate|suicidate|ahorcate|muerete|ojala ?te ?mueras
        mata ?te|suicida ?te
        ammazzati|ucciditi|impiccati|vai ?a ?morire
        maak ?je(zelf)? ?(van ?kant|dood)|pleeg ?zelfmoord|ga ?maar ?dood|hang ?jezelf ?op
        zabij ?sie|powies ?sie|zdechnij
        ta ?livet ?av ?dig|ta ?sjalvmord|drab ?dig ?selv|drep ?deg ?selv|tapa ?itsesi
        убей ?себя|убейся|повесься|сдохни(те)?|самовыпил\w*
        kendini ?oldur|kendini ?öldür|intihar ?et
        """,
        unspaced="死ね 自殺しろ 去死 自杀吧 自殺吧 자살해 죽어라 뒤져라",
    ),
    _harm(
        *_SLUR,
        _PLAIN,
        r"""
        (sand ?)?nigg(er|a)s?|fagg?ots?|trann(y|ies)|shemales?|wetbacks?|beaners?|chinks?(?! (in|of))|gooks?
        rag ?heads?|towel ?heads?|camel ?jockeys?|porch ?monkeys?|darkies|half-?breeds?|sub-?humans?|untermensch\w*
        retarded|libtards?|fucktards?|mongoloids?|midgets?|whores?|cunts?|bitch(es)?|skanks?|idiots?|morons?|imbeciles?

        neger(s|n|in|innen)?|kanaken?|schwuchtel\w*|transen|judensau|judenschwein\w*|hurens(o|oe)hne?|fotzen?
        schlitzaugen?|missgeburt(en)?|spastis?|spasten|mongos?|kruppel|kummelturk\w*
        negres?|bougnoule?s?|youpine?s?|tapettes?|tarlouzes?|niakoues?|chinetoques?|encules?|salopes?|putes?|travelos?
        maric(on|ones)|negratas?|sudacas?|panchit(o|a)s?|hij(o|a)s? ?de ?puta|putas?
        viadinhos?|travecos?|paneleiros?|retardad(o|a)s?|mongoloides?
        froci(o)?|ricchion(e|i)|terron(e|i)|puttan(a|e)|culatton(e|i)
        nikkers?|flikkers?|kankerlijers?|teringlijers?|kutmarokkan\w*
        czarnuch\w*|ciapat(y|e|ych)|kurw(a|y|o)|cwel(e|u)?
        пид(о|а)р\w*|педик\w*|чурк(а|и)|жид(ы|ов)?|ниггер\w*|шлюх(а|и)|сук(а|и)|блядь|черножоп\w*
        ibne(ler)?|orospu\w*|pezevenk\w*|gavat
        """,
        unspaced="黑鬼 支那 傻逼 キチガイ 気違い 병신 짱깨 쪽발이",
    ),
    _harm(
        *_SLUR,
        _PLAIN,
        r"""
        retards?|fags?|kikes?|spics?|pakis?|(?<!maine\s)coons?|negro(es|s)?|spastics?|spaz(z|zes)?|cripples|freaks
        sluts?|thots?|subnormals?
        """,
        english=True,
    ),
)
