"""What people type into the options, and the card that a kind person would hand over."""

import time

import pytest

from kindred.content.finder import offered, route_of
from kindred.content.library import Library
from tests.world import World, text

# In /causes: the card, then what people type, with their slips and their grammar.
CAUSES = """
social-skills: adhd | i have adhd | deaf | im deaf | hard of hearing | sign language | dyslexia | i dont know what to
  say | I don't know what to say to people | idk what to say | what do i talk
  about | i never know what to say | nothing to say | how do i talk to people | how to talk to ppl | cant make
  friends | i cant make any friends | why cant i make friends | its hard to make friends | im so awkward |
  socially awkwrd | awkward silences | i hate small talk | small talk is boring | bad at convos and talking | i
  have no social skills | my conversations die | conversation always dies | i run out of things to say | im too
  quiet | quiet in groups | i talk too much | i keep interrupting people | english is not my first language | my
  english is bad | my accent | language barier | i stutter | i have a stammer | i have a crush | how do i talk
  to my crush | talking to girls | shy | im shy | i am really shy | introvert | i overshare | go blank | dry
  texter
confidence: i hate my body | body dysmorphia | i hate myself | im ugly | i feel ugly | i am so ugly | im not good
  enough | never good enough | im
  worthless | i feel worthless | i feel stupid | im a loser | i am a failure | im so annoying | i annoy everyone
  | i bother people | im a burden | i feel like a burden to everyone | low self esteem | self esteem | no self
  confidence | insecure | i am so insecure | im so embarrassing | i embarrassed myself | i compare myself to
  others | everyone is better than me | gay | im gay | i am lesbian | bi sexual | trans | im trans | transgender
  | non binary | queer | lgbtq | coming out | im closeted | my acne | ashamed of myself | inner critic | cringe
losing-touch: miscarriage | i lost my baby | new school | i started a new school | im at a new school | i moved | we
  moved to a new country |
  immigrant | im a refugee | homesick at university | freshman year | no friends | i have no friends | i dont
  have friends | i have no friends left | ive got nobody to talk to | no one to talk to | nobody to talk to | i
  have no one | i eat lunch alone | sit alone at lunch | my friends moved on | i lost my friends | i lost all my
  friends | my best friend left | best friend stopped talking to me | breakup | we broke up | my girlfriend
  broke up with me | my ex | heartbroken | divorce | my parents are getting divorced | grief | grieving | my mom
  died | my dad died | my grandma died | my grandpa passed and died | my dog died | my cat died | my friend died
  | carer | young carer | i care for my mom | im a caregiver | new baby | new mom | chronic illness | chronic
  pain | i work night shift | night shifts | retired | losing touch | lost touch with friends | drifted apart |
  we drifted | my family
past-trauma: racism | racist people | homophobia | transphobia | ptsd | cptsd | flashbacks | trauma | trust issues | i
  cant trust anyone | i dont trust people | i
  trust nobody | bullied | i get bullied | im bullied at school | bullying | cyberbullying | cyber bullied |
  they make fun of me | people laugh at me | they laughed at me | im picked on | my ex cheated on me | he
  cheated on me | toxic friend | toxic friendship | i was betrayed | my friend betrayed me | backstabbed |
  people use me | they spread rumors about me | humiliated | guarded | scared of people | im scared of people
anxiety: social anxiety | anxiety | i have anxiety | anxious | anxious around people | panic attack | panic
  attacks | i get panic attacks | scared to talk to people | afraid of people | scared of talking | nervous | i
  get nervous around people | phone calls scare me | i hate phone calls | scared of phone calls | public
  speaking | presentations | speaking in class | scared to raise my hand | cafeteria | the canteen | eating in
  front of people | crowds | parties | people are judging me | everyone is looking at me | people stare at me |
  worried what people think | i blush | im shaking | scared to join vc | voice chat scares me | scared to text
  first | selective mutism | overthinking
low-mood: depressed | depression | i am depressed | im always sad | sad all the time | i cry every day | crying
  | i have no energy | no motivation | unmotivated | i cant get out of bed | nothing makes me happy | nothing is
  fun | i dont enjoy anything | empty | i feel empty inside | numb | exhausted | tired | im exhausted all the
  time | hopeless
passing-mood: lonely | im lonely | i feel lonely | so lonely | i am so alone | alone | i feel alone | lonely at
  night | bad day | i had a bad day | bad week | bored | homesick | feeling off | cant sleep | i cant sleep |
  insomnia | stressed | exam stress | exams | alone on my birthday | lonely in a crowd | lonley
attachment: clingy | im too clingy | needy | jealous | im jealous of my friend | everyone leaves me | people
  always leave | abandonment issues | fear of abandonment | i push people away | scared of getting close |
  commitment issues | my parents dont understand me | my parents never listen | strict parents | i need
  reassurance | obsessed with a friend | favorite person
reading-others: autism | autistic | im autistic | aspergers | neurodivergent | i dont get jokes | dont understand
  sarcasm | cant read people | i
  cant tell if theyre joking | social cues | misunderstood | nobody understands me | no one gets me | no one
  understands | fight with my friend | fight with my best friend | i had an argument with my friend | my friend
  is mad at me | empathy | no empathy | im weird | i dont fit in | outsider | im different | masking | different
  culture
negativity: no one likes me | nobody likes me | noone likes me | why does nobody like me | nobody cares about me
  | no one cares | everyone hates me | my friends hate me | i think they hate me | left out | i feel left out |
  excluded | im never invited | not invited | they ignore me | ignored | ghosted | i got ghosted | she ghosted
  me | left on read | rejected | i got rejected | rejection | fake friends | i hate people | angry | im angry at
  everyone | negative thoughts | third wheel | unwanted
pulling-back: i cancel plans | i always cancel plans | i avoid everyone | avoiding people | i hide in my room |
  i stay in my room | i never go out | i dont go out | isolating | i isolate myself | i dont reply to anyone | i
  dont answer messages | unread messages | ghosting people | i ghost people | i feel nothing | detached |
  dissociating | lurker | i just lurk | hikikomori | pushing everyone away
time-online: phone | always on my phone | phone addiction | im addicted to my phone | social media | tiktok |
  instagram | i scroll all day | doomscrolling | gaming | im a gamer | gaming friends | video games | online
  friends | i only have online friends | internet friends | discord friends | work from home | remote job | fomo
  | group chat | screen time | ai friend | long distance friends
personality: bpd | borderline | npd | narcissist | i have bpd | personality disorder
mental-health: bipolar | ocd | i have ocd | schizophrenia | burnout | burned out | mental health | mental
  illness | whats wrong with me | what is wrong with me | am i normal | not ok | im not okay | overwhelmed |
  struggling | therapist | therapy
meet-people: wheelchair | im in a wheelchair | disabled | blind | im blind | disability | hobbies | volunteering
  | church
loved-ones: my mom | mom | mum | my dad | my brother | my sister
professional: i cant afford therapy | school counsellor | counselor | see a doctor
listening: good listener | how to be a good listener | how do i comfort a friend | support my friend
worried: my friend is not ok | my friend is depressed | worried about my friend | worried about a friend | im worried
  about my brother | my friend is not okay
"""

