"""What a practice decides, attests and measures in a year: each with its shape, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from openmips.catalog import catalog_for
from openmips.formats.identifiers import NPI, check_digit_fits
from openmips.formats.programs import TRADITIONAL, option_of, scored_programs
from openmips.formats.qpp_json import read_submission
from openmips.performance import Category, ReportingOption
from openmips.practice.handed_in import GROUP, INDIVIDUAL, programs_of
from openmips.practice.models import Topic
from openmips.practice.refusals import refusal
from openmips.problems import document_kinds, submission_kinds
from openmips.problems.finding import Findings, listed, nearest, shown
from openmips.problems.records_kinds import NOT_IN_PERFORMANCE_YEAR, UNKNOWN_CHOICE

Said = Mapping[Topic, Mapping[str, Any]]
"""Values by topic and key; None takes a key back."""


class Decision(Protocol):
    """Whatever can be decided, attested, measured or said of a year."""

    def said(self, performance_year: int) -> Said:
        """The values by topic and key. Raises ProblemsFound for what cannot be."""


@dataclass(frozen=True, slots=True)
class WayToReport:
    """The program to report in; for an MVP, whether the practice has registered for it."""

    program: str
    registered: bool = False

    def said(self, performance_year: int) -> Said:
        """The choices. Raises ProblemsFound for a program that the year does not score."""
        catalog = catalog_for(performance_year)
        known = scored_programs(catalog)
        if self.program not in known:
            found = f"the program is {shown(self.program)}"
            hint = nearest(self.program, known)
            raise refusal(UNKNOWN_CHOICE, f"{found}. {hint}".strip(), location="$.program")
        option = option_of(self.program, catalog)
        registered = self.program if option is ReportingOption.MVP and self.registered else None
        return {
            Topic.CHOICE: {
                "reportingOption": option.value,
                "program": self.program,
                "registered": registered,
            }
        }


@dataclass(frozen=True, slots=True)
class Level:
    """Whether the practice reports as a group or each clinician as an individual."""

    entity_type: str

    def said(self, performance_year: int) -> Said:
        """The choice. Raises ProblemsFound for another level."""
        _one_of(self.entity_type, (GROUP, INDIVIDUAL), "entityType")
        return {Topic.CHOICE: {"entityType": self.entity_type}}


@dataclass(frozen=True, slots=True)
class MeasuresToReport:
    """The quality measures to report, each as `collection type/measure id`; none takes all back."""

    names: tuple[str, ...]

    def said(self, performance_year: int) -> Said:
        """The choice. Raises ProblemsFound for measures that the year does not offer so."""
        quality = catalog_for(performance_year).quality
        findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
        for number, name in enumerate(self.names):
            method, _, measure_id = name.partition("/")
            known = quality.get(measure_id)
            if known is None or method not in known.collection_types:
                found = f"{performance_year} does not offer {shown(name)}"
                findings.add(UNKNOWN_CHOICE, f"$.measures[{number}]", found)
        findings.stop()
        return {Topic.CHOICE: {"measures": list(dict.fromkeys(self.names)) or None}}


@dataclass(frozen=True, slots=True)
class Interoperability:
    """Whether data of promoting interoperability are to be submitted."""

    submit: bool

    def said(self, performance_year: int) -> Said:
        """The choice."""
        decided = "submit" if self.submit else "leave_out"
        return {Topic.CHOICE: {"promotingInteroperability": decided}}


@dataclass(frozen=True, slots=True)
class Attested:
    """Something that was done: an activity (`ia`) or a measure of interoperability (`pi`).

    `value` is true, or what a measure of interoperability counts. `entity` is `group` or
    `individual:NPI`. The days are the first and the last it was done.
    """

    category: str
    name: str
    start: date
    end: date
    value: Any = True
    entity: str = GROUP

    def said(self, performance_year: int) -> Said:
        """The attestation. Raises ProblemsFound where it could not be submitted so."""
        attestable = (Category.ACTIVITIES.value, Category.INTEROPERABILITY.value)
        _one_of(self.category, attestable, "category")
        if self.start.year != performance_year or self.end.year != performance_year:
            found = f"it reaches from {self.start} to {self.end}"
            raise refusal(NOT_IN_PERFORMANCE_YEAR, found, f"days in {performance_year}")
        period = {"start": self.start.isoformat(), "end": self.end.isoformat()}
        _readable(
            performance_year, self.entity, self.category, "registry", self.name, self.value, period
        )
        key = f"{self.entity}/{self.category}/{self.name}"
        return {Topic.ATTESTATION: {key: {"value": self.value, **period}}}


@dataclass(frozen=True, slots=True)
class Measured:
    """The result of a quality measure: its counts as a submission writes them."""

    measure_id: str
    collection_type: str
    value: Mapping[str, Any] = field(default_factory=dict)
    entity: str = GROUP

    def said(self, performance_year: int) -> Said:
        """The result. Raises ProblemsFound where it could not be scored so."""
        period = {"start": f"{performance_year}-01-01", "end": f"{performance_year}-12-31"}
        value = dict(self.value)
        name, method = self.measure_id, self.collection_type
        _readable(performance_year, self.entity, "quality", method, name, value, period)
        return {Topic.RESULT: {f"{self.entity}/{method}/{name}": value}}


def _readable(
    performance_year: int,
    entity: str,
    category: str,
    method: str,
    name: str,
    value: Any,
    period: Mapping[str, str],
) -> None:
    """Refuse what the reader of submissions would refuse, with its own problems."""
    kind, _, npi = entity.partition(":")
    _one_of(kind, (GROUP, INDIVIDUAL), "entity")
    if (kind == INDIVIDUAL) != bool(npi) or (npi and not check_digit_fits(npi)):
        raise refusal(submission_kinds.BAD_NPI, "the NPI is missing or mistyped", "ten digits")
    document: dict[str, Any] = {
        "performanceYear": performance_year,
        "entityType": kind,
        "taxpayerIdentificationNumber": "000000000",
        "measurementSets": [
            {
                "category": category,
                "submissionMethod": method,
                "programName": _program(performance_year, category, name),
                "performanceStart": period["start"],
                "performanceEnd": period["end"],
                "measurements": [{"measureId": name, "value": value}],
            }
        ],
    }
    if npi:
        document[NPI] = npi
    read_submission(document)


def _program(performance_year: int, category: str, name: str) -> str:
    """A program under which a measure or activity may stand, traditional MIPS first."""
    held = programs_of(category, name, catalog_for(performance_year)) or ()
    return TRADITIONAL if TRADITIONAL in held else min(held, default=TRADITIONAL)


def _one_of(text: str, names: tuple[str, ...], what: str) -> None:
    if text not in names:
        found = f"{what} is {shown(text)}"
        raise refusal(UNKNOWN_CHOICE, found, listed(names), location=f"$.{what}")
