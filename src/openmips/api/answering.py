"""What operations take and answer: documents, days, versions, and which shape is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Body, Header, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from openmips.api.exact import JSON
from openmips.formats.exact_json import json_text
from openmips.formats.fields import iso_date
from openmips.policy.load import YEARS
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.models import PracticeYear

SCHEMAS = "#/components/schemas/{name}"
"""Where the OpenAPI document keeps a shape."""

SHAPE = "x-shape"
"""Where an operation keeps the shape that it answers, until the document is made."""

_PROBLEM = {"$ref": "#/components/responses/Problem"}
_YEARS_ON = 10


class Document(BaseModel):
    """A JSON object that is sent: keys in camel case, nothing but what is listed."""

    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


def _day(given: object) -> object:
    found = iso_date(given) if isinstance(given, str) else given
    if not isinstance(found, date):
        raise PydanticCustomError("bad_date", "Input should be a date as YYYY-MM-DD")
    return found


def _near(given: object) -> object:
    found = _day(given)
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1] + _YEARS_ON, 12, 31)
    if not isinstance(found, date) or not first <= found <= last:
        raise PydanticCustomError("bad_date", f"Input should be a date from {first} to {last}")
    return found


Day = Annotated[date, BeforeValidator(_day)]
"""A day, written as YYYY-MM-DD."""

AsOf = Annotated[date, BeforeValidator(_near)]
"""A day for which a question is asked."""

AsOfQuery = Annotated[
    AsOf | None, Query(None, alias="asOf", description="The day to answer for; today if absent.")
]
"""The parameter `asOf`."""

Name = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"
    ),
]
"""What something is called: one line, not blank."""

Json = dict[str, Any]
"""A JSON object that is read by the reader of its own format."""

JsonBody = Annotated[Json, Body(...)]
"""A body that is such an object as a whole."""

Version = Annotated[
    str | None,
    Header(
        None,
        alias="If-Match",
        description="The version of the year as it was read, from the header ETag.",
    ),
]
"""The header that says what whoever writes has seen."""


def today(as_of: date | None) -> date:
    """The day asked for, or today in New York, where deadlines fall."""
    return as_of or timezone.localdate()


def seen(version: str | None) -> int | None:
    """The version in an If-Match header; None where any will do. Raises ChangedMeanwhile."""
    if version is None or version.strip() == "*":
        return None
    text = version.strip().removeprefix('"').removesuffix('"')
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(2**31)):
        raise ChangedMeanwhile("There is no such version.")
    return int(text)


def answer(
    body: Mapping[str, Any], status: int = 200, year: PracticeYear | None = None
) -> HttpResponse:
    """An answer in JSON; with `year`, its version in the header ETag."""
    made = HttpResponse(json_text(body), status=status, content_type=JSON)
    if year is not None:
        made["ETag"] = f'"{year.version}"'
    return made


def nothing() -> HttpResponse:
    """The answer where there is nothing to say."""
    return HttpResponse(status=204)


def answers(
    shape: type[Any] | None, status: int = 200, takes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The arguments of an operation that answers with a shape (None: with nothing).

    `takes` describes a body that is no JSON of ours.
    """
    told: dict[str, Any] = {"description": "The answer."}
    if shape is not None:
        told["content"] = {JSON: {"schema": {"$ref": SCHEMAS.format(name=shape.__name__)}}}
    known = {status: told, 401: _PROBLEM, 422: _PROBLEM, "default": _PROBLEM}
    extra: dict[str, Any] = {"responses": known, SHAPE: shape}
    if takes is not None:
        extra["requestBody"] = dict(takes)
    return {"response": {status: None}, "openapi_extra": extra}
