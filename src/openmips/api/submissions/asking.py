"""What a request asks: who, as whom, in which media type, with what body and parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from openmips.answers.rehearsal_checks import Stage
from openmips.api.submissions.refusing import Refused, one
from openmips.api.tokens import Bearer
from openmips.formats.fields import Fields
from openmips.formats.qpp_xml import read_qpp_xml
from openmips.formats.strict_json import read_json
from openmips.practice.access import Actor
from openmips.practice.rehearsals import Player
from openmips.problems import document_kinds
from openmips.problems.api_kinds import TOKEN_NEEDED
from openmips.problems.finding import Findings, ProblemsFound, listed, shown
from openmips.problems.rehearsal_kinds import BAD_PARAMETER, NOT_ACCEPTABLE, WRONG_MEDIA_TYPE

VERSIONED = "application/vnd.qpp.cms.gov.v1+json"
JSON = "application/json"
XML = "application/xml"

TIN_HEADER = "qpp-taxpayer-identification-number"
ORGANIZATION_HEADER = "organization-id"
OWN_STAFF = "individual"
"""The organization that stands for a practice's own staff."""

MOST_ITEMS = 1000
USUAL_ITEMS = 100

_STAFF_SUBMITTER = "securityOfficial"
_SUBMITTER = "rehearsal"
_LONGEST = 100
_DIGITS = re.compile(r"\d{1,9}", re.ASCII)
_TIN = re.compile(r"\d{9}", re.ASCII)

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for."""

    start: int
    items: int

    def of(self, entries: Any) -> Any:
        """That part of what can be sliced."""
        return entries[self.start : self.start + self.items]


def player(request: HttpRequest) -> Player:
    """Who rehearses, and as whom. Raises Refused with 401, or 400 for an unusable header."""
    found = Bearer()(request)
    if not isinstance(found, Actor):
        says = "no token that serves was sent"
        raise Refused(401, one(TOKEN_NEEDED, says, place="header.Authorization"))
    return Player(found, _submitter(request), stage())


def stage() -> Stage:
    """What this server plays, by its settings."""
    return Stage(settings.OPENMIPS_REHEARSAL_PREVIEW, settings.OPENMIPS_REHEARSAL_YEARS)


def is_own_staff(request: HttpRequest) -> bool:
    """Whether a practice's own staff asks, and not an organization in its name."""
    return bool(request.headers.get(ORGANIZATION_HEADER) == OWN_STAFF)


def _submitter(request: HttpRequest) -> str:
    named = request.headers.get(ORGANIZATION_HEADER)
    if not named:
        return _SUBMITTER
    if is_own_staff(request):
        return _STAFF_SUBMITTER
    if len(named) > _LONGEST or not named.isascii() or not named.isprintable():
        expected = f"at most {_LONGEST} printable ASCII characters"
        raise _bad(f"header.{ORGANIZATION_HEADER}", f"it is {shown(named)}", expected)
    return named


def tin(request: HttpRequest) -> str | None:
    """The TIN that a list is asked for. It stands in a header, so that no address holds it."""
    named = request.headers.get(TIN_HEADER)
    if not named:
        return None
    if not _TIN.fullmatch(named):
        raise _bad(f"header.{TIN_HEADER}", "it is no TIN", "nine digits")
    return named


def page(request: HttpRequest) -> Page:
    """The parameters startIndex, from 0, and itemsPerPage."""
    start, items = number(request, "startIndex"), number(request, "itemsPerPage")
    if items is not None and not 0 < items <= MOST_ITEMS:
        raise _bad("query.itemsPerPage", f"it is {items}", f"1 to {MOST_ITEMS}")
    return Page(start or 0, USUAL_ITEMS if items is None else items)


def number(request: HttpRequest, name: str) -> int | None:
    """A parameter that is a whole number."""
    text = parameter(request, name)
    if text is None:
        return None
    if not _DIGITS.fullmatch(text):
        raise _bad(f"query.{name}", f"it is {shown(text)}", "a whole number")
    return int(text)


def parameter(request: HttpRequest, name: str) -> str | None:
    """A parameter of the address; None where it is absent or empty."""
    text = request.GET.get(name) or None
    if text is not None and "\0" in text:
        raise _bad(f"query.{name}", "it holds a character that is none", "a text")
    return text


def answer_type(request: HttpRequest) -> str:
    """The media type of the answer: CMS's own where it was asked for. Raises Refused with 406."""
    best = request.get_preferred_type([JSON, VERSIONED])
    if best is None:
        says = f"Accept is {shown(request.headers.get('Accept', ''))}"
        expected = listed((VERSIONED, JSON))
        raise Refused(406, one(NOT_ACCEPTABLE, says, expected, place="header.Accept"))
    return best


def body(request: HttpRequest, *, xml: bool = False) -> Body:
    """The object that the body holds; with `xml`, CMS's XML form is read too.

    Raises Refused: 400 for what cannot be read, 413, 415, and 422 for what is no object.
    """
    kind = (request.content_type or JSON).casefold()
    readable = (JSON, VERSIONED, XML) if xml else (JSON, VERSIONED)
    if kind not in readable:
        says, expected = f"Content-Type is {shown(kind)}", listed(readable)
        raise Refused(415, one(WRONG_MEDIA_TYPE, says, expected, place="header.Content-Type"))
    try:
        raw = request.body
    except RequestDataTooBig as error:
        most = f"at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,} bytes"
        raise Refused(413, one(document_kinds.FILE_TOO_LARGE, "the body is too large", most)) from (
            error
        )
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    try:
        if kind == XML:
            document, _ = read_qpp_xml(raw, findings)
            findings.stop()
            return document
        value = read_json(raw, findings)
        findings.stop()
    except ProblemsFound as stopped:
        raise Refused(400, stopped.problems) from stopped
    fields = Fields.of(value, "$", findings)
    if fields is None:
        raise Refused(422, findings.problems)
    return fields.members


def _bad(place: str, says: str, expected: str) -> Refused:
    return Refused(400, one(BAD_PARAMETER, says, expected, place=place))
