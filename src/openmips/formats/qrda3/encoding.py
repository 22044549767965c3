"""What a document becomes as QPP JSON: the submission exactly as CMS's converter writes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openmips.formats.qrda3.checking import PCF, Checking
from openmips.formats.qrda3.definitions import (
    DENOMINATOR,
    EXCEPTION,
    EXCLUSION,
    NUMERATOR,
    Definition,
    Group,
)
from openmips.formats.qrda3.header import Header
from openmips.formats.qrda3.nodes import CODE, COUNT, END, ID, START, UUID, Element, Node
from openmips.formats.qrda3.tables import Template, tables
from openmips.formats.qrda3.written import day, whole, year_of

Json = dict[str, Any]
Places = dict[str, Node | Element]
"""Which part of the document each part of the submission was made from, by JSONPath."""

_CATEGORIES = {
    Template.QUALITY_SECTION: "quality",
    Template.INTEROPERABILITY_SECTION: "pi",
    Template.ACTIVITY_SECTION: "ia",
}
_NOT_MET = "performanceNotMet"
_SUMMED = (NUMERATOR, DENOMINATOR, EXCLUSION, EXCEPTION)


class NotWritten(Exception):
    """A section holds a part that cannot be written; `node` is it."""

    def __init__(self, node: Node) -> None:
        self.node = node
        super().__init__(node.kind.value)


def encoded(document: Node, checking: Checking) -> tuple[Json, Places]:
    """The submission that a document holds, and what each part of it was made from.

    It is that of CMS's converter where the document has passed the rules. Raises NotWritten.
    """
    submission: Json = {}
    places: Places = {"$": document}
    act = document.nearest(Template.PARAMETERS)
    if act is not None:
        submission["performanceYear"] = year_of(act.first(START) or "")
        places["$.performanceYear"] = act
    _write_entity(submission, places, checking.header)
    sets: list[Json] = []
    for section in document.of(*_categories(checking)):
        path = f"$.measurementSets[{len(sets)}]"
        written = _set(section, checking, path, places)
        if written is not None:
            places[path] = section
            sets.append(written)
    if sets:
        submission["measurementSets"] = sets
    return submission, places


def _categories(checking: Checking) -> list[Template]:
    """The sections that are written. Primary care first took no improvement activities."""
    taken = list(_CATEGORIES)
    if checking.program == PCF:
        taken.remove(Template.ACTIVITY_SECTION)
    return taken


def _write_entity(submission: Json, places: Places, header: Header) -> None:
    """Who reports: the entity's type, and the identifiers that go with it."""
    program = header.program
    if program is None:
        return
    submission["entityType"] = program.entity
    places["$.entityType"] = header.program_names[0].element
    by_tin = program.entity not in {"apm", "subgroup"}
    for member, identifiers, wanted in (
        ("nationalProviderIdentifier", header.npis, program.entity == "individual"),
        ("taxpayerIdentificationNumber", header.tins, by_tin),
        ("entityId", header.entity_ids, True),
    ):
        if wanted and identifiers:
            submission[member] = identifiers[0].text
            places[f"$.{member}"] = identifiers[0].element


def _set(section: Node, checking: Checking, path: str, places: Places) -> Json | None:
    """One measurement set; None where nothing of a quality section can be written."""
    category = _CATEGORIES[section.kind]
    written: Json = {"category": category, "submissionMethod": "electronicHealthRecord"}
    header = checking.header
    if _names_technology(category, checking) and header.cehrt_ids:
        written["cehrtId"] = header.cehrt_ids[0].text
        places[f"{path}.cehrtId"] = header.cehrt_ids[0].element
    measurements: list[Json] = []
    parts = [child for child in section.children if child.kind is not Template.PARAMETERS]
    for part in parts:
        measurement = _measurement(part, checking)
        if measurement:
            places[f"{path}.measurements[{len(measurements)}]"] = part
            measurements.append(measurement)
    if parts and not measurements:
        return None
    if measurements:
        written["measurements"] = measurements
    if header.program is not None:
        written["programName"] = header.mvp or header.program.program
        named = header.mvp_ids if header.mvp else header.program_names
        places[f"{path}.programName"] = named[0].element
    for act in section.of(Template.PARAMETERS)[:1]:
        for member, name in (("performanceStart", START), ("performanceEnd", END)):
            read = day(act.first(name) or "")
            if read is not None:
                written[member] = read.isoformat()
                places[f"{path}.{member}"] = act
    written["source"] = "qrda3"
    return written


