"""How a backup becomes records again: checked as a whole before anything of it is written."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, cast
from uuid import UUID

from django.db import connection, transaction

from openmips.practice.deeds import saving
from openmips.practice.models import AuditEntry
from openmips.practice.refusals import refusal
from openmips.practice.vault.folders import whole_file
from openmips.practice.vault.keeping import LOCK_FILE
from openmips.practice.vault.locks import Lock, read_lock, unlocked
from openmips.practice.vault.sealing import MARK, damaged, is_sealed, opened
from openmips.practice.vault.vault import AT_ONCE, Vault
from openmips.problems import ProblemsFound
from openmips.problems.records_kinds import (
    BACKUP_DAMAGED,
    BACKUP_OF_OTHER_VERSION,
    FOLDER_NOT_EMPTY,
    NOT_A_BACKUP,
    PASSPHRASE_MISSING,
    RESTORE_UNFINISHED,
)
from openmips.site.backup import ABOUT, FORMAT, MANIFEST
from openmips.site.backup_rows import count_on, filled, migrations, read, save, tables

UNFINISHED = "restoring"
"""The file in the data folder that is there while a backup is being restored."""

_TABLE = re.compile(r"tables/([a-z0-9_.]+)/\d{6}\.jsonl")
_FILE = re.compile(r"files/([0-9a-f-]{36})/([0-9a-f]{64})")
_LARGEST_DOCUMENT = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: rows by table, files, and whether they are sealed."""

    rows: Mapping[str, int]
    files: int
    sealed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a backup, to be read in pieces while it is the current one."""

    name: str
    pieces: Iterator[bytes]

    def content(self) -> bytes:
        """All of a small entry."""
        return b"".join(self.pieces)


def restore(
    vault: Vault, source: Path, passphrase: Callable[[], str | None], at: datetime
) -> Restored:
    """Restore a backup where there are no records yet. Raises ProblemsFound, then nothing is kept.

    A restore that was cut short is begun anew, or ended if only its end was missing.
    """
    data = vault.keeping.data
    unfinished = data / UNFINISHED
    if unfinished.exists() and not filled():
        shutil.rmtree(vault.folder, ignore_errors=True)
        (data / LOCK_FILE).unlink(missing_ok=True)
    elif not unfinished.exists():
        _refuse_filled(vault)
    lock, manifest = _checked(source, passphrase)
    if unfinished.exists() and filled():
        unfinished.unlink()
        return Restored(manifest["rows"], _files(manifest), lock is not None)
    with whole_file(unfinished) as mark:
        mark.write(b"A backup is being restored here.\n")
    if lock is not None:
        with whole_file(data / LOCK_FILE) as file:
            file.write(json.dumps(lock.document(), indent=1).encode())
    _write(vault, source, passphrase, manifest, at)
    unfinished.unlink()
    return Restored(manifest["rows"], _files(manifest), lock is not None)


def refuse_unfinished(data: Path) -> None:
    """Raise ProblemsFound where a restore did not come to its end."""
    if (data / UNFINISHED).exists():
        raise refusal(RESTORE_UNFINISHED, "the data folder is half restored")


def _refuse_filled(vault: Vault) -> None:
    there = filled()
    if there or any(vault.practices()) or vault.keeping.lock() is not None:
        found = f"there are rows in {len(there)} tables" if there else "there are files already"
        raise refusal(FOLDER_NOT_EMPTY, found)


def _checked(
    source: Path, passphrase: Callable[[], str | None]
) -> tuple[Lock | None, dict[str, Any]]:
    """The lock and the manifest of a backup of which every entry is as it was made."""
    seen = _Seen()
    manifest: dict[str, Any] | None = None
    with _entries(source, passphrase) as (lock, entries):
        for entry in entries:
            if manifest is not None:
                raise refusal(BACKUP_DAMAGED, "there is more than the manifest tells")
            if entry.name == MANIFEST:
                manifest = _document(entry.content())
            else:
                seen.look_at(entry)
    if manifest is None:
        raise refusal(NOT_A_BACKUP, "its end is missing")
    if manifest.get("entries") != seen.entries or manifest.get("rows") != seen.rows:
        raise refusal(BACKUP_DAMAGED, "the entries are not those that the manifest tells")
    return lock, manifest


class _Seen:
    """What a backup turned out to hold, entry by entry."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self.rows = dict.fromkeys(tables(), 0)

    def look_at(self, entry: Entry) -> None:
        """Check an entry by what it is; nothing of it is kept. Raises ProblemsFound."""
        pieces = _Counted(entry.pieces)
        if not self.entries:
            _check_about(entry.name, b"".join(pieces))
        elif table := _TABLE.fullmatch(entry.name):
            label = table[1]
            if label not in self.rows:
                raise refusal(BACKUP_OF_OTHER_VERSION, f"there is no table {label}")
            self.rows[label] += sum(1 for _ in read(tables()[label], b"".join(pieces)))
        elif named := _FILE.fullmatch(entry.name):
            pieces.drain()
            if pieces.digest.hexdigest() != named[2]:
                raise refusal(BACKUP_DAMAGED, "a file is not what its name says")
        else:
            raise refusal(BACKUP_DAMAGED, "an entry has no place in a backup")
        told = {"size": pieces.size, "sha256": pieces.digest.hexdigest()}
        self.entries[entry.name] = told


