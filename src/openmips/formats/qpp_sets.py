"""What a measurement set says: category, method, program, period and measurements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from openmips.formats.upload_rules import CEHRT_ID, UploadRules
from openmips.people import EntityType
from openmips.performance import ActivitySet, Category, InteroperabilitySet, QualityResult
from openmips.problems import submission_kinds
from openmips.problems.finding import listed, shown

PROGRAM = "programName"

MEASUREMENTS = "measurements"

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
_FIELDS = frozenset(
    {
        "category",
        "submissionMethod",
        PROGRAM,
        "cehrtId",
        "performanceStart",
        "performanceEnd",
        MEASUREMENTS,
    }
)
SUBMITTER = ("submitterType", "submitterId")
"""Who sent a set: written by the server, and part of what tells two sets apart."""

_WRITTEN_AGAIN = ("practiceDetails", "source")
_WRITTEN_BY_SERVER = frozenset(
    {
        "id",
        "submissionId",
        "submission",
        "createdAt",
        "updatedAt",
        "practiceId",
        "suppressed",
        "version",
    }
)
_KNOWN = _FIELDS | _WRITTEN_BY_SERVER | frozenset((*_WRITTEN_AGAIN, *SUBMITTER))
_UNUSED = {"measureSet": "State the specialty set in the profile, as practice.specialtySet."}

Content = tuple[QualityResult, ...] | ActivitySet | InteroperabilitySet
"""What a set holds, by its category."""


@dataclass(frozen=True, slots=True)
class MeasurementSet:
    """One category submitted by one method under one program, in domain values.

    `end_to_end` names the measures reported electronically from end to end. `kept` is what
    the document says beside all that, in the document's own shape, but with measurements by
    id and strata by name; it is written again and decides nothing. `submitter` is who sent
    the set, as far as a server says so.
    """

    category: Category
    submission_method: str
    program: str
    start: date
    end: date
    content: Content
    cehrt_id: str | None = None
    end_to_end: frozenset[str] = frozenset()
    kept: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    submitter: tuple[object, ...] = field(default=(), compare=False)

    @property
    def empty(self) -> bool:
        """Whether the set holds no measurements, and so submits nothing."""
        match self.content:
            case ActivitySet(done=held) | InteroperabilitySet(measures=held):
                return not held
        return not self.content

    @property
    def key(self) -> tuple[Category, str, str]:
        """What no two sets of one submitter have in common."""
        return (self.category, self.submission_method, self.program)


@dataclass(frozen=True, slots=True)
class SetReader:
    """Reads the sets of one submission; what it cannot read it notes and leaves out.

    With `rules` a set must be one that CMS takes by file; without, one that can be scored.
    """

    catalog: Catalog
    entity_type: EntityType | None
    default_program: str | None
    rules: UploadRules | None = None

    def read(self, fields: Fields) -> MeasurementSet | None:
        """The set; None after an error."""
        before = fields.findings.errors
        removed = frozenset() if self.rules is None else self.rules.removed_fields
        kept: dict[str, object] = fields.unknown(_KNOWN | removed, _UNUSED)
        kept |= {name: fields.members[name] for name in _WRITTEN_AGAIN if fields.has(name)}
        category = self._category(fields)
        method = self._method(fields, category)
        program = self._program(fields)
        if self.rules is not None:
            self.rules.check_set(fields, category, method, program, self.entity_type)
        start, end = self._period(fields, category)
        cehrt_id = self._cehrt_id(fields, category)
        facts = SetFacts(self.catalog, method, program, self.rules)
        content = self._content(fields, category, facts, start, end, cehrt_id)
        if category is None or method is None or program is None or content is None:
            return None
        if fields.findings.errors > before:
            return None
        if facts.kept:
            kept[MEASUREMENTS] = facts.kept
        return MeasurementSet(
            category,
            method,
            program,
            start,
            end,
            content,
            cehrt_id,
            frozenset(facts.end_to_end),
            MappingProxyType(kept),
            tuple(fields.members.get(name) for name in SUBMITTER),
        )

    def _content(
        self,
        fields: Fields,
        category: Category | None,
        facts: SetFacts,
        start: date,
        end: date,
        cehrt_id: str | None,
    ) -> Content | None:
        measurements = fields.objects(MEASUREMENTS, required=False) or []
        if not measurements:
            found = "the set holds no measurements"
            fields.findings.add(submission_kinds.EMPTY_SET, fields.place(MEASUREMENTS), found)
        match category:
            case Category.QUALITY:
                return read_quality(measurements, facts)
            case Category.ACTIVITIES:
                done = MappingProxyType(read_activities(measurements, facts))
                return ActivitySet(done, start, end)
            case Category.INTEROPERABILITY:
                measures = MappingProxyType(read_interoperability(measurements, facts))
                return InteroperabilitySet(measures, start, end, cehrt_id)
        return None

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
            self.rules is None
            and method is not None
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
            scored_only = self.rules is None
            program = read_program(
                text, place, self.catalog, fields.findings, scored_only=scored_only
            )
        if program is not None and self.entity_type is not None:
            check_program_for_entity(
                program, self.entity_type, place, self.catalog, fields.findings
            )
        return program

    def _period(self, fields: Fields, category: Category | None) -> tuple[date, date]:
        """First and last day. The year stands in for a date that could not be read."""
        year = self.catalog.performance_year
        opening, closing = date(year, 1, 1), date(year, 12, 31)
        before = fields.findings.errors
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
            if self.rules is not None and fields.findings.errors == before:
                self.rules.check_period(fields, category, start, end)
            return start, end
        fields.findings.add(kind, place, found, expected)
        return start, end

    def _cehrt_id(self, fields: Fields, category: Category | None) -> str | None:
        """The EHR certification id, which promoting interoperability cannot score without."""
        place, checked = fields.place("cehrtId"), self.rules is not None
        if fields.members.get("cehrtId") in (None, ""):
            if category is Category.INTEROPERABILITY and not checked:
                fields.findings.add(submission_kinds.MISSING_CEHRT_ID, place, "cehrtId is missing")
            return None
        cehrt_id = fields.text("cehrtId")
        if cehrt_id is not None and not checked and not CEHRT_ID.fullmatch(cehrt_id):
            found = f"cehrtId is {shown(cehrt_id)}"
            expected = "15 characters such as 0015C and ten letters and digits"
            fields.findings.add(submission_kinds.BAD_CEHRT_ID, place, found, expected)
        return cehrt_id
