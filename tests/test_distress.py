"""Words of distress: what must lead to help, what only looks like it, and what a member sees."""

import logging
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from kindred.config import CONTENT
from kindred.content.library import Library
from tests.world import World, text

# What somebody in danger may type, or somebody who is afraid for them.
DISTRESS = """
suicide
suicidal
suicidal thoughts
i am suicidal
thinking about suicide
my friend is suicidal
suicide hotline
i lost my brother to suicide
i want to die
i really just want to die
I WANT TO DIE
wanna die
i wish i was dead
i wish i were never born
i wish i didn't exist
i'd rather be dead
i'm going to kill myself
kill myself
killing myself
kms
i want to kms
he told me to kys
they say I should kill myself
want to unalive myself
how to die painlessly
painless way to die
ways to kill myself
i want to end it
i want to end it all
end my life
ending my life
take my own life
i don't want to live anymore
dont want to be alive
i don't want to be here anymore
dont want to wake up
i hope i never wake up
I want to sleep forever
no reason to live
nothing to live for
whats the point of living
life is not worth living
tired of living
better off dead
everyone would be better off without me
nobody would miss me if i died
nobody would care if i was gone
i want to disappear
i can't go on
i can't do this anymore
i cant take it anymore
jump off a bridge
hang myself
i took too many pills
overdose
i overdosed
goodbye letter
planning my death
i tried to kill myself
suicide attempt
my friend wants to die
my sister tried to kill herself
self harm
self-harm
selfharm
i self harm
self injury
my friend is self harming
cutting
cutting myself
i cut myself
i cut my wrists
i want to cut
i started cutting again
she cuts herself
i hurt myself
i want to hurt myself
burning myself
hitting myself
i punish myself
hiding my scars
sh relapse
eating disorder
anorexia
i think i'm anorexic
bulimia
binge and purge
i make myself throw up
starving myself
i haven't eaten in days
i'm scared of food
abuse
abused
i am being abused
abuse at home
abusive boyfriend
abusive parents
domestic violence
violence at home
my parents hit me
my dad hits me
my mom beats me
dad is beating me
my stepdad hurts me
my brother punches me
my boyfriend hits me
he hits me
she choked me
my uncle touches me
my teacher touched me
he touched me without asking
someone touched me inappropriately
i was raped
rape
molested
sexual assault
sexually abused
he forced me to have sex
forced marriage
they want me to marry: forced marriage
someone is blackmailing me
he is threatening me with my nudes
he asked me for nudes
they leaked my nudes
someone wants naked pictures
i think i'm being groomed
groomed online
death threats
someone threatened to kill me
he says he will kill me
i have a stalker
someone is stalking me
i'm scared of my dad
scared to go home
i am afraid of my husband
i don't feel safe at home
not safe at home
my parents kicked me out
my mom threw me out
kicked out of the house
i ran away from home
running away
i am homeless
nowhere to sleep tonight
please help me
i need help
help
need help now
emergency
i'm in danger
crisis
crisis line
is there a helpline
988
samaritans
he is not breathing
she is bleeding and it wont stop
hearing voices
the voices in my head
psychosis
addicted to drugs
drug overdose
alcoholic
my dad is an alcoholic
i relapsed
drinking too much
everyone would be better off if i wasnt here
everybody is better off if i'm gone
i want it all to be over
i want it to be over
i want everything to stop
no way out
there is no way out of this
no future
i dont see a future
i can't see any future for me
nothing matters anymore
i cant keep going
i can't keep doing this
would anyone miss me
wish i could disappear
i took paracetamol
i took a lot of tylenol
i've taken lots of pills
drank bleach
he swallowed detergent
i need an ambulance
someone call an ambulance
told me to go die
they tell me to go and die
my friend cuts
my friend is cutting
my friend posted a goodbye
my friend sent a goodbye message
my friend wrote goodbye to everyone
my bf forces me
he pressures me
he made me do things
he wont let me leave
my girlfriend won't let me go out
my boyfriend controls me
he is controlling me
he has my pics
my ex got my photos
someone has my pictures
he wants me to send pics
a stranger wants me to send photos
my stepdad comes into my room at night
he comes into my bed at night
my dad gets drunk
my mom is drunk
he wants to shoot up the school
someone brought a gun to school
knife at school
""".strip().splitlines()

