"""What would raise a score: each kind of change, its gain, and never a loss."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from answers.practices import activity, at_rate, measure, measurement_set, submission
from answers.shape_check import faults

from openmips import improve
from openmips.answers.improve import ImproveAnswer, Improvement

PROFILE = {
    "performanceYear": 2024,
    "practice": {"clinicianCount": 3, "specialtySet": "familyMedicine"},
    "cost": [],
    "partBPaid": "100000",
}
EHR = "electronicHealthRecord"


def found(*sets: dict[str, Any], **facts: Any) -> list[Improvement]:
    """Every change that helps a group with these sets, the largest gain first."""
    answer = improve(submission(*sets), profile=PROFILE | facts, top=50)
    assert faults(answer, ImproveAnswer) == []
    gains = [Decimal(one["pointsGained"]) for one in answer["improvements"]]
    assert gains == sorted(gains, reverse=True)
    assert all(gain >= 0 for gain in gains)
    return answer["improvements"]


def one(kind: str, improvements: list[Improvement]) -> Improvement:
    """The only change of a kind."""
    (change,) = [each for each in improvements if each["kind"] == kind]
    return change


def test_the_sample_practice_hears_three_things(root: Path) -> None:
    """Oak Street: activities first, then what else brings most, each with dollars."""
    folder = root / "examples" / "oak-street"
    answer = improve(folder / "submission.json", profile=folder / "profile.json")
    assert faults(answer, ImproveAnswer) == []
    assert len(answer["improvements"]) == 3
    best = answer["improvements"][0]
    assert (best["kind"], best["pointsGained"]) == ("activities", "15.00")
    assert best["dollarsGained"] is not None
    assert Decimal(best["dollarsGained"]) > 0
    assert best["why"]["parts"]


def test_activities_are_asked_for_until_they_are_full() -> None:
    """A large practice without activities needs two of high weight; a full one none."""
    large = {"practice": {"clinicianCount": 30}}
    none = found(measurement_set("quality", EHR, [at_rate("236", 7000)]), **large)
    assert "2 more high-weighted" in one("activities", none)["says"]
    full = found(measurement_set("quality", EHR, [at_rate("236", 7000)]), activity())
    assert not [each for each in full if each["kind"] == "activities"]


def test_a_short_period_is_what_has_to_change() -> None:
    """An activity done for a month only has to be done longer."""
    short = activity() | {"performanceEnd": "2024-01-31"}
    change = one("activities", found(short))
    assert change["says"] == "Do the improvement activities for at least 90 days in a row."


def test_a_rate_can_rise_or_sink() -> None:
    """More patients for an ordinary measure, fewer for one where lower is better."""
    rates = [at_rate("236", 5000), at_rate("001", 8000)]
    changes = found(measurement_set("quality", EHR, rates), activity())
    says = {each["measureId"]: each["says"] for each in changes if each["kind"] == "best_rate"}
    assert says["236"].startswith("Raise measure 236 (EHR) from 50 to")
    assert says["001"].startswith("Lower measure 001 (EHR) from 80 to")
    assert "more cases" in says["236"]
    assert "fewer cases" in says["001"]


def test_a_capped_measure_is_not_pushed_beyond_its_cap() -> None:
    """Where the cap is reached, a better rate is not asked for."""
    changes = found(measurement_set("quality", "claims", [at_rate("047", 10000)]), activity())
    assert not [each for each in changes if each.get("measureId") == "047"]


def test_missing_answers_are_asked_for() -> None:
    """A measure answered for too few patients gets the number it lacks."""
    half = measure("236", 40, 10, eligible=100)
    change = one("data_completeness", found(measurement_set("quality", EHR, [half]), activity()))
    assert change["says"].startswith("Answer 25 more cases of measure 236")


def test_missing_cases_are_asked_for() -> None:
    """A measure with twelve patients needs eight more."""
    few = measurement_set("quality", EHR, [measure("236", 12, 0)])
    assert "8 more than now" in one("case_minimum", found(few, activity()))["says"]


def test_an_empty_place_can_be_filled() -> None:
    """A practice with one measure hears which of its specialty's earns most at the average."""
    changes = found(measurement_set("quality", EHR, [at_rate("236", 7000)]), activity())
    new = [each for each in changes if each["kind"] == "new_measure"]
    assert new
    assert all("at the average" in each["says"] for each in new)


def test_interoperability_can_be_submitted() -> None:
    """A practice that must report promoting interoperability gains by complete data."""
    large = {"practice": {"clinicianCount": 30}}
    quality = measurement_set("quality", EHR, [at_rate("236", 7000)])
    change = one("promoting_interoperability", found(quality, activity(), **large))
    assert change["pointsGained"] == "30.00"


