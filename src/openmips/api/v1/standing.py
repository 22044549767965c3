"""What follows from what a year holds: who must report, the score, the money, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypedDict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from openmips.answers.adjust import AdjustAnswer
from openmips.answers.claims_asked import ProblemAnswer, RefusedAnswer
from openmips.answers.claims_gap_shapes import GapAnswer, LostCodeAnswer
from openmips.answers.claims_progress import ClaimsProgressAnswer
from openmips.answers.deadlines import DeadlinesAnswer, deadlines
from openmips.answers.eligibility_shapes import EligibilityAnswer
from openmips.answers.options import Circumstances, options
from openmips.answers.plan import PlanAnswer
from openmips.answers.selection import Selecting, find_mvp, select, select_activities
from openmips.answers.shapes import PaymentAnswer, ScoreAnswer
from openmips.api.answering import AsOfQuery, Document, answer, answers, today
from openmips.api.tokens import actor
from openmips.api.v1.practices import YEAR
from openmips.practice import access, memory
from openmips.practice.access import NotThere
from openmips.practice.actions.gaps import mark_gap
from openmips.practice.claims_held import gap_key, gaps_of, marks_of, progress_of
from openmips.practice.documents import documents, reporters, roster
from openmips.practice.handed_in import PROGRAM
from openmips.practice.judged import judged
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.money import curve
from openmips.practice.refusals import refusal
from openmips.practice.standing import plans, standing
from openmips.practice.ways import ANY_MEASURE, REGISTERED
from openmips.problems import Problem, ProblemsFound, document_kinds
from openmips.problems.finding import listed
from openmips.problems.records_kinds import UNKNOWN_CLINICIAN

router = Router(tags=["what follows"])

Whose = Annotated[
    str | None,
    Query(None, description="Who reports, where several do: `group`, or `individual:` and an NPI."),
]
Collections = Annotated[tuple[str, ...], Query((), description="As many as are wanted.")]


class OptionsAnswer(TypedDict):
    """The ways to report, as `openmips options` answers."""

    performanceYear: int
    ways: list[dict[str, Any]]


class MeasuresAnswer(TypedDict):
    """The measures that fit, the best first, as `openmips select` answers."""

    performanceYear: int
    measures: list[dict[str, Any]]


class ActivitiesAnswer(TypedDict):
    """The activities of the program, as `openmips select --activities` answers."""

    performanceYear: int
    activities: list[dict[str, Any]]


class PathwaysAnswer(TypedDict):
    """The MVPs that fit, the best first, as `openmips find-mvp` answers."""

    performanceYear: int
    mvps: list[dict[str, Any]]


class MoneyAnswer(TypedDict):
    """What the score pays, and what the corners of the payment curve would."""

    paymentAdjustment: PaymentAnswer
    curve: list[AdjustAnswer]


class MarkedGap(GapAnswer):
    """A gap, its key, and what was said of it: done, not_applicable, or None."""

    key: str
    mark: str | None


class MarkedGapsAnswer(TypedDict):
    """What `openmips claims gaps` answers, with what was said of each gap beside it."""

    performanceYear: int
    codeSetYear: int
    provisional: bool
    asOf: str
    measures: list[str]
    gaps: list[MarkedGap]
    open: int
    lostCodes: list[LostCodeAnswer]
    refused: list[RefusedAnswer]
    problems: list[ProblemAnswer]


class Mark(Document):
    """What became of a gap; an empty text says that it is open again."""

    mark: Literal["", "done", "not_applicable"]


@router.get(f"{YEAR}/eligibility", **answers(EligibilityAnswer), summary="Who must report")
def get_eligibility(
    request: HttpRequest, practice_id: UUID, performance_year: int, as_of: AsOfQuery
) -> HttpResponse:
    """Who on the roster must, may or need not report, with CMS's own answers beside."""
    year = access.year(actor(request), practice_id, performance_year)
    found = judged(year, today(as_of))
    if found.answer is None:
        _in_the_way(found.problems)
        raise refusal(UNKNOWN_CLINICIAN, "nobody is on the roster")
    return answer(found.answer)


@router.get(f"{YEAR}/options", **answers(OptionsAnswer), summary="The ways to report")
def get_options(
    request: HttpRequest, practice_id: UUID, performance_year: int, as_of: AsOfQuery
) -> HttpResponse:
    """In which ways the practice may report, and what each asks for."""
    year = access.year(actor(request), practice_id, performance_year)
    registered = memory.values(year, Topic.CHOICE).get(REGISTERED)
    given = Circumstances(registered=frozenset({str(registered)}) if registered else None)
    rows = roster(year)
    return answer(
        options(
            profile=documents(year).profile,
            circumstances=given,
            roster={"clinicians": rows} if rows else None,
            as_of=today(as_of),
        )
    )


@router.get(f"{YEAR}/measures", **answers(MeasuresAnswer), summary="Measures that fit")
def get_measures(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    specialty: str | None = None,
    collection: Collections = (),
    program: str | None = None,
) -> HttpResponse:
    """The measures that fit the practice, with what each could earn."""
    year = access.year(actor(request), practice_id, performance_year)
    sought = Selecting(
        specialty=specialty, collection=collection, program=program or _program(year)
    )
    return answer(select(sought, profile=documents(year).profile))


@router.get(f"{YEAR}/activities", **answers(ActivitiesAnswer), summary="Activities")
def get_activities(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    as_of: AsOfQuery,
    program: str | None = None,
) -> HttpResponse:
    """The improvement activities that may be attested, with points, days and evidence."""
    year = access.year(actor(request), practice_id, performance_year)
    return answer(
        select_activities(
            program or _program(year), profile=documents(year).profile, as_of=today(as_of)
        )
    )


