"""An X12 file being written: its envelopes, its segments, its counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO

ELEMENT, COMPONENT, REPETITION = "*", ":", "^"
_END = "~\n"
_NOON = "1200"
_SENDER, _RECEIVER = "INVENTEDSENDER", "INVENTEDPAYER"


class X12File:
    """One interchange with one functional group in one file.

    It opens with the first transaction; a file without any is not made.
    """

    def __init__(self, path: Path, group: str, version: str, day: date, control: int) -> None:
        """`group` is what the group holds (HC claims, HP payments), `control` the file's number."""
        self._path = path
        self._group = group
        self._version = version
        self._day = day
        self._control = control
        self._file: TextIO | None = None
        self._transactions = 0
        self._segments = 0

    @property
    def in_transaction(self) -> int:
        """How many segments the transaction has so far."""
        return self._segments

    def segment(self, *elements: str) -> None:
        """Write a segment; empty elements at its end are left out."""
        last = len(elements)
        while not elements[last - 1]:
            last -= 1
        self._opened().write(ELEMENT.join(elements[:last]) + _END)
        self._segments += 1

    @contextmanager
    def transaction(self, kind: str, named: str = "") -> Iterator[None]:
        """A transaction set, from ST to SE; `named` is ST03 where the kind has one."""
        self._opened()
        self._transactions += 1
        self._segments = 0
        number = f"{self._transactions:04}"
        self.segment("ST", kind, number, named)
        yield
        self.segment("SE", str(self._segments + 1), number)

    def close(self) -> None:
        """Write the ends of the envelopes."""
        if self._file is None:
            return
        self.segment("GE", str(self._transactions), str(self._control))
        self.segment("IEA", "1", self._nine)
        self._file.close()
        self._file = None

    @property
    def _nine(self) -> str:
        return f"{self._control:09}"

    def _opened(self) -> TextIO:
        if self._file is None:
            self._file = self._path.open("w", encoding="ascii", newline="")
            self._open_envelopes()
        return self._file

    def _open_envelopes(self) -> None:
        blank = " " * 10
        day = f"{self._day:%y%m%d}"
        parties = ("ZZ", f"{_SENDER:15}", "ZZ", f"{_RECEIVER:15}")
        tail = (REPETITION, "00501", self._nine, "0", "T", COMPONENT)
        self.segment("ISA", "00", blank, "00", blank, *parties, day, _NOON, *tail)
        day = f"{self._day:%Y%m%d}"
        control = str(self._control)
        self.segment("GS", self._group, _SENDER, _RECEIVER, day, _NOON, control, "X", self._version)


def plain_day(day: date) -> str:
    """A day as X12 writes it: 20240416."""
    return f"{day:%Y%m%d}"
