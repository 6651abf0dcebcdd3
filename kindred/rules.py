"""The wording rules that a word list can hold, as one table.

Why each rule exists is in docs/rules.md; the numbers are the project's own (W1 to W28) and never change their
meaning. A rule is data: words to look for, words that excuse them, and what to tell the writer. Rules that
need more than words (lengths, links, reading grade) are functions in kindred/check.py.

To add one: add a row to RULES, one row to the tables in tests/test_check.py and, for a new number, one row to
docs/rules.md. In a pattern a blank stands for any white space, and whole words are meant.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["cause", "strategy", "connecting", "reminder", "page", "words", "note"]
"""What a text is for. `words` is an interface string; `note` is what a server's moderators write under the helplines."""

CARDS: frozenset[Kind] = frozenset({"cause", "strategy", "connecting"})
EVERY_KIND: frozenset[Kind] = CARDS | {"reminder", "page", "words", "note"}
NOT_INTERFACE = EVERY_KIND - {"words", "page"}
REMINDER: frozenset[Kind] = frozenset({"reminder"})


def whole_words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern for whole words; a blank in it stands for any white space, a line's end included."""
    spaced = pattern.replace(" ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Rule:
    """One row of the table: words that are caught, and what the writer is told about them."""

    id: str
    pattern: re.Pattern[str]
    says: str
    suggestion: str
    unless: re.Pattern[str] | None = None
    """Where this matches around the words, they are fine ("don't have to")."""
    kinds: frozenset[Kind] = EVERY_KIND
    not_in: tuple[str, ...] = ()
    """Files that are free of the rule, as "pages/find-help"."""
    item_with: re.Pattern[str] | None = None
    """The rule holds only for a text that has these words somewhere."""
    item_without: re.Pattern[str] | None = None
    """The rule holds only for a text that has these words nowhere."""
    any_language: bool = False
    """False: English words, so other languages are left alone (German "die" is no death)."""
    raw: bool = False
    """True: looks at links, mentions and {/commands} too, which the others do not see."""
    fault: bool = True


def rule(
    id: str,
    pattern: str,
    says: str,
    suggestion: str,
    *,
    unless: str = "",
    kinds: frozenset[Kind] = EVERY_KIND,
    not_in: tuple[str, ...] = (),
    item_with: str = "",
    item_without: str = "",
    any_language: bool = False,
    raw: bool = False,
    fault: bool = True,
) -> Rule:
    """Make a row of the table from patterns as text."""
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


FIND_HELP = "pages/find-help"
WHY_IT_MATTERS = "connecting/why"

# A condition that only a professional can find. Used by several rules.
CONDITION = (
    r"depress\w*|bipolar|autis\w*|narciss\w*|borderline|anxious(?:ly)? attach\w*|social anxiety"
    r"|(?:an? )?(?:\w+ )?(?:personality )?disorder|PTSD|ADHD|OCD|schizo\w*"
)
PRESSURE = r"(?:must|should|ought|shouldn't|mustn't|(?:need|have|supposed|got) to)"

DISTRESS = whole_words(
    r"trauma\w*|abus(?:e|ed|ive|er)|hurt(?:s|ing|ful)?|suicid\w*|self-harm\w*|violen(?:t|ce)|assault\w*"
    r"|bull(?:y|ied|ying|ies)|betray\w*|depression|hopeless\w*|grief|griev\w+|died?|dying|deaths?|mortality"
)
"""Words by which a text is about something that hurts, so that it must point to help (W3)."""
HARMLESS_DISTRESS = whole_words(
    r"(?:won't|wouldn't|doesn't|can't|cannot|not|never) hurt to|died? down|dying down"
)

RULES: tuple[Rule, ...] = (
    # W1: the bot has no licence to diagnose, and a label from a bot can stick. Guide 4.2, Discord's policy.
    rule(
        "W1",
        rf"you(?:'re| are| have| suffer from| are suffering from| may be| might be| may have| might have"
        rf"| could be| could have| probably have| must be| seem) (?:clearly |probably |clinically )?(?:{CONDITION})",
        "no text tells readers what they have; only a professional can.",
        "'some people live with depression', or 'a professional can find out what is behind it'",
        unless=r"(?:if|when|whether|because) you(?:'re| are| have) \w+(?: \w+){0,2}"
        r"|you(?:'re| are) (?:\w+ )?autistic and",
    ),
    rule(
        "W1",
        r"signs? (?:that )?you(?:'re| are| have| may| might)(?: \w+)?|symptoms? (?:that )?you have",
        "no list of signs by which readers could label themselves.",
        "'how it can show up'",
        kinds=frozenset({"cause", "reminder", "note"}),
    ),
    rule(
        "W1",
        r"(?:take|try) (?:this|the|a|our) (?:quiz|test)|your score|self-test|test yourself|you scored",
        "no quiz, test or score: a number about a person reads like a diagnosis.",
        "offer everyday experiences to recognise, or leave it out",
    ),
    # W2: medical advice can do harm, and this is no clinic.
    rule(
        "W2",
        r"dos(?:e|es|age)|\d* ?mg|SSRIs?|anti-?depress\w+|benzo\w*|stop(?:ped)? taking|prescri(?:be|bed|bes|ption)\w*",
        "no medical advice; a doctor gives it.",
        "leave it to the professional: 'they can tell you what may help'",
    ),
    rule(
        "W2",
        r"medications?|medicines?|meds",
        "the word stands once, in the list of what a professional may offer, and nowhere else.",
        "leave it out, or 'a professional can talk about what may help'",
        not_in=("strategies/professional", FIND_HELP),
    ),
    # W3 for reminders: they are public and reach everybody; guide 5.2, rule 7.
    rule(
        "W3",
        r"trauma\w*|abus(?:e|ed|ive|er)|suicid\w*|self-harm\w*|violence|assault\w*|bull(?:y|ied|ying|ies)"
        r"|depression|PTSD|bipolar|narciss\w*|borderline|autis\w*|disorders?|diagnos\w+",
        "a reminder is public and reaches everybody: hurtful topics and diagnoses stay in the private cards.",
        "an everyday word, as 'a hard time', with {/find-help} beside it",
        kinds=REMINDER,
    ),
    # W4: reporting guidance (WHO 2023, Samaritans, AFSP): wording can raise risk.
    rule(
        "W4",
        r"commit(?:s|ted|ting)? suicide|(?:successful|failed|unsuccessful|completed) (?:suicides?|attempts?)(?: at suicide)?"
        r"|suicide epidemic",
        "suicide is no crime, success or failure, and no epidemic.",
        "'died by suicide', 'a suicide attempt'",
    ),
    rule(
        "W4",
        r"overdos\w+|hang(?:ed|ing)? (?:your|him|her|them|my)sel\w+|nooses?|slit \w+ wrists?"
        r"|cut(?:ting)? (?:your|him|her|them|my)sel\w+|shoot \w+sel\w+|jump(?:ed|ing)? off (?:a|the) (?:bridge|roof|building)",
        "no text names a method.",
        "leave the method out; point to {/find-help}",
    ),
    rule(
        "W4",
        r"suicid\w*|kill(?:s|ed|ing)? (?:your|him|her|them|my)sel\w+|(?:end|take|ending|taking|took|ended) (?:your|his|her|their|my|one's) (?:own )?li(?:fe|ves)"
        r"|self-harm\w*|harm(?:s|ed|ing)? (?:your|him|her|them|my)sel\w+",
        "this topic belongs to the help page alone, where the help is beside it.",
        "leave it out, and point to {/find-help}",
        kinds=EVERY_KIND - {"note"},
        not_in=(FIND_HELP,),
    ),
    # W5: a noun makes a whole person out of one trouble.
    rule(
        "W5",
        r"craz(?:y|ier|iest)|psychos?|psychopaths?|narcissists?|narcissistic|(?:a|the) depressives?|depressives"
        r"|(?:a|the) borderlines?|borderlines|schizos?|schizophrenics?|toxic (?:person|people|friends?|famil\w+|partners?|ex)"
        r"|antisocial|anti-social|loners?|weirdos?|losers?|lunatics?|insane|maniacs?|nutcases?|addicts?"
        r"|(?:ab)?normal (?:people|person|folks)|negative (?:people|person)|attention(?:-| )seek\w+",
        "a word that makes people smaller.",
        "say what somebody does or feels: 'somebody who spends a lot of time alone'",
        unless=r"(?:narcissistic|antisocial|borderline) personality(?: disorders?)?",
    ),
    # W6: people before illness (Mind, Time to Change); autistic people mostly prefer identity first (Milton 2012).
    rule(
        "W6",
        r"suffer(?:s|ed|ing)? (?:from|with)|victims? of|afflicted (?:by|with)|stricken",
        "people live with something; they are not its victims.",
        "'people living with depression', 'people who went through it'",
    ),
    rule(
        "W6",
        r"(?:the )?mentally ill|the depressed|the lonely|depressed (?:people|person)|(?:people|person|someone|somebody|those) with autism"
        r"|(?:an|the|some) autistics?|autistics|has autism|have autism",
        "the person comes before the condition; autistic people mostly say 'autistic people'.",
        "'people living with depression', 'autistic people'",
        unless=r"(?:an|the|some) autistic (?!and |or )[a-z]\w+",
    ),
    rule(
        "W6",
        r"disorders?",
        "'disorder' only stands inside an official name.",
        "'mental health problems', or what it feels like in everyday words",
        unless=r"(?:anxiety|personality|(?:traumatic|acute) stress|bipolar|attachment|depressive|panic|spectrum)"
        r"(?: and \w+(?: \w+)?)? disorders?",
    ),
    # W7: autism is a way to be, not a mental illness; misreading goes both ways (Milton 2012).
    rule(
        "W7",
        r"(?:depression|anxiety|bipolar|disorders?|PTSD|attachment problems|trauma)(?:,| and| or|, and|, or) autis\w+"
        r"|autis\w+(?:,| and| or|, and|, or) (?:depression|(?:social )?anxiety|bipolar|\w+ disorders?|PTSD|attachment problems|trauma)"
        r"|mental(?: health)? (?:conditions?|problems?|illness(?:es)?|disorders?)[^.\0]{0,60}? autis\w+",
        "autism is no mental health condition and stands in no list of them.",
        "give it a line of its own: autistic and other people can misread each other",
        unless=r"(?:not|no|never) (?:a |an )?mental(?: health)? (?:conditions?|problems?|illness(?:es)?|disorders?)[^.\0]*",
    ),
    # W8: the reader is spoken to, not about. "be patient" is fine.
    rule(
        "W8",
        r"patients|users?|sufferers?|the reader|readers|oneself|one's",
        "the text speaks to one person: 'you'.",
        "'you', 'people' or 'members'",
        unless=r"user (?:install|apps?|settings?)|user id",
    ),
    rule(
        "W8",
        r"(?:individuals|persons)",
        "plain words for plain people.",
        "'people', or 'you'",
        fault=False,
    ),
    # W9: an ethical choice (guide 4.1: not shown to work better): the reader's life is the reader's.
    rule(
        "W9",
        r"(?:you |people |everyone |everybody |one )?(?:must|should|ought|need to|have to|has to)"
        r"|you (?:shouldn't|mustn't)|(?:you'd|had) better|(?:you've|have) got to|gotta",
        "an invitation, not an order.",
        "'you could', or a plain imperative: 'Send one line'",
        unless="|".join(
            (
                # negated: "you don't have to reply", "there is no need to", "not because you should"
                rf"(?:\w+n't|not|never|no|no one|nobody|nothing|none|without|cannot|nor|neither|rarely|seldom)(?: [\w']+){{0,4}}? {PRESSURE}",
                r"(?:should|must)(?:n't| not)(?: ever)? (?:have|need) to",
                # somebody else's words, or what pressure feels like: "I have to go soon", "you feel that you must"
                rf"(?:I|we|they|she|he|who)(?:'d|'ve| \w+)? {PRESSURE}",
                rf"(?:feel\w*|felt|think\w*|thought|believ\w+|says?|said|saying|told|as if|as though|sense)(?: \w+){{0,3}} {PRESSURE}",
                r"(?:do|does|did) (?:you|I|we|they|\w+) (?:\w+ )?(?:need|have) to|(?:should|must) (?:I|we|they|you (?:ever|want|wish|feel))",
                # no order at all: "what they have to say", "if you need to rest", "that must be hard", "a must-read"
                r"(?:what|whatever|if|when|whenever|until|anything|everything|something|all|time|space|room|chance)"
                r"(?: else| that)?(?: [\w']+){1,2} (?:need|have|has) to",
                r"(?:that|this|it) must (?:have|be|feel|sound|seem)|(?:need|have|has) to do with|a must|must-\w+",
            )
        ),
        not_in=(FIND_HELP,),
    ),
    # W11: guilt and pressure make people mute a reminder (guide 5.1), and a missed week harms no habit (Lally 2010).
    rule(
        "W11",
        r"don't forget|do not forget|never forget|you(?:'ve| have)? (?:missed|forgot|forgotten|failed|neglected)"
        r"|(?:still|you) (?:haven't|have not)(?: \w+)?|streaks?|no excuses?|your excuse|you owe|you promised|let \w+ down"
        r"|(?:\d+|two|three|four|many) (?:days|weeks|times) in a row",
        "no guilt, no counting, no looking over a shoulder.",
        "an open door: 'whenever it suits you'",
        unless=r"(?:never|not|n't|without)(?: \w+)? let \w+ down|no streaks?|without streaks?"
        r"|you(?:'ve| have)? missed (?:them|him|her|someone|somebody|each other|your \w+|seeing|talking|hearing)"
        r"|(?:if|when|people|friends?|someone|somebody|who(?:m)?|what|that|thing|things) you (?:haven't|have not)(?: \w+)?"
        r"|you (?:haven't|have not) (?:seen|spoken|talked|heard|written|met)|(?:if|when) you(?:'ve| have)? (?:missed|forgot|forgotten)",
    ),
    rule(
        "W11",
        r"(?:try|tries|trying|tried|fail\w*|miss\w*) again",
        "'again' beside trying or failing counts what went wrong.",
        "'another time is fine'",
        kinds=NOT_INTERFACE,
    ),
    rule(
        "W11",
        r"last week(?:'s)?",
        "a reminder does not look back.",
        "speak of the week ahead",
        kinds=REMINDER,
        fault=False,
    ),
    # W12: resilience is not simply under one's control (Mind 2023).
    rule(
        "W12",
        r"cheer up|(?:good|positive) vibes(?: only)?|everything happens for a reason|look on the bright side"
        r"|at least (?:you|it|they)(?:'re|'s|'ve)?|(?:think|stay|be) positive|could be worse|have it worse|get over it"
        r"|snap out of|toughen up|man up|smile more|(?:all )?in your head|choose (?:happiness|to be happy)",
        "cheerful advice shuts a door on somebody who is hurting.",
        "name what is hard, then one thing that can help",
        unless=r"(?:words|thoughts?|voices?|sentences?|story|stories|conversations?|play\w*) (?:\w+ )?in your head|(?:say|try|answer) \w+ in your head",
    ),
    rule(
        "W12",
        r"just|simply",
        "this makes a hard thing sound easy.",
        "leave the word out",
        unless=r"(?:not|isn't|than|only) just|just (?:as|like|over|under|before|after|now|in case|then|because|about|enough|a|an|one|two)"
        r"|just (?:saw|heard|thought|thinking|wanted|checking|read|came|found|remembered|listen(?:ing)?)",
        fault=False,
    ),
    # W13: what helps one person may not help the next; studies speak of groups.
    rule(
        "W13",
        r"will (?:\w+ )?(?:make you|make (?:things|it|life) \w+|help|fix|cure|heal|solve|change your|end your)|cures?|cured|guarantee[sd]?|quick fix"
        r"|fix(?:es)? (?:you|your|loneliness|everything)|always works?|never fails?|prov(?:es|en|ed) (?:that|to)|instantly|100 ?%"
        r"|you(?:'ll| will) (?:\w+ )?(?:feel|be|become|get) (?:\w+ )?(?:better|happ(?:y|ier)|closer|loved|liked|less \w+|more \w+|fine|ok(?:ay)?)",
        "no promise: what helps one person may not help the next.",
        "'may', 'can' or 'often'",
        unless=r"(?:no|not a|never a|without(?: a)?|nor a|can't|cannot|don't|isn't a) (?:\w+ )?(?:cure|guarantee|quick fix)\w*"
        r"|(?:no|nothing|nobody|not|n't|cannot|won't|without)(?: [\w']+){0,4} (?:will|guarantee[sd]?|fix(?:es)?|always works?|proven?|cures?)(?: \w+){0,2}"
        r"|(?:whether|if|what|who|which|wonder\w*|how)(?: \w+){0,4} will(?: \w+){1,2}",
    ),
    # W14: fright isolates; the hopeful half of a finding is as true as the frightening one.
    rule(
        "W14",
        r"kill(?:s|ed|ing|er|ers)?|deadly|lethal|fatal|epidemics?|cigarettes?|smok(?:e|ing)|skyrocket\w*",
        "no fright.",
        "the hopeful half: 'stronger ties go with longer life'",
        unless=r"kill(?:s|ed|ing)? (?:your|him|her|them|my)sel\w+|suicide epidemic",  # these are W4
    ),
    rule(
        "W14",
        r"died?|dies|dying|deaths?|mortality|die young(?:er)?",
        "how long people live is spoken of in connecting/why alone, where somebody asked for it.",
        "leave it out, or 'loss' where you mean grief",
        unless=r"d(?:ied?|ies|ying) down|died by suicide",
        not_in=(WHY_IT_MATTERS, FIND_HELP),
    ),
    # W16: pressing somebody to open up or to forgive can hurt again.
    rule(
        "W16",
        r"open(?:ing|ed)? up|forgiv\w+|let(?:ting)? (?:it|go of it) go|mov(?:e|ing) on|get(?:ting)? over it",
        "beside trauma nobody is asked to open up, forgive or move on.",
        "'at your own pace', 'as much as feels safe'",
        kinds=frozenset({"cause", "note"}),
        item_with=r"trauma\w*|abus(?:e|ed|ive)|betray\w*|bull(?:y|ied|ying)|assault\w*|violence",
    ),
    # W17: some people cannot or would rather not speak on the phone.
    rule(
        "W17",
        r"(?:a|the|short|quick|brief|video|voice|phone|telephone|minute) calls?|call(?:ing)? (?:a|an|your|them|him|her|someone|somebody|one)"
        r"|phon(?:e|ing) (?:a|an|your|them|him|her|someone|somebody|one)|(?:by|on the|over the) (?:tele)?phone|ring (?:a|your|them|someone|somebody)",
        "not everybody can or likes to use the phone: written words stand beside every call.",
        "'a call or a message'",
        kinds=CARDS | REMINDER,
        item_without=r"text(?:s|ed|ing)?|(?:voice )?messag\w+|voice notes?|writ(?:e|es|ing|ten)|chat\w*|letters?|e-?mails?|a line|cards?|type|typing",
    ),
    # W18: members may be thirteen, and may be strangers to each other.
    rule(
        "W18",
        r"meet(?:s|ing|ings|-?ups?)?",
        "members may be young and strangers to each other: meeting is for public places and groups.",
        "name the 'group' or the 'public' place; for people whom the reader knows: 'see a friend'",
        kinds=REMINDER,
        item_without=r"public|groups?|clubs?|class(?:es)?|channels?|librar(?:y|ies)",
        unless=r"meet (?:yourself|your own|it|them) with",
    ),
    rule(
        "W18",
        r"DMs?|DM'?(?:ed|ing)|(?:direct|private) (?:messages?|messaging|chats?)",
        "nothing in a reminder leads into private messages: in a mixed server they are not safe for everybody.",
        "'say it in an open channel'",
        kinds=REMINDER,
    ),
    rule(
        "W18",
        r"(?:share|post|tell|give|send|exchange|swap)(?: \w+){0,2} (?:your|their) (?:full name|real name|address|school|age|phone number|number|location)s?",
        "no text asks for personal details.",
        "an interest or a song tells enough",
        unless=r"(?:never|not|n't|no need to|without|before you|nobody|no one)(?: [\w']+){0,5} (?:your|their) (?:full name|real name|address|school|age|phone number|number|location)s?",
    ),
    # W19: a public channel is no place in which to be asked about yourself.
    rule(
        "W19",
        r"share your (?:story|feelings|experiences?)|tell us|let us know|comments? below|(?:reply|answer|post|share)(?: \w+){0,3} (?:below|in the comments)"
        r"|react (?:with|below|to this)|vote (?:below|with)|how are you feeling|rate your (?:mood|day|week)",
        "nobody is asked to disclose anything in public.",
        "a question to keep for yourself",
        kinds=REMINDER | CARDS,
        unless=r"""["“] ?how are you feeling|if (?:\w+ )?(?:\w+ )?share your (?:story|feelings|experiences?)""",
    ),
    # W20: nobody is pinged by a text.
    rule(
        "W20",
        r"@(?:everyone|here)|<@[!&]?\d+>|@[a-z]\w+",
        "no text mentions a person, a role or everybody.",
        "leave the mention out; a moderator chooses a role for a schedule",
        any_language=True,
        raw=True,
    ),
    # W24: nothing here is for sale.
    rule(
        "W24",
        r"better ?help|talkspace|headspace|(?:affiliate|promo|discount) (?:links?|codes?)|sponsored|use code",
        "no brand and no advertisement.",
        "name the kind of help: 'an online therapist', 'a support group'",
        any_language=True,
    ),
    # W27: calm to read, and to hear from a screen reader.
    rule(
        "W27",
        r"only \d+ \w+ (?:left|to go)|\d+ (?:days?|hours?|minutes?) (?:left|to go)|last chance|hurry(?: up)?|(?:before it's|until it's) too late"
        r"|time is running out|act now",
        "no countdown: there is no last chance here.",
        "'whenever it suits you'",
        unless=r"no hurry|n't hurry|not hurry|without (?:a )?hurry\w*|in a hurry|no need to hurry",
    ),
)