TYPED_WRONG = """
sucide
suiside
suicde
suicied
siucide
sucidal
suicidel
su1c1de
suic!de
s u i c i d e
s.u.i.c.i.d.e
suiciiiide
súicide
SUICIDE!!!
suicid
i wnat to die
i want too die
i wanna dieeee
i want 2 die
wan to dei
kil myself
k1ll myself
kill myslef
kill my self
killmyself
kil my self
iwanttodie
i dont wanna live any more
dont wanna be alive anymor
unalve myself
slef harm
self h4rm
selfharming
s3lf harm
cuting
cuting myslef
cuttting my wrist
hrut myself
hurtting myself
over dose
overdoes
eating disoder
eatting disorder
anorexai
bullimia
anorexa
abusd
abusse
abuze at home
my perents hit me
my parants hit me
my parnets beat me
my dad hit's me
my mum beets me
sexualy abused
rapd
molestd
blackmial
blackmaild
threatend to kill me
homless
emergancy
helpine
hot line
addictd to drugs
scard of my dad
\uff53\uff55\uff49\uff43\uff49\uff44\uff45
su\u200bicide
""".strip().splitlines()

HARMLESS = """
my phone died
my phone is dying
my battery just died
the chat is dead
dead chat
this server is dead
the conversation died
my plant died
dying of laughter
dying laughing
died of laughter
i'm dying of boredom
dying to know
cake to die for
i want to die of embarrassment
die hard
dead by daylight
walking dead
kill time
killing time
how to kill the boss
killed it
killing it
this homework is killing me
killer whale
kill bill
to kill a mockingbird
cutting onions
cutting edge
cutting the grass
cutting corners
cutting hair
cut my hair
paper cut
cut off contact
cutting people off
i cut people off
i cut myself off from people
cut in line
shooting stars
shooting hoops
photo shoot
hanging out
hang out with friends
hang on
jump rope
jumping off the call
suicide squad
death metal
death note
death stranding
black death
i ran 5 kms
10 kms
hit me up
this song hit me hard
my dad beats me at chess
my brother beat me in mario kart
he hit me with a joke
they kicked me from the server
kicked off the team
burnt out
burned out
burnt myself out
burned myself cooking
hurt myself playing football
hurt feelings
i hurt my friend's feelings
dog grooming
the dog groomer
i groomed my cat
assault course
starving for company
starving lol
overdose of memes
addicted to my phone
phone addiction
gaming addiction
social media addiction
addicted to tiktok
run away from conversations
run away with me
scared of people
scared of talking to people
afraid of rejection
scared to text my mom
scared my friends hate me
afraid of disappointing my parents
help me make friends
help me choose
need help with small talk
need someone to talk to
life is good
end of a conversation
how to end a conversation
ending a friendship
give up sugar
identity crisis
emergency contact
danger zone
abuse of notation
can't wake up early
never wake up on time
disappearing messages
self help
self care
self confidence
self harmony
skills
social skills
skilled
diet
dice night
dying my hair blue
drying my hair
lying to friends
trying again
putting myself first
sitting alone
hitting send
parents
my parents
my dad
friends
lonely
shy
trust
trust issues
low mood
sad
anxiety
social anxiety
awkward
small talk
losing touch
grief
my grandma passed on
betrayal
bullied at school
no friends
nobody likes me
nobody to talk to
i feel alone
don't know what to say
don't know how to live with a roommate
tired
i'm so tired
can't sleep
divorce
my parents are getting divorced
break up
new school
gay
trans
autism
adhd
rapper
rap battle
grape juice
therapist
scrapes
pillow talk
pillars
escape room
discord
call a friend
listen
phone
video call
no way out of this chat
no way out of a conversation
no future plans
i don't see a future with him
we see a future together
i want to get over him
i want to get over my ex
i want to be over her
i want over 100 friends
i want to start over
my friend cuts my hair
my friend cuts me off
my friend sent me a message
my mom made me do homework
my friend made me a cake
he wants me to call
goodbye hug
""".strip().splitlines()


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return shutil.copytree(CONTENT, tmp_path / "content")


@pytest.mark.parametrize("typed", [*DISTRESS, *TYPED_WRONG])
def test_words_of_distress_are_known_however_they_are_typed(library: Library, typed: str) -> None:
    assert library.distress("en-GB").is_in(typed)


