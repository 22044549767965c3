"""From a final score to what is paid, where the cases leave something open."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from openmips.payment import adjusted_payment, adjustment, dollars
from openmips.policy.load import YEARS, policy_for

PROGRAMME = policy_for(2024).programme


@pytest.mark.parametrize("year", YEARS)
def test_a_hair_above_the_threshold_is_positive(year: int) -> None:
    """Just above the threshold nothing is lost, and the reason says that it is positive."""
    found = adjustment(Fraction(75) + Fraction(1, 10**6), policy_for(year))
    assert found.low == 0
    assert found.high >= 0


def test_an_unpublished_maximum_leaves_no_best_estimate() -> None:
    """Without a published maximum there are only bounds, and the reason says so."""
    found = adjustment(90, policy_for(2026))
    assert found.best is None
    assert (found.low, found.high) == (Decimal("0.00"), Decimal("16.20"))
    assert "has not published" in found.why.says


def test_the_reason_of_an_exceptional_score_names_both_parts() -> None:
    """The additional adjustment of 2022 is a part of the reason, and only from 89 on."""
    below, above = (adjustment(score, policy_for(2022)) for score in (88, 95))
    assert below.why.parts == ()
    assert [part.says.split(":")[0] for part in above.why.parts] == [
        "Exceptional performance at 95"
    ]
    assert "plus the exceptional performance adjustment" in above.why.says


@pytest.mark.parametrize(
    ("percent", "paid", "change", "after"),
    [
        ("-9", "104.00", "-9.36", "94.64"),
        ("0.63", "104.00", "0.66", "104.66"),
        ("0.05", "10.00", "0.01", "10.01"),
        ("-0.05", "10.00", "-0.01", "10.00"),
        ("0", "104.00", "0.00", "104.00"),
    ],
)
def test_cents_are_rounded_away_from_zero(percent: str, paid: str, change: str, after: str) -> None:
    """Half a cent is rounded away from zero, in the change and in the payment."""
    assert dollars(Decimal(percent), Decimal(paid), PROGRAMME) == Decimal(change)
    assert adjusted_payment(Decimal(percent), Decimal(paid), PROGRAMME) == Decimal(after)
