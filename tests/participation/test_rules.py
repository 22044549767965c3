"""What cases cannot say of eligibility: instants, laws, forecasts against brute force."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmips.participation.choices import ElectionRefused, choices, elect
from openmips.participation.exceptions import SHORTAGE
from openmips.participation.facts import ClinicianFacts, QpStatus, Totals
from openmips.participation.forecast import forecast
from openmips.participation.instants import NaiveInstant, begun, ended, planned
from openmips.participation.levels import individual_result
from openmips.participation.low_volume import Exceeded
from openmips.participation.results import NO_MARGINS, Reason, Result, Status
from openmips.people import Election
from openmips.policy.deadlines_topics import DeadlinesPolicy
from openmips.policy.load import policy_for
from openmips.why import Why

POLICY = policy_for(2024)
ORDINARY = ClinicianFacts(
    "1000000004",
    "000000001",
    clinician_type="physician",
    medicare_enrolled=date(2010, 5, 1),
    first_billed=date(2015, 1, 1),
    qp_status=QpStatus.NONE,
)
MAY_OPT_IN = Result(Status.OPT_IN_ELIGIBLE, (Reason.CHARGES,), False, NO_MARGINS, Why("Given."))


def result(first: Totals, second: Totals) -> Result:
    """What an ordinary physician with these totals comes to."""
    return individual_result(
        ClinicianFacts(
            **{
                **{name: getattr(ORDINARY, name) for name in ORDINARY.__slots__},
                "individual": (first, second),
            }
        ),
        POLICY,
    )


def test_instants_are_compared_not_dates() -> None:
    """Eight in the evening Eastern is midnight in UTC, on the next day, in summer time."""
    deadline = planned("opt_in_election_closes", POLICY)
    last = datetime(2025, 4, 1, 0, 0, tzinfo=UTC)
    assert not ended(deadline, last)
    assert ended(deadline, last + timedelta(seconds=1))
    assert elect((), Election.VOLUNTARY, last, MAY_OPT_IN, POLICY)[0].choice is Election.VOLUNTARY


def test_a_date_that_nobody_has_said_stops_nothing() -> None:
    """What opens on an unknown day may have opened, what closes then may still be open."""
    unsaid = replace(planned("opt_in_election_closes", POLICY), value="unknown")
    at = datetime(2025, 4, 1, tzinfo=UTC)
    assert begun(unsaid, at)
    assert not ended(unsaid, at)


def test_an_instant_needs_its_zone() -> None:
    """A date and hour without a time zone is refused, not guessed."""
    with pytest.raises(NaiveInstant, match="no time zone"):
        elect((), Election.OPTED_IN, datetime.fromisoformat("2025-03-01T12:00"), MAY_OPT_IN, POLICY)


def test_nothing_is_taken_back() -> None:
    """Elections made stay as they are when another is refused."""
    made = elect((), Election.OPTED_IN, datetime(2025, 3, 1, tzinfo=UTC), MAY_OPT_IN, POLICY)
    with pytest.raises(ElectionRefused, match="holds for the year"):
        elect(made, Election.VOLUNTARY, datetime(2025, 3, 2, tzinfo=UTC), MAY_OPT_IN, POLICY)
    assert [each.choice for each in made] == [Election.OPTED_IN]


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_choices(status: Status) -> None:
    """Whoever's status is known can do something; nothing can be chosen on what is unknown."""
    found = choices(Result(status, (), False, NO_MARGINS, Why("Given.")), POLICY)
    assert bool(found) == (status is not Status.UNKNOWN)


def test_the_shortage_names_its_window_in_one_year() -> None:
    """The window that CMS opened once more stands in the policy of 2024 alone."""
    years = [
        year
        for year in (2023, 2024, 2025, 2026)
        if f"{SHORTAGE}_opens" in policy_for(year).topic(DeadlinesPolicy).planned
    ]
    assert years == [2024]


