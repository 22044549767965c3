"""Who works on a practice's records: invited, accepted, given another role, or no longer there."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.actions.accounts import checked_password
from openmips.practice.deeds import deed, saving
from openmips.practice.models import Invitation, Member, Practice, Role, User
from openmips.practice.refusals import refusal
from openmips.problems.account_kinds import (
    ACCOUNT_THERE,
    INVITATION_OF_ANOTHER,
    INVITATION_UNUSABLE,
    LAST_OWNER,
    MEMBER_THERE,
)

INVITATION_LASTS = timedelta(days=7)


def members(actor: Actor, practice_id: UUID | str) -> QuerySet[Member]:
    """Everybody who works on the records, for each of them to see. Raises NotThere."""
    practice = access.practice(actor, practice_id)
    return practice.members.select_related("user").order_by("user__name", "user__email")


def invitations(actor: Actor, practice_id: UUID | str) -> QuerySet[Invitation]:
    """The invitations that can still be accepted, for an owner. Raises NotThere, NotAllowed."""
    practice = access.practice(actor, practice_id, Role.OWNER)
    return _open(actor.at).filter(practice=practice)


def invite(actor: Actor, practice_id: UUID | str, email: str, role: Role) -> str:
    """Invite somebody; the answer is the secret of the invitation, shown once and not kept.

    It takes the place of an earlier one for the same address. Raises NotThere, NotAllowed, and
    ProblemsFound where the address is a member's.
    """
    secret = secrets.token_urlsafe(32)
    invited = email.strip().lower()
    with deed(actor, "member invited") as done:
        practice = access.practice(actor, practice_id, Role.OWNER, lock=True)
        if practice.members.filter(user__email__iexact=invited).exists():
            raise refusal(MEMBER_THERE, "this person works on the practice's records already")
        _open(actor.at).filter(practice=practice, email=invited).update(withdrawn_at=actor.at)
        made = Invitation.objects.create(
            practice=practice,
            email=invited,
            role=role,
            secret_digest=_digest(secret),
            made_at=actor.at,
            expires_at=actor.at + INVITATION_LASTS,
        )
        done.practice_id = practice.id
        done.detail = {"role": role.value, "invitation": made.pk}
    return secret


def withdraw_invitation(actor: Actor, practice_id: UUID | str, invitation_id: int) -> None:
    """Make an invitation useless. Raises NotThere where there is none that could be accepted."""
    with deed(actor, "invitation withdrawn") as done:
        practice = access.practice(actor, practice_id, Role.OWNER)
        found = _open(actor.at).filter(practice=practice, pk=invitation_id)
        if not found.update(withdrawn_at=actor.at):
            raise NotThere("There is no such invitation.")
        done.practice_id, done.detail = practice.id, {"invitation": invitation_id}


def invitation(secret: str, at: datetime, *, lock: bool = False) -> Invitation:
    """The invitation of a secret. Raises ProblemsFound where it cannot be accepted any more.

    With `lock`, nobody else can accept it meanwhile. `lock` needs a transaction.
    """
    open_ones = _open(at).select_related("practice").filter(practice__erased_at=None)
    if lock:
        open_ones = open_ones.select_for_update(of=("self",))
    found = open_ones.filter(secret_digest=_digest(secret)).first()
    if found is None:
        unusable = "the invitation is unknown, was used or withdrawn, or is too old"
        raise refusal(INVITATION_UNUSABLE, unusable)
    return found


def has_account(invited: Invitation) -> bool:
    """Whether whoever is invited signs in here already."""
    return User.objects.filter(email__iexact=invited.email).exists()


def accept_invitation(actor: Actor, secret: str) -> Practice:
    """Become a member by an invitation. Raises ProblemsFound where it is not the actor's to use."""
    with deed(actor, "invitation accepted") as done:
        found = invitation(secret, actor.at, lock=True)
        if found.email.lower() != actor.user.email.lower():
            another = "it is for another address than the one you signed in with"
            raise refusal(INVITATION_OF_ANOTHER, another)
        if found.practice.members.filter(user=actor.user).exists():
            raise refusal(MEMBER_THERE, "you work on the practice's records already")
        Member.objects.create(
            practice=found.practice, user=actor.user, role=found.role, since=actor.at
        )
        found.accepted_at = actor.at
        found.save(update_fields=["accepted_at"])
        done.practice_id, done.detail = found.practice.id, {"role": found.role}
    return found.practice


def give_role(actor: Actor, practice_id: UUID | str, user_id: int, role: Role | None) -> None:
    """Give a member another role, or none, which ends the membership.

    Raises NotThere, NotAllowed, and ProblemsFound where no owner would be left.
    """
    with deed(actor, "role given") as done:
        practice = access.practice(actor, practice_id, Role.OWNER, lock=True)
        everybody = Member.objects.select_for_update().filter(practice=practice)
        if not everybody.filter(user_id=user_id).exists():
            raise NotThere("Only a member can be given a role.")
        others = everybody.filter(role=Role.OWNER).exclude(user_id=user_id)
        if role is not Role.OWNER and not others.exists():
            raise refusal(LAST_OWNER, "the practice would be left without an owner")
        if role is None:
            everybody.filter(user_id=user_id).delete()
        else:
            everybody.filter(user_id=user_id).update(role=role)
        done.practice_id = practice.id
        done.detail = {"user": user_id, "role": role.value if role else None}


def join(secret: str, name: str, password: str, at: datetime) -> User:
    """Make the account that an invitation is for, and accept it with that.

    Raises ProblemsFound where the invitation cannot be used, there is such an account already,
    or the password could be guessed; then nothing is made.
    """
    with saving(), transaction.atomic():
        found = invitation(secret, at, lock=True)
        if has_account(found):
            raise refusal(ACCOUNT_THERE, "there is an account with this address already")
        user = User(email=found.email, name=name)
        user.set_password(checked_password(password, user))
        user.save()
        accept_invitation(Actor(user, at), secret)
    return user


def _open(at: datetime) -> QuerySet[Invitation]:
    """Invitations that can be accepted at a moment."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
