"""Claims that wait to be confirmed: what became of every line, and how columns are named.

Nothing here saves anything: the file only waits, under the token it got.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from openmips.answers.claims_reading import claims_columns, claims_read
from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.imports.waiting import WaitingRoom
from openmips.practice.models import Role
from openmips.problems import ProblemsFound


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read and left out, as `claims_read` answers it; or how a table could be read.

    `columns` is the proposal of `claims_columns`, None where the file is no table.
    """

    read: Mapping[str, Any] | None
    columns: Mapping[str, Any] | None


def read_claims(
    actor: Actor, practice_id: UUID | str, performance_year: int, token: str
) -> Reading:
    """What became of every line of a waiting file. Raises NotThere, NotAllowed, ProblemsFound."""
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    room = WaitingRoom(year)
    waiting = room.find(token)
    read: Mapping[str, Any] | None = None
    columns: Mapping[str, Any] | None = None
    with room.reading(token) as path, tempfile.NamedTemporaryFile(suffix=".toml") as mapping:
        mapping.write(waiting.mapping.encode())
        mapping.flush()
        try:
            read = dict(claims_read(path, mapping=Path(mapping.name) if waiting.mapping else None))
        except ProblemsFound:
            read = None
        try:
            columns = dict(claims_columns(path))
        except ProblemsFound:
            columns = None
    return Reading(read, columns)


def name_columns(
    actor: Actor, practice_id: UUID | str, performance_year: int, token: str, mapping: str
) -> None:
    """Say how the columns of a waiting table are named (TOML); it must then be read again.

    Raises NotThere, NotAllowed, and ProblemsFound where no such file waits.
    """
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    room = WaitingRoom(year)
    room.keep(replace(room.find(token), mapping=mapping, proposal=None))
