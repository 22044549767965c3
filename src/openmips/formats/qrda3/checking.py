"""What rules of a document have in common: the year, the header, and where findings go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from openmips.formats.qrda3.definitions import Definition
from openmips.formats.qrda3.header import Header
from openmips.formats.qrda3.nodes import ID, Element, Node
from openmips.formats.qrda3.tables import Template
from openmips.problems.finding import Findings, ProblemKind, Severity
from openmips.problems.qrda3_converter_kinds import CONVERTER

MIPS, PCF = "mips", "pcf"
_TITLES = {
    Template.DOCUMENT: "the document",
    Template.QUALITY_SECTION: "the quality section",
    Template.ACTIVITY_SECTION: "the improvement activity section",
    Template.INTEROPERABILITY_SECTION: "the promoting interoperability section",
}
_MEASURES = {
    Template.RATIO_MEASURE: "the measure",
    Template.ANSWER_MEASURE: "the measure",
    Template.ACTIVITY: "the activity",
}


class ConverterFails(Exception):
    """CMS's converter breaks off, and says nothing but that it did."""


@dataclass(frozen=True, slots=True)
class Checking:
    """One document being checked.

    `comparing` asks for what CMS's converter of the year would say, with its defects;
    otherwise the rules are as they are meant, and apply to every program. `settled` holds
    the nodes that need no check of their own any more; `other_years` finds the years in which
    an identifier is that of a measure.
    """

    year: int
    header: Header
    definitions: Mapping[str, Definition]
    comparing: bool
    findings: Findings
    other_years: Callable[[str], Iterable[tuple[int, Definition]]]
    settled: set[Node] = field(default_factory=set)
    extensions_noted: set[Template] = field(default_factory=set)
    places_of_errors: list[Node | Element] = field(default_factory=list)
    _noted: set[tuple[str, int, str]] = field(default_factory=set)

    @property
    def program(self) -> str | None:
        """The program of the document, where the year has it and it is part of MIPS.

        Comparing with CMS's converter, primary care first counts too.
        """
        known = self.header.program
        if known is None or self.year not in known.years:
            return None
        return known.program if self.comparing or known.program != PCF else None

    def note(
        self,
        kind: ProblemKind,
        place: Node | Element,
        found: str,
        expected: str = "",
        remedy: str = "",
    ) -> None:
        """Note a problem at a place, once."""
        element = place.element if isinstance(place, Node) else place
        key = (kind.code, id(element), found)
        if key not in self._noted:
            self._noted.add(key)
            if kind.severity is Severity.ERROR:
                self.places_of_errors.append(place)
            self.findings.add(
                kind, element.path, found, expected, remedy, line=place.line, column=place.column
            )

    def number(
        self, number: int, place: Node | Element, found: str, expected: str = "", remedy: str = ""
    ) -> None:
        """Note a problem that has a number in CMS's converter."""
        self.note(CONVERTER[number], place, found, expected, remedy)

    def first_of(self, node: Node) -> FirstOf:
        """A chain of rules about one node, of which the first that fails is noted."""
        return FirstOf(self, node)

    def definition(self, node: Node) -> Definition | None:
        """The definition of the measure that a node is or belongs to."""
        measure = node.around(Template.QUALITY_MEASURE)
        guid = measure.first(ID) if measure else None
        return self.definitions.get(guid) if guid else None

    def title(self, node: Node) -> str:
        """The measure, activity or section that a node is or belongs to, in words."""
        around = node.around(Template.QUALITY_MEASURE, *_MEASURES, *_TITLES)
        if around is None:
            return "the document"
        if around.kind in _TITLES:
            return _TITLES[around.kind]
        if around.kind in _MEASURES:
            return around.first(ID) or _MEASURES[around.kind]
        definition = self.definition(around)
        return definition.title if definition else "the measure"


class FirstOf:
    """A chain of rules about one node: once one has failed, the others are not asked."""

    __slots__ = ("checking", "holds", "node")

    def __init__(self, checking: Checking, node: Node) -> None:
        self.checking = checking
        self.node = node
        self.holds = True

    def fail(self, number: int, found: str, expected: str = "", remedy: str = "") -> None:
        """Note that a rule failed, and ask no further."""
        self.holds = False
        self.checking.number(number, self.node, found, expected, remedy)
