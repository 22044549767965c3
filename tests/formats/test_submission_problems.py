"""Each way a submission can be wrong has its own code, place, message and remedy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from formats.documents import (
    CEHRT_ID,
    activities,
    counts,
    found_in,
    individual,
    interoperability,
    measurement,
    of_entity,
    of_submission,
    problems,
    quality,
    read,
    strata,
    stratum,
    submission,
)

from openmips.formats.identifiers import check_digit_fits
from openmips.formats.qpp_json import read_submission
from openmips.problems import Problem, Severity
from openmips.problems.finding import MOST_LISTED

EHR = {"submissionMethod": "electronicHealthRecord"}
IN_SET = "$.measurementSets[0]"
FIRST = f"{IN_SET}.measurements[0]"
SECOND = f"{IN_SET}.measurements[1]"
VALUE = f"{FIRST}.value"


def one(value: object, measure_id: str = "001", **changes: object) -> dict[str, Any]:
    """A submission with one quality measurement."""
    return submission(quality(measurement(measure_id, value), **changes))


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    """A document without some members."""
    return {key: value for key, value in document.items() if key not in names}


def rates(*parts: dict[str, Any], **more: object) -> dict[str, Any]:
    """A submission with the two strata of measure 305, or others."""
    return one(strata(*parts, **more), "305", **EHR)


def minutes(**changes: object) -> dict[str, Any]:
    """A submission with a measure on a scale of its own."""
    value = {"isEndToEndReported": False, "numerator": 1, "denominator": 2}
    return one({**value, "observationInstances": 2, **changes}, "483")


def survey(**value: object) -> dict[str, Any]:
    """A submission with a survey measure."""
    return one(value, "CAHPS_1", submissionMethod="certifiedSurveyVendor")


def attested(*ids: str, **changes: object) -> dict[str, Any]:
    """A submission of promoting interoperability, all attested."""
    return submission(interoperability(*(measurement(one, True) for one in ids), **changes))


def ratio(numerator: object, denominator: object) -> dict[str, Any]:
    """A submission of one promoting interoperability ratio."""
    value = {"numerator": numerator, "denominator": denominator}
    return submission(interoperability(measurement("PI_EP_1", value)))


QCDR = {"performanceRate": 80}
CASES = {
    "no year": (submission(performanceYear=None), "missing_field", "$.performanceYear"),
    "wrong year": (submission(performanceYear=2016), "unsupported_year", "$.performanceYear"),
    "year as text": (submission(performanceYear="2024"), "unsupported_year", "$.performanceYear"),
    "year as yes": (submission(performanceYear=True), "unsupported_year", "$.performanceYear"),
    "no entity type": (submission(entityType=None), "missing_field", "$.entityType"),
    "unknown entity type": (submission(entityType="clinic"), "unknown_value", "$.entityType"),
    "blank entity id": (of_entity("apm", entityId=" "), "missing_field", "$.entityId"),
    "entity id as number": (of_entity("apm", entityId=1), "wrong_type", "$.entityId"),
    "no TIN": (
        submission(taxpayerIdentificationNumber=None),
        "missing_field",
        "$.taxpayerIdentificationNumber",
    ),
    "TIN with hyphen": (
        submission(taxpayerIdentificationNumber="00-0456789"),
        "bad_tin",
        "$.taxpayerIdentificationNumber",
    ),
    "TIN as number": (
        submission(taxpayerIdentificationNumber=123456789),
        "bad_tin",
        "$.taxpayerIdentificationNumber",
    ),
    "no NPI": (
        individual(nationalProviderIdentifier=None),
        "missing_field",
        "$.nationalProviderIdentifier",
    ),
    "short NPI": (
        individual(nationalProviderIdentifier="123"),
        "bad_npi",
        "$.nationalProviderIdentifier",
    ),
    "NPI of a group": (
        submission(nationalProviderIdentifier="1000000004"),
        "identifier_not_for_entity",
        "$.nationalProviderIdentifier",
    ),
    "sets as object": (submission(measurementSets={}), "wrong_type", "$.measurementSets"),
    "set as null": (submission(measurementSets=[None]), "wrong_type", IN_SET),
    "set as text": (submission(measurementSets=["x"]), "wrong_type", IN_SET),
    "unknown submission program": (submission(programName="x"), "unknown_program", "$.programName"),
    "program as number": (submission(programName=1), "wrong_type", "$.programName"),
    "no category": (
        submission(without(quality(), "category")),
        "missing_field",
        f"{IN_SET}.category",
    ),
    "unknown category": (
        submission(quality(category="qualty")),
        "unknown_value",
        f"{IN_SET}.category",
    ),
    "cost": (
        submission(quality(category="cost")),
        "category_not_submitted",
        f"{IN_SET}.category",
    ),
    "unknown method": (
        submission(quality(submissionMethod="fax")),
        "unknown_value",
        f"{IN_SET}.submissionMethod",
    ),
    "administrative claims": (
        submission(quality(submissionMethod="administrativeClaims")),
        "computed_by_cms",
        f"{IN_SET}.submissionMethod",
    ),
    "activities by claims": (
        submission(activities("IA_EPA_1", submissionMethod="claims")),
        "method_not_for_category",
        f"{IN_SET}.submissionMethod",
    ),
    "blank program": (
        submission(quality(programName="")),
        "missing_field",
        f"{IN_SET}.programName",
    ),
    "unknown program": (
        submission(quality(programName="M9999")),
        "unknown_program",
        f"{IN_SET}.programName",
    ),
    "program of later years": (
        submission(quality(programName="appPlus")),
        "unknown_program",
        f"{IN_SET}.programName",
    ),
    "program not scored": (
        submission(quality(programName="PCF")),
        "program_not_scored",
        f"{IN_SET}.programName",
    ),
    "subgroup outside MVPs": (
        of_entity("subgroup"),
        "program_not_for_entity",
        f"{IN_SET}.programName",
    ),
    "virtual group in the APP": (
        of_entity("virtualGroup", quality(programName="app1")),
        "program_not_for_entity",
        f"{IN_SET}.programName",
    ),
    "same set twice": (submission(quality(), quality()), "repeated_set", "$.measurementSets[1]"),
    "no start": (
        submission(without(quality(), "performanceStart")),
        "missing_field",
        f"{IN_SET}.performanceStart",
    ),
    "date not ISO": (
        submission(quality(performanceStart="01/01/2024")),
        "bad_date",
        f"{IN_SET}.performanceStart",
    ),
    "no such day": (
        submission(quality(performanceEnd="2024-02-30")),
        "bad_date",
        f"{IN_SET}.performanceEnd",
    ),
    "date as number": (
        submission(quality(performanceEnd=20241231)),
        "bad_date",
        f"{IN_SET}.performanceEnd",
    ),
    "end before start": (
        submission(quality(performanceStart="2024-12-31", performanceEnd="2024-01-01")),
        "period_ends_before_start",
        f"{IN_SET}.performanceEnd",
    ),
    "period of another year": (
        submission(quality(performanceStart="2023-01-01", performanceEnd="2023-12-31")),
        "period_in_another_year",
        f"{IN_SET}.performanceStart",
    ),
    "EHR id as number": (attested("PI_PPHI_1", cehrtId=1), "wrong_type", f"{IN_SET}.cehrtId"),
    "EHR id as list": (attested("PI_PPHI_1", cehrtId=[]), "wrong_type", f"{IN_SET}.cehrtId"),
    "no measure id": (
        submission(quality({"value": counts()})),
        "missing_field",
        f"{FIRST}.measureId",
    ),
    "measure id as number": (
        submission(quality({"measureId": 1, "value": counts()})),
        "wrong_type",
        f"{FIRST}.measureId",
    ),
    "unknown measure": (one(counts(), "999"), "unknown_measure", f"{FIRST}.measureId"),
    "measure of another category": (
        one(True, "IA_EPA_1"),
        "measure_of_other_category",
        f"{FIRST}.measureId",
    ),
    "measure CMS computes": (one(counts(), "479"), "computed_by_cms", f"{FIRST}.measureId"),
    "measure not in the program": (
        one(counts(), "128"),
        "measure_not_in_program",
        f"{FIRST}.measureId",
    ),
    "activity not in the program": (
        submission(activities("IA_CC_10", programName="G0053")),
        "measure_not_in_program",
        f"{FIRST}.measureId",
    ),
    "measure not by claims": (
        one(strata(stratum("84Days"), stratum("180Days")), "009", submissionMethod="claims"),
        "measure_not_by_method",
        f"{FIRST}.measureId",
    ),
    "same measure twice": (
        submission(quality(measurement("001", counts()), measurement("001", counts()))),
        "repeated_measure",
        f"{SECOND}.measureId",
    ),
    "no value": (submission(quality({"measureId": "001"})), "missing_field", VALUE),
    "value not an object": (one(80), "wrong_type", VALUE),
    "no end-to-end": (
        one(without(counts(), "isEndToEndReported")),
        "missing_field",
        f"{VALUE}.isEndToEndReported",
    ),
    "end-to-end as text": (
        one(counts(isEndToEndReported="no")),
        "wrong_type",
        f"{VALUE}.isEndToEndReported",
    ),
    "no population": (
        one(without(counts(), "eligiblePopulation")),
        "missing_field",
        f"{VALUE}.eligiblePopulation",
    ),
    "negative count": (
        one(counts(performanceNotMet=-1)),
        "bad_count",
        f"{VALUE}.performanceNotMet",
    ),
    "decimal count": (
        one(counts(performanceMet=Decimal("3.5"))),
        "bad_count",
        f"{VALUE}.performanceMet",
    ),
    "count as text": (one(counts(performanceMet="36")), "bad_count", f"{VALUE}.performanceMet"),
    "count as yes": (one(counts(performanceMet=True)), "bad_count", f"{VALUE}.performanceMet"),
    "more met than eligible": (
        one(counts(10, 11, 0)),
        "impossible_counts",
        f"{VALUE}.performanceMet",
    ),
    "sum above eligible": (one(counts(156, 100, 100)), "impossible_counts", VALUE),
    "exclusions of a registry": (
        one(counts(100, 50, 40, eligiblePopulationExclusion=10)),
        "exclusion_not_allowed",
        f"{VALUE}.eligiblePopulationExclusion",
    ),
    "no registry rate": (one(counts(), "AAD6"), "missing_field", f"{VALUE}.performanceRate"),
    "negative registry rate": (
        one(counts(performanceRate=-1), "AAD6"),
        "bad_amount",
        f"{VALUE}.performanceRate",
    ),
    "registry rate as text": (
        one(counts(performanceRate="80"), "AAD6"),
        "wrong_type",
        f"{VALUE}.performanceRate",
    ),
    "numerator exclusions above eligible": (
        one(counts(numeratorExclusion=101, **QCDR), "AAD6"),
        "impossible_counts",
        f"{VALUE}.numeratorExclusion",
    ),
    "registry counts missing": (
        one(without(counts(**QCDR), "performanceMet"), "AAD6"),
        "missing_field",
        f"{VALUE}.performanceMet",
    ),
    "no strata": (
        one({"isEndToEndReported": True}, "305", **EHR),
        "missing_field",
        f"{VALUE}.strata",
    ),
    "missing stratum": (rates(stratum("14Days")), "missing_stratum", f"{VALUE}.strata"),
    "repeated stratum": (
        rates(stratum("14Days"), stratum("34Days"), stratum("14Days")),
        "repeated_stratum",
        f"{VALUE}.strata[2].stratum",
    ),
    "unknown stratum": (
        rates(stratum("14Days"), stratum("34Days"), stratum("35Days")),
        "unknown_stratum",
        f"{VALUE}.strata[2].stratum",
    ),
    "nameless stratum": (
        rates(stratum("14Days"), stratum("34Days"), without(stratum("x"), "stratum")),
        "missing_field",
        f"{VALUE}.strata[2].stratum",
    ),
    "impossible stratum": (
        rates(stratum("14Days"), stratum("34Days", 1, 2, 0)),
        "impossible_counts",
        f"{VALUE}.strata[1].performanceMet",
    ),
    "incomplete stratum": (
        rates(stratum("14Days"), without(stratum("34Days"), "performanceMet")),
        "missing_field",
        f"{VALUE}.strata[1].performanceMet",
    ),
    "no instances": (
        minutes(observationInstances=None),
        "missing_field",
        f"{VALUE}.observationInstances",
    ),
    "negative denominator": (minutes(denominator=-1), "bad_amount", f"{VALUE}.denominator"),
    "numerator as text": (minutes(numerator="1"), "wrong_type", f"{VALUE}.numerator"),
    "survey without score": (survey(reliability="high"), "missing_field", f"{VALUE}.score"),
    "activity as text": (
        submission(quality(measurement("IA_EPA_1", "yes"), category="ia")),
        "wrong_type",
        VALUE,
    ),
    "ratio as yes": (
        submission(interoperability(measurement("PI_EP_1", True))),
        "wrong_type",
        VALUE,
    ),
    "ratio above one": (ratio(3, 2), "impossible_counts", f"{VALUE}.numerator"),
    "ratio without denominator": (ratio(3, None), "missing_field", f"{VALUE}.denominator"),
    "measure and its exclusion": (
        submission(
            interoperability(
                measurement("PI_EP_1", {"numerator": 1, "denominator": 2}),
                measurement("PI_LVPP_1", True),
            )
        ),
        "exclusion_beside_measure",
        f"{SECOND}.measureId",
    ),
    "exclusion and its measure": (
        attested("PI_EP_2_EX_1", "PI_EP_2"),
        "exclusion_beside_measure",
        f"{SECOND}.measureId",
    ),
    "two routes of exchange": (
        attested("PI_HIE_5", "PI_HIE_6"),
        "substitute_beside_measure",
        f"{SECOND}.measureId",
    ),
    "both engagement levels": (
        attested("PI_PHCDRR_1_PRE", "PI_PHCDRR_1_PROD"),
        "substitute_beside_measure",
        f"{SECOND}.measureId",
    ),
}
WARNINGS = {
    "wrong check digit": (
        individual(nationalProviderIdentifier="1000000005"),
        "npi_check_digit",
        "$.nationalProviderIdentifier",
    ),
    "entity id of a group": (submission(entityId="X"), "unused_field", "$.entityId"),
    "unknown field": (submission(color="red"), "unknown_field", "$.color"),
    "unknown field of a set": (
        submission(quality(color="red")),
        "unknown_field",
        f"{IN_SET}.color",
    ),
    "unknown field of a value": (one(counts(Color=1)), "unknown_field", f"{VALUE}.Color"),
    "specialty set": (
        submission(quality(measureSet="cardiology")),
        "unused_field",
        f"{IN_SET}.measureSet",
    ),
    "empty set": (submission(activities()), "empty_set", f"{IN_SET}.measurements"),
    "period leaves the year": (
        submission(quality(performanceEnd="2025-01-31")),
        "period_leaves_year",
        f"{IN_SET}.performanceStart",
    ),
    "no EHR id": (attested("PI_PPHI_1", cehrtId=""), "missing_cehrt_id", f"{IN_SET}.cehrtId"),
    "bad EHR id": (
        attested("PI_PPHI_1", cehrtId=CEHRT_ID.lower()),
        "bad_cehrt_id",
        f"{IN_SET}.cehrtId",
    ),
    "rate as fraction": (
        one(counts(performanceRate=Decimal("0.8")), "AAD6"),
        "rate_as_fraction",
        f"{VALUE}.performanceRate",
    ),
}


@pytest.mark.parametrize(("document", "code", "place"), CASES.values(), ids=CASES)
def test_errors(document: dict[str, Any], code: str, place: str) -> None:
    """One defect is one error, at its place, with something to do about it."""
    (found,) = problems(lambda: read_submission(document, name="mine.json"))
    assert (found.code, found.location) == (code, place)
    assert found.severity is Severity.ERROR
    assert found.message.endswith(".")
    assert found.remedy
    assert found.file == "mine.json"


@pytest.mark.parametrize(("document", "code", "place"), WARNINGS.values(), ids=WARNINGS)
def test_warnings(document: dict[str, Any], code: str, place: str) -> None:
    """What can be scored all the same is a warning beside the value."""
    (found,) = read_submission(document).warnings
    assert (found.code, found.location) == (code, place)
    assert found.severity is Severity.WARNING


def the_problem(document: dict[str, Any]) -> Problem:
    """The only problem of a document."""
    (found,) = problems(lambda: read_submission(document))
    return found


def test_supported_years_are_listed() -> None:
    """A wrong year is told which years there are."""
    message = the_problem(submission(performanceYear=2016)).message
    assert message == "performanceYear is 2016; expected 2023, 2024, 2025 or 2026."


@pytest.mark.parametrize(("written", "meant"), [("1", "001"), ("2366", "236"), ("aad6", "AAD6")])
def test_close_ids_are_suggested(written: str, meant: str) -> None:
    """An id that is nearly right is told the ids that come close."""
    assert meant in the_problem(one(counts(), written)).remedy


def test_an_id_of_other_years_is_told_its_years() -> None:
    """An activity that has ended is named with the years that have it."""
    year = {"performanceStart": "2025-01-01", "performanceEnd": "2025-12-31"}
    found = the_problem(submission(activities("IA_EPA_1", **year), performanceYear=2025))
    assert found.remedy == "It is an id of 2023 or 2024: check performanceYear, or take it out."


def test_programs_that_have_the_measure_are_named() -> None:
    """A measure outside its programs is told where it belongs."""
    found = the_problem(one(counts(), "128"))
    assert found.message.startswith("128 cannot be reported under mips; expected G0055, ")
    assert "report it under a program that has it" in found.remedy


def test_identifiers_are_masked() -> None:
    """Of a TIN or an NPI a problem shows the last four characters only."""
    documents = (
        submission(taxpayerIdentificationNumber="0004567890"),
        submission(taxpayerIdentificationNumber="00-0456789"),
        individual(nationalProviderIdentifier="1000000005"),
        of_entity("0004567890"),
        submission(quality(programName="000-45-67890")),
        one(counts(), "1000000005"),
        submission(**{"000456789": 1}),
    )
    for document in documents:
        found = " ".join(map(str, found_in(document)))
        assert not {"45678", "00000000"} & set(_windows(found))
    assert "*****7890" in the_problem(documents[0]).message
    short = submission(taxpayerIdentificationNumber="12")
    assert "is 2 characters" in the_problem(short).message


def _windows(text: str) -> list[str]:
    return [text[at : at + size] for size in (5, 8) for at in range(len(text))]


def test_all_problems_are_found_at_once() -> None:
    """Reading goes on after a problem, so that one run tells them all."""
    document = submission(
        quality(measurement("999", counts()), measurement("001", counts(1, 2, 0))),
        activities("IA_NONE", performanceStart="soon", color="red"),
        entityType="clinic",
    )
    codes = [code for code, _ in of_submission(document)]
    expected = ["unknown_value", "unknown_measure", "impossible_counts"]
    assert codes == [*expected, "unknown_field", "bad_date", "unknown_measure"]


def test_thousands_of_errors_end_the_reading() -> None:
    """After so many errors the rest is not listed, and that is said."""
    document = submission(measurementSets=["x"] * (2 * MOST_LISTED))
    found = problems(lambda: read_submission(document))
    assert len(found) == MOST_LISTED + 1
    assert found[-1].code == "too_many_problems"
    assert "1,000" in found[-1].message


def test_thousands_of_warnings_are_cut() -> None:
    """A document with very many unknown fields is still read."""
    fields = {f"x{number}": 1 for number in range(2 * MOST_LISTED)}
    assert len(read_submission(submission(**fields)).warnings) == MOST_LISTED


def test_lists_are_no_documents() -> None:
    """The outermost value must be an object."""
    (found,) = problems(lambda: read_submission(b"[]"))
    assert (found.code, found.message) == ("wrong_type", "A list was found; expected an object.")


def test_check_digits() -> None:
    """The invented NPI of the tests passes; a digit changed or swapped does not."""
    assert check_digit_fits("1000000004")
    assert not check_digit_fits("1000000014")
    assert not check_digit_fits("0100000004")


def test_programs_of_later_years_exist_then() -> None:
    """What one year does not know another may have."""
    year = {"performanceStart": "2025-01-01", "performanceEnd": "2025-12-31"}
    document = submission(quality(programName="appplus", **year), performanceYear=2025)
    assert read(document).measurement_sets[0].program == "appPlus"
