"""The file to send: what is missing, made and kept with its receipt, checked, downloaded."""

from __future__ import annotations

from typing import Any, TypedDict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from openmips.answers.checked_files import ValidateAnswer, validate
from openmips.answers.submission_builder import BuildAnswer, Receipt
from openmips.api.answering import AsOfQuery, Document, answer, answers, today
from openmips.api.exact import JSON
from openmips.api.problems import UNUSABLE, problem_response
from openmips.api.tokens import actor
from openmips.api.v1.practices import YEAR
from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.actions.submissions import Blocked, drafts, make_submission
from openmips.practice.models import SubmissionRecord
from openmips.problems.records_kinds import SUBMISSION_BLOCKED

router = Router(tags=["submissions"])

_SUBMISSIONS = f"{YEAR}/submissions"
_ONE = f"{_SUBMISSIONS}/{{digest}}"


class DraftsAnswer(TypedDict):
    """What would be sent, by who reports, with what is missing."""

    drafts: dict[str, BuildAnswer]


class SubmissionShown(TypedDict):
    """A file that was made, with its receipt. `digest` is the SHA-256 of the file."""

    digest: str
    madeBy: str
    madeAt: str
    receipt: Receipt


class SubmissionsAnswer(TypedDict):
    """The files that were made, the latest first."""

    submissions: list[SubmissionShown]


class SubmissionDocument(TypedDict):
    """A QPP submission, as CMS defines it."""

    performanceYear: int
    entityType: str
    measurementSets: list[dict[str, Any]]


class Making(Document):
    """Whose file to make: `group`, or `individual:` and an NPI."""

    entity: str = "group"


@router.get(f"{YEAR}/submission", **answers(DraftsAnswer), summary="What would be sent")
def get_drafts(
    request: HttpRequest, practice_id: UUID, performance_year: int, as_of: AsOfQuery
) -> HttpResponse:
    """Each file as it would be made now, its checklist, and what blocks it."""
    year = access.year(actor(request), practice_id, performance_year)
    return answer({"drafts": drafts(year, today(as_of))})


@router.get(_SUBMISSIONS, **answers(SubmissionsAnswer), summary="Files that were made")
def get_submissions(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The receipts of all files that were made."""
    year = access.year(actor(request), practice_id, performance_year)
    found = year.submissions.select_related("made_by")
    return answer({"submissions": [_shown(one) for one in found]})


@router.post(_SUBMISSIONS, **answers(SubmissionShown, 201), summary="Make the file to send")
def post_submission(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    body: Making,
    as_of: AsOfQuery,
) -> HttpResponse:
    """Make the file of whoever reports, and keep it with its receipt."""
    who = actor(request)
    try:
        kept = make_submission(who, practice_id, performance_year, body.entity, today(as_of))
    except Blocked as error:
        return problem_response(UNUSABLE, error.answer["problems"], SUBMISSION_BLOCKED.meaning)
    return answer(_shown(kept), 201)


@router.get(_ONE, **answers(SubmissionDocument), summary="Download a file")
def get_submission(
    request: HttpRequest, practice_id: UUID, performance_year: int, digest: str
) -> HttpResponse:
    """The file as it was made, to the last byte."""
    kept = _kept(actor(request), practice_id, performance_year, digest)
    return HttpResponse(kept.document, content_type=JSON)


@router.get(f"{_ONE}/validation", **answers(ValidateAnswer), summary="Check a file")
def get_validation(
    request: HttpRequest, practice_id: UUID, performance_year: int, digest: str
) -> HttpResponse:
    """Whether CMS would take a file that was made, by the rules as they are now."""
    kept = _kept(actor(request), practice_id, performance_year, digest)
    return answer(validate(kept.document.encode()))


def _kept(who: Actor, practice_id: UUID, performance_year: int, digest: str) -> SubmissionRecord:
    year = access.year(who, practice_id, performance_year)
    kept = year.submissions.filter(digest=digest).first()
    if kept is None:
        raise NotThere("There is no such file.")
    return kept


def _shown(one: SubmissionRecord) -> SubmissionShown:
    return {
        "digest": one.digest,
        "madeBy": str(one.made_by),
        "madeAt": one.made_at.isoformat(),
        "receipt": one.receipt,
    }
