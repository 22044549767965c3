"""Practices and their years: opened, described, sealed, and how far each year is."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field, StringConstraints

from openmips.answers.problems import problem_document
from openmips.api.answering import AsOfQuery, Document, Name, Version, answer, answers, seen, today
from openmips.api.tokens import actor
from openmips.api.v1.shapes import PracticesAnswer, PracticeShown, YearShown, moment
from openmips.catalog import YEARS
from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.openings import open_practice_with_year
from openmips.practice.actions.practices import describe_practice, open_year
from openmips.practice.actions.seals import seal_year, unseal_year
from openmips.practice.models import Practice, PracticeYear
from openmips.practice.refusals import refusal
from openmips.practice.standing import standing
from openmips.practice.tasks import steps
from openmips.problems import document_kinds
from openmips.problems.finding import listed

router = Router(tags=["practices"])

PRACTICE = "/practices/{uuid:practice_id}"
YEAR = f"{PRACTICE}/years/{{int:performance_year}}"
"""Where the addresses of one practice, and of one of its years, begin."""

_SOME_TIN = r"^([0-9]{9})?$"
Tin = Annotated[str, StringConstraints(pattern=_SOME_TIN)]
PerformanceYear = Annotated[int, Field(json_schema_extra={"enum": list(YEARS)})]


class PracticeSaid(Document):
    """What is said of a practice. The TIN has nine digits or is empty."""

    name: Name
    tin: Tin = ""


class PracticeOpened(PracticeSaid):
    """A practice to open, with its first year."""

    performance_year: PerformanceYear


class YearOpened(Document):
    """A year to open."""

    performance_year: PerformanceYear


@router.get("/practices", **answers(PracticesAnswer), summary="Your practices")
def get_practices(request: HttpRequest) -> HttpResponse:
    """The practices that the token reaches, each with its years."""
    who = actor(request)
    found = access.practices(who).prefetch_related("years")
    return answer({"practices": [shown(who, one) for one in found]})


@router.post("/practices", **answers(PracticeShown, 201), summary="Open a practice")
def post_practice(request: HttpRequest, body: PracticeOpened) -> HttpResponse:
    """Open a practice with its first year; whoever holds the token owns it."""
    who = actor(request)
    covered(body.performance_year)
    year = open_practice_with_year(who, body.name.strip(), body.tin, body.performance_year)
    return answer(shown(who, year.practice), 201)


@router.get(PRACTICE, **answers(PracticeShown), summary="One practice")
def get_practice(request: HttpRequest, practice_id: UUID) -> HttpResponse:
    """A practice with its years."""
    who = actor(request)
    return answer(shown(who, access.practice(who, practice_id)))


@router.put(PRACTICE, **answers(PracticeShown), summary="Describe a practice")
def put_practice(request: HttpRequest, practice_id: UUID, body: PracticeSaid) -> HttpResponse:
    """Say the practice's name and TIN."""
    who = actor(request)
    return answer(shown(who, describe_practice(who, practice_id, body.name.strip(), body.tin)))


@router.post(f"{PRACTICE}/years", **answers(YearShown, 201), summary="Open a year")
def post_year(request: HttpRequest, practice_id: UUID, body: YearOpened) -> HttpResponse:
    """Open another performance year of a practice; one that is open stays as it is."""
    who = actor(request)
    covered(body.performance_year)
    return _year(open_year(who, practice_id, body.performance_year), None, 201)


@router.get(YEAR, **answers(YearShown), summary="One year")
def get_year(
    request: HttpRequest, practice_id: UUID, performance_year: int, as_of: AsOfQuery
) -> HttpResponse:
    """Where a year stands: its score, its tasks, and its version in the header ETag."""
    return _year(access.year(actor(request), practice_id, performance_year), as_of)


@router.put(f"{YEAR}/seal", **answers(YearShown), summary="Seal a year")
def put_seal(
    request: HttpRequest, practice_id: UUID, performance_year: int, version: Version
) -> HttpResponse:
    """Seal a year whose data were handed in, so that nothing of it is changed by mistake."""
    who = actor(request)
    return _year(seal_year(who, practice_id, performance_year, expected_version=seen(version)))


@router.delete(f"{YEAR}/seal", **answers(YearShown), summary="Open a sealed year again")
def delete_seal(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Open a sealed year again; only an owner may."""
    return _year(unseal_year(actor(request), practice_id, performance_year))


def covered(performance_year: int) -> None:
    """Refuse a year without a catalog. Raises ProblemsFound."""
    if performance_year not in YEARS:
        raise refusal(
            document_kinds.UNKNOWN_VALUE,
            f"performanceYear is {performance_year}",
            listed(map(str, YEARS)),
            location="$.performanceYear",
        )


def shown(who: Actor, practice: Practice) -> PracticeShown:
    """A practice as it is answered."""
    return {
        "id": str(practice.id),
        "name": practice.name,
        "tin": practice.tin,
        "role": access.role(who, practice.id).value,
        "years": [one.performance_year for one in practice.years.all()],
    }


def _year(year: PracticeYear, as_of: AsOfQuery = None, status: int = 200) -> HttpResponse:
    day = today(as_of)
    now = standing(year, day)
    body: YearShown = {
        "practiceId": str(year.practice_id),
        "performanceYear": year.performance_year,
        "version": year.version,
        "openedAt": year.opened_at.isoformat(),
        "sealedAt": moment(year.sealed_at),
        "finalScore": None if now.score is None else now.score["finalScore"],
        "problems": [problem_document(one) for one in now.problems],
        "tasks": [
            {
                "step": step.title,
                "name": task.name,
                "title": task.title,
                "status": task.status.value,
                "opens": moment(task.opens),
                "due": moment(task.due),
                "note": task.note,
            }
            for step in steps(year, now, day)
            for task in step.tasks
        ],
    }
    return answer(body, status, year)
