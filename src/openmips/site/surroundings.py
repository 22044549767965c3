"""What the surroundings tell the web application: where data lie, which database, how it runs."""

from __future__ import annotations

import atexit
import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from openmips.practice.vault.folders import work_folder
from openmips.site.logs import warnings_to_log

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_NOT_FOR_OTHERS = 0o077
_PATIENCE = 20
"""For how many seconds one who saves waits for another who is saving."""


class WrongSetting(Exception):
    """An environment variable cannot be used: what was found, what is expected."""


class Passphrase:
    """The passphrase of the files: what somebody typed, or what a file holds, or none."""

    def __init__(self, file: str | None) -> None:
        self._file = file
        self._typed: str | None = None

    def __call__(self) -> str | None:
        """The passphrase; None where nobody gave one. Raises WrongSetting."""
        if self._typed is not None or not self._file:
            return self._typed
        try:
            return Path(self._file).read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise WrongSetting("OPENMIPS_PASSPHRASE_FILE names no file to be read.") from error

    def give(self, typed: str) -> None:
        """Take what somebody typed."""
        self._typed = typed


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that differs from machine to machine.

    `data` is the folder of all that is kept, `temporary` a folder inside it for uploads. The
    last two say what rehearsals of CMS's service play: its preview; which years are open.
    """

    shared: bool
    data: Path
    temporary: Path
    database: Mapping[str, Any]
    hosts: tuple[str, ...]
    secret_key: str
    passphrase: Passphrase
    rehearsal_preview: bool
    rehearsal_years: frozenset[int] | None


def surroundings(environment: Mapping[str, str] | None = None) -> Surroundings:
    """The surroundings as the environment tells them; folders are made, private to the user.

    OPENMIPS_MODE is `own` (the default) or `shared`, OPENMIPS_DATA a folder, DATABASE_URL
    `postgresql://user:password@host:port/name` (SQLite in the data folder without it; what
    stands after a question mark goes to libpq, such as `sslmode=verify-full`),
    OPENMIPS_HOSTS the names the application answers to, OPENMIPS_SECRET_KEY the key that signs
    sessions (kept in the data folder without it), OPENMIPS_PASSPHRASE_FILE a file that holds the
    passphrase of the practices' files, where they are sealed. OPENMIPS_REHEARSAL_PREVIEW is `yes`
    where a rehearsal takes test TINs only, OPENMIPS_REHEARSAL_YEARS the performance years whose
    submission window is open in it (all without it). Raises WrongSetting.
    """
    told = os.environ if environment is None else environment
    mode = told.get("OPENMIPS_MODE", "own")
    if mode not in ("own", "shared"):
        raise WrongSetting(f'OPENMIPS_MODE is "{mode}"; expected own or shared.')
    shared = mode == "shared"
    data = Path(told.get("OPENMIPS_DATA") or Path.home() / ".openmips")
    temporary = data / "tmp"
    for folder in (data, temporary):
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    hosts = tuple(filter(None, told.get("OPENMIPS_HOSTS", "").replace(",", " ").split()))
    if shared and not hosts:
        raise WrongSetting("OPENMIPS_HOSTS is empty; expected the names the site answers to.")
    return Surroundings(
        shared=shared,
        data=data,
        temporary=temporary,
        database=_database(told.get("DATABASE_URL", ""), data),
        hosts=hosts or ("127.0.0.1", "localhost", "[::1]"),
        secret_key=told.get("OPENMIPS_SECRET_KEY") or _kept_key(data / "secret-key"),
        passphrase=Passphrase(told.get("OPENMIPS_PASSPHRASE_FILE")),
        rehearsal_preview=told.get("OPENMIPS_REHEARSAL_PREVIEW") == "yes",
        rehearsal_years=_years(told.get("OPENMIPS_REHEARSAL_YEARS")),
    )


def at_home(own: Surroundings) -> None:
    """Have this process make files for its user alone, what is temporary in the data folder.

    If it is killed, `tidy_up` removes what it left there. What Python warns of goes to the log.
    """
    warnings_to_log()
    os.umask(_NOT_FOR_OTHERS)
    tempfile.tempdir = str(_temporary(own.temporary, os.getpid()))


@cache
def _temporary(parent: Path, process: int) -> Path:
    """A folder of this process, held as long as it lives and removed when it ends."""
    until_end = ExitStack()
    folder = until_end.enter_context(work_folder(parent))

    def ended() -> None:
        # A process that was forked from this one ends without it.
        if os.getpid() == process:
            until_end.close()

    atexit.register(ended)
    return folder


def _database(url: str, data: Path) -> Mapping[str, Any]:
    """Django's settings of the database that a URL names."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "openmips.sqlite3",
            "ATOMIC_REQUESTS": False,
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": _PATIENCE,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise WrongSetting("DATABASE_URL is not of the form postgresql://user:password@host/name.")
    also = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": also.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": f"-c lock_timeout={_PATIENCE}s", **also},
    }


def _years(text: str | None) -> frozenset[int] | None:
    """The years that a text lists; None where it lists none."""
    listed = (text or "").replace(",", " ").split()
    if not all(each.isascii() and each.isdecimal() for each in listed):
        raise WrongSetting("OPENMIPS_REHEARSAL_YEARS is no list of years such as 2025, 2026.")
    return frozenset(map(int, listed)) or None


def _kept_key(file: Path) -> str:
    """The key in the file; made and kept there the first time."""
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        key = secrets.token_urlsafe(50)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
        with os.fdopen(handle, "w", encoding="utf-8") as kept:
            kept.write(key)
        return key
