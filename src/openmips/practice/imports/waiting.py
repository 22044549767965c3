"""Files that were handed in and wait to be confirmed; nothing of them is saved yet."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from openmips.practice.models import PracticeYear
from openmips.practice.refusals import refusal
from openmips.practice.vault.folders import held, private, removed, room_is_needed, whole_file
from openmips.practice.vault.vault import Vault, plain_name, the_vault
from openmips.problems import ProblemsFound
from openmips.problems.records_kinds import IMPORT_TOO_LARGE, IMPORT_UNKNOWN

LASTS = timedelta(days=1)
"""How long a file waits to be confirmed."""

LARGEST = 2 * 1024**3
"""The most bytes a file may have."""

_WAITING = "waiting"
_ABOUT, _CONTENT, _PROGRESS = "about", "content", ".progress"
_TOKEN = 16


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits.

    `kind` is one of `FileKind`, "" where nobody said it. `mapping` says how a table's
    columns are named, `level` for whom results are counted; both may be "". `proposal` is
    what it would say, None until it was read to its end.
    """

    token: str
    performance_year: int
    name: str
    digest: str
    size: int
    handed_in_by: int
    handed_in_at: str
    kind: str = ""
    mapping: str = ""
    level: str = ""
    proposal: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is: `stage` is handed_in, reading, stopped or read; files begun, of how many.

    `stopped`: whoever read it did not come to the end, so that it must be read again.
    """

    stage: str
    done: int = 0
    of: int = 0


class WaitingRoom:
    """The files of one practice's year that wait."""

    def __init__(self, year: PracticeYear, vault: Vault | None = None) -> None:
        self._vault = vault or the_vault()
        self._practice_id: UUID = year.practice_id
        self._year = year.performance_year
        self.folder = self._vault.of(year.practice_id) / _WAITING

    def receive(
        self,
        user: int,
        at: datetime,
        name: str,
        content: Iterable[bytes],
        kind: str = "",
        mapping: str = "",
        level: str = "",
    ) -> Waiting:
        """Take a file in. Raises ProblemsFound where it is too large, or the disk is full."""
        token = secrets.token_hex(_TOKEN)
        folder = self.folder / token
        try:
            with ExitStack() as until_taken:
                with held(private(self.folder)), room_is_needed():
                    private(folder)
                    until_taken.enter_context(held(folder))
                kept = self._vault.take(folder / _CONTENT, _bounded(content))
                found = Waiting(
                    token,
                    self._year,
                    plain_name(name),
                    kept.digest,
                    kept.size,
                    user,
                    at.isoformat(),
                    kind,
                    mapping,
                    level,
                )
                self.keep(found)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return found

    def keep(self, waiting: Waiting) -> None:
        """Note what is known of a waiting file now."""
        self._vault.keeping.write_json(self._place(waiting.token) / _ABOUT, asdict(waiting))

    def find(self, token: str) -> Waiting:
        """The waiting file of that token. Raises ProblemsFound where there is none."""
        try:
            found = Waiting(**self._vault.keeping.read_json(self._place(token) / _ABOUT))
        except ProblemsFound as error:
            if self._place(token).is_dir():
                raise
            raise refusal(IMPORT_UNKNOWN, "no such import waits") from error
        if found.performance_year != self._year:
            raise refusal(IMPORT_UNKNOWN, "no such import waits in this year")
        return found

    def content(self, token: str) -> Path:
        """Where the content lies."""
        return self._place(token) / _CONTENT

    def drop(self, token: str) -> bool:
        """Give a waiting file up; False where somebody is reading it just now."""
        return removed(self._place(token))

    def expire(self, now: datetime) -> int:
        """Give up what has waited for too long; how many that were."""
        oldest = now.timestamp() - LASTS.total_seconds()
        return _swept(self._vault, self.folder, oldest)

    @contextmanager
    def reading(self, token: str) -> Iterator[Path]:
        """Hold a waiting file while it is read; its content is at hand under its name."""
        found = self.find(token)
        with held(self._place(token)):
            self.note(token, 0, 0)
            content = self.content(token)
            with self._vault.lying_at_hand(content, found.name, found.digest) as path:
                yield path
            (self._place(token) / _PROGRESS).unlink(missing_ok=True)

    def note(self, token: str, done: int, of: int) -> None:
        """Note how far reading is."""
        with whole_file(self._place(token) / _PROGRESS) as file:
            file.write(json.dumps([done, of]).encode())

    def progress(self, token: str) -> Progress:
        """How far a waiting file is."""
        if self.find(token).proposal is not None:
            return Progress("read")
        done, of = 0, 0
        begun = self._place(token) / _PROGRESS
        with suppress(OSError, ValueError):
            done, of = json.loads(begun.read_text("utf-8"))
        with held(self._place(token), wait=False) as nobody:
            if not nobody:
                return Progress("reading", done, of)
        return Progress("stopped" if begun.exists() else "handed_in", done, of)

    def _place(self, token: str) -> Path:
        if len(token) != 2 * _TOKEN or not set(token) <= set("0123456789abcdef"):
            raise refusal(IMPORT_UNKNOWN, "no such import waits")
        return self.folder / token


def sweep_half_taken(vault: Vault, practice_id: UUID) -> int:
    """Remove what was not handed in to its end; how many files that were."""
    return _swept(vault, vault.of(practice_id) / _WAITING, 0)


def _swept(vault: Vault, waiting: Path, oldest: float) -> int:
    """Remove files of a waiting room that nobody holds: half taken, or older than a moment."""
    if not waiting.is_dir():
        return 0
    gone = 0
    with held(waiting):
        for folder in sorted(one for one in waiting.iterdir() if one.is_dir()):
            about = vault.keeping.found(folder / _ABOUT)
            if about is None or about.stat().st_mtime < oldest:
                gone += removed(folder)
    return gone


def _bounded(content: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in content:
        size += len(piece)
        if size > LARGEST:
            found = f"the file has more than {LARGEST // 1024**3} GB"
            raise refusal(IMPORT_TOO_LARGE, found)
        yield piece