AMOUNT = st.none() | st.integers(0, 2).map(lambda step: 199 + step)
TOTALS = st.builds(
    lambda charges, patients, services: Totals(
        None if charges is None else Decimal(charges) * 90000 / 200, patients, services
    ),
    AMOUNT,
    AMOUNT,
    AMOUNT,
)
KNOWN = TOTALS.filter(lambda totals: totals.known)


@given(KNOWN, TOTALS, TOTALS)
def test_what_is_known_holds_whatever_is_learnt(whole: Totals, first: Totals, blur: Totals) -> None:
    """A final status that is known with gaps stays the same when the gaps are filled."""
    gaps = Totals(
        *(
            None if hidden is None else value
            for value, hidden in zip(
                (whole.charges, whole.patients, whole.services),
                (blur.charges, blur.patients, blur.services),
                strict=True,
            )
        )
    )
    before = result(gaps, whole)
    if before.status is not Status.UNKNOWN:
        assert result(whole, whole).status is before.status
    assert result(first, whole).preliminary is False


@given(KNOWN, KNOWN)
def test_more_billing_never_frees(lower: Totals, higher: Totals) -> None:
    """With more of everything nobody falls from required to anything else."""
    least = Totals(
        min(lower.charges or Decimal(0), higher.charges or Decimal(0)),
        min(lower.patients or 0, higher.patients or 0),
        min(lower.services or 0, higher.services or 0),
    )
    if result(least, least).status is Status.REQUIRED:
        assert result(lower, higher).status is Status.REQUIRED


@given(KNOWN, KNOWN)
def test_the_order_of_the_segments_does_not_matter(first: Totals, second: Totals) -> None:
    """Both segments count alike for whoever is looked at in both."""
    one, other = result(first, second), result(second, first)
    assert (one.status, one.reasons, one.margins) == (other.status, other.reasons, other.margins)


def test_unknown_criteria_have_no_code() -> None:
    """CMS's code needs all three criteria."""
    assert Exceeded(True, None, False).code() is None
    assert len(list(Exceeded(None, None, True).completions())) == 4


def brute(seen: int, done: int, left: int, share: Fraction) -> int:
    """The quantile of the negative binomial distribution, term by term in fractions."""
    success = Fraction(done, done + left)
    reached, number = Fraction(0), 0
    while True:
        chance = comb(seen + number, number) * success ** (seen + 1) * (1 - success) ** number
        reached += chance
        if reached >= share:
            return number
        number += 1


@pytest.mark.parametrize("seen", [0, 1, 7, 60, 150])
def test_forecasts_agree_with_brute_force(seen: int) -> None:
    """The ranges are those of exact fractions, term by term."""
    through = date(2024, 6, 30)
    found = forecast(Totals(None, seen, None, through), 2, POLICY).patients
    assert found is not None
    ends = [seen + brute(seen, 274, 92, Fraction(share, 10)) for share in (1, 9)]
    assert [found.low, found.high] == ends
    assert found.expected == seen + Fraction(seen * 92, 274)


def test_the_chance_grows_with_what_was_seen() -> None:
    """More patients so far make exceeding likelier, and the range holds the middle."""
    chances = []
    for seen in range(0, 300, 20):
        totals = Totals(Decimal(seen * 400), seen, seen * 2, date(2024, 3, 31))
        found = forecast(totals, 2, POLICY)
        assert found.patients is not None
        assert found.patients.low <= found.patients.expected <= found.patients.high or seen == 0
        chances.append(found.patients.chance)
    assert chances == sorted(chances)
    assert (chances[0] < Fraction(1, 1000), chances[-1]) == (True, 1)


def test_a_day_outside_the_segment_is_refused() -> None:
    """A forecast needs a day of its segment."""
    with pytest.raises(ValueError, match="does not lie in segment 2"):
        forecast(Totals(None, 1, None, date(2023, 9, 30)), 2, POLICY)


def test_complete_totals_need_no_day() -> None:
    """Totals without a day are those of the whole segment."""
    found = forecast(Totals(Decimal(90001), 201, 201), 1, POLICY)
    assert (found.all_low, found.all_high) == (1, 1)