def _write(
    vault: Vault,
    source: Path,
    passphrase: Callable[[], str | None],
    manifest: Mapping[str, Any],
    at: datetime,
) -> None:
    """Write the files, and all rows in one transaction."""
    with (
        saving(),
        _entries(source, passphrase) as (_, entries),
        transaction.atomic(),
    ):
        for entry in entries:
            if table := _TABLE.fullmatch(entry.name):
                for row in read(tables()[table[1]], entry.content()):
                    save(row)
            elif named := _FILE.fullmatch(entry.name):
                kept = vault.keep(UUID(named[1]), entry.pieces)
                if kept.digest != named[2]:
                    raise refusal(BACKUP_DAMAGED, "a file changed while it was restored")
            else:
                entry.content()
        count_on()
        AuditEntry.objects.create(
            at=at, deed="backup restored", detail={"rows": dict(manifest["rows"])}
        )
        connection.check_constraints()


@contextmanager
def _entries(
    source: Path, passphrase: Callable[[], str | None]
) -> Iterator[tuple[Lock | None, Iterator[Entry]]]:
    """The lock of a backup, and its entries one after the other."""
    with source.open("rb") as file:
        sealed = is_sealed(file.read(len(MARK)))
        file.seek(0)
        locks: list[Lock] = []

        def key_for(header: Mapping[str, Any]) -> bytes:
            locks.append(read_lock(header.get("lock")))
            given = passphrase()
            if given is None:
                raise refusal(PASSPHRASE_MISSING, "the backup is sealed")
            return unlocked(locks[0], given)

        stream: BinaryIO = opened(file, key_for) if sealed else file
        try:
            with tarfile.open(fileobj=cast("io.BytesIO", stream), mode="r|") as tar:
                yield (locks[0] if sealed else None), _walk(tar)
        except tarfile.TarError as error:
            raise refusal(NOT_A_BACKUP, "it cannot be read as a backup") from error
        except ProblemsFound:
            raise
        except EOFError as error:
            raise damaged("it was cut short") from error


def _walk(tar: tarfile.TarFile) -> Iterator[Entry]:
    for member in tar:
        stream = tar.extractfile(member) if member.isreg() else None
        if stream is None:
            raise refusal(BACKUP_DAMAGED, "an entry is no file")
        if not _FILE.fullmatch(member.name) and member.size > _LARGEST_DOCUMENT:
            raise refusal(BACKUP_DAMAGED, "an entry is larger than any")
        yield Entry(member.name, _pieces(stream))


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(AT_ONCE):
        yield piece


def _check_about(name: str, content: bytes) -> None:
    about = _document(content) if name == ABOUT else {}
    if about.get("format") != FORMAT:
        raise refusal(NOT_A_BACKUP, "it does not begin as a backup does")
    if about.get("migrations") != migrations():
        version = str(about.get("version"))[:40]
        raise refusal(BACKUP_OF_OTHER_VERSION, f"it was made by version {version}")


def _document(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise refusal(BACKUP_DAMAGED, "a document cannot be read") from error
    return found if isinstance(found, dict) else {}


def _files(manifest: Mapping[str, Any]) -> int:
    return sum(name.startswith("files/") for name in manifest["entries"])


class _Counted:
    """Pieces as they pass, with their size and digest."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.size = 0
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece

    def drain(self) -> None:
        """Let all of it pass."""
        for _ in self:
            continue
