"""What the header of a document says: program, entity, and the identifiers of who reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openmips.formats.qrda3.building import Tree
from openmips.formats.qrda3.nodes import Element
from openmips.formats.qrda3.tables import ProgramName, tables


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier of the header, and the element it stands in."""

    text: str
    element: Element


@dataclass(frozen=True, slots=True)
class Header:
    """The header's identifiers, each kind in document order.

    `program` is what the first program name means, where it is known; `addressed` says
    whether a participant has an address, `crowded` whether one performer stands for several
    clinicians or practices.
    """

    extensions: tuple[str, ...]
    program_names: tuple[Identifier, ...]
    cehrt_ids: tuple[Identifier, ...]
    mvp_ids: tuple[Identifier, ...]
    pcf_ids: tuple[Identifier, ...]
    npis: tuple[Identifier, ...]
    tins: tuple[Identifier, ...]
    virtual_groups: tuple[Identifier, ...]
    apms: tuple[Identifier, ...]
    subgroups: tuple[Identifier, ...]
    program: ProgramName | None
    addressed: bool
    crowded: bool

    @property
    def mvp(self) -> str | None:
        """The id of the MVP, which counts only in a document of MIPS."""
        under_mips = self.program is not None and self.program.program == "mips"
        return self.mvp_ids[0].text if under_mips and self.mvp_ids else None

    @property
    def entity_ids(self) -> tuple[Identifier, ...]:
        """The ids of an entity that is not known by its TIN."""
        held: dict[str, tuple[Identifier, ...]] = {
            "virtualGroup": self.virtual_groups,
            "apm": self.apms,
            "subgroup": self.subgroups,
        }
        if self.program is None:
            return ()
        return self.pcf_ids if self.program.program == "pcf" else held.get(self.program.entity, ())


def read_header(tree: Tree, extensions: Iterable[str]) -> Header:
    """The header of a document; `extensions` are those of its CMS document template."""
    names, root = tree.names, tree.root
    participant = names.path("participant", "associatedEntity")
    performer = names.path("documentationOf", "serviceEvent", "performer")
    entity, organization = names("assignedEntity"), names("representedOrganization")
    identifier = names("id")
    recipient = names.path("informationRecipient", "intendedRecipient", "id")

    def of_participant(kind: str) -> tuple[Identifier, ...]:
        return _identifiers(root.under(*participant, identifier), kind)

    def of_organization(kind: str) -> tuple[Identifier, ...]:
        return _identifiers(root.under(*performer, entity, organization, identifier), kind)

    program_names = _identifiers(root.under(*recipient), "program")
    first = program_names[0].text.upper() if program_names else ""
    return Header(
        extensions=tuple(extensions),
        program_names=program_names,
        cehrt_ids=of_participant("cehrt"),
        mvp_ids=of_participant("mvp"),
        pcf_ids=of_participant("pcf"),
        npis=_identifiers(root.under(*performer, entity, identifier), "npi"),
        tins=of_organization("tin"),
        virtual_groups=of_organization("virtual_group"),
        apms=of_organization("apm"),
        subgroups=of_organization("subgroup"),
        program=tables().programs.get(first),
        addressed=any(root.under(*participant, names("addr"))),
        crowded=any(
            sum(any(each.under(name)) for each in one.under(entity)) > 1
            for one in root.under(*performer)
            for name in (organization, identifier)
        ),
    )


def _identifiers(elements: Iterable[Element], kind: str) -> tuple[Identifier, ...]:
    root = tables().identifiers[kind]
    return tuple(
        Identifier(element.attributes["extension"], element)
        for element in elements
        if element.attributes.get("root") == root and "extension" in element.attributes
    )
