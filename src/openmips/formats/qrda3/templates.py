"""Which nodes an element yields: its template ids resolved, and the values that go with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from openmips.formats.qrda3.nodes import (
    CATEGORY,
    CODE,
    COUNT,
    END,
    ID,
    NO_RATE,
    RATE,
    START,
    UUID,
    Element,
    Node,
)
from openmips.formats.qrda3.tables import Template, tables

_VALUE_ELEMENTS = (
    "value",
    "translation",
    "reference",
    "externalDocument",
    "externalObservation",
    "id",
    "effectiveTime",
    "low",
    "high",
    "informationRecipient",
    "intendedRecipient",
    "participant",
    "associatedEntity",
    "addr",
    "documentationOf",
    "serviceEvent",
    "performer",
    "assignedEntity",
    "representedOrganization",
)
_WITHOUT_TEMPLATES = (
    "code",
    "statusCode",
    "methodCode",
    "text",
    "title",
    "name",
    "author",
    "custodian",
    "legalAuthenticator",
    "recordTarget",
)
"""Elements in which the standard has no templates that are read; they are passed by whole."""

_LEAVES = frozenset(
    {Template.PARAMETERS, Template.AGGREGATE_COUNT, Template.STRATUM, Template.ANSWER}
)
"""Templates in which nothing further is looked for."""

_WITHOUT_VALUES = (
    Template.DOCUMENT,
    Template.ACTIVITY_SECTION,
    Template.INTEROPERABILITY_SECTION,
    Template.RATIO_NUMERATOR,
    Template.RATIO_DENOMINATOR,
)


class Names:
    """The names of elements in the namespace of a document's root."""

    def __init__(self, namespace: str) -> None:
        self._prefix = f"{namespace} " if namespace else ""
        self.document = self("ClinicalDocument")
        self.template_id = self("templateId")
        self.values = frozenset(map(self, _VALUE_ELEMENTS))
        self.passed_by = frozenset(map(self, _WITHOUT_TEMPLATES))

    def __call__(self, local: str) -> str:
        """The whole name of an element."""
        return self._prefix + local

    def path(self, *local: str) -> tuple[str, ...]:
        """Whole names, as a path from an element down."""
        return tuple(map(self, local))


Path = tuple[tuple[str, ...], str]
"""Names from an element down to the last."""

Fill = Callable[[Node, Element], bool]
"""Finds the values of a node in its element; false where the element yields no node."""


class Resolver:
    """Turns elements with template ids into nodes, for one document.

    `passed_over` are the nodes that lack what would make them count.
    """

    def __init__(self, names: Names) -> None:
        self.passed_over: list[Node] = []
        self._fills = _fills(names)

    def __call__(self, element: Element) -> list[Element | Node]:
        """The nodes that an element gives to whatever is around it.

        A template id opens a node, and what follows in the element belongs to it. A repeated
        template id opens none. Where an element has template ids and none is known, nothing
        in it is looked at.
        """
        given: list[Element | Node] = []
        open_node: Node | None = None
        seen: list[Template] = []
        for item in element.items or ():
            if isinstance(item, Node):
                node = item
            else:
                kind = item.kind
                if kind is None or kind in seen:
                    continue
                seen.append(kind)
                if kind not in self._fills:
                    continue
                node = Node(kind, element, item)
                if not self._fills[kind](node, element):
                    self.passed_over.append(node)
                    break
            if open_node is None:
                given.append(node)
            else:
                node.parent = open_node
                open_node.children.append(node)
            if node is not item:
                open_node = node
                if node.kind in _LEAVES:
                    break
        return given if seen else []


@lru_cache(maxsize=4)
def _fills(names: Names) -> dict[Template, Fill]:
    return _Values(names).fills()


