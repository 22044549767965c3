"""What one transaction of an X12 file offers its reader: what to do with which segment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from openmips.claims.intake.notes import Notes
from openmips.problems import claims_kinds
from openmips.problems.finding import shown

Handler = Callable[[list[str], int], None]
"""Takes the elements of a segment, its name first, and the segment's number in the file."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a transaction stands: file, control numbers, how its elements are divided."""

    file: str
    control: str
    component: str


class Transaction(Protocol):
    """Takes the segments of one transaction and gives out records."""

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What to do with each segment, by its name; others do not matter."""

    def damage(self, number: int) -> None:
        """Something unreadable stands before segment `number`."""

    def close(self, *, whole: bool) -> None:
        """The transaction ends; where it is not `whole` its end was missing."""


class Components:
    """How elements are divided into components: as declared, or as is done in fact.

    Some writers declare one separator in the header and use another.
    """

    PLACE = re.compile(r"\w{0,2}([^\w ])\w?\1\w?")
    """The form of a place of service with its qualifier and the claim frequency."""

    CODE = re.compile(r"[A-Z]{2,3}([^\w ])", re.ASCII)
    """How a qualified code begins."""

    def __init__(self, envelope: Envelope, notes: Notes) -> None:
        self.mark = envelope.component
        self._file = envelope.file
        self._notes = notes

    def settle(self, text: str, form: re.Pattern[str], number: int) -> str:
        """The separator in use, told by an element of a known form; a change is noted."""
        if self.mark not in text and (used := form.match(text)):
            found = f"elements are divided by {shown(used[1])}, not by {shown(self.mark)}"
            kind = claims_kinds.COMPONENT_SEPARATOR
            self._notes.add(kind, self._file, f"segment {number:,}", found)
            self.mark = used[1]
        return self.mark


class PassedOver:
    """A transaction that is not read; its claims are counted under a reason."""

    def __init__(self, reason: str, notes: Notes) -> None:
        self._reason = reason
        self._notes = notes
        self.handlers: Mapping[str, Handler] = {"CLM": self._claim, "LX": self._line}

    def damage(self, number: int) -> None:
        """Nothing is read, so nothing is lost."""

    def close(self, *, whole: bool) -> None:
        """There is nothing to give out."""

    def _claim(self, parts: list[str], number: int) -> None:
        self._notes.skip(self._reason, claims=1)

    def _line(self, parts: list[str], number: int) -> None:
        self._notes.skip(self._reason, lines=1)


def element(parts: list[str], position: int) -> str:
    """The element at `position`, or "" where the segment ends before it."""
    return parts[position] if position < len(parts) else ""


def padded(parts: list[str], length: int) -> list[str]:
    """The elements with empty ones after them, so that there are at least `length`."""
    return parts if len(parts) >= length else parts + [""] * (length - len(parts))
