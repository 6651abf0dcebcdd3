"""The words of times and pauses in the languages of many members, in small letters and without accents.

Whoever types *18 Uhr* or *2 semanas* is understood whatever language their app is set to. Days by name, and all
other languages, are read by dateparser, in the language of the person (natural_dates.py).
"""

import unicodedata

NOON = frozenset(
    (
        *("noon", "midday", "mediodia", "al mediodia", "meio-dia", "meio dia", "mittag", "mittags", "midi"),
        *("mezzogiorno", "middag", "poludnie", "w poludnie", "полдень", "正午", "정오"),
    )
)
MIDNIGHT = frozenset(
    (
        *("midnight", "medianoche", "meia-noite", "meia noite", "mitternacht", "minuit", "mezzanotte"),
        *("middernacht", "midnatt", "polnoc", "полночь", "真夜中", "자정"),
    )
)

# Before a time; what an hour is called after its number; and halves of the day, each as a pattern.
AT = r"(?:at|a las?|as|um|a|alle|om|kl\.?|o|в|las?)\s+"
HOUR = r"h|hs|hrs|hours?|horas?|uhr|heures?|uur|ч|часов|時|时|點|点|시|o'?clock"
BEFORE_NOON = r"a\.?\s?m\.?|(?:de|da|por) la manana|da manha|de la madrugada|morgens|vormittags|du matin|di mattina"
AFTER_NOON = (
    r"p\.?\s?m\.?|(?:de|por) la (?:tarde|noche)|da (?:tarde|noite)|nachmittags|abends"
    r"|de l'apres-midi|du soir|di sera|del pomeriggio"
)

# Before a day or a length: until, for, on, the.
UNTIL = (
    r"^(?:until|till|to|for|in|hasta|por|durante|dentro de|en|bis|fur|noch|jusqu'au|jusqu'a|jusque|pendant|pour|ate"
    r"|fino a|per|tot|voor|до|на)\s+(?:(?:el|la|los|las|zum|le|au|o|il)\s+)?|^(?:el|le|am|il|no|em)\s+"
)
WEEKS = r"w|wee?|weeks?|sem|semanas?|wochen?|semaines?|settiman[ae]|weken|tygod(?:zien|nie|ni)|недел[яиюь]|週間?|周|주"
DAYS = r"d|da|days?|dias?|tage?n?|jours?|giorn[oi]|dagen?|dni|dzien|день|дня|дней|日間?|天|일"


def plain(text: str) -> str:
    """Small letters, one blank between words, no accents on Latin letters."""
    small = " ".join(text.split()).casefold().replace("\u2019", "'")
    letters = unicodedata.normalize("NFD", small)
    bare = "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")
    return unicodedata.normalize("NFC", bare)
