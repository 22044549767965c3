"""The policy agrees with the table of constants that was compiled beside this repository."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openmips.policy.load import YEARS, policy_for
from openmips.policy.walk import canonical, provisions_of

pytestmark = pytest.mark.conformance

SAME_AS = {
    "threshold": "payment.threshold",
    "additionalThreshold": "payment.additional_threshold",
    "dataCompletenessPct": "quality.data_completeness",
    "caseMinimum": "quality.case_minimum",
    "qualityMinScoredPoints": "quality.lowest_points",
    "smallPracticePoints": "quality.unscored_points_small",
    "otherPracticePoints": "quality.unscored_points_other",
    "toppedOutCap": "quality.topped_out_cap",
    "smallPracticeBonus": "quality.small_practice_bonus",
    "improvementCapPp": "quality.improvement_maximum",
    "improvementPriorFloor": "quality.improvement_prior_floor",
    "costSuppressed": "cost.suppressed",
    "piMinDays": "interoperability.minimum_days",
    "maxNegativePct": "payment.applicable_percent",
}
ZEROED = {"C": "cost", "PI": "pi", "Q": "quality", "IA": "ia"}
ORDER = ("quality", "cost", "ia", "pi")


@pytest.fixture(scope="module")
def table(shared: Path) -> Any:
    """The compiled table."""
    return json.loads((shared / "rulebook" / "policy-by-year.json").read_text("utf-8"))


def values(year: int) -> dict[str, Any]:
    """Every provision's plain value by name."""
    return {entry.name: canonical(entry.value) for entry in provisions_of(policy_for(year))}


@pytest.mark.parametrize("year", YEARS)
def test_constants_agree(table: Any, year: int) -> None:
    """Each constant that the table and the year's policy both have is the same in both."""
    found = values(year)
    stated = table[str(year)]
    assert found["programme.payment_year"] == stated["paymentYear"]
    compared = 0
    for key, name in SAME_AS.items():
        if key in stated and name in found:
            assert str(found[name]) == str(stated[key][0]), name
            compared += 1
    assert compared


@pytest.mark.parametrize("year", [2023, 2024])
def test_intervals_agree(table: Any, year: int) -> None:
    """The maximum positive adjustment is the interval the table gives."""
    stated = table[str(year)]["maxPositivePct"][0]
    assert values(year)["payment.maximum_positive"] == {
        key: str(value) for key, value in stated.items()
    }


@pytest.mark.parametrize("year", YEARS)
def test_weights_agree(table: Any, year: int) -> None:
    """Every row of the table's three blocks of weights is the row that applies."""
    rows = [entry.value for entry in policy_for(year).weights.rows.values()]
    always = policy_for(year).weights.zero_in_app.value
    for block in ("standard", "small", "app"):
        for key, weights in table["weights"][block].items():
            zeroed = frozenset(ZEROED[part] for part in key.split("+") if part != "none")
            option = "app" if block == "app" else "traditional"
            (row,) = [
                row
                for row in rows
                if row.option == option
                and row.practice in {"any", block}
                and row.zeroed == (zeroed | always if block == "app" else zeroed)
            ]
            assert [row.weights[name] for name in ORDER] == list(map(Decimal, weights)), key


@pytest.mark.parametrize("year", YEARS[1:])
def test_case_minimums_agree(table: Any, year: int) -> None:
    """The minimums that the table gives by measure are the policy's."""
    found = values(year)
    for measure in ("479", "480", "484", "492"):
        name = f"quality.administrative_claims_minimums.{measure}"
        assert found[name] == table["caseMinimums"][measure][0]
    for measure in ("TPCC_1", "MSPB_1", "COST_CRR_1"):
        assert found[f"cost.case_minimums.{measure}"] == table["caseMinimums"][measure][0]
