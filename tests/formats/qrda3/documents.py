"""Small QRDA III documents of our own, and the edits that the cases make to them.

Elements that an edit may speak of carry an ID. Everything in them is invented; identifiers
of measures and populations come from the catalog.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as ET

from openmips.amounts import fixed
from openmips.catalog import catalog_for
from openmips.formats.qrda3.tables import Template, tables

TIN = "000456789"
NPI = "1000000004"
CEHRT_ID = "0015CABCDEFGHIJ"
ACTIVITY = "IA_EPA_2"
MVP = "G0053"
MVP_ACTIVITY = "IA_BE_4"
ROOTS = {kind: root for root, kind in tables().templates.items()}
COUNTS = {"IPOP": 100, "DENOM": 100, "DENEX": 10, "DENEXCEP": 5, "NUMER": 60, "NUMEX": 2}

Edits = list[dict[str, Any]]


@dataclass(frozen=True)
class Plan:
    """What a document is to hold."""

    year: int
    program: str = "MIPS_GROUP"
    measures: tuple[str, ...] = ("001",)
    interoperability: bool = False
    activities: tuple[str, ...] = ()
    mvp: str | None = None
    supplemental: bool = False
    header: Mapping[str, str] = field(default_factory=dict)

    @property
    def extension(self) -> str:
        """The extension of the document template of the year."""
        return tables().document_extensions(self.year)[0]


def identifiers(program: str) -> dict[str, str]:
    """The identifiers that a program's header holds, by their kinds."""
    known = tables().programs.get(program)
    entity = known.entity if known else "group"
    held = {"cehrt": CEHRT_ID}
    if entity in {"individual", "group", "virtualGroup"}:
        held["tin"] = TIN
    if entity == "individual":
        held["npi"] = NPI
    ids = {"virtualGroup": "virtual_group", "apm": "apm", "subgroup": "subgroup"}
    if entity in ids:
        held[ids[entity]] = "SG-00000001" if entity == "subgroup" else "X0000001"
    if program == "PCF":
        held = {"cehrt": CEHRT_ID, "tin": TIN, "npi": NPI, "pcf": "ZZ0001"}
    return held


def built(plan: Plan) -> ET.Element:
    """The document."""
    root = ET.Element("ClinicalDocument", {"xmlns": tables().namespace, "ID": "document"})
    root.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
    _template(root, tables().hl7_report, "2020-12-01", "hl7-template")
    _template(root, tables().document_root, plan.extension, "document-template")
    ET.SubElement(root, "title").text = "Invented report"
    _header(root, plan)
    body = ET.SubElement(ET.SubElement(root, "component"), "structuredBody", {"ID": "body"})
    if plan.measures:
        section = _section(body, "quality", Template.QUALITY_SECTION, plan)
        category = tables().category_extension
        _template(section, tables().category_section, category, "category-template", first=True)
        for measure in plan.measures:
            _quality_measure(section, measure, plan)
    if plan.interoperability:
        section = _section(body, "pi", Template.INTEROPERABILITY_SECTION, plan)
        _ratio(section, "PI_EP_1", 90, 120)
        _answered(section, "PI_PPHI_1", Template.ANSWER_MEASURE)
    if plan.activities:
        section = _section(body, "ia", Template.ACTIVITY_SECTION, plan)
        for activity in plan.activities:
            _answered(section, activity, Template.ACTIVITY)
    return root


def edited(root: ET.Element, edits: Edits) -> ET.Element:
    """The document after its edits."""
    for edit in edits:
        ((deed, what),) = edit.items()
        _DEEDS[deed](root, what)
    return root


def written(root: ET.Element) -> bytes:
    """The document as text, one element a line."""
    ET.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "utf-8")


def document(plan: Plan, edits: Edits | None = None) -> bytes:
    """The text of a document with edits."""
    return written(edited(built(plan), edits or []))


def _header(root: ET.Element, plan: Plan) -> None:
    held = identifiers(plan.program) | dict(plan.header)
    recipient = ET.SubElement(ET.SubElement(root, "informationRecipient"), "intendedRecipient")
    recipient.set("ID", "recipient")
    _id(recipient, "program", plan.program)
    participant = ET.SubElement(ET.SubElement(root, "participant"), "associatedEntity")
    participant.set("ID", "participant")
    for kind in ("cehrt", "mvp", "pcf"):
        text = plan.mvp if kind == "mvp" else held.get(kind)
        if text is not None:
            _id(participant, kind, text)
    if plan.program == "PCF":
        ET.SubElement(participant, "addr", {"ID": "address"})
    event = ET.SubElement(ET.SubElement(root, "documentationOf"), "serviceEvent", {"ID": "event"})
    performer = ET.SubElement(event, "performer", {"ID": "performer"})
    entity = ET.SubElement(performer, "assignedEntity", {"ID": "entity"})
    if "npi" in held:
        _id(entity, "npi", held["npi"])
    organization = ET.SubElement(entity, "representedOrganization", {"ID": "organization"})
    for kind in ("tin", "virtual_group", "apm", "subgroup"):
        if kind in held:
            _id(organization, kind, held[kind])


