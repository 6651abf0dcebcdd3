"""What people type in Spanish, everyday and with slips, and where it leads: `spanish_queries.tsv` has the table."""

from pathlib import Path

import pytest

from kindred.content.finder import route_of
from kindred.content.library import Library

TABLE = [
    line.split("\t")
    for line in Path(__file__).with_name("spanish_queries.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
HELP, NO_HELP = "find-help", "not-find-help"


@pytest.mark.parametrize("typed", [typed for _, typed, to in TABLE if to == HELP])
def test_spanish_words_of_distress_lead_to_help(library: Library, typed: str) -> None:
    assert library.distress("es-419").is_in(typed)
    assert library.distress("es-ES").is_in(typed)


@pytest.mark.parametrize("typed", [typed for _, typed, to in TABLE if to != HELP])
def test_spanish_words_that_only_look_like_distress_do_not(library: Library, typed: str) -> None:
    assert not library.distress("es-419").is_in(typed)


@pytest.mark.parametrize(("kind", "typed", "to"), [row for row in TABLE if row[2] not in (HELP, NO_HELP)])
def test_what_people_type_in_spanish_opens_the_card_that_fits(library: Library, kind: str, typed: str, to: str) -> None:
    route = route_of(typed, library.catalogs["es"], kind)
    assert route
    assert route.split(".")[-1] == to
