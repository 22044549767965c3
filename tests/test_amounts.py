"""Arithmetic is exact, and rounds halves away from zero."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmips.amounts import (
    Span,
    amount,
    clamp,
    fixed,
    plain,
    quotient_half_up,
    round_half_down,
    round_half_up,
    total,
)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "-3"),
        (Decimal("2.445"), 2, "2.45"),
        (Decimal("-2.445"), 2, "-2.45"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(1, 8), 2, "0.13"),
        (7, 2, "7.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(
    value: int | Decimal | Fraction, places: int, rounded: str
) -> None:
    """Amounts of every kind are rounded alike, whatever their sign."""
    assert round_half_up(value, places) == Decimal(rounded)
    assert str(round_half_up(value, places)) == rounded


@given(st.fractions(), st.integers(0, 6))
def test_rounding_moves_a_number_by_half_a_step_at_most(value: Fraction, places: int) -> None:
    """No number moves by more than half a step, and what is rounded stays as it is."""
    rounded = round_half_up(value, places)
    assert abs(Fraction(rounded) - value) <= Fraction(1, 2 * 10**places)
    assert round_half_up(Fraction(rounded), places) == rounded


@given(st.decimals(0, 10**6, places=4), st.decimals(1, 10**6, places=4), st.integers(0, 5))
def test_a_quotient_is_rounded_as_its_fraction(above: Decimal, below: Decimal, places: int) -> None:
    """Dividing and rounding at once gives what rounding the exact fraction gives."""
    assert quotient_half_up(above, below, places) == round_half_up(
        Fraction(above) / Fraction(below), places
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("6.3000"), "6.3"),
        (Decimal("60.00"), "60"),
        (Decimal("-0.00001"), "0"),
        (Decimal("1E+3"), "1000"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(4, 2), "2"),
        (100, "100"),
        ("text", "text"),
    ],
)
def test_amounts_print_to_four_decimals_without_zeros_at_the_end(value: object, text: str) -> None:
    """An amount prints plainly; what is no amount prints as itself."""
    assert plain(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("82.875"), "82.88"),
        (Fraction(-9, 1), "-9.00"),
        (Fraction(-1, 1000), "0.00"),
        (0, "0.00"),
    ],
)
def test_scores_and_money_print_with_two_decimals(
    value: int | Decimal | Fraction, text: str
) -> None:
    """There are always two decimals, and never a negative zero."""
    assert fixed(value) == text


def test_other_places_can_be_asked_for() -> None:
    """The number of decimals is what is asked for."""
    assert fixed(Decimal("1.25"), 1) == "1.3"


@pytest.mark.parametrize("written", ["12.50", "0", "-3", 7, Decimal("1.5")])
def test_a_written_amount_is_taken_exactly(written: str | int | Decimal) -> None:
    """What is written is the number, with every digit."""
    assert str(amount(written)) == str(written)


@pytest.mark.parametrize("written", ["", "abc", "1,000", "NaN", "Infinity", "-inf", None])
def test_what_is_no_finite_number_is_refused(written: Any) -> None:
    """Text that writes no finite decimal number is an error."""
    with pytest.raises(ValueError, match="is not a"):
        amount(written)


@given(st.lists(st.decimals(-1000, 1000, places=4) | st.fractions() | st.integers()))
def test_a_total_is_exact(parts: list[Decimal | Fraction | int]) -> None:
    """Amounts of any kind add up without any rounding."""
    assert total(parts) == sum((Fraction(one) for one in parts), Fraction(0))


def test_clamping_keeps_a_value_between_its_bounds() -> None:
    """Below the low bound the low bound counts, above the high one the high one."""
    values = (Fraction(-1), Fraction(1, 2), Fraction(20))
    assert [clamp(one, 0, Decimal(10)) for one in values] == [0, Fraction(1, 2), 10]


def test_a_span_prints_as_one_value_or_as_two() -> None:
    """A span that is one value prints as that value."""
    assert str(Span.at(Decimal("2.50"))) == "2.5"
    assert str(Span(Fraction(1), Fraction(5, 2))) == "1 to 2.5"
    assert Span.at(3).exact
    assert not Span(Fraction(1), Fraction(2)).exact


def test_the_open_end_of_an_interval_rounds_halves_down() -> None:
    """A bound that is not reached does not round up to more than what lies below it."""
    assert str(round_half_down(Decimal("1.055"), 2)) == "1.05"
    assert str(round_half_down(Fraction(1056, 1000), 2)) == "1.06"
