"""What moderators type into a note or a text of their own: nothing gets past the rules in disguise, in any language."""

import time

import ada_url
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kindred.content.own_text import OwnText
from kindred.content.support_cards import NOTE_LIMIT
from kindred.wording.addresses import addresses
from kindred.wording.check import HOSTS, Finding
from kindred.wording.contacts import phone_numbers
from kindred.wording.notes import check_note
from kindred.wording.own_text_check import check_own
from kindred.wording.readings import undressed
from kindred.wording.sanitize import clean_note, clean_own_text

BOTH = ["note", "own"]


def refused(words: str, where: str, *, english: bool = True) -> list[Finding]:
    """The faults of words that were typed as a note, or as the idea of an own text."""
    if where == "note":
        return check_note(clean_note(words) or "", english=english)
    own = clean_own_text(OwnText(0, "A title", words, None, "rest"))
    return [each for each in check_own(own, english=english) if each.fault]


# Words in disguise. Each is refused under its rule, in both places and in a server of any language.

TO_DIE = [
    "Kill yourself.",
    "kill\u2019 yourself",
    "Please kill your self today.",
    "KYS, friend.",
    "kіll yourself",  # the first i is Cyrillic
    "кіӏӏ уоurself",
    "ᴋɪʟʟ yourself",
    "𝐤𝐢𝐥𝐥 𝐲𝐨𝐮𝐫𝐬𝐞𝐥𝐟",
    "ｋｉｌｌ ｙｏｕｒｓｅｌｆ",
    "Ⓚⓘⓛⓛ yourself",
    "🅺🅸🅻🅻 yourself",
    "🇰 🇮 🇱 🇱 yourself",
    "kíll yoürself",
    "ki\u0336ll yourself",
    "k\u200bi\u200bl\u200bl yourself",
    "ki\u00adll yourself",
    "k i l l yourself",
    "k i l l  y o u r s e l f",
    "ki ll yourself",
    "k.i.l.l yourself",
    "k-i-l-l y-o-u-r-s-e-l-f",
    "k_i_l_l yourself",
    "kill_yourself, friend",
    "k*i*l*l yourself",
    "k**i**ll your||self||",
    "k~~i~~ll yourself",
    "ki\\ll yourself",
    "_kill_ __yourself__",
    "K1LL y0ur$3lf",
    "kiiiilllll yourself",
    "Nobody would miss you.",
    "The world is better without you.",
    "Drink bleach, friend.",
    "End your life.",
    "Go and try suicide, we help.",
    "Töte dich endlich.",
    "bring d i c h um",
    "Tue-toi vite.",
    "Mátate ya.",
    "Ammazzati, va.",
    "Zabij się.",
    "Убей себя.",
    "у б е й себя",
    "Kendini öldür.",
    "今天去死吧朋友",
    "死ね、友よ",
]
SLURS = [
    "They are all faggots here.",
    "f4gg0ts here",
    "f a g g o t s here",
    "fаggоts here",  # a and o are Cyrillic
    "You tranny, be quiet.",
    "No niggers here.",
    "n1gg3r, leave",
    "That was retarded.",
    "Ihr seid Kanaken.",
    "Sale bougnoule, va.",
    "Eres un maricón.",
    "Che froci, voi.",
    "Все вы пидоры.",
    "Все вы пидoры.",  # the o is Latin
    "黑鬼不要来这里",
]
CONTACTS = [
    "Counsellor on Snap: lily44",
    "Counsellor, sn4p: lily44",
    "My Telegram is x",
    "my T e l e g r a m is x",
    "Tеlegram has more",  # the e is Cyrillic
    "WhatsApp me later",
    "Whats App is open",
    "Kik and Viber are open",
    "Add me on Insta, friend",
    "IG: lily44 is mine",
    "my discord tag is lily",
    "lily#1234 listens",
    "Username: lily44",
    "My number is in the drawer",
    "Mein Telegram ist offen",
    "Hit me up, friend",
    "slide into the DMs",
    "Schreib uns per PN",
    "Mon insta est ouvert",
    "Пиши в личку",
]
ADDRESSES = [
    "[tea](discord://-/invite/abc)",
    "[tea] (https://who.int)",
    "[a [nested](https://evil.com) one](https://who.int)",
    "[[tea]](https://evil.com)",
    "steam://run/1",
    "See bit.ly/abc",
    "See tinyurl.com/x",
    "Shortened: t.co/x",
    "lily@evil.example",
    "lily at gmail dot com",
    "lily (at) gmail.com",
    "<+19005551234> is nice",
    "<id:customize>",
    "<id:guide> is nice",
    "</ban:123456789012345678> is nice",
    "<mailto:lily@evil.example>",
    "https://doi.org).evil.com/x",
    "https://doi.org\\@evil.com/x",
    "https://doi.org@evil.com/x",
    "https://doi.org,evil.com/x",
    "https://doi.org.evil.com/x",
    "https://evildoi.org/x",
    "https:evil.com",
    "https:/evil.com",
    "https:\\\\evil.com",
    "hxxps://evil.com",
    "HTTPS://EVIL.COM",
    "javascript:alert(1)",
    "discord.gg/abc",
    "discord。gg/abc",
    "discord․gg/abc",
    "ｄｉｓｃｏｒｄ．ｇｇ／abc",
    "dis\u200bcord.gg/abc",
    "discord dot gg slash abc",
    "discord . gg / abc",
    "discord[.]gg/abc",
    "evil dot com",
    "evil.xyz",
    "https://93.184.216.34/x",
    "93.184.216.34 is nice",
]
NUMBERS = [
    "Call 0800 111 222 if you feel low, or text.",
    "0800/111.222 is open",
    "+49 (0)30 1234-567 is open",
    "0-8-0-0-1-1-1-2-2-2 is open",
    "08.00.11.12.22 is open",
    "O8OO 111 222 is open",
    "٠٨٠٠ ١١١ ٢٢٢ is open",
    "０８００１１１２２２ is open",
    "①②③④⑤⑥⑦⑧ is open",
    "zero eight hundred one one one two two two",
    "Text 988, or write.",
    "Ring or text: 116 123",
    "Samaritans 116123",
    "☎ 741741 is open",
    "Ruf 116 117 an, oder schreib.",
]
FOR_NOBODY = [
    *(("W4", words) for words in TO_DIE),
    *(("W5", words) for words in SLURS),
    *(("W18", words) for words in CONTACTS),
    *(("W24", words) for words in ADDRESSES if "id:" not in words),
    *(("W20", words) for words in ADDRESSES if "id:" in words),
    *(("W25", words) for words in NUMBERS),
]