@router.get(f"{YEAR}/mvps", **answers(PathwaysAnswer), summary="MVPs that fit")
def get_mvps(
    request: HttpRequest, practice_id: UUID, performance_year: int, as_of: AsOfQuery
) -> HttpResponse:
    """The MIPS Value Pathways that fit the practice."""
    year = access.year(actor(request), practice_id, performance_year)
    return answer(find_mvp(profile=documents(year).profile, as_of=today(as_of)))


@router.get(f"{YEAR}/score", **answers(ScoreAnswer), summary="The score")
def get_score(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    as_of: AsOfQuery,
    entity: Whose = None,
) -> HttpResponse:
    """The final score as things stand, with the reason for every number."""
    year = access.year(actor(request), practice_id, performance_year)
    return answer(score_of(year, as_of, entity))


@router.get(f"{YEAR}/money", **answers(MoneyAnswer), summary="The money")
def get_money(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    as_of: AsOfQuery,
    entity: Whose = None,
) -> HttpResponse:
    """What the score pays in the payment year, and what other scores would."""
    year = access.year(actor(request), practice_id, performance_year)
    pays = score_of(year, as_of, entity)["paymentAdjustment"]
    return answer({"paymentAdjustment": pays, "curve": curve(performance_year, pays["partBPaid"])})


@router.get(f"{YEAR}/plan", **answers(PlanAnswer), summary="What to do next")
def get_plan(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    as_of: AsOfQuery,
    entity: Whose = None,
) -> HttpResponse:
    """Three plans, every lever with its price, and where points are lost."""
    year = access.year(actor(request), practice_id, performance_year)
    found = plans(year, today(as_of), who_reports(year, entity))
    if found.answer is None:
        _in_the_way(found.problems)
        raise NotThere("There is no plan.")
    return answer(found.answer)


@router.get(f"{YEAR}/deadlines", **answers(DeadlinesAnswer), summary="Dates")
def get_deadlines(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    as_of: AsOfQuery,
    everything: Annotated[bool, Query(False, alias="all")] = False,
) -> HttpResponse:
    """The dates of the year that concern the practice; with `all`, those of others too."""
    year = access.year(actor(request), practice_id, performance_year)
    profile = documents(year).profile
    return answer(
        deadlines(performance_year, profile=profile, as_of=today(as_of), everything=everything)
    )


@router.get(f"{YEAR}/claims", **answers(ClaimsProgressAnswer), summary="Claims measures")
def get_claims(
    request: HttpRequest, practice_id: UUID, performance_year: int, as_of: AsOfQuery
) -> HttpResponse:
    """Where each claims measure stands by the claims that were imported."""
    year = access.year(actor(request), practice_id, performance_year)
    found = progress_of(year, today(as_of))
    if found.answer is None:
        _in_the_way(found.problems)
        raise NotThere("No claims were imported.")
    return answer(found.answer)


@router.get(f"{YEAR}/gaps", **answers(MarkedGapsAnswer), summary="Gaps in the claims")
def get_gaps(
    request: HttpRequest, practice_id: UUID, performance_year: int, as_of: AsOfQuery
) -> HttpResponse:
    """The claims without a valid answer to a measure. Patients' identifiers are whole."""
    year = access.year(actor(request), practice_id, performance_year)
    found = gaps_of(year, today(as_of))
    if found.answer is None:
        _in_the_way(found.problems)
        raise NotThere("No claims were imported.")
    marks = marks_of(year)
    gaps = [
        {**one, "key": _short(gap_key(one)), "mark": marks.get(gap_key(one))}
        for one in found.answer["gaps"]
    ]
    return answer({**found.answer, "gaps": gaps})


@router.put(f"{YEAR}/gaps/{{key}}", **answers(MarkedGap), summary="Mark a gap")
def put_gap(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    key: str,
    body: Mark,
    as_of: AsOfQuery,
) -> HttpResponse:
    """Say that a gap is done or not applicable, or open again."""
    who = actor(request)
    gap = mark_gap(who, practice_id, performance_year, f"gap/{key}", body.mark, today(as_of))
    return answer({**gap, "key": key, "mark": body.mark or None})


def score_of(year: PracticeYear, as_of: AsOfQuery, whose: str | None) -> Mapping[str, Any]:
    """The score of the year, or of one who reports in it.

    Raises ProblemsFound with what stands in its way, and where several report and none of
    them is named; NotThere for somebody who does not report.
    """
    found = standing(year, today(as_of), who_reports(year, whose))
    if found.score is None:
        _in_the_way(found.problems)
        raise NotThere("There is no score.")
    return found.score


def who_reports(year: PracticeYear, whose: str | None) -> str | None:
    """Who is meant: the only one who reports (None), or the one of several who is named.

    Raises NotThere for somebody who does not report, and ProblemsFound where nobody is named.
    """
    reporting = reporters(year)
    if whose is not None and whose not in reporting:
        raise NotThere("Nobody of that name reports.")
    if whose is None and len(reporting) > 1:
        found = f"{len(reporting)} clinicians report, each alone"
        expected = f"entity as one of {listed(reporting)}"
        raise refusal(document_kinds.MISSING_FIELD, found, expected, location="query.entity")
    return whose


def _in_the_way(problems: Iterable[Problem]) -> None:
    """Raise ProblemsFound where there are any."""
    told = tuple(problems)
    if told:
        raise ProblemsFound(told)


def _program(year: PracticeYear) -> str:
    return str(memory.values(year, Topic.CHOICE).get(PROGRAM, ANY_MEASURE))


def _short(key: str) -> str:
    return key.removeprefix("gap/")