def _names_technology(category: str, checking: Checking) -> bool:
    if category == "quality":
        return checking.year >= tables().quality_names_technology_from
    return category == "pi"


def _measurement(node: Node, checking: Checking) -> Json | None:
    """One measurement; None for a quality measure that the year does not have."""
    match node.kind:
        case Template.QUALITY_MEASURE:
            definition = checking.definition(node)
            if definition is None:
                return None
            value: Any = _quality_value(node, definition)
            return {"measureId": definition.measure_id, "value": value}
        case Template.RATIO_MEASURE:
            value = {
                "numerator": _count(node, Template.RATIO_NUMERATOR),
                "denominator": _count(node, Template.RATIO_DENOMINATOR),
            }
        case Template.ANSWER_MEASURE | Template.ACTIVITY:
            answer = node.nearest(Template.ANSWER)
            value = answer is not None and (answer.first(CODE) or "").upper() == "Y"
        case _:
            raise NotWritten(node)
    written: Json = {"value": value}
    measure_id = node.first(ID)
    return written if measure_id is None else {"measureId": measure_id, **written}


def _count(node: Node, kind: Template) -> int | None:
    part = node.nearest(kind)
    return None if part is None else _number(part)


def _number(node: Node) -> int:
    """The number that a population, numerator or denominator has; the rules made it one."""
    count = node.nearest(Template.AGGREGATE_COUNT)
    return (whole(count.first(COUNT)) if count else None) or 0


def _quality_value(node: Node, definition: Definition) -> Json:
    """The value of a quality measure in the shape that the submission has for it."""
    held = node.of(Template.MEASURE_DATA)
    value: Json = {"isEndToEndReported": True}
    if definition.measure_id in tables().summed:
        return value | _sums(held)
    if definition.measure_id in tables().filled_with_zeros:
        return value | {"strata": list(_strata_with_zeros(held, definition))}
    if definition.single:
        return value | _counts(held)
    strata = (_counts_of_stratum(held, group, definition) for group in definition.groups)
    return value | {"strata": [stratum for stratum in strata if stratum]}


def _sums(held: list[Node]) -> Json:
    """All groups of a measure added up; what it lacks is 0."""
    sums = {
        code: sum(_number(each) for each in held if each.first(CODE) == code) for code in _SUMMED
    }
    value = {tables().members[code]: total for code, total in sums.items()}
    value[_NOT_MET] = sums[DENOMINATOR] - sums[NUMERATOR] - sums[EXCLUSION] - sums[EXCEPTION]
    return value


def _counts(held: list[Node]) -> Json:
    """The counts of one rate. Of a population that stands twice the last is written."""
    members = tables().members
    first: dict[str, int] = {}
    value: Json = {}
    for each in held:
        code = each.first(CODE) or ""
        if code in members:
            number = _number(each)
            first.setdefault(code, number)
            value[members[code]] = number
    if DENOMINATOR in first:
        taken = sum(first.get(code, 0) for code in (NUMERATOR, EXCLUSION, EXCEPTION))
        value[_NOT_MET] = first[DENOMINATOR] - taken
    return value


def _counts_of_stratum(held: list[Node], group: Group, definition: Definition) -> Json:
    """The counts of one rate of several, with its name."""
    uuids = set(group.uuids.values())
    ours = [each for each in held if (each.first(UUID) or "").upper() in uuids]
    value = _counts(ours)
    name = _name_of(ours, definition)
    return value if name is None else value | {"stratum": name}


def _name_of(held: list[Node], definition: Definition) -> str | None:
    """The name of the rate whose numerator is there; the identifier where it has none."""
    for each in held:
        if each.first(CODE) == NUMERATOR:
            uuid = (each.first(UUID) or "").upper()
            names = (g.name for g in definition.groups if g.uuids.get(NUMERATOR) == uuid)
            return next(names, None) or uuid
    return None


def _strata_with_zeros(held: list[Node], definition: Definition) -> Iterator[Json]:
    """All strata of the submission; those that the electronic measure lacks have zeros."""
    there = {group.name for group in definition.groups}
    excluding = bool(definition.uuids(EXCLUSION))
    for name in definition.strata:
        if name in there:
            yield _counts(held) | {"stratum": _name_of(held, definition) or name}
            continue
        members = [tables().members[code] for code in (NUMERATOR, DENOMINATOR)]
        if excluding:
            members.append(tables().members[EXCLUSION])
        yield dict.fromkeys([*members, _NOT_MET], 0) | {"stratum": name}