@pytest.mark.parametrize("where", BOTH)
@pytest.mark.parametrize("english", [True, False])
@pytest.mark.parametrize(("rule", "words"), FOR_NOBODY)
def test_no_disguise_gets_past_a_rule_that_holds_in_every_language(
    rule: str, words: str, where: str, english: bool
) -> None:
    assert rule in {each.rule for each in refused(words, where, english=english)}


@pytest.mark.parametrize("where", BOTH)
@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("W9", "You mu\u0455t say hello."),  # the s is Cyrillic
        ("W9", "You **mu**st say hello."),
        ("W14", "Loneliness kіlls."),
        ("W12", "Ch**ee**r up, friend."),
        ("W12", "Go touch grass."),
        ("W12", "Get a life, friend."),
        ("W18", "Tell somebody your worst secret."),
        ("W18", "Share your darkest memory today."),
        ("W5", "What a bunch of losеrs."),
        ("W5", "Such fags, all of them."),
    ],
)
def test_english_rules_see_through_letters_and_signs(rule: str, words: str, where: str) -> None:
    assert rule in {each.rule for each in refused(words, where)}


@pytest.mark.parametrize("words", ["Message me any time.", "Our counsellor is on Instagram.", "Schreib mir."])
def test_a_note_offers_no_contact_to_its_writer(words: str) -> None:
    assert "W18" in {each.rule for each in refused(words, "note", english=False)}


