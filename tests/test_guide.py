"""The commands that members use, as a member meets them."""

from tests.world import World, labels, options, text


async def test_causes_opens_on_the_five_groups_of_the_article_in_its_order(world: World) -> None:
    answer = await world.ana.slash(world.channel, "causes")
    assert answer.ephemeral
    shown = text(answer)
    names = ["Social and communication skills", "Past trauma", "Mental health", "Too much social media", "Negativity"]
    places = [shown.index(name) for name in names]
    assert places == sorted(places)
    print(shown, labels(answer), options(answer))


async def test_x(world: World) -> None:
    print(await world.ana.autocomplete(world.channel, "causes", "cause", ""))
    print(await world.ana.autocomplete(world.channel, "causes", "cause", "shy"))
    print(await world.ana.autocomplete(world.channel, "causes", "cause", "trsut"))
    for id in ("past-trauma", "social-skills"):
        a = await world.ana.slash(world.channel, "causes", cause=id)
        print(text(a), labels(a))
    a = await world.ana.slash(world.channel, "strategies", strategy="listening")
    print(text(a), labels(a), options(a))
    a = await world.ana.slash(world.channel, "small-step")
    print(text(a), labels(a), options(a))
