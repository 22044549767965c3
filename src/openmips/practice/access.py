"""The only way to a record: who is asking, for what, and with which right.

A practice that somebody is no member of does not exist for them; what a viewer may not do is
refused. Every action and every page fetches its records here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import QuerySet

from openmips.practice.models import (
    Member,
    Practice,
    PracticeYear,
    RehearsalMeasurement,
    RehearsalSet,
    RehearsalSubmission,
    Role,
    User,
)

Rehearsed = TypeVar("Rehearsed", RehearsalSubmission, RehearsalSet, RehearsalMeasurement)

_RIGHTS = {Role.VIEWER: 0, Role.EDITOR: 1, Role.OWNER: 2}


class NotThere(LookupError):
    """There is no such record for whoever asks."""


class NotAllowed(PermissionError):
    """The record is there, but the role of whoever asks does not reach."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a token reaches: one practice or (None) all of its holder's; reading or all.

    `token_id` and `name` say which token it is.
    """

    practice_id: UUID | None
    reads_only: bool
    token_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and when: the moment is read once at the door.

    `limits` are those of the token with which a program acts in the user's name.
    """

    user: User
    at: datetime
    limits: Limits | None = None


def practices(actor: Actor) -> QuerySet[Practice]:
    """The practices that the actor is a member of."""
    found = Practice.objects.filter(members__user=actor.user, erased_at__isnull=True)
    if actor.limits is None or actor.limits.practice_id is None:
        return found
    return found.filter(pk=actor.limits.practice_id)


def practice(
    actor: Actor, practice_id: UUID | str, need: Role = Role.VIEWER, *, lock: bool = False
) -> Practice:
    """The practice, if the actor's role reaches. Raises NotThere and NotAllowed.

    With `lock`, nobody else can change it meanwhile. `lock` needs a transaction.
    """
    try:
        member = Member.objects.select_related("practice").get(
            user=actor.user, practice_id=practice_id, practice__in=practices(actor)
        )
    except (Member.DoesNotExist, ValidationError) as error:
        raise NotThere(f"There is no practice {practice_id}.") from error
    if need is not Role.VIEWER:
        check_writes(actor)
    if _RIGHTS[Role(member.role)] < _RIGHTS[need]:
        raise NotAllowed(f"This needs the role {need.value}; yours is {member.role}.")
    if lock:
        return Practice.objects.select_for_update().get(pk=member.practice_id)
    return member.practice


def check_writes(actor: Actor) -> None:
    """Raise NotAllowed where the actor's token may only read."""
    if actor.limits is not None and actor.limits.reads_only:
        raise NotAllowed("This token may only read. Make one that may write.")


def role(actor: Actor, practice_id: UUID | str) -> Role:
    """The actor's role in the practice. Raises NotThere."""
    practice(actor, practice_id)
    if actor.limits is not None and actor.limits.reads_only:
        return Role.VIEWER
    return Role(Member.objects.get(user=actor.user, practice_id=practice_id).role)


def year(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    need: Role = Role.VIEWER,
    *,
    lock: bool = False,
) -> PracticeYear:
    """The practice's performance year; with `lock`, nobody else can change it meanwhile.

    Raises NotThere and NotAllowed. `lock` needs a transaction.
    """
    owner = practice(actor, practice_id, need)
    found = PracticeYear.objects.select_related("practice")
    if lock:
        found = found.select_for_update(of=("self",))
    try:
        return found.get(practice=owner, performance_year=performance_year)
    except PracticeYear.DoesNotExist as error:
        raise NotThere(f"{owner} has no records of {performance_year}.") from error


def rehearsals(actor: Actor) -> QuerySet[RehearsalSubmission]:
    """The submissions that the actor rehearses. Raises NotAllowed for a token of one practice."""
    if actor.limits is not None and actor.limits.practice_id is not None:
        raise NotAllowed("This token is for one practice; rehearsals belong to a person.")
    return RehearsalSubmission.objects.filter(owner=actor.user)


def rehearsal_sets(actor: Actor, submitter: str) -> QuerySet[RehearsalSet]:
    """The sets that the actor rehearses as a submitter. Raises NotAllowed."""
    found = RehearsalSet.objects.filter(submission__in=rehearsals(actor), submitter=submitter)
    return found.select_related("submission")


def rehearsal_measurements(actor: Actor, submitter: str) -> QuerySet[RehearsalMeasurement]:
    """The measurements of those sets. Raises NotAllowed."""
    sets = rehearsal_sets(actor, submitter)
    found = RehearsalMeasurement.objects.filter(measurement_set__in=sets)
    return found.select_related("measurement_set__submission")


def rehearsal(actor: Actor, public_id: UUID | str, *, lock: bool = False) -> RehearsalSubmission:
    """One submission that the actor rehearses. Raises NotThere and NotAllowed.

    With `lock`, nobody else can change it meanwhile. `lock` needs a transaction.
    """
    return _one(rehearsals(actor), public_id, lock)


def rehearsal_set(
    actor: Actor, submitter: str, public_id: UUID | str, *, lock: bool = False
) -> RehearsalSet:
    """One set that the actor rehearses as a submitter. Raises NotThere and NotAllowed."""
    return _one(rehearsal_sets(actor, submitter), public_id, lock)


def rehearsal_measurement(
    actor: Actor, submitter: str, public_id: UUID | str
) -> RehearsalMeasurement:
    """One measurement of those sets. Raises NotThere and NotAllowed."""
    return _one(rehearsal_measurements(actor, submitter), public_id, lock=False)


def _one(found: QuerySet[Rehearsed], public_id: UUID | str, lock: bool) -> Rehearsed:
    if lock:
        found = found.select_for_update(of=("self",))
    try:
        return found.get(public_id=public_id)
    except (ObjectDoesNotExist, ValidationError) as error:
        raise NotThere("There is no such rehearsal.") from error
