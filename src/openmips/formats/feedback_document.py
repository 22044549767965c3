"""CMS's result from a document of our own form, which people type (docs/feedback.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from openmips.catalog import YEARS, catalog_for
from openmips.catalog.entries import CUT_POINTS
from openmips.feedback.stated import Figure, Kind, MeasureDetail, Stated
from openmips.formats.feedback_profile import Feedback
from openmips.formats.feedback_stated import Gathering
from openmips.formats.feedback_table import as_cells
from openmips.formats.fields import Fields
from openmips.people import SpecialStatus
from openmips.performance import Category
from openmips.policy.load import YEARS as POLICY_YEARS
from openmips.problems import document_kinds, feedback_kinds
from openmips.problems.finding import Findings

_TOTALS = {
    "finalScore": Kind.FINAL_SCORE,
    "adjustmentPercent": Kind.ADJUSTMENT,
    "complexPatientBonus": Kind.COMPLEX_PATIENT_BONUS,
}
_OF_CATEGORY = {
    "percent": Kind.PERCENT,
    "points": Kind.POINTS,
    "weight": Kind.WEIGHT,
    "contribution": Kind.CONTRIBUTION,
    "bonusPoints": Kind.BONUS,
    "improvementPercent": Kind.IMPROVEMENT,
}
_OF_MEASURE = (
    "measureId",
    "collectionType",
    "points",
    "rate",
    "cases",
    "dataCompleteness",
    "benchmark",
)
KEYS = (
    "performanceYear",
    *_TOTALS,
    "statuses",
    "facilityScore",
    "categories",
    "measures",
    "allMeasures",
)
"""The keys of a document of our own form."""

_CATEGORIES = {category.value: category for category in Category}
_STATUSES = {status.value: status for status in SpecialStatus}


def document_stated(document: Mapping[str, object], findings: Findings) -> Stated | None:
    """The result that a document holds. Raises ProblemsFound; None after an error."""
    fields = Fields(document, "$", findings)
    fields.refuse_unknown(KEYS)
    if not fields.has("performanceYear"):
        found = "performanceYear is missing"
        findings.refuse(feedback_kinds.FEEDBACK_YEAR_MISSING, found)
    year = fields.year("performanceYear", POLICY_YEARS)
    if year is None:
        return None
    gathering = Gathering(year, catalog_for(year) if year in YEARS else None, findings)
    for name, kind in _TOTALS.items():
        _put(gathering, fields, name, Figure(kind))
    _statuses(gathering, fields)
    _categories(gathering, fields)
    for entry in fields.objects("measures", required=False) or ():
        _measure(gathering, entry)
    gathering.listed_whole = _listed_whole(fields)
    return gathering.stated()


def profile_stated(feedback: Feedback, findings: Findings) -> Stated:
    """The result that a profile with CMS's feedback holds. Raises ProblemsFound without any."""
    profile, given = feedback.profile, feedback.profile.given
    gathering = Gathering(profile.performance_year, None, findings)
    said = {
        Figure(Kind.FINAL_SCORE): feedback.final_score,
        Figure(Kind.ADJUSTMENT): feedback.adjustment_percent,
        Figure(Kind.COMPLEX_PATIENT_BONUS): profile.complex_patient_bonus,
        Figure(Kind.PERCENT, Category.QUALITY): given.quality_percent,
        Figure(Kind.IMPROVEMENT, Category.QUALITY): feedback.improvement_percent,
        Figure(Kind.PERCENT, Category.INTEROPERABILITY): given.interoperability_percent,
        Figure(Kind.PERCENT, Category.COST): given.cost_percent,
        Figure(Kind.POINTS, Category.ACTIVITIES): given.activity_points,
    }
    gathering.figures = {figure: value for figure, value in said.items() if value is not None}
    return gathering.stated()


def _put(gathering: Gathering, fields: Fields, name: str, figure: Figure) -> None:
    """A figure written as a text or a number; anything else is a problem."""
    value = fields.members.get(name)
    if value is None:
        return
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        gathering.figure(figure, as_cells(value), fields.place(name))
    else:
        fields.amount(name)


def _statuses(gathering: Gathering, fields: Fields) -> None:
    part = fields.inner("statuses", required=False)
    if part is not None:
        part.refuse_unknown(tuple(_STATUSES))
        for name, status in _STATUSES.items():
            said = part.flag(name, required=False)
            if said is not None:
                gathering.statuses[status] = said
    gathering.facility_score = fields.flag("facilityScore", required=False)


def _categories(gathering: Gathering, fields: Fields) -> None:
    part = fields.inner("categories", required=False)
    if part is None:
        return
    part.refuse_unknown(tuple(_CATEGORIES))
    for name, category in _CATEGORIES.items():
        entry = part.inner(name, required=False)
        if entry is None:
            continue
        entry.refuse_unknown(tuple(_OF_CATEGORY))
        for key, kind in _OF_CATEGORY.items():
            _put(gathering, entry, key, Figure(kind, category))


def _measure(gathering: Gathering, entry: Fields) -> None:
    entry.refuse_unknown(_OF_MEASURE)
    measure_id = entry.text("measureId")
    collection = entry.text("collectionType", required=False)
    if measure_id is None:
        return
    figure = gathering.measure(measure_id, collection, entry.place("measureId"))
    if figure is None:
        return
    _put(gathering, entry, "points", figure)
    _put(gathering, entry, "rate", replace(figure, kind=Kind.RATE))
    gathering.details[figure] = MeasureDetail(
        entry.count("cases", required=False),
        entry.amount("dataCompleteness", False, Decimal(0), Decimal(100)),
        _benchmark(entry),
    )


def _benchmark(entry: Fields) -> tuple[Decimal, ...] | None:
    """The eleven values of a ladder, ascending."""
    listed = entry.entries("benchmark", required=False)
    if listed is None:
        return None
    values = []
    for place, value in listed:
        one = Fields({"value": value}, place, entry.findings).amount("value")
        if one is not None:
            values.append(one)
    if len(values) != len(CUT_POINTS) or values != sorted(values):
        expected = f"{len(CUT_POINTS)} numbers, ascending"
        found = f"{len(listed)} entries were found"
        entry.findings.add(document_kinds.BAD_AMOUNT, entry.place("benchmark"), found, expected)
        return None
    return tuple(values)


def _listed_whole(fields: Fields) -> frozenset[Category]:
    """The categories of which every scored measure is listed."""
    found = set()
    for place, name in fields.entries("allMeasures", required=False) or ():
        one = Fields({"allMeasures": name}, place.rpartition(".")[0], fields.findings)
        category = one.choice("allMeasures", _CATEGORIES)
        if category is not None:
            found.add(category)
    return frozenset(found)
