"""What claims submit is taken by scores and plans as it is."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from claims.progress.counting import NPI, SECOND_NPI, TIN, counted, row

from openmips.answers.claims_results import claims_submissions, results_answer
from openmips.answers.plan import plan
from openmips.answers.score import score
from openmips.claims.rate_counts import RateCounts
from openmips.formats.qpp_json import read_submission
from openmips.performance import Counts, QualityResult, Strata, Stratum

PRESSURES = row("236", Counts(40, 20, 12, 3, 1))
SMOKERS = (
    row("226", Counts(60, 50, 4), stratum="00"),
    row("226", Counts(10, 9, 1), stratum="01"),
    row("226", Counts(60, 50, 4), stratum="02"),
)


def text_of(*rows: RateCounts, by: str = "npi", year: int = 2024) -> str:
    """The one submission that the counts make."""
    (found,) = claims_submissions(counted(*rows, year=year), by)
    assert found.text is not None
    return found.text


def measure(answer: Any, measure_id: str) -> dict[str, Any]:
    """The row of a measure in the answer of a score."""
    (found,) = (one for one in answer["measures"] if one["measureId"] == measure_id)
    return found


def test_an_individual_submits_by_claims() -> None:
    """One quality set with the method claims, for the whole year, under TIN and NPI."""
    assert json.loads(text_of(PRESSURES)) == {
        "performanceYear": 2024,
        "entityType": "individual",
        "taxpayerIdentificationNumber": TIN,
        "nationalProviderIdentifier": NPI,
        "measurementSets": [
            {
                "category": "quality",
                "submissionMethod": "claims",
                "programName": "mips",
                "performanceStart": "2024-01-01",
                "performanceEnd": "2024-12-31",
                "measurements": [
                    {
                        "measureId": "236",
                        "value": {
                            "isEndToEndReported": False,
                            "eligiblePopulation": 40,
                            "performanceMet": 20,
                            "performanceNotMet": 12,
                            "eligiblePopulationExclusion": 3,
                            "eligiblePopulationException": 1,
                        },
                    }
                ],
            }
        ],
    }


def test_a_score_takes_what_claims_submit() -> None:
    """20 of 32 met is 62.5 %: a quarter up the seventh decile of the flat ladder."""
    answer = score(text_of(PRESSURES).encode())
    found = measure(answer, "236")
    assert (found["collectionType"], found["performanceRate"]) == ("claims", "62.5")
    assert (found["dataCompleteness"], found["cases"], found["points"]) == ("90", 40, "7.25")


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_measures_with_several_rates_bear_cms_names_of_their_strata(year: int) -> None:
    """226: 54 of 60 screened, 9 of 10 smokers counselled: 90 % of 90 %."""
    text = text_of(*SMOKERS, year=year)
    results = read_submission(text.encode()).value.measurement_sets[0].content
    assert results == (
        QualityResult(
            "226",
            "claims",
            Strata(
                (
                    Stratum("reporting", Counts(60, 50, 4)),
                    Stratum("performance", Counts(10, 9, 1)),
                    Stratum("combinedPopulations", Counts(60, 50, 4)),
                )
            ),
        ),
    )
    found = measure(score(text.encode()), "226")
    assert (found["performanceRate"], found["dataCompleteness"], found["cases"]) == ("90", "90", 60)


def test_a_stratum_without_patients_is_submitted_empty() -> None:
    """CMS asks for every stratum: a practice without smokers submits zeros for them."""
    found = measure(score(text_of(SMOKERS[0], SMOKERS[2]).encode()), "226")
    assert (found["performanceRate"], found["cases"]) == (None, 60)


def test_before_the_split_the_strata_had_other_names() -> None:
    """In 2023 the rate, completeness and cases are those of the stratum overall."""
    found = measure(score(text_of(*SMOKERS, year=2023).encode()), "226")
    assert (found["performanceRate"], found["cases"]) == ("90", 10)


def test_a_group_submits_the_sums_of_its_clinicians() -> None:
    """Two clinicians with 40 and 10 eligible make a group with 50."""
    second = row("236", Counts(10, 4, 6), npi=SECOND_NPI)
    document = json.loads(text_of(PRESSURES, second, by="tin"))
    assert document["entityType"] == "group"
    assert "nationalProviderIdentifier" not in document
    value = document["measurementSets"][0]["measurements"][0]["value"]
    assert (value["eligiblePopulation"], value["performanceMet"]) == (50, 24)


def test_measures_without_an_answer_are_not_submitted() -> None:
    """Eligible claims alone choose no measure, and a clinician without answers sends nothing."""
    silent = row("236", Counts(10, 0, 0), npi=SECOND_NPI)
    answer = results_answer(counted(PRESSURES, row("317", Counts(90, 0, 0)), silent), "npi")
    (document,) = answer["submissions"]
    assert document["nationalProviderIdentifier"] == NPI
    assert answer["notAnswered"] == [{"tin": TIN, "npi": SECOND_NPI}]


def test_measures_of_other_programs_are_left_out_and_named() -> None:
    """128 belongs to MVPs only: traditional MIPS would refuse the submission."""
    answer = results_answer(counted(PRESSURES, row("128", Counts(30, 30, 0))), "npi")
    assert answer["leftOut"] == [{"tin": TIN, "npi": NPI, "measureIds": ["128"]}]
    (document,) = answer["submissions"]
    assert "128" not in json.dumps(document)


def test_under_its_mvp_the_measure_is_submitted() -> None:
    """With the program of the MVP the set bears its name."""
    told = counted(row("128", Counts(30, 30, 0)), program="M1367")
    (document,) = results_answer(told, "npi")["submissions"]
    (only,) = json.loads(json.dumps(document))["measurementSets"]
    assert only["programName"] == "M1367"


def test_a_plan_takes_what_claims_submit() -> None:
    """The plan of a practice in its year starts from the measures its claims report."""
    answer = plan(text_of(PRESSURES, year=2026).encode(), as_of=date(2026, 11, 22))
    lost = [row for row in answer["losses"]["rows"] if row.get("measureId") == "236"]
    assert [(row["cause"], row["collectionType"]) for row in lost] == [("performance", "claims")]
