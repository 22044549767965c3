"""A measure's result with a better rate, more answers, more cases: counts that add up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from openmips.answers.changed_counts import (
    answers_to_add,
    cases_to_add,
    with_cases,
    with_completeness,
    with_rate,
)
from openmips.performance import (
    Counts,
    NonProportion,
    RegistryCounts,
    Strata,
    Stratum,
)

HALF = Counts(eligible=100, met=40, not_met=10)
SMALL = st.integers(0, 60)


@st.composite
def some_counts(draw: st.DrawFn) -> Counts:
    """Counts in which everything reported is eligible."""
    met, not_met, exclusion, exception, open_ = (draw(SMALL) for _ in range(5))
    eligible = met + not_met + exclusion + exception + open_
    return Counts(eligible, met, not_met, exclusion, exception)


def test_a_better_rate_needs_the_fewest_cases() -> None:
    """90 percent of 50 answers are 45; at most 30 percent are 15 where lower is better."""
    assert with_rate(HALF, Decimal(90), inverse=False) == Counts(100, 45, 5)
    assert with_rate(HALF, Decimal(30), inverse=True) == Counts(100, 15, 35)
    assert with_rate(HALF, Decimal(70), inverse=False) == HALF


def test_completeness_keeps_the_rate() -> None:
    """25 more answers at 80 percent: 20 met, 5 not."""
    fuller = with_completeness(HALF, Decimal(75), inverse=False)
    assert fuller == Counts(100, 60, 15)
    assert answers_to_add(HALF, fuller) == 25
    assert cases_to_add(HALF, fuller) == 20


def test_a_measure_without_answers_is_not_flattered() -> None:
    """Where no rate is known, new cases fail the measure."""
    empty = Counts(eligible=4, met=0)
    assert with_cases(empty, 6, inverse=False) == Counts(6, 0, 2)
    assert with_cases(empty, 6, inverse=True) == Counts(6, 2, 0)


def test_registries_and_strata_are_changed_throughout() -> None:
    """A registry's stated rate follows; every stratum is changed."""
    registry = RegistryCounts(HALF, Decimal("79.5"))
    better = with_rate(registry, Decimal(90), inverse=False)
    assert better == RegistryCounts(Counts(100, 45, 5), Decimal(90))
    fuller = with_completeness(registry, Decimal(75), inverse=False)
    assert fuller == RegistryCounts(Counts(100, 60, 15), Decimal("79.5"))
    assert answers_to_add(registry, fuller) == 25
    strata = Strata((Stratum("a", HALF), Stratum("b", HALF)))
    both = with_rate(strata, Decimal(90), inverse=False)
    assert both is not None
    assert cases_to_add(strata, both) == 10
    stated = Strata((Stratum("a", HALF),), Decimal("79.5"), registry=True)
    raised = with_rate(stated, Decimal(90), inverse=False)
    assert isinstance(raised, Strata)
    assert raised.rate == Decimal(90)


def test_a_scale_of_its_own_is_left_alone() -> None:
    """Minutes have no cases to move."""
    minutes = NonProportion(Decimal(130), Decimal(50), 50)
    assert with_rate(minutes, Decimal(90), inverse=True) is None
    assert answers_to_add(minutes, minutes) == 0


@given(some_counts(), st.integers(0, 100), st.booleans())
def test_a_better_rate_is_reached_and_adds_up(counts: Counts, rate: int, inverse: bool) -> None:
    """The rate is at least as good as asked, and the answers stay as many."""
    changed = with_rate(counts, Decimal(rate), inverse)
    assert isinstance(changed, Counts)
    answered = counts.met + counts.not_met
    assert changed.met + changed.not_met == answered
    if answered:
        reached = Fraction(100 * changed.met, answered)
        assert reached <= rate if inverse else reached >= rate


@given(some_counts(), st.integers(0, 100), st.booleans())
def test_completeness_is_reached_and_never_exceeds(
    counts: Counts, percent: int, inverse: bool
) -> None:
    """As many answers as asked, never more than there are eligible cases."""
    changed = with_completeness(counts, Decimal(percent), inverse)
    assert isinstance(changed, Counts)
    reported = changed.met + changed.not_met + changed.exclusion + changed.exception
    assert reported <= changed.eligible
    assert 100 * reported >= percent * counts.eligible
