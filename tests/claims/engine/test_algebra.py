"""The steps on words are tried on plain integers and compared with the rules."""

from __future__ import annotations

from datetime import date

import pytest
from claims.engine.rows import definitions
from hypothesis import example, given
from hypothesis import strategies as st

from openmips.catalog.claims_entries import OptionType
from openmips.catalog.load import YEARS
from openmips.claims.engine.algebra import age, day_number, not_after
from openmips.claims.engine.blocks import KINDS, blocks_of
from openmips.claims.engine.stands import newest, newest_kind, standing
from openmips.claims.rules import standing as standing_by_rule
from openmips.claims.values import age_on

DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31))


def number(day: date) -> int:
    """The day as a number."""
    return day_number(day.year, day.month, day.day)


@given(birth=DAYS, day=DAYS)
@example(birth=date(2000, 2, 29), day=date(2025, 2, 28))
@example(birth=date(2000, 2, 29), day=date(2025, 3, 1))
@example(birth=date(2024, 12, 31), day=date(2024, 1, 1))
def test_ages_are_those_of_the_rule(birth: date, day: date) -> None:
    """By numbers as by dates, before birth and on leap days too."""
    assert age(number(day), number(birth)) == age_on(birth, day)


@given(day=DAYS, last=DAYS)
@example(day=date(2024, 6, 30), last=date(2024, 6, 30))
def test_a_day_is_in_time_up_to_the_last(day: date, last: date) -> None:
    """The last day itself is in time."""
    assert not_after(number(day), number(last)) == (day <= last)


@pytest.mark.parametrize("year", YEARS)
@given(words=st.tuples(*[st.integers(0, (1 << 40) - 1)] * len(KINDS)))
def test_the_answer_that_stands_is_that_of_the_rule(year: int, words: tuple[int, ...]) -> None:
    """For every rate, inverse or not, whatever was answered."""
    (block,) = blocks_of(definitions(year).rates)
    given_words = {kind: word & block.all_rates for kind, word in zip(KINDS, words, strict=True)}
    stands = standing(block, given_words)
    for bit, rate in enumerate(block.rates):
        found = {kind for kind in KINDS if given_words[kind] >> bit & 1}
        best = standing_by_rule(rate, found)
        assert {kind for kind in KINDS if stands[kind] >> bit & 1} == ({best} if best else set())


def test_the_newest_answered_day_decides_and_the_best_answer_on_it() -> None:
    """A met in March gives way to a not met in June; an exclusion in June comes before that."""
    (block,) = blocks_of(definitions(2024, ("236",)).rates)

    def of(day: date, *kinds: OptionType) -> int:
        given_words = {kind: int(kind in kinds) for kind in KINDS}
        return newest(block, 0, standing(block, given_words), number(day))

    march = of(date(2024, 3, 1), OptionType.MET)
    june = of(date(2024, 6, 1), OptionType.NOT_MET)
    best_of_june = of(date(2024, 6, 1), OptionType.NOT_MET, OptionType.EXCLUSION)
    silent = of(date(2024, 9, 1))
    assert silent == 0 < march < june < best_of_june
    found = newest_kind(block, 0, best_of_june)
    assert [kind for kind, word in found.items() if word] == [OptionType.EXCLUSION]
