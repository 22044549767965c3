"""How a deed is done: everything of it in one transaction, with exactly one audit entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from openmips.practice.access import Actor
from openmips.practice.models import AuditEntry, PracticeYear


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
    """All that happens inside is kept together with its audit entry, or not at all."""
    with transaction.atomic():
        done = Deed(name)
        yield done
        AuditEntry.objects.create(
            at=actor.at,
            actor=actor.user,
            practice_id=done.practice_id,
            deed=done.name,
            about=done.about,
            detail=done.detail,
        )


def touch(year: PracticeYear, expected_version: int | None) -> None:
    """Count a change of a locked year. Raises ChangedMeanwhile if it is not as it was read."""
    if expected_version is not None and year.version != expected_version:
        raise ChangedMeanwhile(
            "Somebody saved this year's records while you were working. "
            "Nothing of yours was saved: look at what changed, then save again."
        )
    year.version += 1
    year.save(update_fields=["version"])
