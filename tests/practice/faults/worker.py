"""A process that does one deed on a data folder, and what befalls it on the way.

`python worker.py DEED POINT ARGUMENT`: at POINT it kills itself as `kill -9` does, or, at
`full`, no file can grow any more from there on. It prints how the deed ended as JSON. The data
folder and the database are those that the environment names.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

PIECE = b"C%05d,001234567,1000000004,P%05d,1944-02-08,F,2024-03-04,1,99213,,11,I10\n"
HEADER = (
    b"claim_id,tin,rendering_npi,patient_id,birth_date,sex,from_date,line_number,procedure_code,"
    b"modifier_1,place_of_service,diagnosis_1\n"
)
ANSWER = b"C%05d,001234567,1000000004,P%05d,1944-02-08,F,2024-03-04,2,1123F,,11,I10\n"
DAY = date(2025, 1, 15)
AT = datetime(2025, 1, 15, 12, tzinfo=UTC)
ROOM = 4096
"""How large a file may become where the disk is full."""


def claims(visits: int = 300) -> bytes:
    """A table of claims in which two of three visits have an answer."""
    lines = [HEADER]
    for number in range(visits):
        lines.append(PIECE % (number, number))
        if number % 3:
            lines.append(ANSWER % (number, number))
    return b"".join(lines)


def killed(*_: Any, **__: Any) -> None:
    """End as `kill -9` ends a process: at once, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def full(*_: Any, **__: Any) -> None:
    """From here on files stay small, as where a disk or a quota is used up."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, most))


def after(function: Callable[..., Any], befalls: Callable[[], None]) -> Callable[..., Any]:
    """The function, and then what befalls."""

    def changed(*arguments: Any, **named: Any) -> Any:
        found = function(*arguments, **named)
        befalls()
        return found

    return changed


def before(function: Callable[..., Any], befalls: Callable[[], None]) -> Callable[..., Any]:
    """What befalls, and then the function."""

    def changed(*arguments: Any, **named: Any) -> Any:
        befalls()
        return function(*arguments, **named)

    return changed


def place_of(point: str) -> tuple[Any, str, Callable[..., Callable[..., Any]]]:
    """Where a point lies: whose function, and whether before or after it."""
    from openmips.practice.actions import imports, scores
    from openmips.practice.imports import claims as counting
    from openmips.practice.imports.waiting import WaitingRoom
    from openmips.practice.models import AuditEntry
    from openmips.practice.vault import folders
    from openmips.practice.vault.vault import Vault
    from openmips.site.backup import Archive

    return {
        "spooled": (WaitingRoom, "keep", before),
        "reading": (counting, "counted", before),
        "read": (WaitingRoom, "keep", after),
        "file kept": (Vault, "adopt", after),
        "said": (imports, "add", after),
        "before commit": (type(AuditEntry.objects), "create", after),
        "after commit": (WaitingRoom, "drop", before),
        "scored": (scores, "score", after),
        "archived": (Archive, "stream", after),
        "before it is whole": (folders, "settle", before),
    }[point]


def main(deed: str, point: str, argument: str) -> None:
    """Set the application up, arrange for what befalls, and do the deed."""
    from openmips.site.running import prepare

    prepare(None)
    befalls = full if point.startswith("full") else killed
    name = point.removeprefix("full").strip()
    if name in ("", "half way"):
        told = ended(DEEDS[deed], argument, befalls if name == "" and point else None)
    else:
        owner, function, when = place_of(name)
        changed = when(getattr(owner, function), befalls)
        with patch.object(owner, function, changed):
            told = ended(DEEDS[deed], argument, None)
    print(json.dumps(told))


def ended(
    deed: Callable[[str], str], argument: str, befalls: Callable[[], None] | None
) -> dict[str, Any]:
    """What the deed answered, or the codes of the problems that it raised."""
    from openmips.problems import ProblemsFound

    if befalls is not None:
        befalls()
    try:
        return {"answer": deed(argument)}
    except ProblemsFound as error:
        return {"problems": [one.code for one in error.problems]}


def _place() -> tuple[Any, ...]:
    from openmips.practice.access import Actor
    from openmips.practice.models import PracticeYear
    from openmips.site.own_machine import owner

    year = PracticeYear.objects.get()
    return Actor(owner(), AT), year.practice_id, 2024


def hand_in(upto: str) -> str:
    """Hand claims in; with `half`, only their first half comes before the end."""
    from openmips.practice.actions.imports import receive

    def pieces() -> Iterator[bytes]:
        content = claims()
        yield content[: len(content) // 2]
        if upto == "half":
            killed()
        yield content[len(content) // 2 :]

    return receive(*_place(), "claims.csv", pieces()).token


def look(token: str) -> str:
    """Read what was handed in."""
    from openmips.practice.actions import imports

    return "read" if imports.look(*_place(), token, DAY).can_be_confirmed else "blocked"


def confirm(token: str) -> str:
    """Save what was read."""
    from openmips.practice.actions import imports

    return imports.confirm(*_place(), token).digest


def score(name: str) -> str:
    """Keep a score."""
    from openmips.practice.actions.scores import keep_score

    return str(keep_score(*_place(), DAY, name).answer["finalScore"]["low"])


def submit(entity: str) -> str:
    """Make the file to send."""
    from openmips.practice.actions.submissions import make_submission

    return make_submission(*_place(), entity, DAY).digest


def back_up(target: str) -> str:
    """Write a backup."""
    from openmips.practice.vault.vault import the_vault
    from openmips.site.backup import back_up as write

    return str(write(the_vault(), Path(target), AT).files)


DEEDS: dict[str, Callable[[str], str]] = {
    one.__name__: one for one in (hand_in, look, confirm, score, submit, back_up)
}

if __name__ == "__main__":
    main(*sys.argv[1:])
