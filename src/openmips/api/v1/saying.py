"""What people and programs say of a year: facts, decisions, results, activities, and who said it.

Each change is one deed. The header If-Match says which version was seen before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, TypedDict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from openmips.api.answering import (
    Day,
    Document,
    Json,
    Version,
    answer,
    answers,
    seen,
)
from openmips.api.tokens import actor
from openmips.api.v1.practices import YEAR
from openmips.api.v1.shapes import Changed, Said, all_said, changed, said
from openmips.practice import access, memory
from openmips.practice.access import NotThere
from openmips.practice.actions.decisions import decide
from openmips.practice.actions.facts import state_facts
from openmips.practice.actions.interoperability import (
    PI,
    attest_interoperability,
    take_back_interoperability,
)
from openmips.practice.actions.statements import state
from openmips.practice.decisions import (
    Attested,
    Decision,
    Interoperability,
    Level,
    Measured,
    MeasuresToReport,
    WayToReport,
)
from openmips.practice.documents import FEEDBACK
from openmips.practice.models import PracticeYear, Role, Topic
from openmips.practice.refusals import refusal
from openmips.practice.sayings import CERTIFICATE
from openmips.problems import document_kinds

router = Router(tags=["what is said of a year"])

AT_ONCE = 500
"""How many statements are answered at a time."""

IA = "ia"
_PI_CHOICE = "promotingInteroperability"


class Kept(TypedDict):
    """What holds of one kind, by key, each with who said it."""

    performanceYear: int
    version: int
    said: dict[str, Said]


class StatementShown(Said):
    """One statement of the history; a value of null takes back what was said before."""

    id: int
    topic: str
    key: str


class StatementsAnswer(TypedDict):
    """Statements, the earliest first; ask again with `after` set to `next` for the rest."""

    statements: list[StatementShown]
    next: int | None


class InteroperabilityAnswer(Kept):
    """What is attested of the category, whether it is to be handed in, and the certificate."""

    decision: str | None
    certificate: str | None


class FactsSaid(Document):
    """Facts by their paths in the profile; null takes one back."""

    facts: Json


class DecisionsSaid(Document):
    """What is decided; what is left out stays as it is."""

    program: str | None = None
    registered: bool = False
    entity_type: str | None = None
    measures: list[str] | None = None
    promoting_interoperability: Literal["submit", "leave_out"] | None = None


class ResultSaid(Document):
    """The result of a measure, as a submission writes it."""

    value: Json


class DaysSaid(Document):
    """The first and the last day on which something was done."""

    start: Day
    end: Day


class AttestationSaid(DaysSaid):
    """What is attested of a measure: true, false, or its counts."""

    value: bool | int | Json


class InteroperabilitySaid(Document):
    """All that the group attests of the category, by measure; the rest is taken back."""

    answers: dict[str, AttestationSaid]
    certificate: str = ""


@router.get(f"{YEAR}/facts", **answers(Kept), summary="Facts")
def get_facts(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The facts of the profile by their paths, each with who said it, when and from where."""
    year = access.year(actor(request), practice_id, performance_year)
    found = {key: one for key, one in memory.current(year, Topic.FACT).items() if key != FEEDBACK}
    return _kept(year, all_said(found))


@router.patch(f"{YEAR}/facts", **answers(Changed), summary="State facts")
def patch_facts(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    body: FactsSaid,
    version: Version,
) -> HttpResponse:
    """State facts, all or none."""
    who = actor(request)
    year = state_facts(
        who, practice_id, performance_year, body.facts, expected_version=seen(version)
    )
    return answer(changed(year), year=year)


@router.get(f"{YEAR}/statements", **answers(StatementsAnswer), summary="Who said what, and when")
def get_statements(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    topic: Topic | None = None,
    key: Annotated[str | None, Query(None, max_length=120)] = None,
    after: Annotated[int, Query(0, ge=0, le=2**62)] = 0,
) -> HttpResponse:
    """Everything that was ever said of the year, with its giver, its time and its source."""
    year = access.year(actor(request), practice_id, performance_year)
    found = year.statements.filter(pk__gt=after).exclude(topic=Topic.FACT, key=FEEDBACK)
    if topic is not None:
        found = found.filter(topic=topic)
    if key is not None:
        found = found.filter(key=key)
    rows = list(found.select_related("said_by").order_by("id")[: AT_ONCE + 1])
    told: list[StatementShown] = [
        {**said(one), "id": one.pk, "topic": one.topic, "key": one.key} for one in rows[:AT_ONCE]
    ]
    return answer({"statements": told, "next": told[-1]["id"] if len(rows) > AT_ONCE else None})


