"""Which card somebody means by what they typed as an option of a command.

The cards of the command's own kind come first; where another kind says it better (`/causes` with "good listener"), that
card is opened. What people type stands in the `also` of each card and in `search.txt`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from kindred.content.entries import Catalog, Guide
from kindred.content.locales import BASE
from kindred.content.search import EXACT, find, scores

OWN_KIND = 0.2  # how much better a card of another kind has to fit


class Place(NamedTuple):
    """A card that can be found; `route` opens it."""

    id: str
    route: str
    title: str
    also: tuple[str, ...]


def route_of(query: str, catalog: Catalog, kind: str) -> str | None:
    """The route of the card that a query names, by id or in words; None where none fits."""
    own, others = _places(catalog, kind)
    for place in (*own, *others):
        if place.id == query:
            return place.route
    skipped = frozenset(catalog.phrases.get("skipped", ()))
    best, other = (scores(query, places, skipped, inflected=catalog.locale != BASE)[:1] for places in (own, others))
    if not best and not other:
        return None
    exact_elsewhere = other and other[0].score == EXACT and best and best[0].score < EXACT
    is_own = best and not exact_elsewhere and (not other or best[0].score >= other[0].score - OWN_KIND)
    places, found = (own, best[0]) if is_own else (others, other[0])
    return next(place.route for place in places if place.id == found.id)


def offered(query: str, catalog: Catalog, kind: str) -> list[Place]:
    """What autocomplete offers: the cards of this kind that fit, those of other kinds where none does."""
    own, others = _places(catalog, kind)
    skipped = frozenset(catalog.phrases.get("skipped", ()))
    inflected = catalog.locale != BASE
    return find(query, own, skipped, inflected=inflected) or find(query, others, skipped, inflected=inflected)


def _places(catalog: Catalog, kind: str) -> tuple[list[Place], list[Place]]:
    """The cards of a kind, and all others that can be found."""
    kinds: dict[str, Mapping[str, Guide]] = {
        "cause": catalog.causes,
        "strategy": catalog.strategies,
        "connecting": catalog.connecting,
    }
    places = {
        name: [
            Place(id, f"{name}.{id}", guide.title, (*guide.also, *catalog.phrases.get(id, ())))
            for id, guide in guides.items()
        ]
        for name, guides in kinds.items()
    }
    pages = [
        Place(id, id, page.title, catalog.phrases[id]) for id, page in catalog.pages.items() if id in catalog.phrases
    ]
    return places.pop(kind), [place for listed in (*places.values(), pages) for place in listed]