class _Values:
    """Finds the values of each template in its element, for one namespace."""

    def __init__(self, names: Names) -> None:
        time, value = names.path("effectiveTime"), names("value")
        self._value: Path = ((), value)
        self._observed: Path = (names.path("reference", "externalObservation"), names("id"))
        self._document_id: Path = (names.path("reference", "externalDocument"), names("id"))
        self._low: Path = (time, names("low"))
        self._high: Path = (time, names("high"))
        self._translation: Path = ((value,), names("translation"))

    def fills(self) -> dict[Template, Fill]:
        """What finds the values of each template; one that is absent opens no node."""
        none = dict.fromkeys(_WITHOUT_VALUES, _nothing)
        supplemental = dict.fromkeys((Template.SEX, Template.ETHNICITY, Template.RACE), self.code)
        measures = (Template.RATIO_MEASURE, Template.ANSWER_MEASURE, Template.ACTIVITY)
        return {
            **none,
            **supplemental,
            **dict.fromkeys(measures, self.measure),
            Template.QUALITY_SECTION: _section,
            Template.PARAMETERS: self.parameters,
            Template.QUALITY_MEASURE: self.quality_measure,
            Template.MEASURE_DATA: self.measure_data,
            Template.AGGREGATE_COUNT: self.aggregate_count,
            Template.PERFORMANCE_RATE: self.performance_rate,
            Template.STRATUM: self.stratum,
            Template.ANSWER: self.code,
            Template.PAYER: self.payer,
        }

    def parameters(self, node: Node, element: Element) -> bool:
        """Start and end of the period."""
        node.values[START] = _texts(element, self._low, "value")
        node.values[END] = _texts(element, self._high, "value")
        return True

    def quality_measure(self, node: Node, element: Element) -> bool:
        """The identifiers of an electronic measure, in small letters."""
        root = tables().identifiers["quality_measure"]
        outer, last = self._document_id
        node.values[ID] = [
            each.attributes["extension"].lower()
            for each in element.under(*outer, last)
            if each.attributes.get("root") == root and "extension" in each.attributes
        ]
        return True

    def measure(self, node: Node, element: Element) -> bool:
        """The ids of another measure or activity, under any root."""
        node.values[ID] = _texts(element, self._document_id, "extension")
        return True

    def measure_data(self, node: Node, element: Element) -> bool:
        """Code and identifier of a population; without a known code there is no population."""
        codes = _texts(element, self._value, "code")
        known = [code for code in codes if code in tables().populations]
        node.values[CODE] = known or codes
        node.values[UUID] = _texts(element, self._observed, "root")
        return bool(known)

    def performance_rate(self, node: Node, element: Element) -> bool:
        """The first rate, the first reason why there is none, and the first numerator."""
        node.values[RATE] = _texts(element, self._value, "value")[:1]
        node.values[NO_RATE] = _texts(element, self._value, "nullFlavor")[:1]
        node.values[UUID] = _texts(element, self._observed, "root")[:1]
        return True

    def aggregate_count(self, node: Node, element: Element) -> bool:
        """The number."""
        node.values[COUNT] = _texts(element, self._value, "value")
        return True

    def stratum(self, node: Node, element: Element) -> bool:
        """The identifier of the stratum."""
        node.values[UUID] = _texts(element, self._observed, "root")
        return True

    def code(self, node: Node, element: Element) -> bool:
        """The code of the value."""
        node.values[CODE] = _texts(element, self._value, "code")
        return True

    def payer(self, node: Node, element: Element) -> bool:
        """The code of a payer, which stands in a translation."""
        node.values[CODE] = _texts(element, self._translation, "code")
        return True


def _nothing(node: Node, element: Element) -> bool:
    return True


def _section(node: Node, element: Element) -> bool:
    """The extensions of the template id that every such section has."""
    root = tables().category_section
    node.values[CATEGORY] = [
        each.attributes["extension"]
        for each in element.template_ids
        if each.attributes.get("root") == root and "extension" in each.attributes
    ]
    return True


def _texts(element: Element, path: Path, attribute: str) -> list[str]:
    """The values of an attribute at the end of a path, where elements have it."""
    outer, last = path
    level = element.kept or []
    for name in outer:
        level = [part for each in level if each.name == name for part in each.kept or ()]
    return [
        each.attributes[attribute]
        for each in level
        if each.name == last and attribute in each.attributes
    ]
