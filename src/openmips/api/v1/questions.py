"""Questions about what is posted: answered as the command line does, and nothing is kept."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from openmips.answers.about import AboutAnswer, about
from openmips.answers.adjust import AdjustAnswer, adjust
from openmips.answers.checked_files import ValidateAnswer, validate
from openmips.answers.conversion import ConvertAnswer, convert
from openmips.answers.points import PointsAnswer, points
from openmips.answers.score import score
from openmips.answers.shapes import ScoreAnswer
from openmips.api.answering import AsOf, Document, Json, JsonBody, answer, answers
from openmips.api.exact import JSON

router = Router(tags=["questions"])

_FILE = {
    "description": "QPP JSON, QPP XML or QRDA III, as it is.",
    "required": True,
    "content": {
        JSON: {"schema": {"type": "object"}},
        "application/xml": {"schema": {"type": "string"}},
    },
}
Compat = Annotated[
    Literal["cms"] | None,
    Query(None, description="cms: exactly what CMS's own converter says."),
]
ConverterYear = Annotated[
    Literal["2024", "2025"] | None,
    Query(None, description="Of which year's converter, with compat."),
]


class Scored(Document):
    """What is to be scored: submissions, a profile, or both."""

    submissions: list[Json] = Field(default_factory=list)
    profile: Json | None = None
    as_of: AsOf | None = None


@router.get("/about", **answers(AboutAnswer), summary="Versions, years and digests")
def get_about(request: HttpRequest) -> HttpResponse:
    """What the answers stand on: the engine, and the digests of each year's rules and data."""
    return answer(about())


@router.post("/score", **answers(ScoreAnswer), summary="Score documents")
def post_score(request: HttpRequest, body: Scored) -> HttpResponse:
    """The final score of submissions and a profile, what it pays, and why."""
    return answer(score(*body.submissions, profile=body.profile, as_of=body.as_of))


@router.post("/points", **answers(PointsAnswer), summary="Points of one rate")
def post_points(request: HttpRequest, body: JsonBody) -> HttpResponse:
    """What a measure's rate earns. The body is a request as `openmips points --batch` reads it."""
    return answer(points(body))


@router.get("/adjust", **answers(AdjustAnswer), summary="What a score pays")
def get_adjust(
    request: HttpRequest,
    year: int,
    score: str,
    paid: str | None = None,
    claim_paid: Annotated[str | None, Query(None, alias="claimPaid")] = None,
) -> HttpResponse:
    """What a final score pays, in percent and dollars. The score is taken as typed."""
    return answer(adjust(year, score, paid, claim_paid))


@router.post("/validate", **answers(ValidateAnswer, takes=_FILE), summary="Check a document")
def post_validate(
    request: HttpRequest, compat: Compat = None, year: ConverterYear = None
) -> HttpResponse:
    """Whether CMS would take the document by file, and everything that is wrong with it."""
    return answer(validate(request.body, compat=compat, year=None if year is None else int(year)))


@router.post("/convert", **answers(ConvertAnswer, takes=_FILE), summary="Convert a document")
def post_convert(
    request: HttpRequest,
    to: Literal["qpp-json", "qpp-xml"] = "qpp-json",
    compat: Compat = None,
    year: ConverterYear = None,
) -> HttpResponse:
    """The document as canonical QPP JSON or XML."""
    of_year = None if year is None else int(year)
    return answer(convert(request.body, to=to, compat=compat, year=of_year))
