"""Where the segments of an X12 file begin and end, however large or damaged the file is.

Delimiters are read from each interchange's own header. Text is read in pieces, so memory
does not grow with the file.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Protocol

PIECE = 1 << 20
LONGEST_SEGMENT = 1 << 16
"""More characters than any segment has: what is longer is no X12."""

_HEADER = re.compile(r"ISA([^A-Za-z0-9 \t\r\n])[ 0-9A-Za-z]{2}\1")
_HEADER_ELEMENTS = 16
_HEADER_ROOM = 400
_PADDING = 16
_LINE_ENDS = "\r\n"
_BLANKS = " \t\r\n"
# Control characters count as blanks in Python, and as delimiters in X12.


class Readable(Protocol):
    """Anything that gives out bytes piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters that end elements, their components, and segments."""

    element: str
    component: str
    segment: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Segments in a row; `first` is the number of the first one in its file, from 1."""

    delimiters: Delimiters
    first: int
    segments: list[str]


@dataclass(frozen=True, slots=True)
class Damage:
    """Text between segments that is no segment, found before segment `number`."""

    number: int
    found: str


def is_x12(head: bytes) -> bool:
    """Whether a file that begins with `head` is X12 by its first characters."""
    text = head.decode("latin-1").lstrip("\xef\xbb\xbf" + _BLANKS)
    return _HEADER.match(text) is not None


def stretches(stream: Readable) -> Iterator[Stretch | Damage]:
    """The segments of all interchanges of a file in order, and what lies between as damage."""
    reading = _Reading()
    while data := stream.read(PIECE):
        yield from reading.take(data.decode("latin-1"), last=False)
    yield from reading.take("", last=True)


class _Reading:
    """The text not yet given out, and the delimiters that hold for it."""

    def __init__(self) -> None:
        self._text = ""
        self._delimiters: Delimiters | None = None
        self._number = 1

    def take(self, text: str, *, last: bool) -> Iterator[Stretch | Damage]:
        """All that is complete once `text` is added; with `last`, all there is."""
        self._text += text
        going = True
        while going:
            if self._delimiters is None:
                going = yield from self._seek_header(last)
            else:
                going = yield from self._segments(self._delimiters, last)

    def _seek_header(self, last: bool) -> Generator[Damage, None, bool]:
        """Find where the next interchange begins; the result is whether to go on."""
        header = _HEADER.search(self._text)
        if header is None:
            # A header may begin in the last few characters.
            kept = "" if last else self._text[-_HEADER_ROOM:]
            yield from self._not_x12(self._text[: len(self._text) - len(kept)])
            self._text = kept
            return False
        if len(self._text) - header.start() < _HEADER_ROOM and not last:
            return False
        yield from self._not_x12(self._text[: header.start()])
        self._text = self._text[header.start() :]
        self._delimiters = delimiters_of(self._text[:_HEADER_ROOM])
        if self._delimiters is None:
            yield Damage(self._number, "an interchange header (ISA) is broken")
            self._text = self._text[3:]
        return True

    def _not_x12(self, text: str) -> Iterator[Damage]:
        if text.strip("\xef\xbb\xbf\x00\x1a" + _BLANKS):
            yield Damage(self._number, "text outside any interchange")

    def _segments(self, marks: Delimiters, last: bool) -> Generator[Stretch | Damage, None, bool]:
        """Give out the whole segments at hand; the result is whether to go on."""
        cut, ends = self._end_of_interchange(marks, last)
        if not ends:
            cut = self._text.rfind(marks.segment) + 1
        if cut:
            whole, self._text = self._text[:cut], self._text[cut:]
            found = _split(whole, marks.segment)
            if found:
                yield Stretch(marks, self._number, found)
                self._number += len(found)
        if ends:
            self._delimiters = None
            return True
        if last:
            if self._text.strip("\x00\x1a" + _BLANKS):
                yield Damage(self._number, "the file ends inside a segment")
            self._text = ""
        elif len(self._text) > LONGEST_SEGMENT:
            yield Damage(self._number, "text too long for a segment")
            self._text = ""
        return False

    def _end_of_interchange(self, marks: Delimiters, last: bool) -> tuple[int, bool]:
        """Where the interchange ends in the text, and whether it does."""
        trailer = self._trailer(marks)
        until = len(self._text) if trailer is None else trailer
        for header in _HEADER.finditer(self._text, 1, until):
            if delimiters_of(self._text[header.start() : header.start() + _HEADER_ROOM]):
                return header.start(), True
        if trailer is None:
            return 0, False
        end = self._text.find(marks.segment, trailer)
        if end >= 0:
            return end + 1, True
        return (len(self._text), True) if last else (0, False)

    def _trailer(self, marks: Delimiters) -> int | None:
        """Where the closing segment (IEA) of the interchange begins."""
        name = "IEA" + marks.element
        found = self._text.find(name)
        while found >= 0:
            before = self._text[max(0, found - _PADDING) : found].rstrip(_BLANKS)
            if not before or before.endswith(marks.segment):
                return found
            found = self._text.find(name, found + 1)
        return None


def delimiters_of(header: str) -> Delimiters | None:
    """The delimiters that an interchange header declares; None where it is broken.

    They stand at fixed places, but some writers do not pad the elements before them: so the
    elements are counted. A header may be wrapped into lines.
    """
    element = header[3]
    unwrapped = header.replace("\r", "").replace("\n", "")
    end = -1
    for _ in range(_HEADER_ELEMENTS):
        end = unwrapped.find(element, end + 1)
        if end < 0:
            return None
    if len(unwrapped) < end + 3:
        return None
    component, segment = unwrapped[end + 1], unwrapped[end + 2]
    if segment.isalnum():
        # The header ends with its line: so do all segments.
        segment = "\n" if "\n" in header else "\r"
        if segment not in header:
            return None
    marks = {element, component, segment}
    if len(marks) < 3 or component.isalnum():
        return None
    return Delimiters(element, component, segment)


def _split(text: str, terminator: str) -> list[str]:
    """The segments of `text`; line ends inside them are wrapping, blanks around them padding."""
    if terminator not in _LINE_ENDS:
        if "\n" in text:
            text = text.replace("\n", "")
        if "\r" in text:
            text = text.replace("\r", "")
        if text.endswith(terminator):
            text = text[:-1]
        if terminator + " " not in text and terminator * 2 not in text and text[:1] != " ":
            return text.split(terminator) if text else []
    pieces = (piece.strip(_BLANKS) for piece in text.split(terminator))
    return [piece for piece in pieces if piece]
