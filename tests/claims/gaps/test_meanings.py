"""Every quality code of every year has a meaning in words of our own."""

from __future__ import annotations

import pytest

from openmips.catalog.load import YEARS, catalog_for
from openmips.claims.definitions import definitions_for
from openmips.claims.meanings import meanings
from openmips.policy.load import policy_for

LONGEST = 68
"""So that a code card has room for code and meaning in a line of 80 characters."""


def codes_of(year: int) -> set[tuple[str, str]]:
    """The measures and codes of the answers of a year."""
    return {
        (rate.measure_id, "-".join((*codes.codes, *sorted(codes.modifiers))))
        for rate in definitions_for(catalog_for(year), policy_for(year)).rates
        for answer in rate.answers
        for codes in answer.quality_codes
    }


@pytest.mark.parametrize("year", YEARS)
def test_every_code_has_a_meaning(year: int) -> None:
    """No answer is offered whose code is not explained."""
    told = meanings().measures
    assert {(name, code) for name, code in codes_of(year) if code not in told[name].codes} == set()


def test_every_meaning_is_of_a_code() -> None:
    """No meaning stands for a code that answers in none of the years."""
    used = {pair for year in YEARS for pair in codes_of(year)}
    told = {(name, code) for name, words in meanings().measures.items() for code in words.codes}
    assert told - used == set()


def test_meanings_are_short_phrases() -> None:
    """A meaning fits beside its code, ends without a full stop, and holds no line break."""
    for name, words in meanings().measures.items():
        for code, meaning in words.codes.items():
            assert 3 < len(meaning) <= LONGEST, (name, code)
            assert not meaning.endswith("."), (name, code)
        assert words.asks.endswith("?"), name
        assert all(trap.endswith(".") for trap in words.traps), name


def test_codes_without_and_with_a_modifier_mean_different_things() -> None:
    """1123F and 1123F with 8P are two answers."""
    told = meanings().measures["047"].codes
    assert told["1123F"] != told["1123F-8P"]


def test_modifiers_and_places_are_told_where_they_are_known() -> None:
    """95 is telehealth; a modifier nobody explained is shown as it stands."""
    assert meanings().modifier("95") == "95 (telehealth)"
    assert meanings().modifier("59") == "59"
    assert meanings().place("23") == "23 (emergency room)"
