"""How the files of a data folder are written and read: sealed where there is a lock, else plain."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from openmips.practice.exact import ExactDecoder, ExactEncoder
from openmips.practice.refusals import refusal
from openmips.practice.vault import locks
from openmips.practice.vault.folders import held, private, whole_file
from openmips.practice.vault.locks import Lock, locked, new_key, read_lock, unlocked
from openmips.practice.vault.sealing import Sealer, Writer, damaged, opened
from openmips.problems.records_kinds import (
    PASSPHRASE_MISSING,
    STORED_FILE_DAMAGED,
    STORED_FILE_MISSING,
)

SEALED = ".sealed"
"""How the name of a sealed file ends."""

LOCK_FILE = "lock.json"


class Keeping:
    """Writes and reads the files of one data folder.

    `passphrase` is asked only where there is a lock, and answers None where nobody gave one.
    """

    def __init__(self, data: Path, passphrase: Callable[[], str | None]) -> None:
        self.data = data
        self._passphrase = passphrase
        self._keys: dict[bytes, bytes] = {}

    def lock(self) -> Lock | None:
        """The lock of the folder; None where nothing is sealed."""
        try:
            text = (self.data / LOCK_FILE).read_bytes()
        except FileNotFoundError:
            return None
        try:
            return read_lock(json.loads(text))
        except ValueError as error:
            raise damaged("the lock cannot be read") from error

    def key(self) -> tuple[Lock, bytes] | None:
        """The lock and its key, opened once; None where nothing is sealed. Raises ProblemsFound."""
        lock = self.lock()
        if lock is None:
            return None
        if lock.wrapped not in self._keys:
            given = self._passphrase()
            if given is None:
                raise refusal(PASSPHRASE_MISSING, "no passphrase was given")
            self._keys = {lock.wrapped: unlocked(lock, given)}
        return lock, self._keys[lock.wrapped]

    @contextmanager
    def written(self, path: Path) -> Iterator[Writer]:
        """A file to write, whole or not at all, under `path` with the ending that it gets."""
        opened_lock = self.key()
        if opened_lock is None:
            with whole_file(path) as plain:
                yield cast("Writer", plain)
            return
        lock, key = opened_lock
        with whole_file(path.with_name(path.name + SEALED)) as target:
            sealer = Sealer(cast("Writer", target), key, {"key": lock.name})
            yield sealer
            sealer.finish()

    @contextmanager
    def read(self, path: Path) -> Iterator[BinaryIO]:
        """The content of the file under `path`. Raises ProblemsFound where it is not there."""
        found = self.found(path)
        if found is None:
            raise refusal(STORED_FILE_MISSING, "the file is not in the data folder")
        with found.open("rb") as stream:
            if found.name.endswith(SEALED):
                with opened(stream, self._key_for) as content:
                    yield content
            else:
                yield stream

    def found(self, path: Path) -> Path | None:
        """The file under `path` as it lies there, sealed or plain."""
        sealed = path.with_name(path.name + SEALED)
        return next((one for one in (sealed, path) if one.is_file()), None)

    def write_json(self, path: Path, document: Mapping[str, Any]) -> None:
        """Keep a small document."""
        with self.written(path) as target:
            target.write(ExactEncoder().encode(document).encode())

    def read_json(self, path: Path) -> dict[str, Any]:
        """A small document as it was kept."""
        with self.read(path) as source:
            try:
                found: dict[str, Any] = json.loads(source.read(), cls=ExactDecoder)
            except ValueError as error:
                raise refusal(STORED_FILE_DAMAGED, "a document cannot be read") from error
        return found

    def set_passphrase(self, passphrase: str, cost: int = locks.COST) -> None:
        """Take a passphrase, the first or another one. Files are sealed by `seal_all` only.

        The old one must have been given. Raises ProblemsFound.
        """
        with held(private(self.data)):
            before = self.key()
            lock = locked(before[1] if before else new_key(), passphrase, cost)
            with whole_file(self.data / LOCK_FILE) as file:
                file.write(json.dumps(lock.document(), indent=1).encode())
        self._passphrase = lambda: passphrase

    def _key_for(self, header: Mapping[str, Any]) -> bytes:
        found = self.key()
        if found is None:
            raise damaged(f"the folder has no {LOCK_FILE}")
        lock, key = found
        if header.get("key") != lock.name:
            raise damaged("it was sealed with the key of another folder")
        return key
