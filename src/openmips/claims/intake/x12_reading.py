"""Which transactions an X12 file holds, and the claims and remittances in them, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openmips.claims.intake.notes import Notes
from openmips.claims.intake.professional import Professional
from openmips.claims.intake.remittance import ProviderAdjustment, RemittanceClaim
from openmips.claims.intake.remittance_reading import RemittanceAdvice
from openmips.claims.intake.submitted import SubmittedClaim
from openmips.claims.intake.x12_segments import Damage, Readable, Stretch, stretches
from openmips.claims.intake.x12_transaction import (
    Envelope,
    Handler,
    PassedOver,
    Transaction,
    element,
)
from openmips.problems import claims_kinds
from openmips.problems.finding import shown

Record = SubmittedClaim | RemittanceClaim | ProviderAdjustment

_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{1,2}", re.ASCII)
_PROFESSIONAL = "005010X222"
_REMITTANCE = "005010X221"
_OTHER_CLAIMS = {"X223": "institutional claims (837I)", "X224": "dental claims (837D)"}
_MOST_NAMES = 1 << 12


class X12Reader:
    """Reads one X12 file. Whatever is wrong with it is noted, and reading goes on."""

    def __init__(self, file: str, notes: Notes) -> None:
        self._file = file
        self._notes = notes
        self._out: list[Record] = []
        self._transaction: Transaction | None = None
        self._envelope = {
            "ISA": self._interchange,
            "GS": self._group,
            "ST": self._start,
            "SE": self._end,
            "GE": self._group_end,
            "IEA": self._interchange_end,
            "CLM": self._stray,
            "CLP": self._stray,
        }
        self._handlers: dict[str, Handler] = dict(self._envelope)
        self._names: set[str] = set()
        self._component = ""
        self._interchange_control = self._group_control = self._version = ""
        self._within = False
        self._started = 0
        self._others: set[str] = set()

    def records(self, stream: Readable) -> Iterator[Record]:
        """Every claim and remittance that can be read, in the order of the file."""
        for piece in stretches(stream):
            if isinstance(piece, Damage):
                self._damaged(piece)
            else:
                self._run(piece)
            yield from self._out
            self._out.clear()
        self._no_end("the end of the file")
        yield from self._out

    def _run(self, piece: Stretch) -> None:
        self._component = piece.delimiters.component
        separator, handlers, names = piece.delimiters.element, self._handlers, self._names
        for number, segment in enumerate(piece.segments, piece.first):
            parts = segment.split(separator)
            name = parts[0]
            handler = handlers.get(name)
            if handler is not None:
                handler(parts, number)
            elif name not in names:
                self._unknown(name, number)

    def _unknown(self, name: str, number: int) -> None:
        """A segment that nobody waits for: one of the standard's many, or damage."""
        if _SEGMENT.fullmatch(name):
            if len(self._names) < _MOST_NAMES:
                self._names.add(name)
        else:
            self._damaged(Damage(number, "text that is no segment"))

    def _damaged(self, damage: Damage) -> None:
        where = f"segment {damage.number:,}"
        self._notes.add(claims_kinds.CLAIMS_FILE_DAMAGED, self._file, where, damage.found)
        if self._transaction is not None:
            self._transaction.damage(damage.number)

    # The envelope

    def _interchange(self, parts: list[str], number: int) -> None:
        self._no_end(f"segment {number:,}")
        self._within = True
        self._interchange_control = element(parts, 13).strip()

    def _group(self, parts: list[str], number: int) -> None:
        self._cut(f"segment {number:,}")
        self._group_control = element(parts, 6)
        self._version = element(parts, 8)

    def _start(self, parts: list[str], number: int) -> None:
        self._cut(f"segment {number:,}")
        self._started = number
        kind, version = element(parts, 1), element(parts, 3) or self._version
        control = f"{self._interchange_control}/{self._group_control}/{element(parts, 2)}"
        envelope = Envelope(self._file, control, self._component)
        self._transaction = self._chosen(kind, version, envelope, f"segment {number:,}")
        self._handlers.update(self._transaction.handlers)

    def _chosen(self, kind: str, version: str, envelope: Envelope, where: str) -> Transaction:
        if kind == "837" and version.startswith(_PROFESSIONAL):
            return Professional(envelope, self._notes, self._out.append)
        if kind == "835" and version.startswith(_REMITTANCE):
            return RemittanceAdvice(envelope, self._notes, self._out.append)
        if kind not in {"837", "835"}:
            return self._other(kind, where)
        problem, found = claims_kinds.X12_VERSION, f"the version is {shown(version)}"
        expected = f"{_PROFESSIONAL}A1" if kind == "837" else f"{_REMITTANCE}A1"
        for mark, name in _OTHER_CLAIMS.items():
            if kind == "837" and mark in version:
                problem, found = claims_kinds.NOT_PROFESSIONAL_CLAIMS, f"these are {name}"
                expected = "professional claims (837P)"
        self._notes.add(problem, envelope.file, where, found, expected)
        return PassedOver(problem.code, self._notes)

    def _other(self, kind: str, where: str) -> Transaction:
        problem = claims_kinds.OTHER_TRANSACTION
        if kind not in self._others:
            self._others.add(kind)
            found = f"the transaction is of type {shown(kind)}"
            self._notes.add(problem, self._file, where, found, "837 or 835")
        return PassedOver(problem.code, self._notes)

    def _end(self, parts: list[str], number: int) -> None:
        if self._transaction is None:
            return
        told, there = element(parts, 1), number - self._started + 1
        if told.isdigit() and int(told[:9]) != there:
            found = f"the transaction says it has {int(told[:9]):,} segments and has {there:,}"
            where = f"segment {number:,}"
            self._notes.add(claims_kinds.SEGMENT_COUNT_DIFFERS, self._file, where, found)
        self._close(whole=True)

    def _group_end(self, parts: list[str], number: int) -> None:
        self._cut(f"segment {number:,}")

    def _interchange_end(self, parts: list[str], number: int) -> None:
        self._cut(f"segment {number:,}")
        self._within = False

    def _no_end(self, where: str) -> None:
        """An interchange that is still open where none may be has lost its end."""
        self._cut(where)
        if self._within:
            found = "the interchange ends without its last segment (IEA)"
            self._notes.add(claims_kinds.CLAIMS_FILE_DAMAGED, self._file, where, found)
            self._within = False

    def _stray(self, parts: list[str], number: int) -> None:
        """A claim outside any transaction: the start of its transaction was lost."""
        found = f"claim {element(parts, 1)[:40]} stands outside any transaction"
        kind = claims_kinds.CLAIM_DAMAGED
        self._notes.add(kind, self._file, f"segment {number:,}", found)
        self._notes.skip(kind.code, claims=1)

    def _cut(self, where: str) -> None:
        """A transaction that is still open where none may be has lost its end."""
        if self._transaction is not None:
            found = "the transaction ends without its last segment (SE)"
            self._notes.add(claims_kinds.TRANSACTION_CUT, self._file, where, found)
            self._within = False
            self._close(whole=False)

    def _close(self, *, whole: bool) -> None:
        if self._transaction is not None:
            self._transaction.close(whole=whole)
        self._transaction = None
        self._handlers.clear()
        self._handlers.update(self._envelope)
