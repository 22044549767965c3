"""Scores that are kept: made from the year's memory, and made again to the same number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from openmips.answers.score import score
from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.deeds import deed
from openmips.practice.documents import Supposed, documents
from openmips.practice.models import Role, ScoreSnapshot


def keep_score(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    as_of: date,
    name: str = "",
    supposing: Supposed | None = None,
    whose: str | None = None,
) -> ScoreSnapshot:
    """Score the year as it is remembered now, and keep the score with all that made it.

    With `supposing` it is a what-if: those values stand in the places of what holds, and
    nothing of them is stated. Raises ProblemsFound where this cannot be scored.
    """
    with deed(actor, "score kept") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        made = documents(year, supposing, whose)
        answer: dict[str, Any] = dict(score(*made.submissions, profile=made.profile, as_of=as_of))
        digests = answer["snapshot"]
        kept = ScoreSnapshot.objects.create(
            year=year,
            made_by=actor.user,
            made_at=actor.at,
            name=name,
            supposing={topic.value: dict(said) for topic, said in (supposing or {}).items()},
            submissions=list(made.submissions),
            profile=made.profile,
            as_of=as_of,
            answer=answer,
            engine=digests["engine"],
            policy_digest=digests["policyDigest"],
            catalog_digest=digests["catalogDigest"] or "",
            input_digest=digests["inputDigest"],
        )
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"snapshot": kept.pk, "low": answer["finalScore"]["low"]}
    return kept


def scenarios(actor: Actor, practice_id: UUID | str, performance_year: int) -> list[ScoreSnapshot]:
    """The what-ifs that were kept, of each name the latest. Raises NotThere."""
    year = access.year(actor, practice_id, performance_year)
    latest: dict[str, ScoreSnapshot] = {}
    for one in year.snapshots.exclude(name="").order_by("id"):
        latest[one.name] = one
    return list(latest.values())


def drop_scenario(actor: Actor, practice_id: UUID | str, performance_year: int, name: str) -> None:
    """Drop a what-if by its name. Raises NotThere and NotAllowed."""
    with deed(actor, "what-if dropped") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR)
        gone, _ = year.snapshots.filter(name=name).exclude(name="").delete()
        if not gone:
            raise NotThere("There is no what-if of that name.")
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"snapshots": gone}


@dataclass(frozen=True, slots=True)
class Replay:
    """A kept score made again: whether it is the same, and if not, what has changed since."""

    same: bool
    changed: tuple[str, ...]
    answer: dict[str, Any]


def replay(kept: ScoreSnapshot) -> Replay:
    """Make a kept score again from its own input and compare."""
    answer: dict[str, Any] = dict(score(*kept.submissions, profile=kept.profile, as_of=kept.as_of))
    digests = answer["snapshot"]
    names = {
        "the program": kept.engine != digests["engine"],
        "the rules": kept.policy_digest != digests["policyDigest"],
        "CMS's data": kept.catalog_digest != (digests["catalogDigest"] or ""),
        "the input": kept.input_digest != digests["inputDigest"],
    }
    same = {**answer, "snapshot": None} == {**kept.answer, "snapshot": None}
    return Replay(same, tuple(name for name, differs in names.items() if differs), answer)
