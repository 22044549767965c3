"""Practices and their years: opened, named, and who works on them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.deeds import deed, touch_all
from openmips.practice.models import Invitation, Member, Practice, PracticeYear, Role, User
from openmips.practice.refusals import refusal
from openmips.practice.vault.vault import the_vault
from openmips.problems.records_kinds import NAME_NOT_TYPED

INVITATION_LASTS = timedelta(days=7)


class LastOwner(Exception):
    """A practice would be left without an owner."""


def open_practice(actor: Actor, name: str, tin: str = "") -> Practice:
    """A new practice, owned by the actor. `tin` has nine digits or is empty."""
    with deed(actor, "practice opened") as done:
        practice = Practice.objects.create(name=name, tin=tin, created_at=actor.at)
        Member.objects.create(practice=practice, user=actor.user, role=Role.OWNER, since=actor.at)
        done.practice_id = practice.id
    return practice


def describe_practice(actor: Actor, practice_id: UUID | str, name: str, tin: str) -> Practice:
    """Change the practice's name and TIN."""
    with deed(actor, "practice described") as done:
        practice = access.practice(actor, practice_id, Role.EDITOR, lock=True)
        practice.name, practice.tin = name, tin
        practice.save(update_fields=["name", "tin"])
        touch_all(practice)
        done.practice_id = practice.id
    return practice


def open_year(actor: Actor, practice_id: UUID | str, performance_year: int) -> PracticeYear:
    """The practice's performance year, opened if it was not yet open."""
    with deed(actor, "year opened") as done:
        practice = access.practice(actor, practice_id, Role.EDITOR)
        year, made = PracticeYear.objects.get_or_create(
            practice=practice,
            performance_year=performance_year,
            defaults={"opened_at": actor.at},
        )
        done.practice_id, done.about = practice.id, str(performance_year)
        done.detail = {"new": made}
    return year


def invite(actor: Actor, practice_id: UUID | str, email: str, role: Role) -> str:
    """Invite somebody; the answer is the secret of the invitation, shown once and not kept."""
    secret = secrets.token_urlsafe(32)
    with deed(actor, "member invited") as done:
        practice = access.practice(actor, practice_id, Role.OWNER)
        Invitation.objects.create(
            practice=practice,
            email=email,
            role=role,
            secret_digest=_digest(secret),
            made_at=actor.at,
            expires_at=actor.at + INVITATION_LASTS,
        )
        done.practice_id, done.detail = practice.id, {"role": role.value}
    return secret


def accept_invitation(actor: Actor, secret: str) -> Practice:
    """Become a member by an invitation. Raises NotThere if it is unknown, used or expired."""
    with deed(actor, "invitation accepted") as done:
        found = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("practice")
            .filter(secret_digest=_digest(secret), accepted_at=None, expires_at__gt=actor.at)
            .first()
        )
        if found is None:
            raise NotThere("This invitation is unknown, was used, or has expired.")
        Member.objects.update_or_create(
            practice=found.practice,
            user=actor.user,
            defaults={"role": found.role},
            create_defaults={"role": found.role, "since": actor.at},
        )
        found.accepted_at = actor.at
        found.save(update_fields=["accepted_at"])
        done.practice_id, done.detail = found.practice.id, {"role": found.role}
    return found.practice


def give_role(actor: Actor, practice_id: UUID | str, user: User, role: Role | None) -> None:
    """Give a member another role, or none, which ends the membership. Raises LastOwner."""
    with deed(actor, "role given") as done:
        practice = access.practice(actor, practice_id, Role.OWNER)
        members = Member.objects.select_for_update().filter(practice=practice)
        if not members.filter(user=user).exists():
            raise NotThere("Only a member can be given a role.")
        others = members.filter(role=Role.OWNER).exclude(user=user)
        if role is not Role.OWNER and not others.exists():
            raise LastOwner("A practice keeps at least one owner: name another one first.")
        if role is None:
            members.filter(user=user).delete()
        else:
            members.filter(user=user).update(role=role)
        done.practice_id = practice.id
        done.detail = {"user": user.pk, "role": role.value if role else None}


def erase_practice(actor: Actor, practice_id: UUID | str, name: str) -> None:
    """Erase all records and files of a practice but its audit; `name` must be typed to confirm.

    Raises NotThere, NotAllowed, and ProblemsFound where another name was typed.
    """
    with deed(actor, "practice erased") as done:
        practice = access.practice(actor, practice_id, Role.OWNER, lock=True)
        if name != practice.name:
            raise refusal(NAME_NOT_TYPED, "another name was typed", location="$.name")
        done.practice_id = practice.id
        for year in practice.years.all():
            year.statements.all().delete()
        practice.years.all().delete()
        practice.files.all().delete()
        practice.clinicians.all().delete()
        practice.invitations.all().delete()
        practice.tokens.all().delete()
        practice.members.all().delete()
        practice.name, practice.tin, practice.erased_at = "Erased", "", actor.at
        practice.save()
        erased = practice.id
    the_vault().erase(erased)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
