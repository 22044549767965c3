"""What a QPP submission document says: entity, year and measurement sets, checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openmips.catalog import YEARS, Catalog, catalog_for
from openmips.formats.fields import Fields
from openmips.formats.identifiers import ENTITY_ID, NPI, TIN, read_entity
from openmips.formats.programs import TRADITIONAL, read_program
from openmips.formats.qpp_sets import PROGRAM, MeasurementSet, SetReader
from openmips.formats.strict_json import Source, read_json, source_name
from openmips.people import Entity
from openmips.problems import document_kinds, submission_kinds
from openmips.problems.finding import Findings, Read

CatalogOf = Callable[[int], Catalog]
"""Where the catalog of a supported year comes from."""

PERFORMANCE_YEAR = "performanceYear"

_ENVELOPES = ("data", "submission")
_FIELDS = frozenset(
    {"entityType", ENTITY_ID, TIN, NPI, PERFORMANCE_YEAR, "measurementSets", PROGRAM}
)
_WRITTEN_BY_SERVER = frozenset(
    {
        "id",
        "createdAt",
        "updatedAt",
        "submitterId",
        "submitterType",
        "suppressed",
        "source",
        "version",
    }
)


@dataclass(frozen=True, slots=True)
class Submission:
    """What one entity submitted for one performance year; `file` is where it was read."""

    performance_year: int
    entity: Entity
    measurement_sets: tuple[MeasurementSet, ...]
    file: str | None = None


def read_submission(
    source: Source, *, name: str | None = None, catalog_of: CatalogOf = catalog_for
) -> Read[Submission]:
    """The submission that a QPP JSON document holds, beside the warnings it gave.

    `source` is a path, bytes, a binary stream or a document already parsed; `name` is what
    to call it in problems. Raises ProblemsFound with everything found wrong.
    """
    findings = Findings(source_name(source, name), document_kinds.TOO_MANY_PROBLEMS)
    fields = _unwrapped(Fields.of(read_json(source, findings), "$", findings))
    return findings.settle(None if fields is None else _submission(fields, catalog_of))


def _unwrapped(fields: Fields | None) -> Fields | None:
    """The submission inside the envelope of a server's answer, if there is one."""
    for envelope in _ENVELOPES:
        if fields is not None and fields.has(envelope) and not fields.has(PERFORMANCE_YEAR):
            fields = fields.inner(envelope)
    return fields


def _submission(fields: Fields, catalog_of: CatalogOf) -> Submission | None:
    findings = fields.findings
    fields.warn_unknown(_FIELDS | _WRITTEN_BY_SERVER, {})
    entity = read_entity(fields)
    catalog = _catalog(fields, catalog_of)
    written = fields.objects("measurementSets", required=False) or []
    if catalog is None:
        return None
    program: str | None = TRADITIONAL
    if fields.has(PROGRAM):
        text = fields.text(PROGRAM)
        program = text and read_program(text, fields.place(PROGRAM), catalog, findings)
    reader = SetReader(catalog, None if entity is None else entity.entity_type, program)
    read = [(each, reader.read(each)) for each in written]
    _check_unique(read)
    if entity is None:
        return None
    sets = tuple(measurement_set for _, measurement_set in read if measurement_set is not None)
    return Submission(catalog.performance_year, entity, sets, findings.file)


def _catalog(fields: Fields, catalog_of: CatalogOf) -> Catalog | None:
    """The catalog of the document's performance year."""
    year = fields.year(PERFORMANCE_YEAR, YEARS)
    return None if year is None else catalog_of(year)


def _check_unique(sets: list[tuple[Fields, MeasurementSet | None]]) -> None:
    """One submitter has one set for a category, method and program."""
    seen = set()
    for fields, measurement_set in sets:
        if measurement_set is None:
            continue
        key = (
            measurement_set.category,
            measurement_set.submission_method,
            measurement_set.program,
            str(fields.members.get("submitterType")),
            str(fields.members.get("submitterId")),
        )
        if key in seen:
            category, method, program, *_ = key
            found = f"a second set of {category.value} by {method} under {program} was found"
            fields.findings.add(submission_kinds.REPEATED_SET, fields.location, found, "one set")
        seen.add(key)
