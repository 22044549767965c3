"""A practice opened together with its first year, so that there is never one without the other."""

from __future__ import annotations

from openmips.practice.access import Actor
from openmips.practice.deeds import deed
from openmips.practice.models import Member, Practice, PracticeYear, Role


def open_practice_with_year(
    actor: Actor, name: str, tin: str, performance_year: int
) -> PracticeYear:
    """A new practice, owned by the actor, with one open performance year.

    `tin` has nine digits or is empty.
    """
    with deed(actor, "practice opened") as done:
        practice = Practice.objects.create(name=name, tin=tin, created_at=actor.at)
        Member.objects.create(practice=practice, user=actor.user, role=Role.OWNER, since=actor.at)
        year = PracticeYear.objects.create(
            practice=practice, performance_year=performance_year, opened_at=actor.at
        )
        done.practice_id, done.about = practice.id, str(performance_year)
    return year
