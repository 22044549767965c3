"""What a measurement set says: category, method, program, period and measurements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from openmips.catalog import Catalog
from openmips.formats.fields import Fields
from openmips.formats.programs import check_program_for_entity, read_program
from openmips.formats.qpp_measures import (
    SetFacts,
    read_activities,
    read_interoperability,
    read_quality,
)
from openmips.people import EntityType
from openmips.performance import ActivitySet, Category, InteroperabilitySet, QualityResult
from openmips.problems import submission_kinds
from openmips.problems.finding import listed, shown

PROGRAM = "programName"

_CATEGORIES = {
    "quality": Category.QUALITY,
    "pi": Category.INTEROPERABILITY,
    "ia": Category.ACTIVITIES,
    "cost": Category.COST,
    "aci": Category.INTEROPERABILITY,
}
_METHODS = {
    name: name
    for name in (
        "registry",
        "electronicHealthRecord",
        "claims",
        "cmsWebInterface",
        "certifiedSurveyVendor",
        "administrativeClaims",
    )
}
_ATTESTED = frozenset({Category.ACTIVITIES, Category.INTEROPERABILITY})
_COMPUTED_METHOD = "administrativeClaims"
_METHODS_OF_ALL_CATEGORIES = ("registry", "electronicHealthRecord")
_CEHRT_ID = re.compile(r"([0-9A-Z]{2}15C|2025C)[0-9A-Z]{10}", re.ASCII)
_FIELDS = frozenset(
    {
        "category",
        "submissionMethod",
        PROGRAM,
        "cehrtId",
        "performanceStart",
        "performanceEnd",
        "measurements",
    }
)
_WRITTEN_BY_SERVER = frozenset(
    {
        "id",
        "submissionId",
        "submission",
        "createdAt",
        "updatedAt",
        "practiceDetails",
        "practiceId",
        "submitterId",
        "submitterType",
        "suppressed",
        "source",
        "version",
    }
)
_UNUSED = {"measureSet": "State the specialty set in the profile, as practice.specialtySet."}

Content = tuple[QualityResult, ...] | ActivitySet | InteroperabilitySet
"""What a set holds, by its category."""


@dataclass(frozen=True, slots=True)
class MeasurementSet:
    """One category submitted by one method under one program, in domain values."""

    category: Category
    submission_method: str
    program: str
    start: date
    end: date
    content: Content
    cehrt_id: str | None = None

    @property
    def empty(self) -> bool:
        """Whether the set holds no measurements, and so submits nothing."""
        match self.content:
            case ActivitySet(done=held) | InteroperabilitySet(measures=held):
                return not held
        return not self.content


@dataclass(frozen=True, slots=True)
class SetReader:
    """Reads the sets of one submission; what it cannot read it notes and leaves out."""

    catalog: Catalog
    entity_type: EntityType | None
    default_program: str | None

    def read(self, fields: Fields) -> MeasurementSet | None:
        """The set; None after an error."""
        before = fields.findings.errors
        fields.warn_unknown(_FIELDS | _WRITTEN_BY_SERVER, _UNUSED)
        category = self._category(fields)
        method = self._method(fields, category)
        program = self._program(fields)
        start, end = self._period(fields)
        cehrt_id = self._cehrt_id(fields, category)
        content: Content | None = None
        measurements = fields.objects("measurements", required=False) or []
        if not measurements:
            found = "the set holds no measurements"
            fields.findings.add(submission_kinds.EMPTY_SET, fields.place("measurements"), found)
        facts = SetFacts(self.catalog, method, program)
        match category:
            case Category.QUALITY:
                content = read_quality(measurements, facts)
            case Category.ACTIVITIES:
                done = MappingProxyType(read_activities(measurements, facts))
                content = ActivitySet(done, start, end)
            case Category.INTEROPERABILITY:
                measures = MappingProxyType(read_interoperability(measurements, facts))
                content = InteroperabilitySet(measures, start, end, cehrt_id)
        if category is None or method is None or program is None or content is None:
            return None
        if fields.findings.errors > before:
            return None
        return MeasurementSet(category, method, program, start, end, content, cehrt_id)

    def _category(self, fields: Fields) -> Category | None:
        category = fields.choice("category", _CATEGORIES)
        if category is not Category.COST:
            return category
        found = "a set holds cost measures"
        fields.findings.add(
            submission_kinds.CATEGORY_NOT_SUBMITTED, fields.place("category"), found
        )
        return None

    def _method(self, fields: Fields, category: Category | None) -> str | None:
        method = fields.choice("submissionMethod", _METHODS)
        place = fields.place("submissionMethod")
        if method == _COMPUTED_METHOD:
            found = "the set holds measures that CMS computes from claims"
            fields.findings.add(submission_kinds.COMPUTED_BY_CMS, place, found)
            return None
        if (
            method is not None
            and category in _ATTESTED
            and method not in _METHODS_OF_ALL_CATEGORIES
        ):
            found = f"a set of the category {category.value} came by {method}"
            expected = listed(_METHODS_OF_ALL_CATEGORIES)
            fields.findings.add(submission_kinds.METHOD_NOT_FOR_CATEGORY, place, found, expected)
        return method

    def _program(self, fields: Fields) -> str | None:
        """The set's own program, or the submission's where it names none."""
        program, place = self.default_program, fields.place(PROGRAM)
        if fields.has(PROGRAM):
            text = fields.text(PROGRAM)
            if text is None:
                return None
            program = read_program(text, place, self.catalog, fields.findings)
        if program is not None and self.entity_type is not None:
            check_program_for_entity(
                program, self.entity_type, place, self.catalog, fields.findings
            )
        return program

    def _period(self, fields: Fields) -> tuple[date, date]:
        """First and last day. The year stands in for a date that could not be read."""
        year = self.catalog.performance_year
        opening, closing = date(year, 1, 1), date(year, 12, 31)
        start = fields.day("performanceStart") or opening
        end = fields.day("performanceEnd") or closing
        place, found = fields.place("performanceStart"), f"the period is {start} to {end}"
        expected = f"dates in {year}"
        if end < start:
            place = fields.place("performanceEnd")
            kind, expected = (
                submission_kinds.PERIOD_ENDS_BEFORE_START,
                "an end on or after the start",
            )
        elif end < opening or start > closing:
            kind = submission_kinds.PERIOD_IN_ANOTHER_YEAR
        elif start < opening or end > closing:
            kind = submission_kinds.PERIOD_LEAVES_YEAR
        else:
            return start, end
        fields.findings.add(kind, place, found, expected)
        return start, end

    def _cehrt_id(self, fields: Fields, category: Category | None) -> str | None:
        """The EHR certification id, which promoting interoperability cannot score without."""
        place = fields.place("cehrtId")
        if fields.members.get("cehrtId") in (None, ""):
            if category is Category.INTEROPERABILITY:
                fields.findings.add(submission_kinds.MISSING_CEHRT_ID, place, "cehrtId is missing")
            return None
        cehrt_id = fields.text("cehrtId")
        if cehrt_id is not None and not _CEHRT_ID.fullmatch(cehrt_id):
            found = f"cehrtId is {shown(cehrt_id)}"
            expected = "15 characters such as 0015C and ten letters and digits"
            fields.findings.add(submission_kinds.BAD_CEHRT_ID, place, found, expected)
        return cehrt_id