# In the other commands.
ELSEWHERE = (
    ("strategy", "listening", ("listen", "how to listen", "good listener", "lisening", "help a friend")),
    ("strategy", "communication", ("stutter", "awkward", "how to text", "say no", "boundaries", "apologize", "shy")),
    ("strategy", "meet-people", ("make friends", "how do i make friends", "clubs", "hobby", "new in town", "lonely")),
    ("strategy", "loved-ones", ("family", "reconnect", "my mom", "text someone", "old friends", "check in")),
    ("strategy", "professional", ("therapy", "therapist", "doctor", "counsellor", "cant afford therapy")),
    ("strategy", "social-skills", ()),
    ("strategy", "past-trauma", ("ptsd", "flashbacks")),
    ("strategy", "losing-touch", ("divorce", "grief")),
    ("connecting", "signs", ("real friends", "good friend", "how do i know")),
    ("connecting", "why", ("why does it matter", "health", "loneliness")),
    ("connecting", "meaning", ("what is connection", "belonging")),
    ("connecting", "confidence", ("gay", "im ugly")),
)  # fmt: skip


def table() -> list[tuple[str, str]]:
    rows = [row.partition(":") for row in CAUSES.replace("\n  ", " ").strip().splitlines()]
    return [(typed.strip(), id) for id, _, listed in rows for typed in listed.split("|")]


@pytest.mark.parametrize(("typed", "id"), table())
def test_everyday_words_open_the_card_that_a_kind_person_would_hand_over(library: Library, typed: str, id: str) -> None:
    catalog = library.catalogs["en"]
    assert not catalog.distress.is_in(typed), "this would open help"
    assert (route_of(typed, catalog, "cause") or "nothing").split(".")[-1] == id


def test_the_table_has_hundreds_of_rows_and_none_twice() -> None:
    typed = [typed for typed, _ in table()]
    assert len(typed) > 300
    assert len(set(typed)) == len(typed)


@pytest.mark.parametrize(("kind", "id", "typed"), [(kind, id, typed) for kind, id, each in ELSEWHERE for typed in each])
def test_each_command_looks_among_its_own_cards_first(library: Library, kind: str, id: str, typed: str) -> None:
    assert (route_of(typed, library.catalogs["en"], kind) or "nothing").split(".")[-1] == id


@pytest.mark.parametrize("typed", ["zxqvwk", "asdfghjkl", "pizza recipe", "12345", "?!", "x" * 100, "qwerty uiop zxcv"])
def test_what_nothing_fits_opens_no_card_by_chance(library: Library, typed: str) -> None:
    for kind in ("cause", "strategy", "connecting"):
        assert route_of(typed, library.catalogs["en"], kind) is None


async def test_what_nothing_fits_is_answered_warmly_with_the_way_to_help_and_the_list(world: World) -> None:
    answer = await world.ana.slash(world.channel, "causes", cause="pizza recipe")
    shown = text(answer)
    assert shown.startswith("I found no card for those words, but others may fit.")
    assert f"</find-help:{world.bot._command_ids['find-help']}>" in shown
    assert "Past trauma" in shown
    assert "pizza" not in shown


async def test_a_card_of_another_kind_opens_where_it_says_it_better(world: World) -> None:
    answer = await world.ana.slash(world.channel, "causes", cause="how to be a good listener")
    assert text(answer).startswith("## Listen")
    offered = await world.ana.autocomplete(world.channel, "causes", "cause", "good listener")
    answer = await world.ana.slash(world.channel, "causes", cause=offered[0]["value"])
    assert text(answer).startswith("## Listen")


def test_a_look_while_somebody_types_takes_a_few_milliseconds(library: Library) -> None:
    catalog = library.catalogs["en"]
    offered("warm", catalog, "cause")
    start = time.thread_time()
    for typed, _ in table()[:100]:
        offered(typed, catalog, "cause")
    assert (time.thread_time() - start) / 100 < 0.02
