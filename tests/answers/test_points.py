"""Points of one rate: the shape of the answer, every basis, every problem."""

from __future__ import annotations

from typing import Any

import pytest
from answers.shape_check import faults, texts

from openmips import points
from openmips.answers import problems
from openmips.answers.points import PointsAnswer
from openmips.catalog import catalog_for
from openmips.problems.finding import ProblemsFound

BLOOD_PRESSURE = {
    "performanceYear": 2024,
    "measureId": "236",
    "collectionType": "electronicHealthRecord",
    "rate": "70.00",
}
LADDER = [0, "0", "26.89", "40.49", 50, "57.07", "64.79", "73.08", "82.71", "96.44", 100]
CUT_POINTS = ["1", "10", "20", "30", "40", "50", "60", "70", "80", "90", "99"]


def asked(**changes: Any) -> PointsAnswer:
    """The answer for measure 236 at 70 percent, with changes to the request."""
    request = BLOOD_PRESSURE | changes
    return points({key: value for key, value in request.items() if value != "left out"})


def refused(**changes: Any) -> str:
    """The code of the one problem of a request."""
    with pytest.raises(ProblemsFound) as found:
        asked(**changes)
    (problem,) = found.value.problems
    assert problem.message
    assert problem.remedy
    return problem.code


def test_a_rate_reaches_a_decile_and_its_share() -> None:
    """70 percent of measure 236 from the health record earns 6.3377 points in 2024."""
    answer = asked(cases=40, dataCompleteness="92.5", smallPractice=True)
    assert faults(answer, PointsAnswer) == []
    assert list(answer) == [
        "measureId", "collectionType", "points", "available", "decile", "capped", "basis", "why",
    ]  # fmt: skip
    assert (answer["points"], answer["decile"], answer["available"]) == ("6.3377", 6, "10")
    assert (answer["basis"], answer["capped"]) == ("benchmark", False)


def test_no_amount_is_a_float() -> None:
    """Amounts are texts, counts are whole numbers."""
    assert not [leaf for leaf in texts(asked()) if isinstance(leaf, float)]


def test_numbers_may_be_written_as_json_numbers() -> None:
    """A rate of 70 and a rate of "70.00" are the same."""
    assert asked(rate=70) == asked(rate="70.00") == asked(rate=70.0)


def test_every_reason_cites_its_provisions() -> None:
    """Each leaf of the reason names a provision, where it stands and how well it is attested."""
    why = asked()["why"]
    assert "236" in why["says"]
    assert {cite["attestation"] for cite in why["cites"]} == {"regulation", "published_result"}
    assert [cite["provision"] for cite in why["parts"][0]["cites"]] == [
        "quality.case_minimum",
        "quality.data_completeness",
    ]


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_every_published_benchmark_is_answered(year: int) -> None:
    """Each row CMS published gives points or is out of the score; mock rows are a problem."""
    for (measure_id, collection_type), benchmark in catalog_for(year).benchmarks.items():
        request = {
            "performanceYear": year,
            "measureId": measure_id,
            "collectionType": collection_type,
            "rate": str(benchmark.percentiles[5]),
        }
        if benchmark.placeholder:
            with pytest.raises(ProblemsFound, match="placeholder"):
                points(request)
        else:
            assert faults(points(request), PointsAnswer) == []


def test_a_topped_out_measure_is_capped() -> None:
    """Advance care plans on claims at 100 percent earn 7 points, and say that they are capped."""
    answer = asked(measureId="047", collectionType="claims", rate="100")
    assert (answer["points"], answer["capped"], answer["decile"]) == ("7", True, 10)


@pytest.mark.parametrize(("small", "basis", "earned"), [
    (True, "small_practice_floor", "3"),
    (False, "no_points", "0"),
])  # fmt: skip
def test_too_few_cases_or_answers_earn_a_floor(small: bool, basis: str, earned: str) -> None:
    """Without a usable benchmark a small practice earns 3 points, others none."""
    few = asked(cases=19, smallPractice=small)
    incomplete = asked(dataCompleteness="74.99", smallPractice=small)
    no_rate = asked(rate=None, smallPractice=small)
    for answer in (few, incomplete, no_rate):
        assert (answer["basis"], answer["points"], answer["decile"]) == (basis, earned, None)


def test_completeness_is_compared_exactly() -> None:
    """75 percent is enough, a hair less is not."""
    assert asked(dataCompleteness="75")["basis"] == "benchmark"
    assert asked(dataCompleteness="74.9999999999")["basis"] == "no_points"


@pytest.mark.parametrize("nothing", [{"cases": 0}, {"dataCompleteness": "0"}])
def test_nothing_reported_is_not_submitted(nothing: dict[str, Any]) -> None:
    """A measure without one reported case was not submitted."""
    answer = asked(**nothing)
    assert (answer["basis"], answer["points"], answer["available"]) == ("not_submitted", "0", "10")


def test_a_suppressed_measure_asks_for_nothing() -> None:
    """Measure 488 is suppressed in 2024: 0 of 0 points."""
    answer = asked(measureId="488")
    assert (answer["basis"], answer["points"], answer["available"]) == ("suppressed", "0", "0")


def test_a_benchmark_to_come_is_a_range() -> None:
    """In 2026 a measure without a historical benchmark waits for this year's data."""
    catalog = catalog_for(2026)
    measure = next(
        one
        for one in catalog.quality.values()
        if "registry" in one.collection_types
        and (one.measure_id, "registry") not in catalog.benchmarks
    )
    answer = asked(performanceYear=2026, measureId=measure.measure_id, collectionType="registry")
    assert faults(answer, PointsAnswer) == []
    assert answer["basis"] == "benchmark_pending"
    assert answer["points"] is None
    assert float(answer["pointsLow"]) < float(answer["pointsHigh"]) == 10


