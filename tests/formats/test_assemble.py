"""Submissions and a profile become one performance for each entity and program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from formats.documents import (
    NPI,
    TIN,
    activities,
    counts,
    individual,
    interoperability,
    measurement,
    of_entity,
    problems,
    profile,
    quality,
    read_profile,
    submission,
)

from openmips.catalog import catalog_for
from openmips.formats.assemble import performances
from openmips.formats.qpp_json import read_submission
from openmips.people import Entity, EntityType
from openmips.performance import Performance, ReportingOption

YEAR = 2024
IN_2025 = {"performanceStart": "2025-01-01", "performanceEnd": "2025-12-31"}


def assembled(
    *documents: dict[str, Any], given: dict[str, Any] | None = None
) -> Sequence[Performance]:
    """The performances of documents and a profile."""
    submissions = [read_submission(document).value for document in documents]
    facts = None if given is None else read_profile(given).value
    return performances(submissions, facts, catalog_for(YEAR))


def test_sets_of_one_entity_are_pooled() -> None:
    """Sets of several submissions of one entity and program make one performance."""
    attested = interoperability(measurement("PI_PPHI_1", True))
    first = submission(quality(), activities("IA_EPA_1"), attested)
    more = quality(measurement("047", counts()), submissionMethod="claims")
    second = submission(more, activities("IA_PM_2"), attested)
    (found,) = assembled(first, second)
    assert found.entity == Entity(EntityType.GROUP, TIN)
    assert (found.option, found.program) == (ReportingOption.TRADITIONAL, "mips")
    ids = [(result.measure_id, result.collection_type) for result in found.quality]
    assert ids == [("001", "registry"), ("047", "claims")]
    assert [dict(part.done) for part in found.activities] == [{"IA_EPA_1": True}, {"IA_PM_2": True}]
    assert len(found.interoperability) == 2


def test_each_program_is_a_performance() -> None:
    """The reporting option follows from the program."""
    sets = [quality(programName=name) for name in ("mips", "app1", "M0005")]
    found = assembled(submission(*sets))
    assert [(one.program, one.option) for one in found] == [
        ("mips", ReportingOption.TRADITIONAL),
        ("app1", ReportingOption.APP),
        ("M0005", ReportingOption.MVP),
    ]


def test_each_entity_is_a_performance() -> None:
    """Clinician, group and APM entity of one clinician stand side by side."""
    tolerated = of_entity("apm", activities("IA_PM_2"), taxpayerIdentificationNumber=TIN)
    found = assembled(individual(), submission(), of_entity("apm"), tolerated)
    assert [one.entity.entity_type for one in found] == [
        EntityType.INDIVIDUAL,
        EntityType.GROUP,
        EntityType.APM_ENTITY,
    ]
    assert found[0].entity.npi == NPI
    assert len(found[2].activities) == 1


def test_the_profile_applies_to_every_performance() -> None:
    """What the profile states holds for all."""
    given = profile(complexPatientBonus="2", cost=[], reweighted={"pi": ["hardship"]})
    for found in assembled(individual(), submission(), given=given):
        assert found.practice.small
        assert found.cost == ()
        assert found.complex_patient_bonus == 2
        assert len(found.reweighted) == 1


def test_a_profile_alone_is_a_performance() -> None:
    """Without a submission the profile says who reports and how."""
    (found,) = assembled(given=profile())
    assert found.entity == Entity(EntityType.GROUP)
    assert (found.program, found.submitted) == ("mips", False)
    (found,) = assembled(given=profile(entityType="individual", program="G0053"))
    assert found.entity == Entity(EntityType.INDIVIDUAL)
    assert found.option is ReportingOption.MVP


def test_a_year_without_a_catalog_has_performances_too() -> None:
    """2022 is scored from a profile alone."""
    facts = read_profile({**profile(), "performanceYear": 2022}).value
    (found,) = performances([], facts, None)
    assert (found.performance_year, found.option) == (2022, ReportingOption.TRADITIONAL)


def test_empty_sets_submit_nothing() -> None:
    """A set or a submission without measurements is no data."""
    empty = activities()
    (found,) = assembled(submission(empty, interoperability(), quality(measurements=[])))
    assert not found.submitted
    (found,) = assembled(submission(measurementSets=None))
    assert (found.program, found.submitted) == ("mips", False)


OTHER_TIN = {"taxpayerIdentificationNumber": "000456780"}
REFUSED: dict[str, tuple[list[dict[str, Any]], dict[str, Any] | None, str, str]] = {
    "nothing": ([], None, "nothing_to_score", "$"),
    "two years": (
        [submission(), submission(quality(**IN_2025), performanceYear=2025)],
        None,
        "different_years",
        "$.performanceYear",
    ),
    "profile of another year": (
        [submission()],
        {**profile(), "performanceYear": 2025},
        "different_years",
        "$.performanceYear",
    ),
    "two practices": (
        [submission(), submission(**OTHER_TIN)],
        None,
        "different_clinicians",
        "$.taxpayerIdentificationNumber",
    ),
    "clinician and another practice": (
        [individual(), submission(**OTHER_TIN)],
        None,
        "different_clinicians",
        "$.taxpayerIdentificationNumber",
    ),
    "two clinicians": (
        [individual(), individual(nationalProviderIdentifier="1000000012")],
        None,
        "different_clinicians",
        "$.nationalProviderIdentifier",
    ),
    "profile of another entity type": (
        [submission()],
        profile(entityType="individual"),
        "profile_of_another",
        "$.entityType",
    ),
    "profile of another program": (
        [submission()],
        profile(program="app1"),
        "profile_of_another",
        "$.program",
    ),
}


@pytest.mark.parametrize(("documents", "given", "code", "place"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_belong_together_is_refused(
    documents: list[dict[str, Any]], given: dict[str, Any] | None, code: str, place: str
) -> None:
    """Other years, practices and clinicians are never mixed; identifiers stay masked."""
    (found,) = problems(lambda: assembled(*documents, given=given))
    assert (found.code, found.location) == (code, place)
    assert found.remedy
    assert "00045" not in found.message


def test_a_profile_that_fits_is_taken() -> None:
    """A profile may state the entity type and program that a submission has."""
    given = profile(entityType="group", program="mips")
    assert len(assembled(submission(), given=given)) == 1
