"""Which nodes an element yields: its template ids resolved, and the values that go with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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

    def __call__(self, local: str) -> str:
        """The whole name of an element."""
        return self._prefix + local

    def path(self, *local: str) -> tuple[str, ...]:
        """Whole names, as a path from an element down."""
        return tuple(map(self, local))


Fill = Callable[[Node, Element], bool]
"""Finds the values of a node in its element; false where the element yields no node."""


class Resolver:
    """Turns elements with template ids into nodes, for one document.

    `passed_over` are the nodes that lack what would make them count.
    """

    def __init__(self, names: Names) -> None:
        self.passed_over: list[Node] = []
        self._known = tables().templates
        self._fills = _fills(names)

    def __call__(self, element: Element) -> list[Element | Node]:
        """The nodes that an element gives to whatever is around it.

        A template id opens a node, and what follows in the element belongs to it. Where an
        element has template ids and none is known, nothing in it is looked at.
        """
        wanted = self._wanted(element)
        given: list[Element | Node] = []
        open_node: Node | None = None
        for item in wanted:
            node = item if isinstance(item, Node) else self._opened(item, element)
            if node is None:
                break
            if open_node is None:
                given.append(node)
            else:
                node.parent = open_node
                open_node.children.append(node)
            if not isinstance(item, Node):
                open_node = node
                if node.kind in _LEAVES:
                    break
        return given

    def _wanted(self, element: Element) -> list[Element | Node]:
        """The items of an element without unknown and repeated template ids."""
        seen: set[Template | None] = set()
        wanted: list[Element | Node] = []
        for item in element.items or ():
            if isinstance(item, Node):
                wanted.append(item)
                continue
            kind = self._known.get(item.attributes.get("root", ""))
            if kind in self._fills and kind not in seen:
                wanted.append(item)
            seen.add(kind)
        return wanted if seen != {None} else []

    def _opened(self, template_id: Element, element: Element) -> Node | None:
        kind = self._known[template_id.attributes["root"]]
        node = Node(kind, element, template_id)
        if self._fills[kind](node, element):
            return node
        self.passed_over.append(node)
        return None


@lru_cache(maxsize=4)
def _fills(names: Names) -> dict[Template, Fill]:
    return _Values(names).fills()


class _Values:
    """Finds the values of each template in its element, for one namespace."""

    def __init__(self, names: Names) -> None:
        self._value = names.path("value")
        self._observed = names.path("reference", "externalObservation", "id")
        self._document_id = names.path("reference", "externalDocument", "id")
        self._low = names.path("effectiveTime", "low")
        self._high = names.path("effectiveTime", "high")
        self._translation = names.path("value", "translation")

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
        node.values[START] = _given(element.under(*self._low), "value")
        node.values[END] = _given(element.under(*self._high), "value")
        return True

    def quality_measure(self, node: Node, element: Element) -> bool:
        """The identifiers of an electronic measure, in small letters."""
        root = tables().identifiers["quality_measure"]
        ids = element.under(*self._document_id)
        ours = (each for each in ids if each.attributes.get("root") == root)
        node.values[ID] = [guid.lower() for guid in _given(ours, "extension")]
        return True

    def measure(self, node: Node, element: Element) -> bool:
        """The ids of another measure or activity, under any root."""
        node.values[ID] = _given(element.under(*self._document_id), "extension")
        return True

    def measure_data(self, node: Node, element: Element) -> bool:
        """Code and identifier of a population; without a known code there is no population."""
        codes = _given(element.under(*self._value), "code")
        known = [code for code in codes if code in tables().populations]
        node.values[CODE] = known or codes
        node.values[UUID] = _given(element.under(*self._observed), "root")
        return bool(known)

    def performance_rate(self, node: Node, element: Element) -> bool:
        """The first rate, the first reason why there is none, and the first numerator."""
        node.values[RATE] = _given(element.under(*self._value), "value")[:1]
        node.values[NO_RATE] = _given(element.under(*self._value), "nullFlavor")[:1]
        node.values[UUID] = _given(element.under(*self._observed), "root")[:1]
        return True

    def aggregate_count(self, node: Node, element: Element) -> bool:
        """The number."""
        node.values[COUNT] = _given(element.under(*self._value), "value")
        return True

    def stratum(self, node: Node, element: Element) -> bool:
        """The identifier of the stratum."""
        node.values[UUID] = _given(element.under(*self._observed), "root")
        return True

    def code(self, node: Node, element: Element) -> bool:
        """The code of the value."""
        node.values[CODE] = _given(element.under(*self._value), "code")
        return True

    def payer(self, node: Node, element: Element) -> bool:
        """The code of a payer, which stands in a translation."""
        node.values[CODE] = _given(element.under(*self._translation), "code")
        return True


def _nothing(node: Node, element: Element) -> bool:
    return True


def _section(node: Node, element: Element) -> bool:
    """The extensions of the template id that every such section has."""
    root = tables().category_section
    ours = (each for each in element.template_ids if each.attributes.get("root") == root)
    node.values[CATEGORY] = _given(ours, "extension")
    return True


def _given(elements: Iterable[Element], attribute: str) -> list[str]:
    """The values of an attribute, where elements have it."""
    return [
        element.attributes[attribute] for element in elements if attribute in element.attributes
    ]
