"""The unknown is spread evenly, exactly and always in the same way."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmips.planning.chance import SHARES, at_rank, more_met, ranks

LADDER = tuple(Decimal(value) for value in (10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99))


def test_ranks_are_spread_evenly_in_an_order_of_their_own() -> None:
    """Each of the even steps between 0 and 1 comes up once; another name orders them otherwise."""
    assert sorted(ranks("cost", 4)) == [Fraction(n, 8) for n in (1, 3, 5, 7)]
    assert ranks("cost", 40) == ranks("cost", 40)
    assert ranks("cost", 40) != ranks("quality", 40)


def test_a_rank_between_two_shares_is_on_the_line_between_their_values() -> None:
    """Below the first and beyond the last share the value stays; on a share it is the share's."""
    assert at_rank(LADDER, Fraction(1, 1000)) == 10
    assert at_rank(LADDER, Fraction(999, 1000)) == 99
    assert at_rank(LADDER, Fraction(15, 100)) == 25
    assert [at_rank(LADDER, share) for share in SHARES] == [Fraction(value) for value in LADDER]


@given(st.integers(1, 30), st.integers(1, 9), st.integers(1, 9))
def test_the_number_met_is_beta_binomial(cases: int, met: int, not_met: int) -> None:
    """Its mean over many years is the cases times the mean rate."""
    count = 400
    spread = more_met(cases, Fraction(met), Fraction(not_met), count)
    assert list(spread) == sorted(spread)
    assert spread[0] >= 0
    assert spread[-1] <= cases
    mean = Fraction(sum(spread), count)
    assert abs(mean - cases * Fraction(met, met + not_met)) < Fraction(cases, 40) + Fraction(1, 10)


@given(st.integers(0, 20), st.fractions(Fraction(1, 2), 9), st.fractions(Fraction(1, 2), 9))
def test_a_better_past_never_promises_less(cases: int, met: Fraction, not_met: Fraction) -> None:
    """One more case met in the past lowers the number met in no year."""
    before = more_met(cases, met, not_met, 50)
    after = more_met(cases, met + 1, not_met, 50)
    assert all(one <= other for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize(("cases", "expected"), [(0, (0, 0)), (1, (0, 1))])
def test_few_cases_are_exact(cases: int, expected: tuple[int, ...]) -> None:
    """No case is never met; one case with even chances is met in every second year."""
    assert more_met(cases, Fraction(1), Fraction(1), 2) == expected