def _id(parent: ET.Element, kind: str, extension: str) -> None:
    root = tables().identifiers[kind]
    ET.SubElement(parent, "id", {"ID": kind, "root": root, "extension": extension})


def _template(
    parent: ET.Element, root: str, extension: str, name: str, *, first: bool = False
) -> None:
    attributes = {"root": root, "ID": name}
    if extension:
        attributes["extension"] = extension
    template = ET.Element("templateId", attributes)
    parent.insert(0, template) if first else parent.append(template)


def _kind(parent: ET.Element, kind: Template, name: str) -> None:
    extensions = tables().extensions[kind]
    _template(parent, ROOTS[kind], extensions[0] if extensions else "", f"{name}-template")


def _section(body: ET.Element, name: str, kind: Template, plan: Plan) -> ET.Element:
    component = ET.SubElement(body, "component", {"ID": f"{name}-component"})
    section = ET.SubElement(component, "section", {"ID": name})
    _kind(section, kind, name)
    act = ET.SubElement(ET.SubElement(section, "entry", {"ID": f"{name}-period"}), "act")
    act.set("ID", f"{name}-act")
    _kind(act, Template.PARAMETERS, f"{name}-act")
    time = ET.SubElement(act, "effectiveTime", {"ID": f"{name}-time"})
    ET.SubElement(time, "low", {"ID": f"{name}-low", "value": f"{plan.year}0101"})
    ET.SubElement(time, "high", {"ID": f"{name}-high", "value": f"{plan.year}1231"})
    return section


def _organizer(section: ET.Element, name: str, kind: Template, root: str, extension: str) -> Any:
    entry = ET.SubElement(section, "entry", {"ID": f"{name}-entry"})
    organizer = ET.SubElement(entry, "organizer", {"ID": name})
    _kind(organizer, kind, name)
    reference = ET.SubElement(organizer, "reference")
    outside = ET.SubElement(reference, "externalDocument", {"ID": f"{name}-reference"})
    ET.SubElement(outside, "id", {"ID": f"{name}-id", "root": root, "extension": extension})
    return organizer


def _observation(organizer: ET.Element, name: str, kind: Template) -> ET.Element:
    component = ET.SubElement(organizer, "component", {"ID": f"{name}-component"})
    observation = ET.SubElement(component, "observation", {"ID": name})
    _kind(observation, kind, name)
    return observation


def _refers(observation: ET.Element, name: str, uuid: str) -> None:
    reference = ET.SubElement(observation, "reference")
    outside = ET.SubElement(reference, "externalObservation", {"ID": f"{name}-reference"})
    ET.SubElement(outside, "id", {"ID": f"{name}-uuid", "root": uuid})


def _count(observation: ET.Element, name: str, number: int) -> None:
    relation = ET.SubElement(observation, "entryRelationship", {"ID": f"{name}-relation"})
    count = ET.SubElement(relation, "observation", {"ID": f"{name}-count"})
    _kind(count, Template.AGGREGATE_COUNT, f"{name}-count")
    ET.SubElement(count, "value", {"ID": f"{name}-number", "value": str(number)})


def _quality_measure(section: ET.Element, measure_id: str, plan: Plan) -> None:
    catalog = catalog_for(plan.year)
    electronic = catalog.electronic[measure_id]
    root = tables().identifiers["quality_measure"]
    organizer = _organizer(
        section, measure_id, Template.QUALITY_MEASURE, root, electronic.uuid or ""
    )
    codes = {name: code for code, name in tables().populations.items() if code != "IPP"}
    for index, stratum in enumerate(electronic.strata):
        name = measure_id if index == 0 else f"{measure_id}.{index + 1}"
        held = {codes[key]: uuid for key, uuid in stratum.populations.items()}
        rate = _observation(organizer, f"{name}-rate", Template.PERFORMANCE_RATE)
        ET.SubElement(rate, "value", {"ID": f"{name}-rate-value", "value": _rate(held)})
        _refers(rate, f"{name}-rate", held["NUMER"])
        for code in (code for code in COUNTS if code in held):
            _population(organizer, f"{name}-{code}", code, held[code], stratum.strata, plan)


