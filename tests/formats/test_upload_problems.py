"""What CMS refuses by file, and what would earn nothing, is said before it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from formats.documents import (
    CEHRT_ID,
    a_set,
    activities,
    counts,
    interoperability,
    measurement,
    of_entity,
    problems,
    quality,
    strata,
    stratum,
    submission,
)

from openmips.formats.qpp_json import read_submission
from openmips.problems import CATALOGUE, ProblemsFound, Severity

EHR = {"submissionMethod": "electronicHealthRecord"}
IN_SET = "$.measurementSets[0]"
VALUE = f"{IN_SET}.measurements[0].value"
Y2025 = {"performanceStart": "2025-01-01", "performanceEnd": "2025-12-31"}
Y2026 = {"performanceStart": "2026-01-01", "performanceEnd": "2026-12-31"}
BY_CLAIMS = quality(submissionMethod="claims")


def a_year_on(*sets: dict[str, Any], **changes: object) -> dict[str, Any]:
    """A submission of 2025."""
    return submission(*sets, **{"performanceYear": 2025, **changes})


def attested(**changes: object) -> dict[str, Any]:
    """A set of one promoting interoperability attestation."""
    return interoperability(measurement("PI_PPHI_1", True), **changes)


def found_for_upload(document: dict[str, Any]) -> list[tuple[str, str, Severity]]:
    """Code, place and severity of everything found in a submission that is to be sent."""
    try:
        found = read_submission(document, for_upload=True).warnings
    except ProblemsFound as stopped:
        found = stopped.problems
    return [(one.code, one.location, one.severity) for one in found]


CASES = {
    "no set": (
        submission(measurementSets=[]),
        "nothing_to_upload",
        "$.measurementSets",
    ),
    "claims": (submission(BY_CLAIMS), "method_not_uploaded", f"{IN_SET}.submissionMethod"),
    "web interface": (
        submission(quality(submissionMethod="cmsWebInterface")),
        "method_not_uploaded",
        f"{IN_SET}.submissionMethod",
    ),
    "survey": (
        submission(
            quality(measurement("CAHPS_1", {"score": 80}), submissionMethod="certifiedSurveyVendor")
        ),
        "method_not_uploaded",
        f"{IN_SET}.submissionMethod",
    ),
    "activities by claims": (
        submission(activities("IA_EPA_1", submissionMethod="claims")),
        "method_not_uploaded",
        f"{IN_SET}.submissionMethod",
    ),
    "the old name of a category": (
        submission(attested(category="aci")),
        "old_category_name",
        f"{IN_SET}.category",
    ),
    "interoperability of an APM entity": (
        of_entity("apm", attested()),
        "interoperability_not_taken",
        f"{IN_SET}.category",
    ),
    "interoperability without certification": (
        submission(attested(cehrtId=None)),
        "cehrt_id_needed",
        f"{IN_SET}.cehrtId",
    ),
    "quality from an EHR without certification in 2025": (
        a_year_on(quality(**EHR, **Y2025)),
        "cehrt_id_needed",
        f"{IN_SET}.cehrtId",
    ),
    "a certification id of 2015 with a wrong letter": (
        submission(attested(cehrtId="0015EABCDEFGHIJ")),
        "cehrt_id_form",
        f"{IN_SET}.cehrtId",
    ),
    "a certification id in small letters": (
        submission(attested(cehrtId=CEHRT_ID.lower())),
        "cehrt_id_form",
        f"{IN_SET}.cehrtId",
    ),
    "a specialty set in 2025": (
        a_year_on(quality(**Y2025, measureSet="cardiology")),
        "field_removed",
        f"{IN_SET}.measureSet",
    ),
    "a short activity": (
        submission(activities("IA_EPA_1", performanceEnd="2024-03-29")),
        "period_too_short",
        f"{IN_SET}.performanceEnd",
    ),
    "a short period of interoperability": (
        submission(attested(performanceEnd="2024-06-27")),
        "period_too_short",
        f"{IN_SET}.performanceEnd",
    ),
    "part of a year of quality": (
        submission(quality(performanceStart="2024-01-02")),
        "period_not_whole_year",
        f"{IN_SET}.performanceEnd",
    ),
    "an activity that was not done": (
        submission(a_set("ia", measurement("IA_EPA_1", False))),
        "activity_not_done",
        VALUE,
    ),
    "a subgroup's id": (
        of_entity("subgroup", quality(measurement("001", counts()), programName="M0005")),
        "subgroup_id_form",
        "$.entityId",
    ),
    "a rate beside the counts": (
        submission(quality(measurement("001", counts(performanceRate=100)))),
        "rate_differs",
        f"{VALUE}.performanceRate",
    ),
    "a rate of a stratum": (
        submission(
            quality(
                measurement(
                    "305",
                    strata(stratum("14Days"), {**stratum("34Days"), "performanceRate": 90}),
                ),
                **EHR,
            )
        ),
        "rate_differs",
        f"{VALUE}.strata[1].performanceRate",
    ),
}


@pytest.mark.parametrize(("document", "code", "place"), CASES.values(), ids=CASES)
def test_each_reason_has_a_document(document: dict[str, Any], code: str, place: str) -> None:
    """One defect is one problem, at its place, with the severity of the catalogue."""
    assert found_for_upload(document) == [(code, place, CATALOGUE.kinds[code].severity)]


FINE = {
    "a period just long enough": submission(
        activities("IA_EPA_1", performanceEnd="2024-03-30"),
        attested(performanceEnd="2024-06-28"),
    ),
    "the certification id of 2025": submission(attested(cehrtId="2025CABCDE12345")),
    "quality from an EHR without certification in 2024": submission(quality(**EHR)),
    "a rate as CMS rounds it": submission(
        quality(measurement("001", counts(156, 36, 120, performanceRate=23.08)))
    ),
}


@pytest.mark.parametrize("document", FINE.values(), ids=FINE)
def test_what_cms_takes_raises_nothing(document: dict[str, Any]) -> None:
    """At the very edge of a rule nothing is said."""
    assert found_for_upload(document) == []


def test_a_program_that_is_not_scored_may_be_sent() -> None:
    """Primary Care First of 2024 is read for upload and refused for scoring; others' it is not."""
    document = of_entity("apm", quality(measurement("236", counts()), programName="PCF"))
    assert found_for_upload(document) == []
    (found,) = problems(lambda: read_submission(document))
    assert found.code == "program_not_scored"
    of_a_group = submission(quality(measurement("236", counts()), programName="pcf"))
    assert found_for_upload(of_a_group)[0][:2] == (
        "program_not_for_entity",
        f"{IN_SET}.programName",
    )


def test_the_shared_savings_program_takes_interoperability() -> None:
    """The program that CMS's data name from 2026 on is not bound by the rule for APM entities."""
    sent = attested(**Y2026, programName="SSP")
    assert found_for_upload(of_entity("apm", sent, performanceYear=2026)) == []


def test_a_pathway_of_another_year_is_told_its_years() -> None:
    """An MVP that ended is named with the years that have it."""
    document = a_year_on(quality(**Y2025, programName="M0003"))
    (found,) = problems(lambda: read_submission(document, for_upload=True))
    assert found.code == "unknown_program"
    assert found.remedy == "It is a program of 2023 or 2024: check performanceYear too."


def test_scoring_takes_what_cms_does_not_take_by_file() -> None:
    """Results of claims are scored, and refused only where they would be sent."""
    assert read_submission(submission(BY_CLAIMS)).warnings == ()
