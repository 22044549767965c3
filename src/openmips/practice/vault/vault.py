"""The files of the practices: kept under the digest of their content, read, checked, erased."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from openmips.practice.refusals import refusal
from openmips.practice.vault.folders import (
    held,
    known_to_disk,
    private,
    room_is_needed,
    same_file,
    sweep,
    sweep_parts,
    work_folder,
)
from openmips.practice.vault.keeping import SEALED, Keeping
from openmips.problems.records_kinds import STORED_FILE_DAMAGED, STORED_FILE_MISSING

AT_ONCE = 1 << 20
"""How many bytes of a file are in memory at a time."""

PRACTICES = "practices"
TEMPORARY = "tmp"
_FILES = "files"
_INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was taken in: the SHA-256 digest of its content, and its size in bytes."""

    digest: str
    size: int


class Vault:
    """The files below `practices` in the data folder; each practice has a folder of its own."""

    def __init__(self, keeping: Keeping) -> None:
        self.keeping = keeping
        self.folder = keeping.data / PRACTICES

    def of(self, practice_id: UUID) -> Path:
        """The folder of a practice."""
        return self.folder / str(practice_id)

    def keep(self, practice_id: UUID, content: Iterable[bytes]) -> Kept:
        """Keep a file. Content that is there already is not kept twice. Raises ProblemsFound."""
        with self._incoming(practice_id) as incoming:
            kept = self.take(incoming / "content", content)
            self.adopt(practice_id, incoming / "content", kept.digest)
        return kept

    def take(self, path: Path, content: Iterable[bytes]) -> Kept:
        """Write content to a file of the folder's own keeping, and say what it was."""
        digest, size = hashlib.sha256(), 0
        with self.keeping.written(path) as target:
            for piece in content:
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        return Kept(digest.hexdigest(), size)

    def adopt(self, practice_id: UUID, path: Path, digest: str) -> None:
        """Give a file that was taken its place under its digest; it stays where it was, too."""
        target = self._place(practice_id, digest)
        if self.keeping.found(target) is not None:
            return
        private(target.parent)
        known_to_disk(target.parent.parent)
        self._seal(path)
        source = self.keeping.found(path)
        if source is None:
            raise refusal(STORED_FILE_MISSING, "the file that was handed in is gone")
        ending = SEALED if source.name.endswith(SEALED) else ""
        with room_is_needed():
            same_file(source, target.with_name(target.name + ending))

    @contextmanager
    def open(self, practice_id: UUID, digest: str) -> Iterator[BinaryIO]:
        """The content of a file, to be read in pieces. Raises ProblemsFound."""
        with self.keeping.read(self._place(practice_id, digest)) as stream:
            yield stream

    def content(self, practice_id: UUID, digest: str) -> Iterator[bytes]:
        """The content piece by piece. Raises ProblemsFound, last if it is not what it was."""
        yield from self._content(self._place(practice_id, digest), digest)

    def _content(self, lying: Path, digest: str) -> Iterator[bytes]:
        found = hashlib.sha256()
        with self.keeping.read(lying) as stream:
            while piece := stream.read(AT_ONCE):
                found.update(piece)
                yield piece
        if digest and found.hexdigest() != digest:
            raise refusal(STORED_FILE_DAMAGED, f"the file {digest[:12]} has another digest")

    @contextmanager
    def at_hand(self, practice_id: UUID, files: Iterable[tuple[str, str]]) -> Iterator[list[Path]]:
        """Files by digest and name as plain files, for as long as the block lasts.

        Sealed ones are unsealed into a private folder that goes with the block.
        """
        with ExitStack() as until_done:
            yield [
                until_done.enter_context(
                    self.lying_at_hand(self._place(practice_id, digest), name, digest)
                )
                for digest, name in files
            ]

    @contextmanager
    def lying_at_hand(self, lying: Path, name: str, digest: str = "") -> Iterator[Path]:
        """A file that lies somewhere, as a plain file of that name; see `at_hand`."""
        with work_folder(self.keeping.data / TEMPORARY) as folder:
            path = folder / plain_name(name)
            found = self.keeping.found(lying)
            if found is not None and not found.name.endswith(SEALED):
                with suppress(OSError):
                    path.symlink_to(found.resolve())
            if not path.exists():
                with room_is_needed(), path.open("xb") as copy:
                    for piece in self._content(lying, digest):
                        copy.write(piece)
            yield path

    def digests(self, practice_id: UUID) -> Iterator[str]:
        """The digests of all files of a practice, in order."""
        files = self.of(practice_id) / _FILES
        for path in sorted(files.glob("??/*")):
            name = path.name.removesuffix(SEALED)
            if "." not in name:
                yield name

    def practices(self) -> Iterator[UUID]:
        """The practices that have a folder, in order."""
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            with suppress(ValueError):
                yield UUID(path.name)

    @contextmanager
    def held(self, practice_id: UUID) -> Iterator[None]:
        """Nobody else adds to or cleans up the practice's files within."""
        with held(private(self.of(practice_id))):
            yield

    def remove(self, practice_id: UUID, digest: str) -> None:
        """Remove one file."""
        with self.held(practice_id):
            lying = self.keeping.found(self._place(practice_id, digest))
            if lying is not None:
                lying.unlink()

    def erase(self, practice_id: UUID) -> None:
        """Remove all files of a practice."""
        shutil.rmtree(self.of(practice_id), ignore_errors=True)

    def tidy(self, practice_id: UUID, wanted: Collection[str]) -> int:
        """Remove what was never finished or never confirmed; how many files that was.

        A file that no record speaks of goes only where it waits to be confirmed as well: the
        last copy of anything stays, in case the records are not those that belong here.
        """
        with self.held(practice_id):
            gone = sweep(self.of(practice_id) / _INCOMING) + sweep_parts(self.of(practice_id))
            for digest in list(self.digests(practice_id)):
                lying = self.keeping.found(self._place(practice_id, digest))
                if digest not in wanted and lying is not None and lying.stat().st_nlink > 1:
                    lying.unlink()
                    gone += 1
        return gone

    def seal_all(self) -> int:
        """Seal what still lies there plain; each file is whole at any time. How many it were."""
        done = 0
        for practice_id in list(self.practices()):
            with self.held(practice_id):
                lying = [path for path in self.of(practice_id).rglob("*") if path.is_file()]
                done += sum(self._seal(path) for path in lying if not path.name.startswith("."))
        return done

    def _seal(self, path: Path) -> bool:
        """Seal a file that lies there plain although there is a lock."""
        if path.name.endswith(SEALED) or not path.is_file() or self.keeping.lock() is None:
            return False
        with self.keeping.written(path) as target:
            for piece in _pieces(path):
                target.write(piece)
        path.unlink()
        return True

    def _place(self, practice_id: UUID, digest: str) -> Path:
        return self.of(practice_id) / _FILES / digest[:2] / digest

    @contextmanager
    def _incoming(self, practice_id: UUID) -> Iterator[Path]:
        with work_folder(self.of(practice_id) / _INCOMING) as folder:
            yield folder


def plain_name(name: str) -> str:
    """A name that is safe as a file's: its last part, without what systems cannot bear."""
    last = name.replace("\\", "/").rpartition("/")[2]
    safe = "".join(c if c.isalnum() or c in "-_. ()" else "_" for c in last).strip(" .")
    return safe[-120:] or "file"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(AT_ONCE):
            yield piece


@cache
def the_vault() -> Vault:
    """The vault of the data folder that the settings name."""
    return Vault(Keeping(Path(settings.OPENMIPS_DATA), settings.OPENMIPS_PASSPHRASE))