def test_claims_based_measures_have_their_own_case_minimum() -> None:
    """Readmissions need 200 cases; a cost measure's points come from its dollars."""
    readmissions = {"measureId": "479", "collectionType": "administrativeClaims"}
    assert asked(**readmissions, rate="0.15")["basis"] == "benchmark"
    few = asked(**readmissions, rate="0.15", cases=199)
    assert (few["basis"], few["points"], few["available"]) == ("not_scored", None, "0")
    cost = {"measureId": "TPCC_1", "collectionType": "administrativeClaims"}
    answer = asked(**cost, rate="1600")
    assert (answer["points"], answer["decile"]) == ("7.2408", 7)
    assert "not given" in str(answer["why"])


def test_a_suppressed_cost_measure_is_not_scored() -> None:
    """CMS suppressed one cost measure in 2024: no points, none available."""
    answer = asked(measureId="COST_AKID_1", collectionType="administrativeClaims", rate="9000")
    assert (answer["basis"], answer["points"]) == ("not_scored", None)


def test_a_survey_measure_without_benchmark_is_not_scored() -> None:
    """Of the survey's summary measures only those with a benchmark are scored."""
    survey = {"collectionType": "certifiedSurveyVendor", "rate": "80"}
    assert asked(measureId="CAHPS_7", **survey)["basis"] == "not_scored"
    assert asked(measureId="CAHPS_1", **survey)["basis"] == "benchmark"


@pytest.mark.parametrize("ladder", [LADDER, dict(zip(CUT_POINTS, LADDER, strict=True))])
def test_a_ladder_of_ones_own_replaces_the_catalogs(ladder: Any) -> None:
    """CMS's own example: 82.31 on its ladder earns 8.9585 points."""
    request = {"performanceYear": 2024, "rate": "82.31", "percentiles": ladder, "isInverse": False}
    alone = points(request)
    known = asked(rate="82.31", percentiles=ladder, isInverse=False)
    assert (alone["points"], alone["decile"], alone["measureId"]) == ("8.9585", 8, None)
    assert (known["points"], known["measureId"]) == ("8.9585", "236")


def test_a_ladder_of_ones_own_may_be_inverse_or_topped_out() -> None:
    """A ladder's direction and cap are as the request says, else as the measure's."""
    high = {"rate": "99", "percentiles": LADDER}
    assert asked(**high, isInverse=True)["decile"] == 1
    assert asked(**high, isInverse=False, isToppedOutByProgram=True)["points"] == "7"
    diabetes = asked(measureId="001", **high)
    assert diabetes["decile"] == 1
    cost = asked(
        performanceYear=2026, measureId="TPCC_1", collectionType="administrativeClaims", **high
    )
    assert cost["decile"] == 1
    assert asked(measureId="no such", **high)["decile"] == 10


@pytest.mark.parametrize(("changes", "code"), [
    ({"performanceYear": 2022}, "unknown_year"),
    ({"performanceYear": "2024"}, "unknown_year"),
    ({"performanceYear": "left out"}, "missing_key"),
    ({"rate": "left out"}, "missing_key"),
    ({"measureId": "left out"}, "missing_key"),
    ({"collectionType": "left out"}, "missing_key"),
    ({"isInverse": True}, "missing_key"),
    ({"measureId": "9999"}, "unknown_measure"),
    ({"measureId": 236}, "wrong_type"),
    ({"collectionType": "fax"}, "unknown_collection_type"),
    ({"collectionType": "certifiedSurveyVendor"}, "collection_type_not_offered"),
    ({"rate": "many"}, "bad_rate"),
    ({"rate": "NaN"}, "bad_rate"),
    ({"rate": "1e-900"}, "bad_rate"),
    ({"rate": "-1"}, "bad_rate"),
    ({"rate": "100.01"}, "bad_rate"),
    ({"rate": True}, "bad_rate"),
    ({"measureId": "TPCC_1", "collectionType": "administrativeClaims", "rate": None}, "bad_rate"),
    ({"cases": -1}, "bad_cases"),
    ({"cases": "20"}, "bad_cases"),
    ({"dataCompleteness": "101"}, "bad_completeness"),
    ({"dataCompleteness": "all"}, "bad_completeness"),
    ({"percentiles": LADDER[:10]}, "bad_ladder"),
    ({"percentiles": LADDER[::-1]}, "bad_ladder"),
    ({"percentiles": ["NaN", *LADDER[1:]]}, "bad_ladder"),
    ({"percentiles": {"1": "0"}}, "bad_ladder"),
    ({"percentiles": "0,10"}, "bad_ladder"),
    ({"smallPractice": "yes"}, "wrong_type"),
    ({"measureid": "236"}, "unknown_key"),
])  # fmt: skip
def test_what_cannot_be_answered_is_refused(changes: dict[str, Any], code: str) -> None:
    """Every request that cannot be meant gets the code of its problem."""
    assert refused(**changes) == code


def test_a_slip_in_an_id_gets_a_hint() -> None:
    """An id without its leading zeros is answered with the id that was probably meant."""
    with pytest.raises(ProblemsFound, match="Did you mean 001"):
        asked(measureId="1")
    with pytest.raises(ProblemsFound, match="Did you mean measureId"):
        asked(measureid="236")


def test_a_measure_on_its_own_scale_may_pass_100() -> None:
    """Minutes are no percent: a median of 130 minutes is answered."""
    answer = asked(measureId="ACEP50", collectionType="registry", rate="130")
    assert answer["basis"] == "benchmark"


def test_every_problem_says_what_to_do() -> None:
    """Each code has a meaning and a remedy."""
    for kind in problems.CATALOGUE.kinds.values():
        assert kind.meaning.endswith(".")
        assert kind.remedy.endswith(".")
