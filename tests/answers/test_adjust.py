"""What a score pays: published years, years to come, claim lines, refusals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from answers.shape_check import faults

from openmips import adjust
from openmips.answers.adjust import AdjustAnswer
from openmips.problems.finding import ProblemsFound


@pytest.mark.parametrize(("year", "score", "percent"), [
    (2024, "82.88", "0.33"),
    (2023, "77.03", "0.17"),
    (2024, "75", "0.00"),
    (2024, "18.75", "-9.00"),
    (2024, "0", "-9.00"),
])  # fmt: skip
def test_a_score_pays_its_percent(year: int, score: str, percent: str) -> None:
    """Percents that CMS published, or that the law itself gives."""
    answer = adjust(year, score)
    assert faults(answer, AdjustAnswer) == []
    assert answer["percent"] == percent
    assert answer["paymentYear"] == year + 2


def test_dollars_come_from_the_rounded_percent() -> None:
    """82.88 points in 2024 bring 990 dollars on 300,000."""
    answer = adjust(2024, "82.88", paid="300000")
    assert (answer["dollars"], answer["score"]) == ("990.00", "82.88")
    assert "dollarsReason" not in answer
    assert answer["maximumPositive"]["best"] is not None


def test_a_claim_line_is_adjusted() -> None:
    """104 dollars paid become 104.34 at +0.33 percent."""
    claim = adjust(2024, Decimal("82.88"), claim_paid=104).get("claim")
    assert claim is not None
    assert (claim["paid"], claim["adjusted"]) == ("104.00", "104.34")


def test_an_unpublished_maximum_leaves_a_range() -> None:
    """Above the threshold a year to come has no percent yet, below it has one."""
    answer = adjust(2026, "90", paid="1000", claim_paid="100")
    assert faults(answer, AdjustAnswer) == []
    assert (answer["percent"], answer["dollars"]) == (None, None)
    assert (answer["percentLow"], answer["dollarsLow"]) == ("0.00", "0.00")
    assert Decimal(answer["percentHigh"]) > 0
    assert "not published" in answer["percentReason"]
    assert answer["maximumPositive"]["best"] is None
    assert answer["claim"]["adjusted"] is None
    assert adjust(2026, "50")["percent"] is not None


def test_without_an_amount_there_are_no_dollars() -> None:
    """What Medicare pays was not said, and the answer says so."""
    answer = adjust(2024, "90")
    assert (answer["dollars"], answer["dollarsLow"]) == (None, None)
    assert "not given" in answer["dollarsReason"]


@pytest.mark.parametrize(("arguments", "code"), [
    ({"performance_year": 2021}, "unknown_year"),
    ({"score": "100.01"}, "bad_score"),
    ({"score": "-1"}, "bad_score"),
    ({"score": "high"}, "bad_score"),
    ({"score": "1e-200"}, "bad_score"),
    ({"paid": "300,000"}, "bad_amount"),
    ({"claim_paid": "-5"}, "bad_amount"),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused(arguments: dict[str, Any], code: str) -> None:
    """Another year, a score beyond 0 to 100, an amount that is none."""
    with pytest.raises(ProblemsFound) as found:
        adjust(**({"performance_year": 2024, "score": "80"} | arguments))
    assert [problem.code for problem in found.value.problems] == [code]
