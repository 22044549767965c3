"""Invented documents that the tests of the readers start from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from openmips.formats.profile import Profile
from openmips.formats.profile import read_profile as read_any_profile
from openmips.formats.qpp_json import Submission, read_submission
from openmips.problems import Problem, ProblemsFound, Read

TIN = "000456789"
NPI = "1000000004"
CEHRT_ID = "0015CABCDEFGHIJ"
CLINICIANS = 15

Document = dict[str, Any]


def measurement(measure_id: str, value: object) -> Document:
    """One measurement."""
    return {"measureId": measure_id, "value": value}


def counts(eligible: int = 100, met: int = 80, not_met: int = 20, **more: object) -> Document:
    """The value of a measure with one rate."""
    return {
        "isEndToEndReported": False,
        "eligiblePopulation": eligible,
        "performanceMet": met,
        "performanceNotMet": not_met,
        **more,
    }


def stratum(name: str, eligible: int = 50, met: int = 40, not_met: int = 10) -> Document:
    """One stratum."""
    return {
        "stratum": name,
        "eligiblePopulation": eligible,
        "performanceMet": met,
        "performanceNotMet": not_met,
    }


def strata(*parts: Document, **more: object) -> Document:
    """The value of a measure with several rates."""
    return {"isEndToEndReported": True, "strata": list(parts), **more}


def a_set(kind: str, *measurements: Document, **changes: object) -> Document:
    """A set of 2024 that came through a registry."""
    return {
        "category": kind,
        "submissionMethod": "registry",
        "programName": "mips",
        "performanceStart": "2024-01-01",
        "performanceEnd": "2024-12-31",
        "measurements": list(measurements),
        **changes,
    }


def quality(*measurements: Document, **changes: object) -> Document:
    """A quality set; without measurements it holds measure 001."""
    return a_set("quality", *(measurements or (measurement("001", counts()),)), **changes)


def activities(*ids: str, **changes: object) -> Document:
    """A set of activities, all done."""
    return a_set("ia", *(measurement(activity_id, True) for activity_id in ids), **changes)


def interoperability(*measurements: Document, **changes: object) -> Document:
    """A promoting interoperability set."""
    return a_set("pi", *measurements, **{"cehrtId": CEHRT_ID, **changes})


def submission(*sets: Document, **changes: object) -> Document:
    """A submission of an invented group for 2024; a change to None takes a field out."""
    document = {
        "performanceYear": 2024,
        "entityType": "group",
        "taxpayerIdentificationNumber": TIN,
        "measurementSets": list(sets or (quality(),)),
        **changes,
    }
    return {key: value for key, value in document.items() if value is not None}


def individual(*sets: Document, **changes: object) -> Document:
    """A submission of an invented clinician."""
    ids = {"entityType": "individual", "nationalProviderIdentifier": NPI}
    return submission(*sets, **{**ids, **changes})


def of_entity(entity_type: str, *sets: Document, **changes: object) -> Document:
    """A submission of an entity that has an id of its own."""
    ids = {"entityType": entity_type, "entityId": "X-1", "taxpayerIdentificationNumber": None}
    return submission(*sets, **{**ids, **changes})


def profile(**changes: object) -> Document:
    """A profile of an invented small practice in 2024."""
    return {"performanceYear": 2024, "practice": {"clinicianCount": 4}, **changes}


def read_profile(document: Document) -> Read[Profile]:
    """The profile of a document, fifteen clinicians being a small practice."""
    return read_any_profile(document, small_practice_clinicians=CLINICIANS)


def problems(read: Callable[[], object]) -> tuple[Problem, ...]:
    """The problems that a reading ends with."""
    with pytest.raises(ProblemsFound) as caught:
        read()
    return caught.value.problems


def found_in(document: Document) -> tuple[Problem, ...]:
    """Everything found in a submission, warnings alike."""
    try:
        return read_submission(document).warnings
    except ProblemsFound as stopped:
        return stopped.problems


def of_submission(document: Document) -> list[tuple[str, str]]:
    """Code and place of everything found in a submission, warnings alike."""
    return [(problem.code, problem.location) for problem in found_in(document)]


def of_profile(document: Document) -> list[tuple[str, str]]:
    """Code and place of everything found in a profile, warnings alike."""
    try:
        found = read_profile(document).warnings
    except ProblemsFound as stopped:
        found = stopped.problems
    return [(problem.code, problem.location) for problem in found]


def read(document: Document) -> Submission:
    """The submission of a document that is as it should be."""
    found = read_submission(document)
    assert found.warnings == ()
    return found.value
