"""How a deed is done: everything of it in one transaction, with exactly one audit entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import F

from openmips.practice.access import Actor, NotAllowed, check_writes
from openmips.practice.models import AuditEntry, Practice, PracticeYear
from openmips.practice.refusals import refusal
from openmips.practice.vault.folders import room_is_needed
from openmips.problems import ProblemsFound
from openmips.problems.records_kinds import DATABASE_SILENT, NO_ROOM, RECORDS_BUSY, YEAR_SEALED
from openmips.problems.room import no_room

_FULL = ("disk is full", "disk I/O error", "No space left", "could not extend file")
_BUSY = ("database is locked", "database table is locked", "lock timeout", "deadlock detected")
_SILENT = (
    "unable to open database file",
    "connection to server",
    "connection failed",
    "connection is lost",
    "server closed the connection",
    "terminating connection",
)


WITH_WHAT = "by_token"
"""Where an audit entry names the token with which a program did it."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the year since it was read; nothing was saved."""


@dataclass(slots=True)
class Deed:
    """What the audit entry will say; an action fills it in while it works."""

    name: str
    practice_id: UUID | None = None
    about: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def deed(actor: Actor, name: str) -> Iterator[Deed]:
    """All that happens inside is kept together with its audit entry, or not at all.

    Raises ProblemsFound where the database has no room, or another holds it for too long, and
    NotAllowed where the actor's token does not reach so far.
    """
    check_writes(actor)
    with saving(), transaction.atomic():
        done = Deed(name)
        yield done
        if actor.limits is not None:
            if actor.limits.practice_id not in (None, done.practice_id):
                raise NotAllowed("This token is for another practice.")
            done.detail = {**done.detail, WITH_WHAT: actor.limits.token_id}
        AuditEntry.objects.create(
            at=actor.at,
            actor=actor.user,
            practice_id=done.practice_id,
            deed=done.name,
            about=done.about,
            detail=done.detail,
        )


@contextmanager
def saving() -> Iterator[None]:
    """What cannot be done for want of room, time or a database becomes a problem that says so."""
    try:
        with room_is_needed():
            yield
    except OperationalError as error:
        found = hindrance(error)
        if found is None:
            raise
        raise found from error


def hindrance(error: BaseException | None) -> ProblemsFound | None:
    """The problem that something failed for want of room, time or a database; None otherwise."""
    if no_room(error):
        return refusal(NO_ROOM, "the disk is full")
    if not isinstance(error, OperationalError):
        return None
    says = str(error)
    if any(sign in says for sign in _FULL):
        return refusal(NO_ROOM, "the database could not be written")
    if any(sign in says for sign in _BUSY):
        return refusal(RECORDS_BUSY, "the database was held by another")
    if any(sign in says for sign in _SILENT):
        return refusal(DATABASE_SILENT, "the database did not answer")
    return None


def touch(year: PracticeYear, expected_version: int | None, *, though_sealed: bool = False) -> None:
    """Count a change of a locked year. Raises ChangedMeanwhile if it is not as it was read.

    Raises ProblemsFound if the year is sealed, unless it is `though_sealed`: a change of what
    comes after the data were handed in.
    """
    if year.sealed_at is not None and not though_sealed:
        raise refusal(YEAR_SEALED, f"{year.performance_year} is sealed")
    if expected_version is not None and year.version != expected_version:
        raise ChangedMeanwhile(
            "Somebody saved this year's records while you were working. "
            "Nothing of yours was saved: look at what changed, then save again."
        )
    year.version += 1
    year.save(update_fields=["version"])


def touch_all(practice: Practice) -> None:
    """Count a change of the practice itself in each of its years."""
    practice.years.update(version=F("version") + 1)
