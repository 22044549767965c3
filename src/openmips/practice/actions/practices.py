"""Practices and their years: opened, described, erased."""

from __future__ import annotations

from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.deeds import deed, touch_all
from openmips.practice.models import Member, Practice, PracticeYear, Role
from openmips.practice.refusals import refusal
from openmips.practice.rehearsals import forget_rehearsals
from openmips.practice.vault.vault import the_vault
from openmips.problems.records_kinds import NAME_NOT_TYPED


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
        forget_rehearsals(practice)
        practice.members.all().delete()
        practice.name, practice.tin, practice.erased_at = "Erased", "", actor.at
        practice.save()
        erased = practice.id
    the_vault().erase(erased)
