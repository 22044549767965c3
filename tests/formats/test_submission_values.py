"""Well-formed measurements become domain values, one golden document for each metric type."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from formats.documents import (
    CEHRT_ID,
    NPI,
    TIN,
    activities,
    counts,
    individual,
    interoperability,
    measurement,
    of_entity,
    of_submission,
    quality,
    read,
    strata,
    stratum,
    submission,
)

from openmips.formats.qpp_json import read_submission
from openmips.formats.qpp_sets import Content
from openmips.people import Entity, EntityType
from openmips.performance import (
    ActivitySet,
    Category,
    Counts,
    InteroperabilitySet,
    NonProportion,
    QualityResult,
    QualityValue,
    Ratio,
    RegistryCounts,
    Strata,
    Stratum,
    SurveyScore,
)

EHR = {"submissionMethod": "electronicHealthRecord"}
VENDOR = {"submissionMethod": "certifiedSurveyVendor"}


def content(document: dict[str, object]) -> Content:
    """What the only set of a submission holds."""
    (only,) = read(submission(document)).measurement_sets
    return only.content


def quality_value(measure_id: str, value: object, **changes: object) -> QualityValue:
    """The value that a quality measurement becomes."""
    results = content(quality(measurement(measure_id, value), **changes))
    assert isinstance(results, tuple)
    (result,) = results
    assert result.measure_id == measure_id
    return result.value


def test_one_rate() -> None:
    """A measure with one rate becomes its counts; what CMS computes is left out."""
    value = counts(156, 36, 100, eligiblePopulationException=20, performanceRate=26.47)
    assert quality_value("001", value) == Counts(156, 36, 100, 0, 20)


def test_optional_counts_may_be_absent_or_null() -> None:
    """Absent and null both mean none."""
    value = {"isEndToEndReported": True, "performanceMet": 20, "eligiblePopulation": 20}
    assert quality_value("001", value) == Counts(20, 20)
    assert quality_value("001", {**value, "performanceNotMet": None}) == Counts(20, 20)


def test_electronic_measures_may_exclude() -> None:
    """An electronic measure counts its denominator exclusions."""
    value = counts(100, 60, 30, eligiblePopulationExclusion=10)
    assert quality_value("236", value, **EHR) == Counts(100, 60, 30, 10)


def test_several_rates() -> None:
    """A measure with several rates becomes its strata."""
    value = strata(stratum("14Days", 60, 47, 13), stratum("34Days", 147, 121, 26))
    expected = (Stratum("14Days", Counts(60, 47, 13)), Stratum("34Days", Counts(147, 121, 26)))
    assert quality_value("305", value, **EHR) == Strata(expected)


def test_registry_measure_with_one_rate() -> None:
    """A QCDR measure keeps the rate its registry wrote, exactly."""
    value = counts(50, 30, 10, eligiblePopulationExclusion=10, performanceRate=Decimal("75.00"))
    value["numeratorExclusion"] = 1
    expected = RegistryCounts(Counts(50, 30, 10, 10), Decimal("75.00"), 1)
    assert quality_value("AAD6", value) == expected


def test_registry_measure_that_rated_nobody() -> None:
    """Where nobody was left to rate there is no rate."""
    value = counts(10, 0, 0, eligiblePopulationExclusion=10)
    assert quality_value("AAD6", value) == RegistryCounts(Counts(10, 0, 0, 10), None)


def test_registry_measure_with_several_rates() -> None:
    """A QCDR measure with several rates keeps strata and overall rate."""
    value = strata(stratum("examPerformed"), stratum("overall"), performanceRate=80)
    parts = (Stratum("examPerformed", Counts(50, 40, 10)), Stratum("overall", Counts(50, 40, 10)))
    assert quality_value("AAD14", value) == Strata(parts, Decimal(80), registry=True)


def test_non_proportion() -> None:
    """A measure on a scale of its own keeps its numbers as written."""
    value = {
        "isEndToEndReported": False,
        "numerator": Decimal("250.5"),
        "denominator": 100,
        "observationInstances": 90,
        "denominatorException": 10,
    }
    expected = NonProportion(Decimal("250.5"), Decimal(100), 90, denominator_exception=Decimal(10))
    assert quality_value("483", value) == expected


def test_survey_scores() -> None:
    """A survey measure has a score, or none below the minimum."""
    value = {"score": Decimal("84.3"), "reliability": "high", "mask": False}
    assert quality_value("CAHPS_1", value, **VENDOR) == SurveyScore(Decimal("84.3"))
    below = {"score": None, "isBelowMinimum": True}
    assert quality_value("CAHPS_1", below, **VENDOR) == SurveyScore(None, below_minimum=True)


def test_claims_and_web_interface_results() -> None:
    """Results that came by claims or the web interface are read as results."""
    for method in ("claims", "cmsWebInterface"):
        results = content(quality(submissionMethod=method))
        assert results == (QualityResult("001", method, Counts(100, 80, 20)),)


def test_activities() -> None:
    """Activities are yes or no, with their period."""
    document = activities("IA_EPA_1", performanceStart="2024-10-01")
    document["measurements"].append(measurement("IA_PM_2", False))
    expected = ActivitySet(
        {"IA_EPA_1": True, "IA_PM_2": False}, date(2024, 10, 1), date(2024, 12, 31)
    )
    assert content(document) == expected


def test_interoperability() -> None:
    """Promoting interoperability is yes or no, or a ratio."""
    document = interoperability(
        measurement("PI_PPHI_1", True),
        measurement("PI_EP_1", {"numerator": 49, "denominator": 115}),
    )
    expected = InteroperabilitySet(
        {"PI_PPHI_1": True, "PI_EP_1": Ratio(49, 115)},
        date(2024, 1, 1),
        date(2024, 12, 31),
        CEHRT_ID,
    )
    assert content(document) == expected
    assert content({**document, "category": "ACI"}) == expected


@pytest.mark.parametrize(
    ("document", "entity"),
    [
        (submission(), Entity(EntityType.GROUP, TIN)),
        (individual(), Entity(EntityType.INDIVIDUAL, TIN, NPI)),
        (of_entity("apm"), Entity(EntityType.APM_ENTITY, entity_id="X-1")),
        (
            of_entity("virtualGroup", taxpayerIdentificationNumber=TIN),
            Entity(EntityType.VIRTUAL_GROUP, TIN, entity_id="X-1"),
        ),
        (
            of_entity("subgroup", quality(programName="m0005")),
            Entity(EntityType.SUBGROUP, entity_id="X-1"),
        ),
    ],
)
def test_entities(document: dict[str, object], entity: Entity) -> None:
    """Every type of entity carries the ids it is known by."""
    assert read(document).entity == entity


def test_names_are_stored_as_cms_writes_them() -> None:
    """Small and capital letters make no difference on the way in."""
    document = quality(
        category="Quality", submissionMethod="ELECTRONICHEALTHRECORD", programName="APP1"
    )
    (only,) = read(submission(document)).measurement_sets
    assert only.category is Category.QUALITY
    assert (only.submission_method, only.program) == ("electronicHealthRecord", "app1")


def test_program_is_copied_down_or_mips() -> None:
    """A set without a program has its submission's, and else mips."""
    document = quality(programName=None)
    assert read(submission(document)).measurement_sets[0].program == "mips"
    named = submission(document, programName="app1")
    assert read(named).measurement_sets[0].program == "app1"