@pytest.mark.parametrize("typed", HARMLESS)
def test_words_that_only_look_like_distress_open_the_card_that_was_meant(library: Library, typed: str) -> None:
    assert not library.distress("en-GB").is_in(typed)


def test_another_language_knows_its_own_words_and_the_english_ones(content: Path) -> None:
    (content / "de").mkdir()
    (content / "de/distress.txt").write_text("[anywhere]\nich will sterben\n", encoding="utf-8")
    library = Library.load(content)
    assert library.distress("de").is_in("Ich will sterben")
    assert library.distress("de").is_in("suicide")
    assert not library.distress("en-US").is_in("ich will sterben")


def test_a_look_at_what_was_typed_takes_less_than_a_millisecond(library: Library) -> None:
    distress = library.catalog("en-GB").distress
    typed = [*DISTRESS, *TYPED_WRONG, *HARMLESS, "a b c d " * 12, "x" * 100]
    distress.is_in("indexes the words")
    start = time.thread_time()
    for each in typed:
        distress.is_in(each)
    assert (time.thread_time() - start) / len(typed) < 0.001


NOTE = "That sounds very hard, and you don't have to be alone with it. What you typed is not kept. Here is help:"
# Each phrase goes through one of the options: all of them ask the same matcher, and four times as much takes minutes.
OPTIONS = (("causes", "cause"), ("strategies", "strategy"), ("connecting", "topic"), ("find-help", "country"))


def share(phrases: Sequence[str], option: str) -> Sequence[str]:
    return phrases[[name for _, name in OPTIONS].index(option) :: len(OPTIONS)]


@pytest.mark.parametrize(("command", "option"), OPTIONS)
async def test_words_of_distress_open_help_in_every_option_privately_and_are_not_said_back(
    world: World, command: str, option: str
) -> None:
    for typed in share([*DISTRESS, *TYPED_WRONG], option):
        answer = await world.ana.slash(world.channel, command, **{option: typed})
        assert answer.ephemeral, typed
        note, rest = text(answer).split("\n", 1)
        assert "emergency number" in rest, typed
        assert note == NOTE, "the same words for everybody, so never those that were typed"


@pytest.mark.parametrize(("command", "option"), OPTIONS)
async def test_autocomplete_offers_the_way_to_help_alone_and_it_opens_help(
    world: World, command: str, option: str
) -> None:
    for typed in share([*DISTRESS, *TYPED_WRONG], option):
        offered = await world.ana.autocomplete(world.channel, command, option, typed)
        assert offered == [{"name": "Somebody to talk to, now", "value": "find-help"}], typed
    answer = await world.ana.slash(world.channel, command, **{option: "find-help"})
    assert "emergency number" in text(answer)


@pytest.mark.parametrize(("command", "option"), OPTIONS)
async def test_words_that_only_look_like_distress_are_offered_no_help_in_their_way(
    world: World, command: str, option: str
) -> None:
    for typed in share(HARMLESS, option):
        offered = await world.ana.autocomplete(world.channel, command, option, typed)
        assert "find-help" not in [choice["value"] for choice in offered], typed


async def test_words_of_distress_open_the_numbers_of_the_country_that_the_moderators_chose(world: World) -> None:
    await world.bot.store.settings.change(world.guild.id, country="nz")
    answer = await world.ana.slash(world.channel, "causes", cause="suicide")
    assert text(answer).startswith("That sounds very hard")
    assert "New Zealand" in text(answer)


async def test_words_of_distress_are_never_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="kindred")
    caplog.set_level(logging.DEBUG, logger="cogs")
    await world.ana.slash(world.channel, "causes", cause="my parents hit me")
    await world.ana.autocomplete(world.channel, "find-help", "country", "my parents hit me")
    assert not [record for record in caplog.records if "parents" in record.getMessage() and record.name != "simcord"]


async def test_words_that_only_look_like_it_keep_their_cards(world: World) -> None:
    answer = await world.ana.slash(world.channel, "causes", cause="phone")
    assert text(answer).startswith("## Too much social media")
    offered = await world.ana.autocomplete(world.channel, "causes", "cause", "shy")
    assert offered[0]["value"] == "social-skills"
