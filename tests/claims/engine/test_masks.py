"""What the rules say of each distinct value, as bits."""

from __future__ import annotations

from functools import partial

import pytest
from claims.engine.rows import Rows, World, as_measured, definitions, worlds
from claims.oracle import measured
from hypothesis import given, settings

from openmips.catalog.claims_entries import OptionType
from openmips.catalog.load import YEARS
from openmips.claims.engine import in_duckdb, in_polars, sql_counting
from openmips.claims.engine.algebra import given as given_answers
from openmips.claims.engine.blocks import WORD, blocks_of
from openmips.claims.engine.masks import COUNTS, UNDOES, Masks


@pytest.mark.parametrize("year", YEARS)
def test_a_year_fits_one_block_and_three_words(year: int) -> None:
    """All options of a year share a word, and no word of a line has more than 62 bits."""
    masks = Masks(definitions(year))
    assert (len(masks.blocks), masks.line_words) == (1, ("line_0", "line_1", "line_2"))
    gained = (words for tried in masks.layout.candidates.values() for _, words in tried)
    assert all(word < 1 << WORD for words in gained for word in words)


def answered(masks: Masks, *lines: tuple[str, ...]) -> set[OptionType]:
    """What lines (code, modifiers) of one claim answer for the first rate."""
    said = [masks.line(code, "11", modifiers) for code, *modifiers in lines]
    words = {
        name: _together(word)
        for name, word in zip(masks.line_words, zip(*said, strict=True), strict=True)
    }
    found = given_answers(masks.blocks[0], masks.layout.blocks[0], words.__getitem__)
    return {kind for kind, rates in found.items() if rates & 1}


def _together(words: tuple[int, ...]) -> int:
    result = 0
    for word in words:
        result |= word
    return result


def test_codes_are_made_normal_before_a_rule_is_asked() -> None:
    """A code in small letters with blanks says the same, and 8P says the contrary."""
    masks = Masks(definitions(2024, ("047",)))
    assert answered(masks, ("1123F",)) == {OptionType.MET}
    assert answered(masks, (" 1123f ",)) == {OptionType.MET}
    assert answered(masks, ("1123F", " 8p")) == {OptionType.NOT_MET}
    assert answered(masks, ("99213",)) == set()


def test_an_answer_of_two_codes_needs_both() -> None:
    """Blood pressure is controlled where both the systolic and the diastolic code say so."""
    masks = Masks(definitions(2024, ("236",)))
    assert answered(masks, ("G8752",)) == set()
    assert answered(masks, ("G8752",), ("G8754",)) == {OptionType.MET}
    assert answered(masks, ("G8752",), ("G8755",)) == {OptionType.NOT_MET}


def test_the_state_of_a_row_says_whether_it_counts_and_undoes() -> None:
    """Denied rows and those of other payers do not count; replacements and voids undo."""
    masks = Masks(definitions(2024, ("047",)))
    assert masks.state("", "", "") == COUNTS
    assert masks.state("mb", "paid", "1") == COUNTS
    assert masks.state("MB", " Denied", "1") == 0
    assert masks.state("CI", "", "1") == 0
    assert masks.state("MB", "", "7") == COUNTS | UNDOES
    assert masks.state("MB", "", "8") == UNDOES


def test_a_rate_with_more_options_than_a_word_has_bits_is_refused() -> None:
    """024 has two ways in, which one bit cannot hold."""
    with pytest.raises(ValueError, match="024 has 2 options"):
        blocks_of(definitions(2024, ("024",)).rates, 1)


@given(world=worlds())
@settings(max_examples=20, deadline=None)
def test_several_blocks_and_narrow_words_count_alike(world: World) -> None:
    """With five bits to a word nothing is counted otherwise, in expressions or in SQL."""
    what = definitions(world.year)
    narrow = partial(Masks, bits=5)
    assert len(narrow(what).blocks) > 1
    expected = measured(world.rows, world.year)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(in_polars, "Masks", narrow)
        patch.setattr(sql_counting, "Masks", narrow)
        assert as_measured(in_polars.count(Rows(world.rows), what)) == expected
        assert as_measured(in_duckdb.count(Rows(world.rows), what)) == expected
