"""How all records go into one file, which is sealed where there is a passphrase.

The file is a tar archive, inside the sealed stream of `practice/vault/sealing.py` where there is
a lock; the header then holds the lock, so that the passphrase alone opens it. The archive holds
`about.json`, the rows of every table as `tables/LABEL/NUMBER.jsonl`, each file as
`files/PRACTICE/DIGEST`, and at its end `manifest.json` with the size and the SHA-256 digest of
all that stands before.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.db import connection, transaction

from openmips import __version__
from openmips.practice.deeds import saving
from openmips.practice.models import StoredFile
from openmips.practice.vault.folders import whole_file
from openmips.practice.vault.sealing import Sealer, Writer
from openmips.practice.vault.vault import Vault
from openmips.site.backup_rows import chunks, digest_document, migrations, tables

FORMAT = "openmips-backup-1"
ABOUT, MANIFEST = "about.json", "manifest.json"
PRIVATE = 0o600


@dataclass(slots=True)
class Archive:
    """A backup while it is written; remembers what it holds."""

    tar: tarfile.TarFile
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0

    def add(self, name: str, content: bytes) -> None:
        """Add a small entry."""
        self.stream(name, len(content), [content])

    def stream(self, name: str, size: int, pieces: Iterable[bytes]) -> None:
        """Add an entry whose size is known."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, PRIVATE
        reader = _Pieces(pieces)
        self.tar.addfile(info, cast("io.BufferedIOBase", reader))
        self.entries[name] = {"size": size, "sha256": reader.finish()}


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds: rows by table, files, whether it is sealed, and its size in bytes."""

    rows: dict[str, int]
    files: int
    sealed: bool
    size: int


def back_up(vault: Vault, target: Path, at: datetime) -> BackedUp:
    """Write everything into one new file, which is there only once it is whole.

    Raises ProblemsFound where a file is missing or damaged, or there is no room.
    """
    sealed = vault.keeping.lock() is not None
    with (
        whole_file(target) as file,
        _sealed(cast("Writer", file), vault) as stream,
        tarfile.open(fileobj=cast("io.BytesIO", stream), mode="w|") as tar,
    ):
        archive = Archive(tar)
        about = {
            "format": FORMAT,
            "version": __version__,
            "made_at": at.isoformat(),
            "database": connection.vendor,
        }
        for practice_id, digest, size in _rows(archive, about):
            name = f"files/{practice_id}/{digest}"
            archive.stream(name, size, vault.content(practice_id, digest))
            archive.files += 1
        told = {"entries": archive.entries, "rows": archive.rows}
        archive.add(MANIFEST, digest_document(told))
    return BackedUp(archive.rows, archive.files, sealed, target.stat().st_size)


def _rows(archive: Archive, about: dict[str, Any]) -> list[tuple[UUID, str, int]]:
    """Add the rows of all tables as they are at one moment; the files that they speak of."""
    with saving(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        archive.add(ABOUT, digest_document({**about, "migrations": migrations()}))
        for label, table in tables().items():
            archive.rows[label] = 0
            for number, (count, lines) in enumerate(chunks(table), 1):
                archive.add(f"tables/{label}/{number:06}.jsonl", lines)
                archive.rows[label] += count
        stored = StoredFile.objects.order_by("practice_id", "digest").iterator()
        found = {
            (one.practice_id, one.digest): one.size
            for one in stored
            if not one.summary.get("erased")
        }
    return [(practice_id, digest, size) for (practice_id, digest), size in found.items()]


@contextmanager
def _sealed(target: Writer, vault: Vault) -> Iterator[Writer]:
    """The target itself, or one that seals what goes to it."""
    opened = vault.keeping.key()
    if opened is None:
        yield target
        return
    lock, key = opened
    sealer = Sealer(target, key, {"key": lock.name, "lock": lock.document()})
    yield sealer
    sealer.finish()


class _Pieces(io.RawIOBase):
    """Pieces of content as a file to read, with the digest of all that was read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._waiting = b""
        self._digest = hashlib.sha256()

    def read(self, size: int | None = -1, /) -> bytes:
        """So many bytes, fewer at the end."""
        wanted = -1 if size is None else size
        while wanted < 0 or len(self._waiting) < wanted:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._waiting += piece
        end = len(self._waiting) if wanted < 0 else wanted
        found, self._waiting = self._waiting[:end], self._waiting[end:]
        self._digest.update(found)
        return found

    def finish(self) -> str:
        """Read to the end, so that a damaged source says so; the digest."""
        self.read()
        return self._digest.hexdigest()