def test_a_note_speaks_of_suicide_beside_who_helps() -> None:
    assert refused("For thoughts of suicide or self-harm, our helpers listen in #care.", "note") == []
    assert {each.rule for each in refused("Suicide. Think of it.", "note")} == {"W4"}


@pytest.mark.parametrize("where", BOTH)
@pytest.mark.parametrize("words", ["a", "...", "?!", "aaaaaaaa", "\u200b", "12", "🙂", "a a a a"])
def test_a_text_of_a_letter_or_two_is_no_text(words: str, where: str) -> None:
    assert [each.rule for each in refused(words, where)] in (["empty"], ["empty", "empty"])


@pytest.mark.parametrize("words", ["Hello", "Moin"])
def test_an_idea_is_more_than_one_word(words: str) -> None:
    assert [each.rule for each in refused(words, "own")] == ["empty"]


# What stands close to a rule, and is fine.


@pytest.mark.parametrize("where", BOTH)
@pytest.mark.parametrize(
    "words",
    [
        "Our quiet corner is #lantern.",
        "The counsellor sits in room 12, on Tuesdays from 9.30 to 17.00.",
        "Doors are open 18:00-20:00 until 24.12.2026, or 2027-01-31.",
        "In 2019-2026 we had 1,000,000 small hellos.",
        "In 10 minutes 2 or 3 people may be here. 1, 2, 3, 4, 5, 6, 7, 8: breathe.",
        "Share a skill yourself, and others enjoy it.",
        "You could put a kettle on and sit with the cat on the mat.",
        "Cut yourself some slack today.",
        "A maine coon sleeps in the pet thread.",
        "A chink of light is enough.",
        "Two o'clock is tea time, e.g. in the tea channel, i.e. here.",
        "Look at live music at 9.am, or say hi.It is fine.",
        "Take a snap of your tea. A good signal is a wave.",
        "Wait in line with a book, and read line by line.",
        "Whatever you have to say can wait. You don't have to reply.",
        "A must-read for a slow day. It isn't a race. <3",
        "A café, a naïve question, a résumé of the week.",
        "A wave <:wave:123456789012345678> is enough.",
        "If it is a heavy week, {/find-help} is there.",
    ],
)
def test_everyday_english_passes(words: str, where: str) -> None:
    assert refused(words, where) == []


@pytest.mark.parametrize("where", BOTH)
@pytest.mark.parametrize(
    "words",
    [
        "Die Woche war lang. Ein Hallo genügt, z.B. um 18.30 Uhr bzw. am 24.12.2026.",
        "Wer mag, hört zu. Der Geber gibt, der Hörer hört. Im Fach Kunst auch.",
        "Le train est en retard, on attend ensemble. En transe, ou pas.",
        "Il met les pantalons noirs. Tu t'attardes un peu ?",
        "Los pantalones negros de Kike están en el vuelo retrasado.",
        "O que pedes hoje? Uma xícara de chá com o vizinho.",
        "La guerra di Troia è un bel libro da leggere insieme.",
        "Till slut kommer våren. Hvilke fag liker du?",
        "De Mongool in het boek drinkt thee met zijn buurman.",
        "Pedał roweru skrzypi. Napisz dwa zdania do cioci.",
        "Жидкий чай тоже хорош. Напиши соседу два слова, даун-шифтинг подождёт.",
        "Komşuna iki satır yaz. Çay iyidir, öğle arası da.",
        "你好。今天可以打个招呼。",
        "友だちに短いメッセージを送ってみませんか。",
        "오늘 친구에게 짧게 인사해 보세요.",
        "می\u200cروم پیش دوست.",
        "مرحبا يا صديقي، كوب شاي معا.",
        "नमस्ते, आज एक दोस्त को दो शब्द लिखें।",
        "สวัสดี วันนี้ลองทักเพื่อนดู",
    ],
)
def test_other_languages_pass(words: str, where: str) -> None:
    assert refused(words, where, english=False) == []