@pytest.mark.parametrize("wrap", [("data", "submission"), ("submission",), ("data",)])
def test_envelopes_of_answers_are_opened(wrap: tuple[str, ...]) -> None:
    """A document as CMS's server answers it reads like its inside, and keeps its places."""
    document = submission()
    wrapped: dict[str, object] = document
    for key in reversed(wrap):
        wrapped = {key: wrapped}
    assert read(wrapped) == read(document)
    document["entityType"] = "clinic"
    place = ".".join(("$", *wrap, "entityType"))
    assert of_submission(wrapped) == [("unknown_value", place)]


def test_fields_of_the_server_are_ignored() -> None:
    """A submission fetched from CMS's server reads like the one that was sent."""
    fetched = {"id": "1", "createdAt": "x", "updatedAt": "x", "version": 3, "source": None}
    mine = {**fetched, "submitterId": "1", "submitterType": "organization", "suppressed": False}
    more = {**mine, "submissionId": "1", "practiceId": ""}
    measured = {**measurement("001", counts(reportingRate=100, caseCount=100)), "id": "1"}
    measured |= {"measurementSetId": "1", "performanceStart": None, "performanceEnd": None}
    assert read(submission(quality(measured, **more), **mine)) == read(submission())


def test_sets_of_two_submitters_stand_side_by_side() -> None:
    """The same category, method and program may come from two submitters."""
    document = submission(quality(submitterId="1"), quality(submitterId="2"))
    assert len(read(document).measurement_sets) == 2


def test_a_registry_may_leave_out_strata_of_the_electronic_measure() -> None:
    """Where the overall stratum alone makes the rate, a registry's other strata may lack."""
    document = submission(quality(measurement("238", strata(stratum("overall")))))
    place = "$.measurementSets[0].measurements[0].value.strata"
    assert of_submission(document) == [("stratum_left_out", place)] * 2
    document["measurementSets"][0] |= EHR
    assert of_submission(document) == [("missing_stratum", place)] * 2


def test_stratum_names_are_corrected() -> None:
    """A stratum in small letters is taken for CMS's own, with a warning."""
    document = submission(
        quality(measurement("305", strata(stratum("14days"), stratum("34Days"))), **EHR)
    )
    found = read_submission(document)
    place = "$.measurementSets[0].measurements[0].value.strata[0].stratum"
    assert [(one.code, one.location) for one in found.warnings] == [("stratum_spelling", place)]
    results = found.value.measurement_sets[0].content
    assert isinstance(results, tuple)
    assert isinstance(results[0].value, Strata)
    assert [part.name for part in results[0].value.strata] == ["14Days", "34Days"]
