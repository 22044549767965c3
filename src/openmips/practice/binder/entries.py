"""What a binder's chain consists of: entries, each a line of bytes that names the one before.

A line is one JSON object in canonical form. `previous` is the SHA-256 digest of the whole line
before it, so no line can be changed, dropped or moved without the next one telling.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

FORMAT = "openmips-binder-1"
START = "0" * 64
"""What stands for the line before the first one."""


class Deed(Enum):
    """What an entry records."""

    OPENED = "opened"
    ADDED = "added"
    NOTED = "noted"
    SIGNED = "signed"
    HELD = "held"
    RELEASED = "released"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class About:
    """What a file or note proves: something of a performance year.

    `category` is quality, ia, pi, cost or practice; `entry_id` a measure or activity, None for
    the category as a whole.
    """

    performance_year: int
    category: str
    entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `number` counts from 1; `facts` are what the deed needs beside."""

    number: int
    previous: str
    at: datetime
    by: str
    deed: Deed
    about: About | None = None
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def line(self) -> bytes:
        """The entry as it stands in the chain, without the end of the line."""
        document: dict[str, Any] = {
            "at": self.at.isoformat(),
            "by": self.by,
            "deed": self.deed.value,
            "number": self.number,
            "previous": self.previous,
            **self.facts,
        }
        if self.about is not None:
            document["performanceYear"] = self.about.performance_year
            document["category"] = self.about.category
            if self.about.entry_id is not None:
                document["id"] = self.about.entry_id
        return canonical(document)


_DIGEST = re.compile(r"[0-9a-f]{64}")
_NEEDED: Mapping[Deed, Mapping[str, type]] = {
    Deed.ADDED: {"file": str, "name": str, "size": int},
    Deed.NOTED: {"text": str},
    Deed.SIGNED: {"text": str},
    Deed.HELD: {"text": str},
    Deed.RELEASED: {"entry": int, "text": str},
    Deed.REMOVED: {"entry": int, "text": str},
}
_OWN = frozenset({"at", "by", "deed", "number", "previous", "performanceYear", "category", "id"})


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one way in which a document is written."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return text.encode("ascii")


def digest(content: bytes) -> str:
    """The SHA-256 digest, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def entry_of(line: bytes) -> Entry:
    """The entry that a line writes. Raises ValueError where it is none, or not canonical."""
    try:
        document = json.loads(line)
        about = None
        if "performanceYear" in document:
            year, category = document["performanceYear"], document["category"]
            own = document.get("id")
            about = About(int(year), str(category), None if own is None else str(own))
        entry = Entry(
            int(document["number"]),
            str(document["previous"]),
            datetime.fromisoformat(document["at"]),
            str(document["by"]),
            Deed(document["deed"]),
            about,
            MappingProxyType({k: v for k, v in document.items() if k not in _OWN}),
        )
    except (KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise ValueError("a field is missing or of another kind") from error
    if entry.line() != line:
        raise ValueError("not in canonical form")
    _complete(entry)
    return entry


def _complete(entry: Entry) -> None:
    """Raise ValueError where a deed lacks what it needs, or names a file by no digest."""
    needed = _NEEDED.get(entry.deed, {})
    if needed and entry.about is None:
        raise ValueError("it is about nothing")
    for name, kind in needed.items():
        if type(entry.facts.get(name)) is not kind:
            raise ValueError(f"{name} is missing or of another kind")
    if entry.deed is Deed.ADDED and not _DIGEST.fullmatch(entry.facts["file"]):
        raise ValueError("the file is not named by its digest")
    items = entry.facts.get("items", [])
    if not isinstance(items, list) or any(not isinstance(one, str) for one in items):
        raise ValueError("what it proves is of another kind")
