"""A profile becomes facts, and everything it may not hold is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from formats.documents import of_profile, problems, profile, read_profile

from openmips.formats.profile import Profile
from openmips.formats.profile import read_profile as read_any_profile
from openmips.people import EntityType, Practice, SpecialStatus
from openmips.performance import (
    Category,
    ClaimsResult,
    ComplexPatients,
    FacilityBased,
    Given,
    PriorYear,
    ReweightingReason,
    RiskIndicator,
)

SMALL = frozenset({SpecialStatus.SMALL_PRACTICE})
INDICATOR = {"value": "1.2", "mean": "1.0", "standardDeviation": "0.5", "median": "0.9"}
FULL = {
    "performanceYear": 2024,
    "entityType": "individual",
    "program": "g0053",
    "practice": {
        "name": "Oak Street",
        "clinicianCount": 4,
        "specialStatuses": ["small_practice", "RURAL"],
        "specialtySet": "familyMedicine",
    },
    "reweighted": {"cost": ["no_measure_met_case_minimum"], "pi": ["hardship", "other"]},
    "administrativeClaims": [{"measureId": "480", "rate": "0.0210", "cases": 31}],
    "cost": [{"measureId": "TPCC_1", "value": 1432.10, "cases": 118}],
    "given": {
        "quality": {"percent": "91.34"},
        "cost": {"percent": "60.375"},
        "ia": {"points": "40"},
        "pi": {"percent": 87},
    },
    "priorYear": {"qualityAchievementPercent": "62.50", "costPercent": "55.0"},
    "complexPatientBonus": "2.31",
    "apm": {"mipsApmParticipant": True},
    "mvp": {"populationHealthMeasure": "479"},
    "facilityBased": {"qualityPercent": "80", "costPercent": None},
    "partBPaid": "300000.00",
}


def small(document: dict[str, Any]) -> bool:
    """Whether the practice of a profile is small."""
    return read_profile(document).value.practice.small


def test_a_full_profile() -> None:
    """Every field of the contract finds its place, amounts exact."""
    found = read_profile(FULL)
    assert found.warnings == ()
    assert found.value == Profile(
        performance_year=2024,
        entity_type=EntityType.INDIVIDUAL,
        program="G0053",
        practice=Practice("Oak Street", 4, SMALL | {SpecialStatus.RURAL}, "familyMedicine"),
        reweighted={
            Category.COST: frozenset({ReweightingReason.NO_MEASURE_MET_CASE_MINIMUM}),
            Category.INTEROPERABILITY: frozenset(
                {ReweightingReason.HARDSHIP, ReweightingReason.OTHER}
            ),
        },
        administrative_claims=(ClaimsResult("480", Decimal("0.0210"), 31),),
        cost=(ClaimsResult("TPCC_1", Decimal("1432.1"), 118),),
        given=Given(Decimal("91.34"), Decimal("60.375"), Decimal(40), Decimal(87)),
        prior_year=PriorYear(Decimal("62.50"), Decimal("55.0")),
        complex_patient_bonus=Decimal("2.31"),
        mips_apm_participant=True,
        population_health_measure="479",
        facility_based=FacilityBased(Decimal(80)),
        part_b_paid=Decimal("300000.00"),
    )


def test_every_field_but_the_year_is_optional() -> None:
    """A year alone is a profile; what is absent or null is not stated."""
    found = read_profile({"performanceYear": 2024})
    assert found.value == Profile(2024)
    assert [(one.code, one.location) for one in found.warnings] == [
        ("practice_size_unknown", "$.practice.clinicianCount")
    ]
    nothing = {key: None for key in FULL if key != "performanceYear"}
    assert read_profile({"performanceYear": 2024, **nothing}).value == Profile(2024)


def test_files_are_read_like_documents(tmp_path: Path) -> None:
    """A profile may lie in a file."""
    file = tmp_path / "profile.json"
    file.write_text(json.dumps(FULL))
    found = read_any_profile(file, small_practice_clinicians=15)
    assert found.value == read_profile(FULL).value
    file.write_text("[]")
    (refused,) = problems(lambda: read_any_profile(file, small_practice_clinicians=15))
    assert (refused.code, refused.file) == ("wrong_type", str(file))


def test_size_decides_where_no_status_is_stated() -> None:
    """Small is who has at most the limit; a stated list of statuses decides by itself."""
    assert small(profile(practice={"clinicianCount": 15}))
    assert not small(profile(practice={"clinicianCount": 16}))
    assert not small(profile(practice={"clinicianCount": 4, "specialStatuses": []}))
    assert not small(profile(practice={"name": "Oak Street"}))
    assert of_profile(profile(practice={"clinicianCount": 16})) == []
    warned = [("practice_size_unknown", "$.practice.clinicianCount")]
    assert of_profile(profile(practice={"name": "Oak Street"})) == warned


def test_the_limit_may_depend_on_the_year() -> None:
    """The most clinicians of a small practice may be looked up by year."""
    found = read_any_profile(profile(), small_practice_clinicians=lambda year: year - 2021)
    assert not found.value.practice.small


def test_cost_may_be_known_to_be_empty() -> None:
    """An empty list says that CMS computed nothing; no list, that it is not known."""
    assert read_profile(profile(cost=[])).value.cost == ()
    assert read_profile(profile()).value.cost is None


def test_activities_may_be_given_in_percent() -> None:
    """Percent of the forty points of the category."""
    given = read_profile(profile(given={"ia": {"percent": "62.5"}})).value.given
    assert given == Given(activity_points=Decimal(25))


def test_hospital_without_percents_is_none() -> None:
    """Nulls say that nothing was attributed."""
    stated = {"qualityPercent": None, "costPercent": None}
    assert read_profile(profile(facilityBased=stated)).value.facility_based is None


def test_risk_indicators() -> None:
    """The complex patient bonus may be computed from what CMS publishes."""
    found = read_profile(profile(riskIndicators={"medical": INDICATOR})).value
    medical = RiskIndicator(Decimal("1.2"), Decimal("1.0"), Decimal("0.5"), Decimal("0.9"))
    assert found.complex_patients == ComplexPatients(medical)


def test_2022_is_scored_from_given_results() -> None:
    """A year without a catalog takes given results and what weights and payment need."""
    given = {"quality": {"percent": "80"}}
    document = {**profile(given=given), "performanceYear": 2022, "program": "mips"}
    document["practice"]["specialtySet"] = "cardiology"
    found = read_profile(document).value
    assert (found.given, found.practice.small) == (Given(Decimal(80)), True)


LIST = "$.administrativeClaims"
CLAIMS = {"measureId": "480", "rate": "0.02", "cases": 31}
CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no year": ({**profile(), "performanceYear": None}, "missing_field", "$.performanceYear"),
    "wrong year": ({**profile(), "performanceYear": 2021}, "unsupported_year", "$.performanceYear"),
    "unknown key": (profile(prioryear={}), "unknown_key", "$.prioryear"),
    "unknown key of the practice": (
        profile(practice={"clinicianCount": 1, "small": True}),
        "unknown_key",
        "$.practice.small",
    ),
    "unknown category": (profile(reweighted={"aci": []}), "unknown_key", "$.reweighted.aci"),
    "unknown key of a result": (
        profile(given={"quality": {"points": "1"}}),
        "unknown_key",
        "$.given.quality.points",
    ),
    "unknown key of an entry": (
        profile(administrativeClaims=[{**CLAIMS, "value": "1"}]),
        "unknown_key",
        f"{LIST}[0].value",
    ),
    "unknown key of an indicator": (
        profile(riskIndicators={"social": {**INDICATOR, "max": 1}}),
        "unknown_key",
        "$.riskIndicators.social.max",
    ),
    "part that is no object": (profile(apm=True), "wrong_type", "$.apm"),
    "flag as text": (
        profile(apm={"mipsApmParticipant": "yes"}),
        "wrong_type",
        "$.apm.mipsApmParticipant",
    ),
    "unknown entity type": (profile(entityType="clinic"), "unknown_value", "$.entityType"),
    "unknown program": (profile(program="mvp"), "unknown_program", "$.program"),
    "bad count": (
        profile(practice={"clinicianCount": "4"}),
        "bad_count",
        "$.practice.clinicianCount",
    ),
    "unknown status": (
        profile(practice={"specialStatuses": ["smal_practice"]}),
        "unknown_value",
        "$.practice.specialStatuses[0]",
    ),
    "status as number": (
        profile(practice={"specialStatuses": [1]}),
        "wrong_type",
        "$.practice.specialStatuses[0]",
    ),
    "statuses as text": (
        profile(practice={"clinicianCount": 1, "specialStatuses": "rural"}),
        "wrong_type",
        "$.practice.specialStatuses",
    ),
    "unknown specialty": (
        profile(practice={"clinicianCount": 1, "specialtySet": "familyMedicin"}),
        "unknown_value",
        "$.practice.specialtySet",
    ),
    "unknown reason": (profile(reweighted={"pi": ["x"]}), "unknown_value", "$.reweighted.pi[0]"),
    "automatic reason": (
        profile(reweighted={"pi": ["small_practice"]}),
        "unknown_value",
        "$.reweighted.pi[0]",
    ),
    "no reason": (profile(reweighted={"pi": []}), "missing_field", "$.reweighted.pi"),
    "percent above 100": (
        profile(given={"pi": {"percent": "100.01"}}),
        "bad_amount",
        "$.given.pi.percent",
    ),
    "points above 40": (
        profile(given={"ia": {"points": 41}}),
        "bad_amount",
        "$.given.ia.points",
    ),
    "points and percent": (
        profile(given={"ia": {"points": "40", "percent": "100"}}),
        "given_twice",
        "$.given.ia.percent",
    ),
    "bonus above 10": (profile(complexPatientBonus="11"), "bad_amount", "$.complexPatientBonus"),
    "bonus in words": (profile(complexPatientBonus="two"), "bad_amount", "$.complexPatientBonus"),
    "amount with exponent": (profile(partBPaid="1e9"), "bad_amount", "$.partBPaid"),
    "negative amount": (profile(partBPaid="-0.01"), "bad_amount", "$.partBPaid"),
    "amount as list": (profile(partBPaid=[]), "wrong_type", "$.partBPaid"),
    "bonus and indicators": (
        profile(complexPatientBonus="1", riskIndicators={"medical": INDICATOR}),
        "given_twice",
        "$.riskIndicators",
    ),
    "indicator without mean": (
        profile(riskIndicators={"medical": {**INDICATOR, "mean": None}}),
        "missing_field",
        "$.riskIndicators.medical.mean",
    ),
    "no deviation": (
        profile(riskIndicators={"medical": {**INDICATOR, "standardDeviation": "0"}}),
        "bad_amount",
        "$.riskIndicators.medical.standardDeviation",
    ),
    "unknown claims measure": (
        profile(administrativeClaims=[{**CLAIMS, "measureId": "001"}]),
        "unknown_measure",
        f"{LIST}[0].measureId",
    ),
    "unknown cost measure": (
        profile(cost=[{"measureId": "TPCC_2", "value": "1", "cases": 1}]),
        "unknown_measure",
        "$.cost[0].measureId",
    ),
    "same measure twice": (
        profile(administrativeClaims=[CLAIMS, CLAIMS]),
        "repeated_measure",
        f"{LIST}[1].measureId",
    ),
    "result without rate": (
        profile(administrativeClaims=[{"measureId": "480", "cases": 1}]),
        "missing_field",
        f"{LIST}[0].rate",
    ),
    "unknown population measure": (
        profile(mvp={"populationHealthMeasure": "001"}),
        "unknown_measure",
        "$.mvp.populationHealthMeasure",
    ),
    "cost in 2022": ({**profile(cost=[]), "performanceYear": 2022}, "not_for_year", "$.cost"),
    "MVP in 2022": (
        {**profile(program="G0053"), "performanceYear": 2022},
        "unknown_value",
        "$.program",
    ),
}


@pytest.mark.parametrize(("document", "code", "place"), CASES.values(), ids=CASES)
def test_errors(document: dict[str, Any], code: str, place: str) -> None:
    """One defect is one error, at its place, with something to do about it."""
    (found,) = problems(lambda: read_profile(document))
    assert (found.code, found.location) == (code, place)
    assert found.remedy


def test_nearest_names_are_suggested() -> None:
    """A key, a status or a measure that is nearly right is told what was meant."""
    documents = {
        "priorYear": profile(prioryear={}),
        "small_practice": profile(practice={"specialStatuses": ["smal_practice"]}),
        "familyMedicine": CASES["unknown specialty"][0],
        "TPCC_1": CASES["unknown cost measure"][0],
    }
    for meant, document in documents.items():
        (found,) = problems(lambda document=document: read_profile(document))
        assert f"Did you mean {meant}" in found.remedy


def test_all_years_are_listed() -> None:
    """A wrong year is told which years there are, 2022 among them."""
    (found,) = problems(lambda: read_profile({"performanceYear": 2021}))
    assert found.message.endswith("expected 2022, 2023, 2024, 2025 or 2026.")