def _rate(held: Mapping[str, str]) -> str:
    left = COUNTS["DENOM"] - sum(COUNTS[code] for code in ("DENEX", "DENEXCEP") if code in held)
    met = COUNTS["NUMER"] - (COUNTS["NUMEX"] if "NUMEX" in held else 0)
    return fixed(Fraction(met, left), 6)


def _population(
    organizer: ET.Element, name: str, code: str, uuid: str, strata: tuple[str, ...], plan: Plan
) -> None:
    data = _observation(organizer, name, Template.MEASURE_DATA)
    ET.SubElement(data, "value", {"ID": f"{name}-code", "code": code})
    _count(data, name, COUNTS[code])
    for number, stratum in enumerate(strata, 1):
        part = f"{name}-stratum-{number}"
        relation = ET.SubElement(data, "entryRelationship", {"ID": f"{part}-relation"})
        observation = ET.SubElement(relation, "observation", {"ID": part})
        _kind(observation, Template.STRATUM, part)
        _refers(observation, part, stratum)
    _supplemental(data, name, plan)
    _refers(data, name, uuid)


def _supplemental(data: ET.Element, name: str, plan: Plan) -> None:
    """Half of the population in each group."""
    if plan.program != "PCF" and not plan.supplemental:
        return
    for kind, codes in tables().primary_care_first.supplemental.items():
        for code in codes:
            part = f"{name}-{code}"
            relation = ET.SubElement(data, "entryRelationship", {"ID": f"{part}-group"})
            observation = ET.SubElement(relation, "observation", {"ID": part})
            _kind(observation, kind, part)
            value = ET.SubElement(observation, "value", {"ID": f"{part}-code"})
            if kind is Template.PAYER:
                ET.SubElement(value, "translation", {"code": code})
            else:
                value.set("code", code)
            _count(observation, part, COUNTS[name.rpartition("-")[2]] // 2)


def _ratio(section: ET.Element, measure_id: str, numerator: int, denominator: int) -> None:
    organizer = _organizer(section, measure_id, Template.RATIO_MEASURE, "1.2.3", measure_id)
    for kind, number in (
        (Template.RATIO_NUMERATOR, numerator),
        (Template.RATIO_DENOMINATOR, denominator),
    ):
        name = f"{measure_id}-{kind.value.removeprefix('ratio_')}"
        _count(_observation(organizer, name, kind), name, number)


def _answered(section: ET.Element, measure_id: str, kind: Template) -> None:
    organizer = _organizer(section, measure_id, kind, "1.2.3", measure_id)
    answer = _observation(organizer, f"{measure_id}-answer", Template.ANSWER)
    ET.SubElement(answer, "value", {"ID": f"{measure_id}-code", "code": "Y"})


def _named(root: ET.Element, name: str) -> ET.Element:
    found = root if root.get("ID") == name else root.find(f".//*[@ID='{name}']")
    assert found is not None, f"the document has no element {name}"
    return found


def _around(root: ET.Element, element: ET.Element) -> ET.Element:
    return next(parent for parent in root.iter() if element in list(parent))


def _drop(root: ET.Element, names: list[str]) -> None:
    for name in names:
        element = _named(root, name)
        _around(root, element).remove(element)


def _repeat(root: ET.Element, names: list[str]) -> None:
    for name in names:
        element = _named(root, name)
        parent = _around(root, element)
        again = copy.deepcopy(element)
        for part in again.iter():
            if "ID" in part.attrib:
                part.set("ID", f"{part.get('ID')}-again")
        parent.insert(list(parent).index(element) + 1, again)


def _set(root: ET.Element, changes: Mapping[str, Mapping[str, str | None]]) -> None:
    for name, attributes in changes.items():
        element = _named(root, name)
        for attribute, value in attributes.items():
            if value is None:
                element.attrib.pop(attribute, None)
            else:
                element.set(attribute, value)


def _add(root: ET.Element, additions: Mapping[str, str]) -> None:
    for name, text in additions.items():
        _named(root, name).append(ET.fromstring(text))


def _move(root: ET.Element, moves: Mapping[str, str]) -> None:
    for name, target in moves.items():
        element = _named(root, name)
        _around(root, element).remove(element)
        _named(root, target).append(element)


_DEEDS: dict[str, Callable[[ET.Element, Any], None]] = {
    "drop": _drop,
    "repeat": _repeat,
    "set": _set,
    "add": _add,
    "move": _move,
}
