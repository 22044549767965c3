"""A document becomes the submission that CMS's converter writes, and domain values besides."""

from __future__ import annotations

from typing import Any

import pytest
from formats.qrda3.documents import (
    ACTIVITY,
    CEHRT_ID,
    MVP,
    MVP_ACTIVITY,
    NPI,
    TIN,
    Plan,
    document,
)

from openmips.catalog import catalog_for
from openmips.formats.qpp_json import read_submission
from openmips.formats.qrda3 import ACCEPTED, Compat, read_qrda3
from openmips.people import EntityType
from openmips.performance import Category, Counts

YEARS = (2023, 2024, 2025)
TIN_KEY = "taxpayerIdentificationNumber"
NPI_KEY = "nationalProviderIdentifier"
OF_001 = {
    "isEndToEndReported": True,
    "performanceMet": 60,
    "performanceNotMet": 30,
    "eligiblePopulation": 100,
    "eligiblePopulationExclusion": 10,
}


def submission(plan: Plan, edits: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The submission of a document, which comparing with the converter gives too."""
    text = document(plan, edits)
    converted = read_qrda3(text)
    assert converted.submission_json is not None, converted.problems
    if plan.year > 2023:
        compared = read_qrda3(text, compat=Compat())
        assert compared.submission_json == converted.submission_json
    return converted.submission_json


def value_of(plan: Plan, edits: list[dict[str, Any]] | None = None) -> Any:
    """The value of the first measurement of a document."""
    return submission(plan, edits)["measurementSets"][0]["measurements"][0]["value"]


@pytest.mark.parametrize("year", YEARS)
def test_a_whole_document_becomes_a_whole_submission(year: int) -> None:
    """Quality, promoting interoperability and activities of one clinician."""
    plan = Plan(year, "MIPS_INDIV", interoperability=True, activities=(ACTIVITY,))
    period = {"performanceStart": f"{year}-01-01", "performanceEnd": f"{year}-12-31"}
    common = {"submissionMethod": "electronicHealthRecord", "programName": "mips", **period}
    ratio = {"numerator": 90, "denominator": 120}
    quality = {
        "category": "quality",
        "measurements": [{"measureId": "001", "value": OF_001}],
        "source": "qrda3",
        **common,
    }
    if year == 2025:
        quality["cehrtId"] = CEHRT_ID
    assert submission(plan) == {
        "performanceYear": year,
        "entityType": "individual",
        "nationalProviderIdentifier": NPI,
        "taxpayerIdentificationNumber": TIN,
        "measurementSets": [
            quality,
            {
                "category": "pi",
                "cehrtId": CEHRT_ID,
                "measurements": [
                    {"measureId": "PI_EP_1", "value": ratio},
                    {"measureId": "PI_PPHI_1", "value": True},
                ],
                "source": "qrda3",
                **common,
            },
            {
                "category": "ia",
                "measurements": [{"measureId": ACTIVITY, "value": True}],
                "source": "qrda3",
                **common,
            },
        ],
    }


@pytest.mark.parametrize(
    ("name", "years", "entity", "program", "ids"),
    [
        ("mips", YEARS, "individual", "mips", {TIN_KEY, NPI_KEY}),
        ("Mips_Group", YEARS, "group", "mips", {TIN_KEY}),
        ("MIPS_VIRTUALGROUP", YEARS, "virtualGroup", "mips", {TIN_KEY, "entityId"}),
        ("MIPS_APMENTITY", YEARS, "apm", "mips", {"entityId"}),
        ("MIPS_APP1_INDIV", YEARS, "individual", "app1", {TIN_KEY, NPI_KEY}),
        ("MIPS_APP1_GROUP", YEARS, "group", "app1", {TIN_KEY}),
        ("MIPS_APP1_APMENTITY", YEARS, "apm", "app1", {"entityId"}),
        ("APP_PLUS_INDIV", (2025,), "individual", "appPlus", {TIN_KEY, NPI_KEY}),
        ("App_Plus_Group", (2025,), "group", "appPlus", {TIN_KEY}),
        ("APP_PLUS_APMENTITY", (2025,), "apm", "appPlus", {"entityId"}),
    ],
)
def test_a_program_name_says_entity_and_program(
    name: str, years: tuple[int, ...], entity: str, program: str, ids: set[str]
) -> None:
    """In capitals or not; and which identifiers go with the entity."""
    for year in years:
        edits = [{"set": {"program": {"extension": name}}}]
        found = submission(Plan(year, name.upper()), edits)
        assert found["entityType"] == entity
        assert found["measurementSets"][0]["programName"] == program
        assert found.keys() & {TIN_KEY, NPI_KEY, "entityId"} == ids


def test_an_mvp_stands_in_every_set() -> None:
    """A subgroup's MVP is the program of all its sets."""
    plan = Plan(2025, "MIPS_SUBGROUP", measures=("130",), mvp=MVP, activities=(MVP_ACTIVITY,))
    found = submission(plan)
    assert (found["entityType"], found["entityId"]) == ("subgroup", "SG-00000001")
    assert {each["programName"] for each in found["measurementSets"]} == {MVP}


def test_an_mvp_counts_under_mips_only() -> None:
    """Under the APM performance pathway the id of an MVP is passed over."""
    found = submission(Plan(2024, "MIPS_APP1_GROUP", mvp=MVP))
    assert found["measurementSets"][0]["programName"] == "app1"


@pytest.mark.parametrize("year", YEARS)
def test_groups_of_one_rate_are_added_up(year: int) -> None:
    """Measure 007 has two groups of 100 patients, 60 of whom meet it and 5 are excepted."""
    assert value_of(Plan(year, measures=("007",))) == {
        "isEndToEndReported": True,
        "performanceMet": 120,
        "performanceNotMet": 70,
        "eligiblePopulation": 200,
        "eligiblePopulationExclusion": 0,
        "eligiblePopulationException": 10,
    }


@pytest.mark.parametrize("year", YEARS)
def test_a_stratum_that_the_electronic_measure_lacks_has_zeros(year: int) -> None:
    """Measure 370 counts adolescents; the submission wants adults too."""
    zeros = dict.fromkeys(
        (
            "performanceMet",
            "performanceNotMet",
            "eligiblePopulation",
            "eligiblePopulationExclusion",
        ),
        0,
    )
    counts = {key: value for key, value in OF_001.items() if key != "isEndToEndReported"}
    strata = {each["stratum"]: each for each in value_of(Plan(year, measures=("370",)))["strata"]}
    assert strata == {
        "adolescents": {"stratum": "adolescents", **counts},
        "adults": {"stratum": "adults", **zeros},
    }


@pytest.mark.parametrize("year", YEARS)
def test_several_rates_have_their_names(year: int) -> None:
    """Each rate of measure 009 is found by its numerator."""
    value = value_of(Plan(year, measures=("009",)))
    assert [each["stratum"] for each in value["strata"]] == ["84Days", "180Days"]
    assert {each["performanceNotMet"] for each in value["strata"]} == {30}


@pytest.mark.parametrize("year", YEARS)
def test_every_electronic_measure_is_read_without_a_finding(year: int) -> None:
    """A document with every measure of the year gives every result, none of them wrong."""
    catalog = catalog_for(year)
    by_program: dict[str, list[str]] = {}
    for measure_id in catalog.electronic:
        programs = catalog.quality[measure_id].programs
        program = "mips" if "mips" in programs else min(programs - {"pcf", "app1"}, default="pcf")
        by_program.setdefault(program, []).append(measure_id)
    by_program.pop("pcf", None)
    for program, measures in by_program.items():
        mvp = None if program == "mips" else program
        converted = read_qrda3(document(Plan(year, measures=tuple(measures), mvp=mvp)))
        codes = {problem.code for problem in converted.problems}
        assert codes <= {"qrda3_populations_added_up"}
        assert converted.submission_json is not None
        (found,) = converted.submission_json["measurementSets"]
        assert [each["measureId"] for each in found["measurements"]] == measures


def test_a_rate_without_a_name_has_its_identifier() -> None:
    """The converter does not check the APM pathway: an unknown numerator names its stratum."""
    plan = Plan(2025, "MIPS_APP1_GROUP", measures=("370",))
    text = document(plan, [{"set": {"370-NUMER-uuid": {"root": "aaaa"}}}])
    compared = read_qrda3(text, compat=Compat())
    assert compared.submission_json is not None
    (measurement,) = compared.submission_json["measurementSets"][0]["measurements"]
    assert [each["stratum"] for each in measurement["value"]["strata"]] == ["AAAA", "adults"]


def test_answers_in_small_letters_count() -> None:
    """Y is yes and n is no."""
    plan = Plan(2025, measures=(), activities=(ACTIVITY,))
    assert value_of(plan, [{"set": {f"{ACTIVITY}-code": {"code": "y"}}}]) is True
    assert value_of(plan, [{"set": {f"{ACTIVITY}-code": {"code": "n"}}}]) is False


def test_dates_are_written_in_several_ways() -> None:
    """With hyphens, slashes or a time of day."""
    for text in ("20250102", "2025-01-02", "2025/01/02T10:00:00", "20250102120000-0500"):
        found = submission(Plan(2025), [{"set": {"quality-low": {"value": text}}}])
        assert found["measurementSets"][0]["performanceStart"] == "2025-01-02"


def test_a_section_without_measures_is_a_set_without_measurements() -> None:
    """An empty promoting interoperability section becomes an empty set, with a warning."""
    edits = [{"drop": ["PI_EP_1-entry", "PI_PPHI_1-entry"]}]
    converted = read_qrda3(document(Plan(2025, measures=(), interoperability=True), edits))
    assert converted.submission_json is not None
    (found,) = converted.submission_json["measurementSets"]
    assert "measurements" not in found
    assert [problem.code for problem in converted.problems] == ["empty_set"]


def test_identifiers_of_populations_may_be_in_small_letters() -> None:
    """Neither measures nor populations mind the case of their identifiers."""
    catalog = catalog_for(2025).electronic["001"]
    numerator = catalog.strata[0].populations["numerator"]
    edits = [
        {
            "set": {
                "001-NUMER-uuid": {"root": numerator.lower()},
                "001-id": {"extension": (catalog.uuid or "").upper()},
            }
        }
    ]
    assert value_of(Plan(2025), edits) == OF_001


def test_the_submission_is_read_into_domain_values() -> None:
    """What the score needs is there, and is what reading the JSON gives."""
    converted = read_qrda3(document(Plan(2025)), file="report.xml")
    assert converted.outcome == ACCEPTED
    assert converted.submission is not None
    assert converted.submission_json is not None
    assert converted.submission.entity.entity_type is EntityType.GROUP
    assert (
        converted.submission == read_submission(converted.submission_json, name="report.xml").value
    )
    (held,) = converted.submission.measurement_sets
    assert held.category is Category.QUALITY
    assert isinstance(held.content, tuple)
    assert held.content[0].value == Counts(100, 60, 30, 10, 0)


def test_problems_of_the_submission_have_their_place_in_the_document() -> None:
    """A TIN of eight digits is found where it stands, and named as in the submission."""
    edits = [{"set": {"tin": {"extension": "00045678"}}}]
    converted = read_qrda3(document(Plan(2025), edits))
    (problem,) = converted.problems
    assert problem.code == "bad_tin"
    assert problem.location == (
        "/ClinicalDocument/documentationOf/serviceEvent/performer/assignedEntity"
        "/representedOrganization/id"
    )
    assert "$.taxpayerIdentificationNumber" in problem.message
    assert "00045678" not in problem.message
    assert converted.submission_json is not None
    assert converted.submission is None


def test_what_follows_from_an_error_is_not_said_twice() -> None:
    """A measure without numerator is no submission either, which goes without saying."""
    edits = [{"drop": ["001-NUMER-component"]}, {"set": {"tin": {"extension": "1"}}}]
    codes = [problem.code for problem in read_qrda3(document(Plan(2025), edits)).problems]
    assert sorted(codes) == ["bad_tin", "qrda3_ct_14", "qrda3_ct_59"]


def test_what_is_to_be_sent_is_checked_more_strictly() -> None:
    """For upload a quality set from an EHR needs its certification id from 2025 on."""
    text = document(Plan(2025), [{"drop": ["cehrt"]}])
    assert read_qrda3(text).problems == ()
    sent = read_qrda3(text, for_upload=True)
    assert [problem.code for problem in sent.problems] == ["cehrt_id_needed"]


def test_there_is_no_converter_of_every_year() -> None:
    """Comparing is possible with the converters that CMS has published."""
    with pytest.raises(ValueError, match="no converter of 2026"):
        Compat(2026)


def test_the_comparing_year_is_the_documents_own() -> None:
    """A document of 2024 is none of QRDA III for the converter of 2025."""
    text = document(Plan(2024))
    assert read_qrda3(text, compat=Compat()).problems == ()
    assert [one.code for one in read_qrda3(text, compat=Compat(2025)).problems] == ["5"]
    assert [one.code for one in read_qrda3(text, compat=Compat(2024)).problems] == []
