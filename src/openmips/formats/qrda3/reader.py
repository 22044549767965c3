"""What the elements of a document are: XML read without trust, in one pass, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from openmips.formats.qrda3.building import SEPARATOR, Builder, Tree
from openmips.formats.qrda3.nodes import Element
from openmips.formats.qrda3.source import XmlSource, decoded, pieces
from openmips.problems import qrda3_kinds
from openmips.problems.finding import Findings, shown

_NOT_WELL_FORMED = "not well-formed (invalid token)"
_WRONG_ENCODINGS = frozenset(
    {"unknown encoding", "encoding specified in XML declaration is incorrect"}
)
_PLAIN_BYTES = 128


def read_tree(source: XmlSource, findings: Findings) -> Tree:
    """The tree of a document. Raises ProblemsFound with the one problem that ended reading."""
    encoding, content = decoded(pieces(source, findings), findings)
    return _Reader(encoding, findings).read(content)


class _Reader:
    """Feeds the parser, and says what of the text is no XML."""

    def __init__(self, encoding: str | None, findings: Findings) -> None:
        self._findings = findings
        self._parser = parser = expat.ParserCreate(encoding, SEPARATOR)
        parser.StartElementHandler = self._root
        parser.StartDoctypeDeclHandler = self._doctype
        self._tree: Tree | None = None
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
        if self._tree is None:
            self._findings.refuse(qrda3_kinds.NO_XML, "the input is empty", "an XML document")
        return self._tree

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        """The root decides the namespace in which everything else is looked for."""
        parser = self._parser
        root = Element(name, attributes, None, 1)
        root.line, root.column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        builder = Builder(parser, root, self._findings)
        self._tree = builder.tree
        parser.StartElementHandler = builder.starting()
        parser.EndElementHandler = builder.ending()

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
