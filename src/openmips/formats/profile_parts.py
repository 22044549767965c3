"""What each part of a profile says, with unknown keys refused at every level."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from openmips.catalog import Catalog
from openmips.catalog.entries import MetricType
from openmips.formats.fields import Fields, chosen, json_type
from openmips.formats.programs import PATHWAYS, TRADITIONAL, read_program
from openmips.people import Practice, SpecialStatus
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
from openmips.problems import document_kinds, practice_kinds, submission_kinds
from openmips.problems.finding import listed, nearest, shown

T = TypeVar("T")

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_MOST_ACTIVITY_POINTS = Decimal(40)
_MOST_BONUS = Decimal(10)
_CATEGORIES = {category.value: category for category in Category}
_STATUSES = {status.value: status for status in SpecialStatus}
_REASONS = {
    reason.value: reason
    for reason in ReweightingReason
    if reason is not ReweightingReason.SMALL_PRACTICE
}


def program(fields: Fields, catalog: Catalog | None) -> str | None:
    """The program of a profile that is scored without a submission."""
    text, place = fields.text("program", required=False), fields.place("program")
    if text is None:
        return None
    if catalog is None:
        options = {name: name for name in (TRADITIONAL, *PATHWAYS)}
        return chosen(text, options, "program", place, fields.findings)
    return read_program(text, place, catalog, fields.findings, "program")


def practice(fields: Fields, catalog: Catalog | None, most_in_small_practice: int) -> Practice:
    """The practice.

    Where no special status is stated, the number of clinicians says whether it is small;
    where that is not stated either, it counts as not small.
    """
    part = _part(fields, "practice", "name", "clinicianCount", "specialStatuses", "specialtySet")
    name = part.text("name", required=False)
    count = part.count("clinicianCount", required=False)
    statuses = _named(part, "specialStatuses", _STATUSES)
    if statuses is None and count is not None:
        small = count <= most_in_small_practice
        statuses = frozenset({SpecialStatus.SMALL_PRACTICE}) if small else frozenset()
    elif statuses is None and not part.has("clinicianCount"):
        found = "the profile does not say how large the practice is"
        place = part.place("clinicianCount")
        part.findings.add(practice_kinds.PRACTICE_SIZE_UNKNOWN, place, found)
    return Practice(name, count, statuses or frozenset(), _specialty_set(part, catalog))


def _specialty_set(part: Fields, catalog: Catalog | None) -> str | None:
    text, place = part.text("specialtySet", required=False), part.place("specialtySet")
    if text is None or catalog is None:
        return text
    known = {name for measure in catalog.quality.values() for name in measure.specialty_sets}
    options = {name: name for name in sorted(known)}
    return chosen(text, options, "specialtySet", place, part.findings)


def reweighted(fields: Fields) -> Mapping[Category, frozenset[ReweightingReason]]:
    """The categories whose weight moves, each with its reasons."""
    part = _part(fields, "reweighted", *_CATEGORIES)
    stated = {}
    for key, category in _CATEGORIES.items():
        reasons = _named(part, key, _REASONS)
        if reasons:
            stated[category] = reasons
        elif reasons is not None and part.members[key] == []:
            found, expected = f"no reason is given for {key}", f"one of {listed(_REASONS)}"
            part.findings.add(document_kinds.MISSING_FIELD, part.place(key), found, expected)
    return MappingProxyType(stated)


def administrative_claims(
    fields: Fields, catalog: Catalog | None
) -> tuple[ClaimsResult, ...] | None:
    """Results of the quality measures that CMS computes from claims."""
    known = _claims_measures(catalog)
    return _claims_results(fields, "administrativeClaims", "rate", known, catalog)


def cost(fields: Fields, catalog: Catalog | None) -> tuple[ClaimsResult, ...] | None:
    """Results of cost measures; an empty list says that CMS computed none."""
    known: Collection[str] = () if catalog is None else catalog.cost
    return _claims_results(fields, "cost", "value", known, catalog)


def _claims_measures(catalog: Catalog | None) -> list[str]:
    entries = () if catalog is None else catalog.quality.values()
    return [one.measure_id for one in entries if one.metric_type is MetricType.CLAIMS_SCORE]


def _claims_results(
    fields: Fields, key: str, value_key: str, known: Collection[str], catalog: Catalog | None
) -> tuple[ClaimsResult, ...] | None:
    entries = fields.objects(key, required=False)
    if entries is None or catalog is None:
        return None
    results: dict[str, ClaimsResult] = {}
    for entry in entries:
        entry.refuse_unknown(("measureId", value_key, "cases"))
        measure_id = _measure(entry, "measureId", known, catalog)
        value, cases = entry.amount(value_key, low=_ZERO), entry.count("cases")
        if measure_id is None:
            continue
        if measure_id in results:
            place, found = entry.place("measureId"), f"{measure_id} stands twice"
            entry.findings.add(submission_kinds.REPEATED_MEASURE, place, found, "once")
        # Where value or cases misfit, an error is noted, and this result is never returned.
        results[measure_id] = ClaimsResult(measure_id, value or _ZERO, cases or 0)
    return tuple(results.values())


def _measure(fields: Fields, key: str, known: Collection[str], catalog: Catalog) -> str | None:
    text = fields.text(key)
    if text is None or text in known:
        return text
    found = f"{shown(text)} is not known here"
    expected = f"one of {catalog.performance_year}: {listed(known)}"
    hint = nearest(text, known)
    fields.findings.add(submission_kinds.UNKNOWN_MEASURE, fields.place(key), found, expected, hint)
    return None


def given(fields: Fields) -> Given:
    """Results of categories stated as known."""
    part = _part(fields, "given", *_CATEGORIES)
    activities = _part(part, Category.ACTIVITIES.value, "points", "percent")
    points = activities.amount("points", False, _ZERO, _MOST_ACTIVITY_POINTS)
    percent = activities.amount("percent", False, _ZERO, _HUNDRED)
    if points is not None and percent is not None:
        place, found = activities.place("percent"), "points are given as well"
        activities.findings.add(practice_kinds.GIVEN_TWICE, place, found, "one of the two")
    elif percent is not None:
        points = percent * _MOST_ACTIVITY_POINTS / _HUNDRED
    return Given(
        quality_percent=_given_percent(part, Category.QUALITY),
        cost_percent=_given_percent(part, Category.COST),
        activity_points=points,
        interoperability_percent=_given_percent(part, Category.INTEROPERABILITY),
    )


def _given_percent(part: Fields, category: Category) -> Decimal | None:
    return _percent(_part(part, category.value, "percent"), "percent")


def prior_year(fields: Fields) -> PriorYear:
    """Last year's results that improvement is measured from."""
    quality, cost_percent = "qualityAchievementPercent", "costPercent"
    part = _part(fields, "priorYear", quality, cost_percent)
    return PriorYear(_percent(part, quality), _percent(part, cost_percent))


