"""What if: other facts, decisions and results supposed, scored, and kept beside what holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from openmips.answers.shapes import Ends, ScoreAnswer
from openmips.api.answering import (
    AsOfQuery,
    Day,
    Document,
    Json,
    Name,
    answer,
    answers,
    nothing,
    today,
)
from openmips.api.tokens import actor
from openmips.api.v1.practices import YEAR
from openmips.api.v1.saying import IA
from openmips.api.v1.standing import Whose, who_reports
from openmips.practice import access
from openmips.practice.access import NotThere
from openmips.practice.actions.scores import drop_scenario, keep_score, replay, scenarios
from openmips.practice.decisions import Attested, Decision, Measured, WayToReport
from openmips.practice.facts import check_facts
from openmips.practice.handed_in import GROUP
from openmips.practice.models import PracticeYear, ScoreSnapshot, Topic
from openmips.practice.supposed import supposed
from openmips.problems import ProblemsFound

router = Router(tags=["what if"])

_SCENARIO = f"{YEAR}/scenarios/{{name}}"


class ResultSupposed(Document):
    """A result that is supposed. `entity` is `group`, or `individual:` and an NPI."""

    measure_id: str
    collection_type: str
    value: Json
    entity: str = GROUP


class ActivitySupposed(Document):
    """An activity that is supposed to be done between two days."""

    activity_id: str
    start: Day
    end: Day
    entity: str = GROUP


class Supposing(Document):
    """What is supposed in place of what holds; `without` are results and activities by key."""

    facts: Json = Field(default_factory=dict)
    program: str | None = None
    results: list[ResultSupposed] = Field(default_factory=list)
    activities: list[ActivitySupposed] = Field(default_factory=list)
    without: list[str] = Field(default_factory=list)

    def said(self, year: PracticeYear) -> dict[Topic, dict[str, Any]]:
        """The values by topic and key. Raises ProblemsFound for what could not be said."""
        check_facts(year, self.facts)
        found: dict[Topic, dict[str, Any]] = {Topic.FACT: dict(self.facts)}
        for one in self._decisions():
            for topic, values in one.said(year.performance_year).items():
                found.setdefault(topic, {}).update(values)
        for key in self.without:
            topic = Topic.ATTESTATION if f"/{IA}/" in key or "/pi/" in key else Topic.RESULT
            if not year.statements.filter(topic=topic, key=key).exists():
                raise NotThere("Nothing of that kind is said.")
            found.setdefault(topic, {})[key] = None
        return found

    def _decisions(self) -> Iterator[Decision]:
        if self.program is not None:
            yield WayToReport(self.program)
        for one in self.results:
            yield Measured(one.measure_id, one.collection_type, one.value, one.entity)
        for done in self.activities:
            yield Attested(IA, done.activity_id, done.start, done.end, entity=done.entity)


class KeptAsked(Supposing):
    """What is supposed, and the name to keep it under."""

    name: Name


class ScoreShown(TypedDict):
    """A score that was kept; `name` is that of a what-if, else empty."""

    id: int
    name: str
    madeBy: str
    madeAt: str
    asOf: str
    finalScore: Ends


class ScoresAnswer(TypedDict):
    """The scores that were kept, the latest first."""

    scores: list[ScoreShown]


class ScoreKept(ScoreShown):
    """A kept score, made again: whether it is the same, and if not, what has changed since."""

    answer: ScoreAnswer
    same: bool
    changed: list[str]


@router.post(f"{YEAR}/what-if", **answers(ScoreAnswer), summary="What if")
def post_what_if(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    body: Supposing,
    as_of: AsOfQuery,
    entity: Whose = None,
) -> HttpResponse:
    """The score as it would be. Nothing is kept, so that a token that reads is enough."""
    year = access.year(actor(request), practice_id, performance_year)
    found = supposed(year, body.said(year), today(as_of), who_reports(year, entity))
    if found.score is None:
        raise ProblemsFound(found.problems)
    return answer(found.score)


@router.get(f"{YEAR}/scenarios", **answers(ScoresAnswer), summary="What-ifs that were kept")
def get_scenarios(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Of each name the latest."""
    found = scenarios(actor(request), practice_id, performance_year)
    return answer({"scores": [_shown(one) for one in found]})


@router.post(f"{YEAR}/scenarios", **answers(ScoreShown, 201), summary="Keep a what-if")
def post_scenario(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    body: KeptAsked,
    as_of: AsOfQuery,
) -> HttpResponse:
    """Keep what would be under a name. What holds is not changed."""
    who = actor(request)
    supposing = body.said(access.year(who, practice_id, performance_year))
    day = today(as_of)
    kept = keep_score(who, practice_id, performance_year, day, body.name.strip(), supposing)
    return answer(_shown(kept), 201)


@router.delete(_SCENARIO, **answers(None, 204), summary="Drop a what-if")
def delete_scenario(
    request: HttpRequest, practice_id: UUID, performance_year: int, name: str
) -> HttpResponse:
    """Drop a what-if by its name."""
    drop_scenario(actor(request), practice_id, performance_year, name)
    return nothing()


@router.get(f"{YEAR}/scores", **answers(ScoresAnswer), summary="Scores that were kept")
def get_scores(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Every score that was kept, what-ifs included."""
    year = access.year(actor(request), practice_id, performance_year)
    found = year.snapshots.select_related("made_by")
    return answer({"scores": [_shown(one) for one in found]})


@router.post(f"{YEAR}/scores", **answers(ScoreShown, 201), summary="Keep the score")
def post_score_kept(
    request: HttpRequest, practice_id: UUID, performance_year: int, as_of: AsOfQuery
) -> HttpResponse:
    """Keep the score as it stands, with all that made it."""
    kept = keep_score(actor(request), practice_id, performance_year, today(as_of))
    return answer(_shown(kept), 201)


@router.get(f"{YEAR}/scores/{{int:score_id}}", **answers(ScoreKept), summary="A kept score")
def get_score_kept(
    request: HttpRequest, practice_id: UUID, performance_year: int, score_id: int
) -> HttpResponse:
    """A kept score, made again from what made it."""
    year = access.year(actor(request), practice_id, performance_year)
    kept = year.snapshots.filter(pk=score_id).first()
    if kept is None:
        raise NotThere("There is no such score.")
    again = replay(kept)
    body: dict[str, Any] = {
        **_shown(kept),
        "answer": kept.answer,
        "same": again.same,
        "changed": list(again.changed),
    }
    return answer(body)


def _shown(one: ScoreSnapshot) -> ScoreShown:
    return {
        "id": one.pk,
        "name": one.name,
        "madeBy": str(one.made_by),
        "madeAt": one.made_at.isoformat(),
        "asOf": one.as_of.isoformat(),
        "finalScore": one.answer["finalScore"],
    }
