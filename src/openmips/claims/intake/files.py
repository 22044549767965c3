"""Which files hold claims, and what each is by its content: X12, CSV or Parquet, packed or not."""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from openmips.claims.intake.csv_texts import LONGEST_HEADER, NotCsv, header_of
from openmips.claims.intake.notes import Notes
from openmips.claims.intake.x12_segments import is_x12
from openmips.problems import claims_kinds, document_kinds
from openmips.problems.finding import ProblemKind

X12, CSV, PARQUET = "x12", "csv", "parquet"

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_PARQUET_MARK = b"PAR1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_AT_ONCE = 1 << 20
_LITTLE = 1 << 17
MOST_UNPACKED = 1 << 30
"""Bytes that a packed file may always become; beyond, it may grow by a factor only."""

_MOST_GROWTH = 200
_PACKED_ERRORS = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    RuntimeError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A file with claims: its place, its name in problems, what it is.

    `packing` is "", "gzip", or the name of the member within a zip file.
    """

    path: Path
    name: str
    kind: str
    packing: str = ""
    member: str = ""


class Packed(Protocol):
    """A stream that gives out what it has at hand."""

    def read1(self, size: int = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""


class Bounded:
    """A stream that ends where it breaks or grows beyond all reason, and remembers why."""

    def __init__(self, stream: Packed, packed: int) -> None:
        self._stream = stream
        self._left = max(MOST_UNPACKED, packed * _MOST_GROWTH)
        self.broken = ""

    def read(self, size: int = _AT_ONCE, /) -> bytes:
        """The next bytes; none where the stream ends or breaks.

        They are taken a little at a time, so that all before a break is given out.
        """
        pieces: list[bytes] = []
        wanted = size
        while wanted and not self.broken:
            piece = self._next(min(wanted, _LITTLE))
            if not piece:
                break
            pieces.append(piece)
            wanted -= len(piece)
        return b"".join(pieces)

    def _next(self, size: int) -> bytes:
        try:
            piece = self._stream.read1(size)
        except _PACKED_ERRORS as error:
            self.broken = f"it breaks off ({type(error).__name__})"
            return b""
        self._left -= len(piece)
        if self._left < 0:
            self.broken = "unpacked it is larger than any real file"
        return piece


def claim_files(paths: Iterable[Path], notes: Notes) -> Iterator[ClaimFile]:
    """The files with claims among `paths` and in folders among them, in the order of names.

    A file that was named itself and holds no claims is a problem; in a folder it is passed over.
    """
    for path in paths:
        found = False
        inside = path.is_dir()
        for file in sorted(_below(path)) if inside else [path]:
            for claims in _known(file, notes, named=not inside):
                found = True
                yield claims
        if inside and not found:
            notes.add(claims_kinds.NO_CLAIM_FILES, str(path), "$", "the folder holds no claims")


def _below(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _known(path: Path, notes: Notes, *, named: bool) -> Iterator[ClaimFile]:
    """The file, or the members of a zip file, as far as they hold claims."""
    name = str(path)
    try:
        with path.open("rb") as file:
            head = file.read(LONGEST_HEADER)
    except OSError as error:
        found = f"the file cannot be opened ({error.strerror})"
        notes.add(document_kinds.FILE_NOT_READABLE, name, "$", found)
        return
    if head.startswith(_ZIP):
        yield from _members(path, notes)
    elif head.startswith(_GZIP):
        with gzip.open(path) as inner:
            stream = Bounded(cast("Packed", inner), path.stat().st_size)
            head = stream.read(LONGEST_HEADER)
        if stream.broken and not head:
            notes.add(claims_kinds.CLAIMS_FILE_DAMAGED, name, "$", stream.broken)
        elif kind := _kind(head, name, notes, named=named):
            yield ClaimFile(path, name, kind, "gzip")
    elif kind := _kind(head, name, notes, named=named):
        yield ClaimFile(path, name, kind)


def _members(path: Path, notes: Notes) -> Iterator[ClaimFile]:
    """The members of a zip file that hold claims; packed members are not unpacked further."""
    try:
        with zipfile.ZipFile(path) as archive:
            for member in sorted(archive.namelist()):
                name = f"{path}/{member}"
                if member.endswith("/"):
                    continue
                with archive.open(member) as inner:
                    head = Bounded(cast("Packed", inner), path.stat().st_size).read(LONGEST_HEADER)
                if kind := _kind(head, name, notes, named=False):
                    yield ClaimFile(path, name, kind, "zip", member)
    except _PACKED_ERRORS as error:
        found = f"the archive cannot be opened ({type(error).__name__})"
        notes.add(claims_kinds.CLAIMS_FILE_DAMAGED, str(path), "$", found)


def kind_of(head: bytes) -> str:
    """What a file is that begins so: "x12", "csv", "parquet", or "" for anything else."""
    if head.startswith(_PARQUET_MARK):
        return PARQUET
    if is_x12(head):
        return X12
    try:
        header_of(head)
    except NotCsv:
        return ""
    return CSV


def _kind(head: bytes, name: str, notes: Notes, *, named: bool) -> str:
    """What the file is; where it holds no claims and was named, that is noted."""
    kind = kind_of(head)
    problem: ProblemKind | None = None
    if not head:
        problem, found = document_kinds.EMPTY, "the file is empty"
    elif head.startswith(_UTF16):
        problem, found = document_kinds.NOT_UTF8, "the text is in UTF-16"
    elif not kind:
        problem, found = claims_kinds.NOT_CLAIMS, "the file is neither X12 nor a table"
    if problem is not None and named:
        notes.add(problem, name, "$", found)
    elif problem is not None:
        notes.passed_over.append(name)
    return kind


@contextmanager
def opened(file: ClaimFile) -> Iterator[Bounded]:
    """The unpacked content of a file, as a stream that never fails in the middle.

    Raises OSError and what archives raise where the file cannot be opened at all.
    """
    packed = file.path.stat().st_size
    if file.packing == "gzip":
        with gzip.open(file.path) as inner:
            yield Bounded(cast("Packed", inner), packed)
    elif file.packing == "zip":
        with zipfile.ZipFile(file.path) as archive, archive.open(file.member) as member:
            yield Bounded(cast("Packed", member), packed)
    else:
        with file.path.open("rb") as plain:
            yield Bounded(plain, packed)


def unpacked(file: ClaimFile, folder: Path, number: int, notes: Notes) -> Path:
    """The file itself, or where it is packed a copy of its content in `folder`."""
    if not file.packing:
        return file.path
    copy = folder / f"unpacked-{number:05}.{file.kind}"
    with opened(file) as stream, copy.open("wb") as target:
        while data := stream.read(_AT_ONCE):
            target.write(data)
    if stream.broken:
        notes.add(claims_kinds.CLAIMS_FILE_DAMAGED, file.name, "$", stream.broken)
        if file.kind == CSV:
            _end_with_a_whole_line(copy)
    return copy


def _end_with_a_whole_line(path: Path) -> None:
    """Cut off what follows the last line end: half a row could pass for a whole one."""
    with path.open("r+b") as file:
        start = max(0, file.seek(0, os.SEEK_END) - _AT_ONCE)
        file.seek(start)
        file.truncate(start + file.read().rfind(b"\n") + 1)
