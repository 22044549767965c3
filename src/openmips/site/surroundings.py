"""What the surroundings tell the web application: where data lie, which database, how it runs."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600


class WrongSetting(Exception):
    """An environment variable cannot be used: what was found, what is expected."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything that differs from machine to machine.

    `data` is the folder of all that is kept, `temporary` a folder inside it for uploads.
    """

    shared: bool
    data: Path
    temporary: Path
    database: Mapping[str, Any]
    hosts: tuple[str, ...]
    secret_key: str


def surroundings(environment: Mapping[str, str] | None = None) -> Surroundings:
    """The surroundings as the environment tells them; folders are made, private to the user.

    OPENMIPS_MODE is `own` (the default) or `shared`, OPENMIPS_DATA a folder, DATABASE_URL
    `postgresql://user:password@host:port/name` (SQLite in the data folder without it),
    OPENMIPS_HOSTS the names the application answers to, OPENMIPS_SECRET_KEY the key that signs
    sessions (kept in the data folder without it). Raises WrongSetting.
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
    )


def _database(url: str, data: Path) -> Mapping[str, Any]:
    """Django's settings of the database that a URL names."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "openmips.sqlite3",
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise WrongSetting("DATABASE_URL is not of the form postgresql://user:password@host/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


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
