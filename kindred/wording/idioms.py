"""Idioms and old words that a learner of English reads literally, or not at all, and what to write instead (W29).

Many readers have another first language, and some are thirteen. To add one: a row here, with a sentence that is caught
and one that passes, and its line in docs/rules.md; tests/test_check.py tries them all.
"""

from typing import NamedTuple


class Idiom(NamedTuple):
    """One way of saying it. `pattern` is written as `rules.py` explains."""

    pattern: str
    write: str
    caught: str
    passes: str
    unless: str = ""


IDIOMS: tuple[Idiom, ...] = (
    Idiom("close to home", "'if reading this hurts'", "This may be close to home.", "There is a club near your home."),
    Idiom("puts? away|putting away", "'hide'", "Cards can be put away.", "Cards can be hidden."),
    Idiom(
        "(wants?|needs?|lends?|gives?) a hand",
        "'needs attention', 'help'",
        "What wants a hand?",
        "You can lift a hand.",
    ),
    Idiom("mends?|mended|mending", "'fix', 'correct'", "It says what mends it.", "It says what fixes it."),
    Idiom(
        "holds everywhere|holds (true|good)", "'is true in every country'", "This holds everywhere.", "Hold the door."
    ),
    Idiom("rests? on", "'is based on'", "What the texts rest on.", "The texts are based on studies."),
    Idiom("I lack", "'I need'", "I lack a permission.", "I need a permission."),
    Idiom("(goes|go|going) on again|lets? it go on|it goes on", "'resume'", "Resume lets it go on.", "It resumes."),
    Idiom(
        "dr[ae]w(s|n|ing)? lots",
        "'groups chosen at random'",
        "Studies that drew lots.",
        "She drew lots of frogs.",
        unless="dr[ae]w(s|n|ing)? lots of",
    ),
    Idiom(
        "has been so|is so no more", "'how long it has been like this'", "How long it has been so.", "So it has been."
    ),
    Idiom("puts? (you|me|him|her|them|us) right", "'correct you'", "They can put you right.", "They can correct you."),
    Idiom("called for|uncalled", "'needed'", "No excuses are called for.", "You can call for help or text."),
    Idiom(
        "(it|that|this)('ll| will) keep",
        "'it can wait'",
        "It will keep.",
        "It will keep you warm.",
        unless="(it|that|this)('ll| will) keep (you|me|him|her|them|us|it|the|a|an|on)",
    ),
    Idiom("(small )?good turns?", "'something kind'", "She did you a good turn.", "Turn the page."),
    Idiom("mark(ing|s)? each", "'judge each one'", "You are marking each one.", "Mark the page."),
    Idiom(
        "hang(ing)? up a lamp|plank to lay", "plain words for the thing itself", "Hang up a lamp.", "Hang up your coat."
    ),
    Idiom("call(ed)? off", "'cancel'", "They called it off and we call off ours.", "They cancelled it."),
    Idiom("under the weather", "'ill', 'low'", "You may be under the weather.", "Bad weather is fine too."),
    Idiom("piece of cake|easy as pie", "'easy'", "It is a piece of cake.", "Share a slice of cake."),
    Idiom(
        "break(s|ing)? the ice|ice-?breakers?", "'start talking'", "It breaks the ice.", "The ice on the lake is thin."
    ),
    Idiom("hit it off|hits it off", "'like each other at once'", "You may hit it off.", "You may like each other."),
    Idiom("on the same page", "'agree'", "You are on the same page.", "It is on the next page."),
    Idiom("spill the beans|let the cat out", "'tell'", "Nobody spills the beans; spill the beans.", "Beans are nice."),
    Idiom("once in a blue moon", "'rarely'", "Once in a blue moon.", "The moon is up."),
    Idiom("bite the bullet", "'do the hard thing'", "You could bite the bullet.", "You could take a bite."),
    Idiom("on the fence", "'not sure'", "You may be on the fence.", "There is a bird on a fence."),
    Idiom("get(s|ting)? cold feet|cold feet", "'become afraid'", "You get cold feet.", "Your toes are cold."),
    Idiom(
        "a blessing in disguise|silver lining", "leave it out", "There is a silver lining.", "The coat has a lining."
    ),
    Idiom("in the same boat", "'others know this too'", "We are in the same boat.", "You could share a boat."),
    Idiom("ring(s)? a bell", "'seems familiar'", "Does it ring a bell?", "Does it seem familiar?"),
    Idiom("go(es)? the extra mile", "'do more'", "Go the extra mile.", "Walk a mile with music."),
    Idiom("(off|under) (your|my|their) chest", "'say it'", "Get it off your chest.", "Say it out loud."),
    Idiom("bottl(e|es|ed|ing) (it |them )?up", "'keep it inside'", "You bottle it up.", "You keep it inside."),
    Idiom("small hours|wee hours", "'late at night'", "In the small hours.", "Late at night."),
    Idiom("a good few|no end of", "'many'", "A good few people.", "Many people."),
    Idiom(
        "free to take|yours to borrow", "'you can use these words'", "Lines, free to take.", "You can use these lines."
    ),
    Idiom(
        "whilst|amongst|amidst|thus|hence|thereby|heretofore|albeit|betwixt",
        "'while', 'among', 'so'",
        "Whilst you wait.",
        "While you wait.",
    ),
    Idiom("nought|naught|ere|nigh|lest|fain|behold", "a word of today", "Lest you forget.", "So that you remember."),
    Idiom("for want of|in want of", "'without', 'because there is no'", "For want of words.", "Without words."),
    Idiom("makes? do with|make do", "'use what you have'", "You can make do.", "You can do it."),
    Idiom("at hand", "'there', 'near'", "It is no longer at hand.", "It is not there any more."),
    Idiom(
        "in the long run",
        "'later on'",
        "In the long run it helps.",
        "A long run in the park.",
        unless="(a|the) long run in the",
    ),
    Idiom("keep(s|ing)? (your|their) chin up", "leave it out", "Keep your chin up.", "Rest your chin on your hand."),
    Idiom("out of the blue", "'by surprise'", "A text out of the blue.", "A text by surprise."),
    Idiom("worth (its|their) while|worth your while", "'useful'", "It is worth your while.", "It is worth a try."),
)