def kinds(as_of: date, *sets: dict[str, Any]) -> set[tuple[str, str | None]]:
    """The kinds of changes with their collection types that can still be made on a day."""
    answer = improve(submission(*sets), profile=PROFILE, top=50, as_of=as_of)
    return {(one["kind"], one.get("collectionType")) for one in answer["improvements"]}


def test_what_cannot_be_done_any_more_is_left_out() -> None:
    """After the year no care changes; a year that is closed is looked back at."""
    sets = [
        measurement_set("quality", EHR, [at_rate("001", 5000)]),
        measurement_set("quality", "claims", [measure("236", 40, 0, eligible=100)]),
        activity(),
    ]
    during, after = kinds(date(2024, 2, 1), *sets), kinds(date(2025, 2, 1), *sets)
    assert {("best_rate", EHR), ("data_completeness", "claims")} <= during
    assert not after & {("best_rate", EHR), ("next_decile", EHR), ("data_completeness", "claims")}
    assert ("new_measure", "claims") not in after
    assert after
    assert kinds(date(2026, 2, 1), *sets) == during


def test_an_activity_that_cannot_begin_may_have_been_done() -> None:
    """From October on only what was done can be attested, and that is said."""
    quality = measurement_set("quality", EHR, [at_rate("236", 7000)])
    for day, late in ((date(2024, 10, 2), False), (date(2024, 10, 20), True)):
        answer = improve(submission(quality), profile=PROFILE, top=50, as_of=day)
        change = one("activities", answer["improvements"])
        assert change.get("onlyIf") == ("only if it was under way by 2024-10-03" if late else None)


def test_points_that_pay_nothing_say_so() -> None:
    """Below a quarter of the threshold the full cut stays."""
    quality = measurement_set("quality", EHR, [measure("236", 50, 50)])
    answer = improve(submission(quality), profile=PROFILE, top=50, as_of=date(2024, 6, 1))
    notes = {one.get("note") for one in answer["improvements"]}
    full = "It pays nothing by itself: the full cut stays up to 18.75 points."
    assert full in notes
    assert None in notes


def test_what_is_given_is_left_alone() -> None:
    """Categories whose results are given are not improved; without money there are no dollars."""
    results = {
        "quality": {"percent": "50"},
        "cost": {"percent": "50"},
        "ia": {"points": "20"},
        "pi": {"percent": "10"},
    }
    profile = {"performanceYear": 2024, "practice": {"clinicianCount": 3}, "given": results}
    assert improve(profile=profile)["improvements"] == []
    some = improve(submission(activity("IA_PM_16")), profile={"performanceYear": 2024})
    assert all(each["dollarsGained"] is None for each in some["improvements"])
    assert "not given" in some["improvements"][0]["dollarsReason"]


def test_a_year_without_catalog_has_no_changes() -> None:
    """For 2022 scores are arithmetic only."""
    results = {"quality": {"percent": "50"}}
    profile = {"performanceYear": 2022, "practice": {"clinicianCount": 1}, "given": results}
    assert improve(profile=profile)["improvements"] == []


@pytest.mark.parametrize("program", ["G0054", "app1"])
def test_pathways_are_improved_by_their_own_rules(program: str) -> None:
    """MVPs and the APP offer only their own measures, and no change loses points."""
    quality = measurement_set("quality", EHR, [at_rate("236", 7000)], program)
    document = submission(quality, entity_type="individual", npi="1234567893")
    answer = improve(document, profile=PROFILE, top=50)
    assert faults(answer, ImproveAnswer) == []
    assert answer["improvements"]


def test_measures_of_every_kind_can_be_improved() -> None:
    """A QCDR's rate, a measure with several rates; a scale of its own is left alone."""
    registry = measure("ACEP50", 0, 0)
    registry["value"] = {
        "isEndToEndReported": False,
        "numerator": 130,
        "denominator": 100,
        "observationInstances": 100,
        "numeratorExclusion": 0,
        "denominatorException": 0,
        "reportingRate": 100,
    }
    tobacco = {
        "measureId": "226",
        "value": {
            "isEndToEndReported": False,
            "strata": [
                {
                    "stratum": name,
                    **{
                        key: value
                        for key, value in measure("226", 30, 70)["value"].items()
                        if key != "isEndToEndReported"
                    },
                }
                for name in ("reporting", "performance", "combinedPopulations")
            ],
        },
    }
    changes = found(measurement_set("quality", "registry", [registry, tobacco]), activity())
    improved = {each.get("measureId") for each in changes}
    assert "226" in improved
    assert "ACEP50" not in improved
