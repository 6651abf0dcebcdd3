r"""The wording rules that a word list can hold, as one table.

A rule is data: words to look for, words that excuse them, and what to tell the writer. Each has its number in
docs/rules.md, and a number keeps its meaning. Rules that look at a whole text (length, links, reading grade)
are functions in kindred/wording/check.py.

To add one: a row in RULES, and a sentence that is caught and one that passes in tests/test_check.py.

How to read a pattern: each line is one way to say it, in whole words, small or capital letters alike. A blank
is white space, also the end of a line, and ` ?` perhaps a blank. `(a|b)` is a or b, `x?` perhaps x, `\w+` a
word, `\w*` any ending.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from kindred.wording.idioms import IDIOMS

TextKind = Literal["cause", "strategy", "connecting", "reminder", "page", "words", "note"]
"""What a text is for: `words` is an interface string, `note` what moderators write under the helplines."""

CARDS: frozenset[TextKind] = frozenset(("cause", "strategy", "connecting"))
REMINDER: frozenset[TextKind] = frozenset(("reminder",))
NOTE: frozenset[TextKind] = frozenset(("note",))
CAUSE: frozenset[TextKind] = frozenset(("cause",))
EVERY_KIND: frozenset[TextKind] = CARDS | REMINDER | NOTE | frozenset[TextKind](("page", "words"))

FIND_HELP_PAGE = "pages/find-help"
WORRIED = "pages/worried"
WHY_IT_MATTERS = "connecting/why"


def whole_words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that is written as the top of this file explains."""
    ways = "|".join(line.strip() for line in pattern.splitlines() if line.strip())
    ways = re.sub(r"\((?!\?)", "(?:", ways).replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Rule:
    """One row of the table: words that are caught, and what the writer is told about them."""

    id: str
    pattern: re.Pattern[str]
    says: str
    suggestion: str
    unless: re.Pattern[str] | None
    """Where this matches around the words, they are fine ("don't have to")."""
    kinds: Set[TextKind]
    not_in: tuple[str, ...]
    """Texts that are free of the rule, as "pages/find-help"."""
    item_with: re.Pattern[str] | None
    """The rule holds only for a text that has these words somewhere."""
    item_without: re.Pattern[str] | None
    """The rule holds only for a text that has these words nowhere."""
    any_language: bool
    """False: English words, so that other languages are left alone (German "die" is no death)."""
    raw: bool
    """True: looks at links, mentions and {/commands} too, which other rules do not see."""
    fault: bool


def rule(
    id: str,
    pattern: str,
    says: str,
    suggestion: str,
    *,
    unless: str = "",
    kinds: Set[TextKind] = EVERY_KIND,
    not_in: tuple[str, ...] = (),
    item_with: str = "",
    item_without: str = "",
    any_language: bool = False,
    raw: bool = False,
    fault: bool = True,
) -> Rule:
    """One row of the table, its patterns compiled."""
    return Rule(
        id,
        whole_words(pattern),
        says,
        suggestion,
        unless=whole_words(unless) if unless else None,
        kinds=kinds,
        not_in=not_in,
        item_with=whole_words(item_with) if item_with else None,
        item_without=whole_words(item_without) if item_without else None,
        any_language=any_language,
        raw=raw,
        fault=fault,
    )


# Conditions that only a professional can find.
CONDITIONS = (
    r"(an? )?((\w+ )?(personality )?disorder|depress\w*|bipolar|autis\w*|narciss\w*|borderline|schizo\w*"
    r"|anxious(ly)? attach\w*|(social )?anxiety|PTSD|ADHD|OCD)"
)
PRESSURE = "(must|should|ought|shouldn't|mustn't|(need|have|has|supposed|got) to)"
SELF = r"(your|him|her|them|my)sel(f|ves)"
WHOEVER = "(a|an|your|them|him|her|someone|somebody|one)"
PERSONAL = "(your|their) (full name|real name|address|school|age|phone number|number|location)s?"

DISTRESS = whole_words(
    r"""
    trauma\w*|abus(e|ed|ive|er)|hurt(s|ing|ful)?|suicid\w*|self-harm\w*|violen(t|ce)|assault\w*
    bull(y|ied|ying|ies)|betray\w*|depression|hopeless\w*|grief|griev\w+|died?|dying|deaths?|mortality
    """
)
"""Words by which a text is about something that hurts, so that it must point to help (W3)."""
NO_DISTRESS = whole_words("(won't|wouldn't|doesn't|can't|cannot|not|never) hurt to|died? down|dying down")

