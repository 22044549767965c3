"""A binder on the disk: a chain of entries, and files by the digest of what they hold.

`chain.jsonl` only ever grows; `head.json` names its length and the digest of its last line, so
that lines missing from the end show, too. An entry counts once its line and its end are on the
disk. Whatever was cut off in the middle is no entry, and goes when the binder is next opened to
write; a reader changes nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, BinaryIO

from openmips.practice.binder.entries import (
    FORMAT,
    START,
    About,
    Deed,
    Entry,
    canonical,
    digest,
    entry_of,
)
from openmips.practice.refusals import refusal
from openmips.practice.vault.folders import (
    PRIVATE_FILE,
    held,
    known_to_disk,
    private,
    room_is_needed,
    sweep_parts,
    whole_file,
)
from openmips.problems.binder_kinds import BINDER_DAMAGED, BINDER_THERE, NO_BINDER, TEXT_TOO_LONG

CHAIN, HEAD, FILES, WAITING = "chain.jsonl", "head.json", "files", "waiting"
_AT_ONCE = 1 << 20
LONGEST_LINE = 1 << 16
"""More bytes than an entry may have."""


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries there are, and the digest of the last line."""

    count: int = 0
    digest: str = START

    def content(self) -> bytes:
        """The file that says so."""
        document = {"count": self.count, "digest": self.digest, "format": FORMAT}
        return canonical(document) + b"\n"


def head_of(content: bytes) -> Head | None:
    """What a head says; None where it is not as it was written."""
    try:
        document = json.loads(content)
        head = Head(int(document["count"]), str(document["digest"]))
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        return None
    return head if head.content() == content else None


def digest_of(path: Path) -> str:
    """The SHA-256 digest of what a file holds."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


class Binder:
    """A binder that can be read. Make one with `make` or `open_binder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chain = folder / CHAIN
        self.head_file = folder / HEAD

    def lines(self) -> Iterator[bytes]:
        """The whole lines of the chain; a last one without an end is no line."""
        with self.chain.open("rb") as stream:
            while line := stream.readline(LONGEST_LINE):
                if line.endswith(b"\n"):
                    yield line[:-1]

    def entries(self) -> tuple[Entry, ...]:
        """Every entry in order. Raises ProblemsFound where the chain is not what it was."""
        found, previous = [], START
        for number, line in enumerate(self.lines(), 1):
            try:
                entry = entry_of(line)
            except ValueError as error:
                raise self._damaged(number, "it cannot be read") from error
            if (entry.number, entry.previous) != (number, previous):
                raise self._damaged(number, "it does not follow the entry before it")
            found.append(entry)
            previous = digest(line)
        return tuple(found)

    def head(self) -> Head | None:
        """What the head says; None where it cannot be read."""
        try:
            return head_of(self.head_file.read_bytes())
        except OSError:
            return None

    def stored(self) -> list[Path]:
        """Every file below the folder of files, by name."""
        return sorted(one for one in (self.folder / FILES).rglob("*") if one.is_file())

    def path_of(self, name: str) -> Path:
        """Where the file with that digest lies."""
        return self.folder / FILES / name[:2] / name

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Hold the binder to write. Raises ProblemsFound where it is damaged."""
        with held(self.folder):
            sweep_parts(self.folder)
            yield Writer(self)

    def _damaged(self, number: int, found: str) -> Exception:
        what = f"entry {number}: {found}"
        return refusal(BINDER_DAMAGED, what, file=str(self.chain))


class Writer:
    """Adds to a binder that is held."""

    def __init__(self, binder: Binder) -> None:
        self.binder = binder
        self.entries = list(binder.entries())
        count = len(self.entries)
        last = digest(self.entries[-1].line()) if self.entries else START
        head = binder.head()
        # The head is written after the entry: a loss of power between both leaves it one behind.
        behind = Head(count - 1, self.entries[-1].previous) if self.entries else Head()
        if head not in (Head(count, last), behind):
            found = f"the head does not belong to the {count} entries"
            raise refusal(BINDER_DAMAGED, found, file=str(binder.head_file))
        self._head = Head(count, last)
        self._cut()

    def _cut(self) -> None:
        """Take off what is no whole line: it was never told to anybody as kept."""
        whole = sum(len(entry.line()) + 1 for entry in self.entries)
        if self.binder.chain.stat().st_size > whole:
            with self.binder.chain.open("r+b") as stream:
                stream.truncate(whole)
                os.fsync(stream.fileno())
        self._write_head()
        spoken_of = {one.facts["file"] for one in self.entries if "file" in one.facts}
        for path in self.binder.stored():
            if path.name not in spoken_of and path.name in (WAITING, digest_of(path)):
                path.unlink()

    def _write_head(self) -> None:
        if self.binder.head() != self._head:
            with whole_file(self.binder.head_file) as stream:
                stream.write(self._head.content())

    def record(
        self,
        deed: Deed,
        at: datetime,
        by: str,
        about: About | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Entry:
        """Add an entry: it is on the disk when this returns. Raises ProblemsFound without room."""
        before = self._head
        entry = Entry(before.count + 1, before.digest, at, by, deed, about, facts or {})
        line = entry.line()
        if len(line) >= LONGEST_LINE:
            raise refusal(TEXT_TOO_LONG, f"the entry has {len(line):,} bytes", f"{LONGEST_LINE:,}")
        whole = self.binder.chain.stat().st_size
        try:
            with room_is_needed(), self.binder.chain.open("ab") as stream:
                stream.write(line + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
            self._head = Head(entry.number, digest(line))
            self._write_head()
        except BaseException:
            os.truncate(self.binder.chain, whole)
            self._head = before
            raise
        self.entries.append(entry)
        return entry

    def store(self, source: BinaryIO) -> tuple[str, int]:
        """Keep a file's content; its digest and size in bytes."""
        taken, size = sha256(), 0
        waiting = self.binder.folder / FILES / WAITING
        with whole_file(waiting) as target:
            while piece := source.read(_AT_ONCE):
                taken.update(piece)
                size += len(piece)
                target.write(piece)
        name = taken.hexdigest()
        path = self.binder.path_of(name)
        private(path.parent)
        waiting.replace(path)
        known_to_disk(path.parent)
        return name, size


def make_binder(folder: Path, at: datetime, by: str, practice: str) -> Binder:
    """A new binder in an empty or new folder. Raises ProblemsFound."""
    private(folder)
    binder = Binder(folder)
    with held(folder):
        others = [one.name for one in folder.iterdir() if one.name not in _BEGUN]
        if others or (binder.chain.exists() and binder.chain.stat().st_size):
            raise refusal(BINDER_THERE, f"{folder} is not empty", file=str(folder))
        private(folder / FILES)
        binder.chain.touch(mode=PRIVATE_FILE)
        binder.head_file.unlink(missing_ok=True)
        with whole_file(binder.head_file) as stream:
            stream.write(Head().content())
    with binder.writing() as writer:
        writer.record(Deed.OPENED, at, by, facts={"format": FORMAT, "practice": practice})
    return binder


_BEGUN = frozenset({CHAIN, HEAD, FILES, ".held"})


def open_binder(folder: Path) -> Binder:
    """The binder in a folder. Raises ProblemsFound where there is none."""
    binder = Binder(folder)
    if not binder.chain.is_file():
        raise refusal(NO_BINDER, f"{folder} has no {CHAIN}", file=str(folder))
    return binder
