"""What a submission in CMS's XML form says: the same document as JSON has it, with its places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO
from xml.parsers import expat

from openmips.formats.strict_json import DEEPEST, exact_number, read_bytes
from openmips.problems import document_kinds
from openmips.problems.finding import Findings, item, member

ROOT = "data"
"""The element around everything."""

LISTS = MappingProxyType(
    {"measurementSet": "measurementSets", "measurement": "measurements", "strata": "strata"}
)
"""Elements that repeat, and the list that each is an entry of."""

MOST_ELEMENTS = 500_000
"""How many elements a document may have."""

_NUMBERS = frozenset(
    {
        "performanceYear",
        "eligiblePopulation",
        "performanceMet",
        "performanceNotMet",
        "eligiblePopulationExclusion",
        "eligiblePopulationException",
        "numerator",
        "denominator",
        "observationInstances",
        "numeratorExclusion",
        "denominatorException",
        "performanceRate",
        "reportingRate",
        "caseCount",
        "performanceRateNumerator",
        "performanceRateDenominator",
        "score",
    }
)
_FLAGS = frozenset({"isEndToEndReported", "value", "isBelowMinimum", "mask", "suppressed"})
_TRUTHS = {"true": True, "false": False}

XmlSource = str | Path | bytes | bytearray | BinaryIO
Places = Mapping[str, tuple[int, int]]
"""Line and column, from 1, of what stands at a JSONPath."""


@dataclass(slots=True)
class _Element:
    """An element while it is read."""

    name: str
    path: str
    members: dict[str, object] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)


def read_qpp_xml(source: XmlSource, findings: Findings) -> tuple[Mapping[str, object], Places]:
    """The document in the values that JSON has, and where each of them stands.

    Numbers and truth values are told by the names of their elements; attributes become
    members named with an @. Raises ProblemsFound where the text is no XML, or unsafe.
    """
    raw = read_bytes(source, findings)
    if not raw.strip():
        findings.refuse(document_kinds.EMPTY, "the input is empty", "an XML document")
    reader = _Reader(findings)
    return reader.read(raw), reader.places


class _Reader:
    """Builds the document from what the parser reports."""

    def __init__(self, findings: Findings) -> None:
        self.places: dict[str, tuple[int, int]] = {}
        self._findings = findings
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        self._open: list[_Element] = []
        self._root: Mapping[str, object] = {}

    def read(self, raw: bytes) -> Mapping[str, object]:
        """The members of the root element."""
        try:
            self._parser.Parse(raw, True)
        except expat.ExpatError as error:
            line, column = error.lineno, error.offset + 1
            reason = expat.ErrorString(error.code)
            found = f"this is not XML: {reason} at line {line}, column {column}"
            self._findings.refuse(document_kinds.NOT_XML, found, line=line, column=column)
        except (LookupError, ValueError):
            found = "the text is not in the encoding that its first line declares"
            self._findings.refuse(document_kinds.NOT_XML, found, "UTF-8", line=1, column=1)
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        path = "$"
        if self._open:
            parent = self._open[-1]
            key = LISTS.get(name, name)
            path = member(parent.path, key)
            there = parent.members.get(key)
            if name in LISTS:
                path = item(path, len(there) if isinstance(there, list) else 0)
        if len(self._open) >= DEEPEST:
            found, expected = "elements are nested too deeply", f"at most {DEEPEST} levels"
            self._findings.refuse(
                document_kinds.TOO_DEEP, found, expected, line=line, column=column
            )
        if len(self.places) >= MOST_ELEMENTS:
            found, expected = "there are too many elements", f"at most {MOST_ELEMENTS:,}"
            kind = document_kinds.TOO_MANY_ELEMENTS
            self._findings.refuse(kind, found, expected, line=line, column=column)
        self.places.setdefault(path, (line, column))
        members: dict[str, object] = {f"@{key}": value for key, value in attributes.items()}
        self._open.append(_Element(name, path, members))

    def _end(self, name: str) -> None:
        element = self._open.pop()
        text = "".join(element.text).strip()
        if not self._open:
            self._root = element.members | ({"#text": text} if text else {})
            return
        value: object = _leaf(name, text)
        if element.members:
            value = element.members | ({"#text": text} if text else {})
        members = self._open[-1].members
        if name in LISTS:
            entries = members.setdefault(LISTS[name], [])
            if isinstance(entries, list):
                entries.append(value)
        elif name in members:
            self._note_repeated(name, element.path)
        else:
            members[name] = value

    def _note_repeated(self, name: str, path: str) -> None:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        found = f"the element {name} stands more than once"
        self._findings.add(
            document_kinds.REPEATED_KEY, path, found, "once", line=line, column=column
        )

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].text.append(text)

    def _doctype(self, name: str, system: str | None, public: str | None, inside: int) -> None:
        line = self._parser.CurrentLineNumber
        found = "the text declares a document type (DOCTYPE)"
        self._findings.refuse(document_kinds.DOCUMENT_TYPE, found, line=line, column=1)


def _leaf(name: str, text: str) -> object:
    """The value of an element without children; where it does not fit, its text."""
    if not text:
        return None
    if name in _FLAGS:
        return _TRUTHS.get(text.casefold(), text)
    number = exact_number(text) if name in _NUMBERS else None
    return text if number is None else number
