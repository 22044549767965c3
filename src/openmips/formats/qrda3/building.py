"""How a tree grows from what the parser reports: element by element, holding little."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import NoReturn
from xml.parsers import expat

from openmips.formats.qrda3.nodes import Element, Node
from openmips.formats.qrda3.tables import tables
from openmips.formats.qrda3.templates import Names, Resolver
from openmips.problems import qrda3_kinds
from openmips.problems.finding import Findings, ProblemKind

SEPARATOR = " "
"""What stands between the namespace and the name of an element."""

DEEPEST = 100
"""How deep elements may be nested."""

MOST_ELEMENTS = 1_000_000
"""How many elements a document may have."""

MOST_ATTRIBUTES = 100
"""How many attributes one element may have."""

_DEEPEST_OF_HEADER = 7
"""Identifiers of the header lie less deep than this; a little of the body does too."""

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tree:
    """What a document was read as: its root, the templates in it, and how it names elements.

    `passed_over` are templates that lack what would make them count.
    """

    root: Element
    nodes: list[Node]
    names: Names
    passed_over: list[Node]


@lru_cache(maxsize=4)
def _names(namespace: str) -> Names:
    return Names(namespace)


class Builder:
    """Builds the tree from what the parser reports.

    Only the elements that hold values are kept, and these only until the element around
    them ends: what a large document repeats by the thousand passes by. The handlers are
    called for every element, hence functions with names of their own for all they use.
    """

    def __init__(self, parser: expat.XMLParserType, root: Element, findings: Findings) -> None:
        self._names = _names(root.name.rpartition(SEPARATOR)[0])
        self._resolver = Resolver(self._names)
        self.tree = Tree(root, [], self._names, self._resolver.passed_over)
        self._parser = parser
        self._findings = findings
        self._open = [root]
        self._passed = Element("", {}, None, 1)

    def starting(self) -> Start:
        """What to do where an element begins."""
        opened, passed, passed_by = self._open, self._passed, self._names.passed_by
        push, tick = opened.append, count(2).__next__

        def start(name: str, attributes: dict[str, str]) -> None:
            parent = opened[-1]
            if len(opened) >= DEEPEST or len(attributes) > MOST_ATTRIBUTES:
                self._refuse_shape()
            if parent is passed or name in passed_by:
                push(passed)
                return
            if tick() > MOST_ELEMENTS:
                found = "the document has too many elements"
                self._refuse(qrda3_kinds.TOO_MANY_ELEMENTS, found, MOST_ELEMENTS)
            counts = parent.counts
            if counts is None:
                parent.counts = {name: 1}
                index = 1
            else:
                counts[name] = index = counts.get(name, 0) + 1
            push(Element(name, attributes, parent, index))

        return start

    def ending(self) -> End:
        """What to do where an element ends: what it yields belongs to the one around it."""
        opened, passed, resolver, keep = self._open, self._passed, self._resolver, self._keep
        template_id, values, pop = self._names.template_id, self._names.values, self._open.pop

        def end(name: str) -> None:
            element = pop()
            if element is passed:
                return
            if not opened:
                self._finish(element)
                return
            parent = opened[-1]
            if name == template_id:
                given: list[Element | Node] | None = self._template(element, parent)
            else:
                given = element.items
                if given is not None:
                    if element.templated:
                        given = resolver(element)
                    element.items = None
                if name in values:
                    keep(element, parent)
                else:
                    element.kept = None
            if given:
                if parent.items is None:
                    parent.items = given
                else:
                    parent.items += given

        return end

    def _template(self, element: Element, parent: Element) -> list[Element | Node]:
        """A template id, with its place where it is known."""
        element.kind = tables().templates.get(element.attributes.get("root", ""))
        if element.kind is not None:
            self._place(element)
        parent.templated = True
        return [element]

    def _keep(self, element: Element, parent: Element) -> None:
        """An element that holds values, with its place where the header has it."""
        if parent.kept is None:
            parent.kept = []
        parent.kept.append(element)
        if len(self._open) < _DEEPEST_OF_HEADER:
            self._place(element)

    def _place(self, element: Element) -> None:
        """Note where the opening tag ends, which for an empty element is here."""
        element.line = self._parser.CurrentLineNumber
        element.column = self._parser.CurrentColumnNumber + 1

    def _finish(self, root: Element) -> None:
        given = self._resolver(root) if root.templated else root.items or []
        self.tree.nodes.extend(item for item in given if isinstance(item, Node))

    def _refuse_shape(self) -> NoReturn:
        if len(self._open) >= DEEPEST:
            found = "elements are nested too deeply"
            self._refuse(qrda3_kinds.NESTED_TOO_DEEP, found, DEEPEST)
        found = "an element has too many attributes"
        self._refuse(qrda3_kinds.TOO_MANY_ATTRIBUTES, found, MOST_ATTRIBUTES)

    def _refuse(self, kind: ProblemKind, found: str, most: int) -> NoReturn:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        self._findings.refuse(kind, found, f"at most {most:,}", line=line, column=column)