@router.get(f"{YEAR}/decisions", **answers(Kept), summary="Decisions")
def get_decisions(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """What the practice chose: program, level, measures, and what is handed in."""
    year = access.year(actor(request), practice_id, performance_year)
    return _kept(year, all_said(memory.current(year, Topic.CHOICE)))


@router.patch(f"{YEAR}/decisions", **answers(Changed), summary="Decide")
def patch_decisions(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    body: DecisionsSaid,
    version: Version,
) -> HttpResponse:
    """Decide on what is named, all or none."""
    made = list(_decisions(body))
    if not made:
        expected = "program, entityType, measures or promotingInteroperability"
        raise refusal(document_kinds.MISSING_FIELD, "nothing is decided", expected)
    return _decide(request, practice_id, performance_year, made, version)


@router.get(f"{YEAR}/results", **answers(Kept), summary="Results of measures")
def get_results(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The results that hold, under keys such as `group/claims/047`."""
    year = access.year(actor(request), practice_id, performance_year)
    return _kept(year, all_said(memory.current(year, Topic.RESULT)))


_RESULT = f"{YEAR}/results/{{entity}}/{{collection_type}}/{{measure_id}}"


@router.put(_RESULT, **answers(Changed), summary="State a result")
def put_result(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    entity: str,
    collection_type: str,
    measure_id: str,
    body: ResultSaid,
    version: Version,
) -> HttpResponse:
    """State the result of a measure. `entity` is `group`, or `individual:` and an NPI."""
    made = [Measured(measure_id, collection_type, body.value, entity)]
    return _decide(request, practice_id, performance_year, made, version)


@router.delete(_RESULT, **answers(Changed), summary="Take a result back")
def delete_result(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    entity: str,
    collection_type: str,
    measure_id: str,
    version: Version,
) -> HttpResponse:
    """Say the result of a measure no longer; its history stays."""
    place = (practice_id, performance_year)
    key = f"{entity}/{collection_type}/{measure_id}"
    return _take_back(request, place, Topic.RESULT, key, version)


_ACTIVITY = f"{YEAR}/activities/{{entity}}/{{activity_id}}"


@router.put(_ACTIVITY, **answers(Changed), summary="Attest an activity")
def put_activity(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    entity: str,
    activity_id: str,
    body: DaysSaid,
    version: Version,
) -> HttpResponse:
    """Attest that an improvement activity was done between two days."""
    made = [Attested(IA, activity_id, body.start, body.end, entity=entity)]
    return _decide(request, practice_id, performance_year, made, version)


@router.delete(_ACTIVITY, **answers(Changed), summary="Take an activity back")
def delete_activity(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    entity: str,
    activity_id: str,
    version: Version,
) -> HttpResponse:
    """Attest an activity no longer; its history stays."""
    place = (practice_id, performance_year)
    return _take_back(request, place, Topic.ATTESTATION, f"{entity}/{IA}/{activity_id}", version)


_INTEROPERABILITY = f"{YEAR}/interoperability"


@router.get(
    _INTEROPERABILITY, **answers(InteroperabilityAnswer), summary="Promoting interoperability"
)
def get_interoperability(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """What is attested of the category, and whether it is to be handed in."""
    year = access.year(actor(request), practice_id, performance_year)
    held = memory.current(year, Topic.ATTESTATION)
    chosen = memory.values(year, Topic.CHOICE)
    body: InteroperabilityAnswer = {
        "performanceYear": performance_year,
        "version": year.version,
        "said": all_said({key: one for key, one in held.items() if key.split("/")[1] == PI}),
        "decision": chosen.get(_PI_CHOICE),
        "certificate": chosen.get(CERTIFICATE),
    }
    return answer(body, year=year)


@router.put(_INTEROPERABILITY, **answers(Changed), summary="Attest promoting interoperability")
def put_interoperability(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    body: InteroperabilitySaid,
    version: Version,
) -> HttpResponse:
    """Attest the whole category as a group."""
    who = actor(request)
    access.year(who, practice_id, performance_year, Role.EDITOR)
    given = tuple(
        Attested(PI, name, one.start, one.end, one.value) for name, one in body.answers.items()
    )
    year = attest_interoperability(
        who,
        practice_id,
        performance_year,
        given,
        body.certificate,
        expected_version=seen(version),
    )
    return answer(changed(year), year=year)


@router.delete(_INTEROPERABILITY, **answers(Changed), summary="Take the category back")
def delete_interoperability(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """Attest nothing of promoting interoperability any more."""
    year = take_back_interoperability(actor(request), practice_id, performance_year)
    return answer(changed(year), year=year)


def _decisions(body: DecisionsSaid) -> list[Decision]:
    made: list[Decision] = []
    if body.program is not None:
        made.append(WayToReport(body.program, body.registered))
    if body.entity_type is not None:
        made.append(Level(body.entity_type))
    if body.measures is not None:
        made.append(MeasuresToReport(tuple(body.measures)))
    if body.promoting_interoperability is not None:
        made.append(Interoperability(body.promoting_interoperability == "submit"))
    return made


def _decide(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    made: Sequence[Decision],
    version: Version,
) -> HttpResponse:
    who = actor(request)
    year = decide(who, practice_id, performance_year, made, expected_version=seen(version))
    return answer(changed(year), year=year)


def _take_back(
    request: HttpRequest, place: tuple[UUID, int], topic: Topic, key: str, version: Version
) -> HttpResponse:
    who = actor(request)
    year = access.year(who, *place, Role.EDITOR)
    if key not in memory.current(year, topic):
        raise NotThere("Nothing of that kind is said.")
    year = state(who, *place, topic, {key: None}, expected_version=seen(version))
    return answer(changed(year), year=year)


def _kept(year: PracticeYear, found: dict[str, Said]) -> HttpResponse:
    body: Kept = {
        "performanceYear": year.performance_year,
        "version": year.version,
        "said": found,
    }
    return answer(body, year=year)
