"""What the elements of a document are: XML read without trust, in one pass, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.parsers import expat

from openmips.formats.qrda3.nodes import Element, Node
from openmips.formats.qrda3.source import XmlSource, decoded, pieces
from openmips.formats.qrda3.tables import tables
from openmips.formats.qrda3.templates import Names, Resolver
from openmips.problems import qrda3_kinds
from openmips.problems.finding import Findings, shown

DEEPEST = 100
"""How deep elements may be nested."""

MOST_ELEMENTS = 1_000_000
"""How many elements a document may have."""

MOST_ATTRIBUTES = 100
"""How many attributes one element may have."""

_SEPARATOR = " "
_NOT_WELL_FORMED = "not well-formed (invalid token)"
_WRONG_ENCODINGS = frozenset(
    {"unknown encoding", "encoding specified in XML declaration is incorrect"}
)
_PLAIN_BYTES = 128


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


def read_tree(source: XmlSource, findings: Findings) -> Tree:
    """The tree of a document. Raises ProblemsFound with the one problem that ended reading."""
    encoding, content = decoded(pieces(source, findings), findings)
    return _Reader(encoding, findings).read(content)


class _Builder:
    """Builds the tree from what the parser reports.

    Only the elements that hold values are kept, and these only until the element around
    them ends: what a large document repeats by the thousand passes by.
    """

    def __init__(self, parser: expat.XMLParserType, root: Element, findings: Findings) -> None:
        names = _names(root.name.rpartition(_SEPARATOR)[0])
        self._resolver = Resolver(names)
        self.tree = Tree(root, [], names, self._resolver.passed_over)
        self._parser = parser
        self._findings = findings
        self._template_id = names.template_id
        self._body = names("component")
        self._values = names.values
        self._passed_by = names.passed_by
        self._known = tables().templates
        self._current = root
        self._in_header = True
        self._passing = 0
        self._depth = 1
        self._elements = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        parent = self._current
        self._depth = depth = self._depth + 1
        self._elements = elements = self._elements + 1
        if depth > DEEPEST or elements > MOST_ELEMENTS or len(attributes) > MOST_ATTRIBUTES:
            self._refuse_excess()
        if self._passing or name in self._passed_by:
            self._passing += 1
            return
        counts = parent.counts
        if counts is None:
            parent.counts = {name: 1}
            index = 1
        else:
            counts[name] = index = counts.get(name, 0) + 1
        self._current = Element(name, attributes, parent, index)
        if name == self._body:
            self._in_header = False

    def end(self, name: str) -> None:
        """An element ends: what it yields belongs to the element around it."""
        self._depth -= 1
        if self._passing:
            self._passing -= 1
            return
        element = self._current
        parent = element.parent
        if parent is None:
            self._finish(element)
            return
        self._current = parent
        if name == self._template_id:
            given: list[Element | Node] | None = self._template(element, parent)
        else:
            given = element.items
            if given is not None:
                if element.templated:
                    given = self._resolver(element)
                element.items = None
            if name in self._values:
                self._keep(element, parent)
            else:
                element.kept = None
        if given:
            if parent.items is None:
                parent.items = given
            else:
                parent.items += given

    def _template(self, element: Element, parent: Element) -> list[Element | Node]:
        """A template id, with its place where it is known."""
        element.kind = self._known.get(element.attributes.get("root", ""))
        if element.kind is not None:
            self._place(element)
        parent.templated = True
        return [element]

    def _keep(self, element: Element, parent: Element) -> None:
        """An element that holds values, with its place where the header has it."""
        if parent.kept is None:
            parent.kept = []
        parent.kept.append(element)
        if self._in_header:
            self._place(element)

    def _place(self, element: Element) -> None:
        """Note where the opening tag ends, which for an empty element is here."""
        element.line = self._parser.CurrentLineNumber
        element.column = self._parser.CurrentColumnNumber + 1

    def _finish(self, root: Element) -> None:
        given = self._resolver(root) if root.templated else root.items or []
        self.tree.nodes.extend(item for item in given if isinstance(item, Node))

    def _refuse_excess(self) -> None:
        kind, found = qrda3_kinds.TOO_MANY_ATTRIBUTES, "an element has too many attributes"
        expected = f"at most {MOST_ATTRIBUTES}"
        if self._depth > DEEPEST:
            kind, found = qrda3_kinds.NESTED_TOO_DEEP, "elements are nested too deeply"
            expected = f"at most {DEEPEST} levels"
        elif self._elements > MOST_ELEMENTS:
            kind, found = qrda3_kinds.TOO_MANY_ELEMENTS, "the document has too many elements"
            expected = f"at most {MOST_ELEMENTS:,}"
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        self._findings.refuse(kind, found, expected, line=line, column=column)


class _Reader:
    """Feeds the parser, and says what of the text is no XML."""

    def __init__(self, encoding: str | None, findings: Findings) -> None:
        self._findings = findings
        self._parser = parser = expat.ParserCreate(encoding, _SEPARATOR)
        parser.StartElementHandler = self._root
        parser.StartDoctypeDeclHandler = self._doctype
        self._builder: _Builder | None = None
        self._piece = b""
        self._offset = 0

    def read(self, content: Iterator[bytes]) -> Tree:
        """The tree of the whole content."""
        blank = True
        try:
            for piece in content:
                blank = blank and not piece.strip()
                self._piece = piece
                self._parser.Parse(piece, False)
                self._offset += len(piece)
            self._piece = b""
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            self._refuse(error, blank)
        if self._builder is None:
            self._findings.refuse(qrda3_kinds.NO_XML, "the input is empty", "an XML document")
        return self._builder.tree

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        """The root decides the namespace in which everything else is looked for."""
        parser = self._parser
        root = Element(name, attributes, None, 1)
        root.line, root.column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        self._builder = _Builder(parser, root, self._findings)
        parser.StartElementHandler = self._builder.start
        parser.EndElementHandler = self._builder.end

    def _doctype(self, name: str, system: str | None, public: str | None, inside: int) -> None:
        line = self._parser.CurrentLineNumber
        found = "the document has a document type declaration (DOCTYPE)"
        self._findings.refuse(qrda3_kinds.DOCTYPE, found, line=line)

    def _refuse(self, error: expat.ExpatError, blank: bool) -> None:
        """Say what of the text is no XML, and where."""
        line, column = error.lineno, error.offset + 1
        if blank:
            self._findings.refuse(qrda3_kinds.NO_XML, "the input is empty", "an XML document")
        reason = expat.ErrorString(error.code)
        place = f"line {line}, column {column}"
        if reason in _WRONG_ENCODINGS:
            found = "the document is not in the encoding that its first line declares"
            self._findings.refuse(qrda3_kinds.BAD_ENCODING, found, line=line, column=column)
        byte = self._byte()
        if reason == _NOT_WELL_FORMED and byte >= _PLAIN_BYTES:
            found = f"the byte {byte:#04x} at {place} is not text in the encoding of the document"
            self._findings.refuse(qrda3_kinds.BAD_ENCODING, found, line=line, column=column)
        found = f"this is not XML: {shown(reason)[1:-1]} at {place}"
        self._findings.refuse(qrda3_kinds.NO_XML, found, line=line, column=column)

    def _byte(self) -> int:
        """The byte at which the parser stopped, or 0 where it lies in an earlier piece."""
        index = self._parser.ErrorByteIndex - self._offset
        return self._piece[index] if 0 <= index < len(self._piece) else 0