def test_a_finding_shows_the_words_as_they_were_typed_where_they_stand_so() -> None:
    assert refused("Please KILL Yourself, now", "note")[0].words == "KILL Yourself"
    assert refused("k i l l  y o u r s e l f", "note")[0].words == "k i l l y o u r s e l f"


def test_what_is_kept_is_what_was_typed() -> None:
    typed = "Ｓａｙ 𝒉𝒆𝒍𝒍𝒐, *softly*, at ½ past ①."
    assert refused(typed, "own") == []
    assert clean_own_text(OwnText(0, "A title", typed, None, "rest")).idea == typed


# Links


def hosts_of(address: str) -> str:
    """The host that a browser would go to."""
    return ada_url.URL(address.split()[0]).hostname


ends = st.text(st.sampled_from("/\\@.:;,)(]['\"?#%*_~|<>-a1e\u3002\u2024\uff0f\u0456"), max_size=8)


@given(
    before=st.sampled_from(["", "x", "(", "<", "[a](", "**"]),
    scheme=st.sampled_from(["https://", "http://", "https:", "https:\\\\", "HTTPS://", "//"]),
    first=st.sampled_from([*HOSTS, "evil.com", "user:pw@doi.org"]),
    middle=ends,
    last=st.sampled_from(["", "evil.com", "doi.org", "/x", "@evil.com"]),
    after=ends,
)
def test_where_a_link_passes_a_browser_goes_to_an_address_of_the_list(
    before: str, scheme: str, first: str, middle: str, last: str, after: str
) -> None:
    typed = f"{before}{scheme}{first}{middle}{last}{after}"
    if list(addresses(typed, HOSTS)):
        return
    at = typed.lower().find("http")
    if at < 0:
        return
    # Discord makes a link of all up to a blank or "<", less some signs at the end.
    link = typed[at:].split("<")[0]
    for cut in {link, link.rstrip(".,:;\"')]"), link.rstrip(".,:;\"')]>*")}:
        try:
            host = hosts_of(cut)
        except ValueError:
            continue  # no browser opens it
        host = host.rstrip(".")
        assert any(host == known or host.endswith(f".{known}") for known in HOSTS), (typed, host)


@pytest.mark.parametrize(
    "words",
    [
        "See https://www.who.int/ and (https://doi.org/10.1177/0956797618783714).",
        "See **https://findahelpline.com/**, or findahelpline.com.",
        "See <https://who.int>.",
    ],
)
def test_a_link_of_the_list_passes_in_an_own_text_and_never_in_a_note(words: str) -> None:
    assert refused(words, "own") == []
    assert "W24" in {each.rule for each in refused(words, "note")}


# Anything at all


@given(st.text(max_size=200))
def test_any_text_is_checked_without_an_error(words: str) -> None:
    refused(words, "note")
    refused(words, "own", english=False)
    list(phone_numbers(words))
    assert undressed(undressed(words)) == undressed(words) or "\\" in words


WORST = [
    "k i l l " * 40,
    "1l1l1l" * 50,
    "aaab" * 80,
    "<" * 300,
    "[(" * 150,
    "a.b@" * 75,
    "https:/" * 40,
    "0 " * 150,
    "ﷺ" * 300,
]


@pytest.mark.parametrize("worst", WORST)
def test_the_worst_input_takes_no_time_to_speak_of(worst: str) -> None:
    refused("Warm up.", "own")
    start = time.process_time()
    refused(worst[:300], "own")
    refused((worst * 3)[:NOTE_LIMIT], "note")
    assert time.process_time() - start < 1  # seconds; 20 ms where nothing else runs


def test_what_is_longer_than_the_form_allows_is_not_read() -> None:
    long = check_own(OwnText(0, "A title", "You must. " * 400, None, "rest"), english=True)
    assert [each.rule for each in long] == ["W22"]
    assert [each.rule for each in check_note("You must. " * 400)] == ["W22"]
