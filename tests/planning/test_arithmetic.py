"""The arithmetic nobody shows them: what each way of reporting comes to, in points and dollars.

The published table rounds its dollars to ten. It takes the adjustment of 64.33 as -1.28, as we
do, and prints 96.67 times 0.3 as it should; in every row score and percent agree exactly.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from openmips import score

PAID = "300000.00"
FLOOR = "3"
CAPPED = "7"


def profile(cost: str | None, quality: str | None, activities: bool) -> dict[str, Any]:
    """A small practice whose category results are known; cost None is not scored."""
    given: dict[str, Any] = {}
    if activities:
        given["ia"] = {"points": "40"}
    if quality is not None:
        given["quality"] = {"percent": quality}
    document: dict[str, Any] = {
        "performanceYear": 2024,
        "practice": {"clinicianCount": 4},
        "given": given,
        "partBPaid": PAID,
    }
    if cost is None:
        document["reweighted"] = {"cost": ["no_measure_met_case_minimum"]}
    else:
        given["cost"] = {"percent": cost}
    return document


def percent(count: int, points: str) -> str:
    """The quality percent of so many measures with that many points, and the bonus."""
    return f"{(count * Decimal(points) + 6) / Decimal('0.6'):f}"


@pytest.mark.parametrize(
    ("says", "cost", "quality", "activities", "final", "adjustment", "dollars"),
    [
        ("nothing", None, None, False, "0.00", "-9.00", -27000),
        ("activities only", None, None, True, "50.00", "-3.00", -9000),
        ("activities only, cost 61", "61", None, True, "48.30", "-3.20", -9600),
        ("one measure at the floor", None, percent(1, FLOOR), True, "57.50", "-2.10", -6300),
        ("six at the floor", None, percent(6, FLOOR), True, "70.00", "-0.60", -1800),
        ("six at the floor, cost 61", "61", percent(6, FLOOR), True, "64.30", "-1.28", -3850),
        ("six capped, cost 40", "40", percent(6, CAPPED), True, "74.00", "-0.12", -360),
        ("six capped, cost 61", "61", percent(6, CAPPED), True, "80.30", "0.22", 670),
        ("six capped", None, percent(6, CAPPED), True, "90.00", "0.63", 1890),
        ("forgot activities", "61", percent(6, CAPPED), False, "50.30", "-2.96", -8900),
    ],
)
def test_every_row_of_the_table_comes_out(
    says: str,
    cost: str | None,
    quality: str | None,
    activities: bool,
    final: str,
    adjustment: str,
    dollars: int,
) -> None:
    """Scores and percents exactly; dollars to ten, from the percent that CMS would round."""
    answer = score(profile=profile(cost, quality, activities))
    assert answer["finalScore"] == {"low": final, "high": final}
    paid = answer["paymentAdjustment"]
    assert paid["percent"] == adjustment
    # The published dollars come from the unrounded percent, ours from the percent that is paid:
    # at 64.30, 80.30 and 50.30 that is up to 20 dollars apart, and CMS pays the rounded percent.
    assert paid["dollars"] is not None
    assert abs(Decimal(paid["dollars"]) - dollars) <= 20, says
