"""Published results beside what their own parts make."""

from __future__ import annotations

import pytest
from calibration_page import PAGE, checked, page, shown

from openmips.feedback.recomputing import (
    MISS_REASONS,
    OTHER_DENOMINATOR,
    SMALL_PRACTICE,
    THRESHOLD,
    UNEXPLAINED,
)


def found(
    year: int, numbers: dict[str, str], small: bool = False, facility: bool | None = None
) -> dict[str, str | None]:
    """The reason of every check, None where the number follows from its parts."""
    return {one.name: one.reason for one in checked(year, numbers, small, facility)}


REAL = {"q%": "95.71", "pi%": "0", "ia%": "40", "cost%": "29.16", "bonus": "0"}
REAL_WEIGHTS = {"q*": "40", "pi*": "0", "ia*": "30", "cost*": "30"}
REAL_TOTALS = {"final": "77.03", "paid": "0.18"}
SIX = {"236": "10", "130": "10", "317": "10", "047": "7", "226": "7", "134": "7"}


def test_a_real_result_of_a_small_practice_follows_from_its_parts() -> None:
    """A row of CMS's public use file of 2023: weights, final score and what it pays."""
    assert found(2023, {**REAL, **REAL_WEIGHTS, **REAL_TOTALS}, small=True) == {
        "weight of quality": None,
        "weight of ia": None,
        "weight of cost": None,
        "final score": None,
        "payment adjustment": None,
    }


def test_without_weights_the_rule_gives_them() -> None:
    """The file of 2022 has none; the statuses and what was handed in decide."""
    assert found(2022, {**REAL, "final": "77.03"}, small=True) == {"final score": None}


def test_another_practice_size_is_tried() -> None:
    """The weights and the final score come out as published with the small practice status."""
    reasons = found(2023, {**REAL, **REAL_WEIGHTS, **REAL_TOTALS})
    assert reasons["weight of quality"] == SMALL_PRACTICE
    assert reasons["final score"] == SMALL_PRACTICE


def test_what_nothing_explains_stays_unexplained() -> None:
    """Weights, final scores and percents that no rule gives."""
    odd = {**REAL, **REAL_WEIGHTS, "q*": "41", "final": "12.00", "paid": "3.00"}
    reasons = found(2023, odd, small=True)
    assert reasons["weight of quality"] == UNEXPLAINED
    assert reasons["final score"] == UNEXPLAINED
    assert reasons["payment adjustment"] == UNEXPLAINED
    assert set(filter(None, reasons.values())) <= set(MISS_REASONS)


def test_the_threshold_stands_for_those_with_one_category() -> None:
    """75 points pay nothing, whatever the one category came to."""
    alone = {"q*": "0", "pi*": "0", "cost*": "0", "ia*": "0", "final": "75.00", "paid": "0"}
    assert found(2024, alone) == {"final score": None, "payment adjustment": None}
    one = {**alone, "ia*": "100", "ia%": "40"}
    assert found(2024, one)["final score"] is None
    odd = {**REAL, **REAL_WEIGHTS, "final": "75.00"}
    assert found(2024, odd, small=True)["final score"] == THRESHOLD


def test_all_the_weight_lies_on_the_only_category() -> None:
    """100 on one category is the rule where three count nothing."""
    alone = {"q*": "100", "pi*": "0", "cost*": "0", "ia*": "0"}
    assert found(2024, alone) == {"weight of quality": None}


def test_a_score_without_one_of_its_parts_is_not_checked() -> None:
    """Neither a percent nor the points of the activities may be missing."""
    assert "final score" not in found(2024, {**REAL_WEIGHTS, "q%": "95.71", "final": "77.03"})
    assert "final score" not in found(2023, {"q%": "1", "cost%": "1", "pi%": "1", "final": "1"})


def test_quality_follows_from_its_measures() -> None:
    """(51 + 6) of 60 and 0.71 for improvement: 95.71, as CMS published it."""
    quality = {**SIX, "q%": "95.71", "q+": "0.71"}
    assert found(2023, quality, small=True) == {"quality": None}
    assert found(2023, quality)["quality"] == SMALL_PRACTICE
    assert found(2023, {**quality, "q%": "12.34"}, small=True)["quality"] == UNEXPLAINED


def test_a_quality_score_may_rest_on_another_number_of_measures() -> None:
    """Two measures of ten points each in a denominator of twenty."""
    two = {"236": "10", "130": "9", "q%": "95"}
    assert found(2023, two)["quality"] == OTHER_DENOMINATOR


def test_what_cms_computes_counts_where_it_has_points() -> None:
    """479 with 8 points asks for ten more; 484 without any is left out."""
    with_claims = {**SIX, "479": "8", "484": "0", "q%": "84.29"}
    assert found(2023, with_claims) == {"quality": None}


@pytest.mark.parametrize(
    ("numbers", "facility"),
    [
        ({**SIX, "q%": "50"}, True),
        ({**SIX, "q%": "50", "q*": "0"}, None),
        ({"q%": "50"}, None),
        (SIX, None),
    ],
)
def test_quality_is_not_checked_without_measures_of_its_own(
    numbers: dict[str, str], facility: bool | None
) -> None:
    """A hospital's, one without weight, one without measures, and measures without a percent."""
    assert "quality" not in found(2023, numbers, facility=facility)


def test_quality_of_only_suppressed_measures_is_not_checked() -> None:
    """Nothing to compare where nothing is available."""
    assert found(2023, {"479": "0", "q%": "0"}).get("quality") is None


def test_activities_are_capped() -> None:
    """Three times twenty points are forty."""
    many = {"IA_EPA_1": "20", "IA_EPA_2": "20", "IA_PM_16": "20", "ia%": "40"}
    assert found(2024, many) == {"ia": None}
    assert found(2024, {"IA_EPA_1": "20", "ia%": "40"}) == {"ia": UNEXPLAINED}


def test_promoting_interoperability_is_the_sum_of_its_measures() -> None:
    """Rounded to whole points, and at most a hundred; nothing earned is not checked."""
    parts = {"PI_HIE_5": "30", "PI_PEA_1": "24", "PI_EP_1": "10", "PI_EP_2": "10"}
    assert found(2024, {**parts, "pi%": "74"}) == {"pi": None}
    assert found(2024, {**parts, "pi%": "90"}) == {"pi": UNEXPLAINED}
    assert found(2024, {**parts, "pi%": "0"}) == {}


def test_cost_is_the_mean_of_its_measures() -> None:
    """5.8 and 7.1 points are 64.5 percent, give or take their rounding."""
    parts = {"TPCC_1": "5.8", "COST_D_1": "7.1"}
    assert found(2024, {**parts, "cost%": "64.8123", "cost+": "0.27"}) == {"cost": None}
    assert found(2024, {**parts, "cost%": "70.0000"}) == {"cost": UNEXPLAINED}
    assert found(2024, {**parts, "cost%": "64.5"}, facility=True) == {}
    assert found(2022, {**parts, "cost%": "64.5"}) == {}


def test_the_page_of_the_calibration_is_current() -> None:
    """`make docs` would write docs/calibration.md as it stands."""
    assert PAGE.read_text("utf-8") == page()


def test_every_real_row_matches() -> None:
    """Nothing that CMS published of a practice comes out otherwise."""
    assert [one for one in shown() if one.fact["trust"] == "row" and one.reason] == []