RULES: tuple[Rule, ...] = (
    # W1: only a professional can diagnose, and a label from a bot can stick.
    rule(
        "W1",
        rf"""
        you('re| are| have| seem) (clearly |probably |clinically )?({CONDITIONS})
        you (suffer|are suffering) from ({CONDITIONS})
        you (may|might|could|must|probably) (be|have) (clearly |clinically )?({CONDITIONS})
        """,
        "no text tells readers what they have; only a professional can.",
        "'some people live with depression', or 'a professional can find out what is behind it'",
        unless=r"(if|when|whether|because) you('re| are| have) \w+",
    ),
    rule(
        "W1",
        r"signs? (that )?you('re| are| have| may| might)( \w+)?|symptoms? (that )?you have",
        "no list of signs by which readers could label themselves.",
        "'how it can show up'",
        kinds=CAUSE | REMINDER | NOTE,
    ),
    rule(
        "W1",
        "(take|try) (this|the|a|our) (quiz|test)|your score|you scored|self-test|test yourself",
        "no quiz, test or score: a number about a person reads like a diagnosis.",
        "everyday experiences to recognise",
    ),
    # W2: medical advice from a bot can do harm.
    rule(
        "W2",
        r"""
        dos(e|es|age)|\d* ?mg|SSRIs?|anti-?depress\w+|benzo\w*
        stop(ped)? taking|prescri(be|bed|bes|ption|ptions)
        """,
        "no medical advice; a doctor gives it.",
        "'they can tell you what may help'",
    ),
    rule(
        "W2",
        "medications?|medicines?|meds",
        "this word stands only in the list of what a professional may offer.",
        "'a professional can talk with you about what may help'",
        not_in=("strategies/professional", FIND_HELP_PAGE),
    ),
    # W3, the public half: hurtful topics and diagnoses never come unasked (content guide 5.2, rule 7).
    rule(
        "W3",
        r"""
        trauma\w*|abus(e|ed|ive|er)|suicid\w*|self-harm\w*|violence|assault\w*|bull(y|ied|ying|ies)
        depression|PTSD|bipolar|narciss\w*|borderline|autis\w*|disorders?|diagnos\w+
        """,
        "a reminder is public and reaches everybody: hurtful topics and diagnoses stay in the private cards.",
        "everyday words, as 'a hard time', and {/find-help} beside them",
        kinds=REMINDER,
    ),
    # W4: how suicide is spoken of can raise risk or lower it (WHO 2023, Samaritans, AFSP).
    rule(
        "W4",
        """
        commit(s|ted|ting)? suicide|suicide epidemic
        (successful|unsuccessful|failed|completed) (suicides?|attempts?)
        """,
        "suicide is no crime, no success or failure, and no epidemic.",
        "'died by suicide', 'a suicide attempt'",
    ),
    rule(
        "W4",
        rf"""
        overdos\w+|nooses?|slit \w+ wrists?|(hang(ed|ing)?|cut(ting)?|shoot(ing)?) {SELF}
        jump(ed|ing)? off (a|the) (bridge|roof|building)
        """,
        "no text names a method.",
        "leave it out, and point to {/find-help}",
        unless="cut(ting)? yourself (some|a|off|free|loose)",
    ),
    rule(
        "W4",
        rf"""
        suicid\w*|self-harm\w*|(kill(s|ed|ing)?|harm(s|ed|ing)?) {SELF}
        (end(ed|ing)?|take|taking|took) (your|his|her|their|my) (own )?(life|lives)
        """,
        "this topic belongs to the help page, where help stands beside it.",
        "leave it out, and point to {/find-help}",
        kinds=EVERY_KIND - NOTE,
        not_in=(FIND_HELP_PAGE, WORRIED),
    ),
    rule(
        "W4",
        r"suicid\w*|self-harm\w*",
        "in a note this word stands beside who helps.",
        "'for thoughts of suicide, our helpers listen in #care'",
        kinds=NOTE,
        item_without=r"""
        (help|hot|crisis )?lines?|help\w*|prevention|talk(s|ing)?|listen\w*|counsel\w*|support\w*|crisis|answer\w*
        doctors?|nurses?|teachers?|therapists?|psycholog\w+|professionals?
        """,
    ),
    # W5: a noun makes a whole person out of one trouble.
    rule(
        "W5",
        r"""
        craz(y|ier|iest)|insane|lunatics?|maniacs?|nutcases?|psychos?|psychopaths?|narcissists?|narcissistic
        (a|the) depressives?|depressives|(a|the) borderlines?|borderlines|schizos?|schizophrenics?|addicts?
        toxic (person|people|friends?|famil\w+|partners?|ex)
        negative (people|person)|(ab)?normal (people|person)
        antisocial|anti-social|loners?|weirdos?|losers?|attention(-| )seek\w+
        """,
        "a word that makes people smaller.",
        "what somebody does or feels: 'somebody who spends a lot of time alone'",
        unless="(narcissistic|antisocial|borderline) personality( disorders?)?",
    ),
    # W6: people before illness (Mind, Time to Change); "autistic people" is the usage in Milton 2012.
    rule(
        "W6",
        "suffer(s|ed|ing)? (from|with)|victims? of|afflicted (by|with)",
        "people live with something; they are not its victims.",
        "'people living with depression', 'people who went through it'",
    ),
    rule(
        "W6",
        """
        (the )?mentally ill|the depressed|depressed (people|person)
        (people|person|someone|somebody|those) with autism|(has|have) autism
        (an|the|some) autistics?|autistics
        """,
        "the person comes before the condition; autistic people mostly say 'autistic people'.",
        "'people living with depression', 'autistic people'",
        unless=r"(an|the|some) autistic (?!and |or )\w+",
    ),
    rule(
        "W6",
        "disorders?",
        "this word stands only inside an official name.",
        "'mental health problems', or how it feels",
        unless=r"""
        (anxiety|personality|(traumatic|acute) stress|bipolar|attachment|depressive|panic|spectrum) disorders?
        """,
    ),
    # W7: autism is a way to be, not an illness; misreading goes both ways (Milton 2012).
    rule(
        "W7",
        r"""
        (depression|anxiety|bipolar|disorders?|PTSD|trauma)(, \w+( \w+)?){0,3}(,|,? and|,? or) autis\w+
        autis\w+(,|,? and|,? or) (depression|(social )?anxiety|bipolar|\w+ disorders?|PTSD|trauma)
        mental( health)? (conditions?|problems?|illness(es)?|disorders?)[^.\0]{0,60}? autis\w+
        """,
        "autism is no mental health condition and stands in no list of them.",
        "a line of its own: 'autistic and other people can misread each other'",
        unless=r"(not|no|never) (a |an )?mental( health)? (condition|problem|illness|disorder)[^.\0]*",
    ),
    # W8: the text speaks with a person, not about one. "Be patient" is fine.
    rule(
        "W8",
        "patients|users?|sufferers?|the reader|readers|oneself|one's",
        "a text speaks with one person.",
        "'you', 'people' or 'members'",
        unless="screen readers?|user (install|apps?|settings?)",
    ),
    rule("W8", "individuals|persons", "a plain word is warmer.", "'people', or 'you'", fault=False),
    # W9: the reader's life is the reader's. An ethical choice: in Altendorf 2019 soft words worked no better.
    rule(
        "W9",
        """
        (you |people |everyone |everybody )?(must|should|ought|need to|have to|has to)
        you (shouldn't|mustn't)|(you'd|had) better|(you've|have) got to|gotta
        """,
        "an invitation, not an order.",
        "'you could', or a plain imperative: 'Send one line'",
        # In turn: negated; "you shouldn't have to"; somebody's own words ("I have to go soon"); what pressure
        # feels like ("you feel that you must"); questions; no order ("what they have to say", "a must").
        unless=rf"""
        (\w+n't|not|never|no|nobody|nothing|none|without|cannot|nor|rarely)( [\w']+){{0,4}}? {PRESSURE}
        (should|must)(n't| not)( ever)? (have|need) to
        (I|we|they|she|he|who)('d|'ve| \w+)? {PRESSURE}
        (feel\w*|felt|think\w*|thought|believ\w+|says?|said|told|as if|as though)( \w+){{0,3}} {PRESSURE}
        (do|does|did) (you|I|we|they|\w+) (\w+ )?(need|have) to
        (should|must) (I|we|they|you (ever|want|wish|feel))
        (if|when|whenever|until|time|room)( [\w']+){{1,2}} (need|have|has) to
        (what|whatever|anything|everything|something|all)( that)?( [\w']+){{1,2}} (need|have|has) to
        (that|this|it) must (have|be|feel|sound|seem)|(have|has) to do with|a must|must-\w+
        """,
        not_in=(FIND_HELP_PAGE,),
    ),
    # W11: guilt makes people mute a reminder (content guide 5.1); a missed week harms no habit (Lally 2010).
    rule(
        "W11",
        r"""
        don't forget|do not forget|never forget|you('ve| have)? (missed|forgot|forgotten|failed|neglected)
        (still|you) (haven't|have not)( \w+)?|no excuses?|your excuse|you owe|you promised|let \w+ down
        streaks?|(\d+|two|three|four|many) (days|weeks|times) in a row
        """,
        "this can make somebody feel guilty or watched.",
        "'whenever it suits you'",
        unless=r"""
        (never|not|\w+n't|without)( \w+)? let \w+ down|(no|without) streaks?
        (if|when) you('ve| have)? (missed|forgot|forgotten)
        you('ve| have)? missed (them|him|her|someone|somebody|each other|your \w+|seeing|talking|hearing)
        (if|when|people|friends?|someone|somebody|whom?|what|that|things?) you (haven't|have not)( \w+)?
        you (haven't|have not) (seen|spoken|talked|heard|written|met)
        """,
    ),
    rule(
        "W11",
        r"(try|tries|trying|tried|fail\w*|miss\w*) again",
        "'again' beside trying or failing counts what went wrong.",
        "'another time is fine'",
        kinds=CARDS | REMINDER | NOTE,  # an error message may ask to try again
    ),
    rule(
        "W11",
        "last week('s)?",
        "a reminder does not look back.",
        "the week ahead",
        kinds=REMINDER,
        fault=False,
    ),
    # W12: how somebody bears a thing is not simply under their control (Mind 2023).
    rule(
        "W12",
        """
        cheer up|(good|positive) vibes( only)?|everything happens for a reason|look on the bright side
        at least (you|it|they)('re|'s|'ve)?|(think|stay|be) positive|could be worse|have it worse
        touch(ing)? (some |the )?grass|get a life|stop (whining|moaning|complaining)
        get over it|snap out of|toughen up|man up|smile more|(it's |is )all in your head|choose happiness
        """,
        "cheerful advice can hurt somebody who is having a hard time.",
        "what is hard first, then one thing that can help",
    ),
    rule(
        "W12",
        "just|simply",
        "this makes a hard thing sound easy.",
        "the same without the word",
        unless="""
        (not|isn't|than|only) just|just (as|like|over|under|before|after|now|in case|then|because|about)
        just (enough|a|an|one|two)
        just (saw|heard|thought|thinking|wanted|checking|read|came|found|remembered|listen|listening)
        """,
        fault=False,
    ),
    # W13: studies speak of groups; what helps one person may not help the next.
    rule(
        "W13",
        r"""
        will (\w+ )?(help|fix|cure|heal|solve|make you|make (things|it|life) \w+|change your|end your)
        you('ll| will) (\w+ )?(feel|be|become|get) (\w+ )?(better|happy|happier|closer|loved|liked|fine|okay)
        you('ll| will) (\w+ )?(feel|be|become|get) (less|more) \w+
        cures?|cured|guarantee[sd]?|quick fix|fix(es)? (you|your|loneliness|everything)
        always works?|never fails?|prov(es|en|ed) (that|to)|instantly|100 ?%
        """,
        "no promise: what helps one person may not help the next.",
        "'may', 'can' or 'often'",
        unless=r"""
        (no|not|nothing|nobody|without|nor|cannot|\w+n't)( [\w']+){0,4}? (cures?|guarantee[sd]?|quick|fix)
        (no|not|nothing|nobody|nor)( [\w']+){0,4}? (will|always|proven)( \w+){0,2}
        (whether|if|what|who|which|wonder\w*|how)( \w+){0,4} will( \w+){1,2}
        """,
    ),
    # W14: fright isolates, and the hopeful half of a finding is as true as the other.
    rule(
        "W14",
        r"kill(s|ed|ing|er|ers)?|deadly|lethal|fatal|epidemics?|skyrocket\w*|cigarettes?|smok(e|ing)",
        "no fright.",
        "the hopeful half: 'stronger ties go with longer life'",
        unless=rf"kill(s|ed|ing)? {SELF}|suicide epidemic",  # W4 has these
    ),
    rule(
        "W14",
        "died?|dies|dying|deaths?|mortality",
        "how long people live is spoken of only in connecting/why, where somebody asked.",
        "leave it out, or 'loss' where you mean grief",
        unless="d(ied?|ies|ying) down|died by suicide",
        not_in=(WHY_IT_MATTERS, FIND_HELP_PAGE),
    ),
    # W16: pressing somebody to open up or to forgive can hurt again.
    rule(
        "W16",
        r"open(ing|ed)? up|forgiv\w+|let(ting)? (it|go of it) go|mov(e|ing) on",
        "where a text speaks of trauma, nobody is asked to open up, forgive or move on.",
        "'at your own pace', 'as much as feels safe'",
        kinds=CAUSE | NOTE,
        item_with=r"trauma\w*|abus(e|ed|ive)|betray\w*|bull(y|ied|ying)|assault\w*|violence",
    ),
    # W17: some people cannot speak on the phone, or would rather not.
    rule(
        "W17",
        rf"""
        (a|the|short|quick|brief|video|voice|phone|minute) calls?|(by|on the|over the) (tele)?phone
        (call(ing)?|phon(e|ing)|ring) {WHOEVER}
        """,
        "not everybody can use the phone, or likes to: written words stand beside every call.",
        "'a call or a message'",
        kinds=CARDS | REMINDER,
        item_without=r"""
        text(s|ed|ing)?|messag\w+|voice notes?|writ(e|es|ing|ten)|typ(e|ing)|chat\w*|letters?|e-?mails?
        a line|cards?
        """,
    ),
    # W18: members may be thirteen, and strangers to each other.
    rule(
        "W18",
        "meet(s|ing|ings|-?ups?)?",
        "members may be young and strangers to each other: people meet in groups and public places.",
        "name the 'group' or the 'public' place; for somebody whom the reader knows: 'see a friend'",
        kinds=REMINDER,
        item_without="public|groups?|clubs?|class(es)?|channels?|library|libraries",
    ),
    rule(
        "W18",
        r"DMs?|DM'?(ed|ing)|(direct|private) (messages?|messaging|chats?)",
        "no reminder leads into private messages: in a mixed server they are not safe for everybody.",
        "'say it in an open channel'",
        kinds=REMINDER,
    ),
    rule(
        "W18",
        rf"(share|post|tell|give|send|exchange|swap)( \w+){{0,2}} {PERSONAL}",
        "no text asks for personal details.",
        "an interest, a song or a recipe tells enough",
        unless=rf"(never|not|\w+n't|no need to|without|before you|nobody|no one)( [\w']+){{0,5}} {PERSONAL}",
    ),
    rule(
        "W18",
        r"""
        (tell|share|confess|admit|reveal|show|spill|whisper)( [\w']+){0,4} (your|their) (\w+ ){0,2}(secrets?|nudes?)
        (your|their) (worst|darkest|deepest|dirtiest|biggest) (secrets?|fears?|regrets?|memor(y|ies)|moments?|sins?)
        """,
        "nobody is asked for something private.",
        "something small and light: a song, a snack, a plan for the evening",
        kinds=CARDS | REMINDER | NOTE,
        unless=r"(never|not|\w+n't|no need to|without|before you|nobody|no one)( [\w']+){0,6} (secrets?|nudes?)",
    ),
    # W19: a public channel is no place to be asked about oneself. (Closing questions: kindred/wording/check.py.)
    rule(
        "W19",
        r"""
        share your (story|feelings|experiences?)|rate your (mood|day|week)
        tell us|let us know|how are you feeling
        comments? below|(reply|answer|post|share)( \w+){0,3} (below|in the comments)
        react (with|below|to this)|vote (below|with)
        """,
        "nobody is asked in public to tell about themselves.",
        "a question to keep for yourself",
        kinds=CARDS | REMINDER,
        unless=r"if you( \w+)? share your (story|feelings|experiences?)",
    ),
    # W20: a text pings nobody; the bot sends with no allowed mentions as well.
    rule(
        "W20",
        r"@(everyone|here)|<@[!&]?\d+>|@[a-z]\w+",
        "no text mentions a person, a role or everybody.",
        "leave it out; a moderator chooses a role with /reminders",
        any_language=True,
        raw=True,
    ),
    # W24: nothing here is for sale.
    rule(
        "W24",
        "better ?help|talkspace|(affiliate|promo|discount) (links?|codes?)|sponsored",
        "no brand and no advertisement.",
        "the kind of help: 'an online therapist', 'a support group'",
        any_language=True,
    ),
    # W27: calm to read. (Emoji and capitals: kindred/wording/check.py.)
    rule(
        "W27",
        r"""
        (only )?\d+ (days?|hours?|minutes?|spots?|places?) (left|to go)|last chance|hurry( up)?|act now
        (before|until) it's too late|time is running out
        """,
        "no countdown: there is no last chance here.",
        "'whenever it suits you'",
        unless=r"(no|not|\w+n't|without|in a)( \w+){0,2} hurry",
    ),
    # W29: many readers have another first language. Worth a look, and no fault: moderators write for people they know.
    *(
        rule(
            "W29",
            idiom.pattern,
            "a learner of English reads this literally, or not at all.",
            idiom.write,
            unless=idiom.unless,
            fault=False,
        )
        for idiom in IDIOMS
    ),
)
