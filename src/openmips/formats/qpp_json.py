"""What a QPP submission document says: entity, year and measurement sets, checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from openmips.catalog import YEARS, Catalog, catalog_for
from openmips.formats.fields import Fields
from openmips.formats.identifiers import ENTITY_ID, NPI, TIN, read_entity
from openmips.formats.programs import TRADITIONAL, read_program
from openmips.formats.qpp_sets import PROGRAM, MeasurementSet, SetReader
from openmips.formats.strict_json import Source, read_json, source_name
from openmips.formats.upload_rules import upload_rules
from openmips.people import Entity
from openmips.problems import document_kinds, submission_kinds, upload_kinds
from openmips.problems.finding import Findings, Read

CatalogOf = Callable[[int], Catalog]
"""Where the catalog of a supported year comes from."""

PERFORMANCE_YEAR = "performanceYear"

MEASUREMENT_SETS = "measurementSets"

_ENVELOPES = ("data", "submission")
_FIELDS = frozenset(
    {"entityType", ENTITY_ID, TIN, NPI, PERFORMANCE_YEAR, MEASUREMENT_SETS, PROGRAM}
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
_KNOWN = _FIELDS | _WRITTEN_BY_SERVER


@dataclass(frozen=True, slots=True)
class Submission:
    """What one entity submitted for one performance year; `file` is where it was read.

    `kept` holds the fields of the document that nothing here knows; they are written again.
    """

    performance_year: int
    entity: Entity
    measurement_sets: tuple[MeasurementSet, ...]
    file: str | None = None
    kept: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def read_submission(
    source: Source,
    *,
    name: str | None = None,
    catalog_of: CatalogOf = catalog_for,
    for_upload: bool = False,
) -> Read[Submission]:
    """The submission that a QPP JSON document holds, beside the warnings it gave.

    `source` is a path, bytes, a binary stream or a document already parsed; `name` is what
    to call it in problems. With `for_upload` it must be one that CMS takes by file; without,
    one that can be scored, results of claims and surveys included. Raises ProblemsFound with
    everything found wrong.
    """
    findings = Findings(source_name(source, name), document_kinds.TOO_MANY_PROBLEMS)
    fields = _unwrapped(Fields.of(read_json(source, findings), "$", findings))
    read = None if fields is None else _submission(fields, catalog_of, for_upload)
    return findings.settle(read)


def _unwrapped(fields: Fields | None) -> Fields | None:
    """The submission inside the envelope of a server's answer, if there is one."""
    for envelope in _ENVELOPES:
        if fields is not None and fields.has(envelope) and not fields.has(PERFORMANCE_YEAR):
            fields = fields.inner(envelope)
    return fields


def _submission(fields: Fields, catalog_of: CatalogOf, for_upload: bool) -> Submission | None:
    findings = fields.findings
    kept = fields.unknown(_KNOWN)
    entity = read_entity(fields)
    catalog = _catalog(fields, catalog_of)
    written = fields.objects(MEASUREMENT_SETS, required=False) or []
    if catalog is None:
        return None
    program: str | None = TRADITIONAL
    if fields.has(PROGRAM):
        text = fields.text(PROGRAM)
        place = fields.place(PROGRAM)
        program = text and read_program(text, place, catalog, findings, scored_only=not for_upload)
    rules = upload_rules(catalog.performance_year) if for_upload else None
    if rules is not None and entity is not None:
        rules.check_entity(fields, entity)
    if for_upload and not fields.members.get(MEASUREMENT_SETS):
        found = "the submission holds no measurement sets"
        findings.add(upload_kinds.NOTHING_TO_UPLOAD, fields.place(MEASUREMENT_SETS), found)
    entity_type = None if entity is None else entity.entity_type
    reader = SetReader(catalog, entity_type, program, rules)
    read = [(each, reader.read(each)) for each in written]
    _check_unique(read)
    if entity is None:
        return None
    sets = tuple(measurement_set for _, measurement_set in read if measurement_set is not None)
    return Submission(catalog.performance_year, entity, sets, findings.file, MappingProxyType(kept))


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
        key = (measurement_set.key, *map(str, measurement_set.submitter))
        if key in seen:
            category, method, program = measurement_set.key
            found = f"a second set of {category.value} by {method} under {program} was found"
            fields.findings.add(submission_kinds.REPEATED_SET, fields.location, found, "one set")
        seen.add(key)