def complex_patient_bonus(fields: Fields) -> Decimal | None:
    """The bonus as CMS states it, in points."""
    return fields.amount("complexPatientBonus", False, _ZERO, _MOST_BONUS)


def complex_patients(fields: Fields) -> ComplexPatients | None:
    """The risk indicators that the bonus is computed from."""
    if not fields.has("riskIndicators"):
        return None
    part = _part(fields, "riskIndicators", "medical", "social")
    return ComplexPatients(_indicator(part, "medical"), _indicator(part, "social"))


def _indicator(part: Fields, key: str) -> RiskIndicator | None:
    if not part.has(key):
        return None
    indicator = _part(part, key, "value", "mean", "standardDeviation", "median")
    value, mean = indicator.amount("value", low=_ZERO), indicator.amount("mean", low=_ZERO)
    deviation = indicator.amount("standardDeviation", low=_ZERO)
    median = indicator.amount("median", low=_ZERO)
    if deviation == 0:
        place, found = indicator.place("standardDeviation"), "standardDeviation is 0"
        indicator.findings.add(document_kinds.BAD_AMOUNT, place, found, "more than 0")
    if value is None or mean is None or deviation is None or median is None:
        return None
    return RiskIndicator(value, mean, deviation, median)


def mips_apm_participant(fields: Fields) -> bool:
    """Whether the clinician takes part in a MIPS APM."""
    part = _part(fields, "apm", "mipsApmParticipant")
    return part.flag("mipsApmParticipant", required=False) or False


def population_health_measure(fields: Fields, catalog: Catalog | None) -> str | None:
    """The population health measure chosen at MVP registration."""
    part = _part(fields, "mvp", "populationHealthMeasure")
    if catalog is None or not part.has("populationHealthMeasure"):
        return None
    return _measure(part, "populationHealthMeasure", _claims_measures(catalog), catalog)


def facility_based(fields: Fields) -> FacilityBased | None:
    """The attributed hospital's percents; None where neither is stated."""
    part = _part(fields, "facilityBased", "qualityPercent", "costPercent")
    quality, cost_percent = _percent(part, "qualityPercent"), _percent(part, "costPercent")
    if quality is None and cost_percent is None:
        return None
    return FacilityBased(quality, cost_percent)


def part_b_paid(fields: Fields) -> Decimal | None:
    """What Medicare Part B paid in dollars."""
    return fields.amount("partBPaid", False, _ZERO)


def _percent(part: Fields, key: str) -> Decimal | None:
    return part.amount(key, False, _ZERO, _HUNDRED)


def _part(fields: Fields, key: str, *known: str) -> Fields:
    """A part of the profile; one that is absent reads as empty."""
    part = fields.inner(key, required=False)
    if part is None:
        return Fields({}, fields.place(key), fields.findings)
    part.refuse_unknown(known)
    return part


def _named(part: Fields, key: str, options: Mapping[str, T]) -> frozenset[T] | None:
    """The options that a list names; None where there is no list."""
    entries = part.entries(key, required=False)
    if entries is None:
        return None
    found = set()
    for place, entry in entries:
        if isinstance(entry, str):
            option = chosen(entry, options, key, place, part.findings)
            if option is not None:
                found.add(option)
        else:
            kind, was = document_kinds.WRONG_TYPE, f"{json_type(entry)} was found"
            part.findings.add(kind, place, was, f"one of {listed(options)}")
    return frozenset(found)
