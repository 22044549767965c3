"""Files: handed in, looked at, then confirmed or given up; nothing is saved before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypedDict
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from openmips.answers.problems import ProblemRow, problem_document
from openmips.api.answering import (
    AsOfQuery,
    Document,
    Name,
    Version,
    answer,
    answers,
    nothing,
    seen,
    today,
)
from openmips.api.tokens import actor
from openmips.api.v1.practices import YEAR
from openmips.api.v1.shapes import moment
from openmips.practice import access
from openmips.practice.actions.imports import Preview, confirm, give_up, look, preview, receive
from openmips.practice.actions.reading_claims import name_columns
from openmips.practice.actions.undo import take_back
from openmips.practice.models import StoredFile
from openmips.practice.models.files import FileKind
from openmips.practice.refusals import refusal
from openmips.problems.records_kinds import IMPORT_TOO_LARGE

router = Router(tags=["imports"])

_IMPORTS = f"{YEAR}/imports"
_WAITING = f"{_IMPORTS}/waiting/{{token}}"
_PIECE = 64 * 1024
_CONTENT = {
    "description": "The file, as it is: claims, a roster, a submission, CMS's answers.",
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string"}}},
}


class FileShown(TypedDict):
    """A file that was imported. `digest` is the SHA-256 of its content."""

    id: int
    name: str
    kind: str
    size: int
    digest: str
    importedBy: str
    importedAt: str
    takenBackAt: str | None


class FilesAnswer(TypedDict):
    """The files of a year, the latest first."""

    files: list[FileShown]


class ChangeShown(TypedDict):
    """One value that an import would change; None is nothing."""

    topic: str
    key: str
    before: Any
    after: Any


class WaitingShown(TypedDict):
    """What was read of a file that waits, and what confirming it would change.

    `again`: the same content is in the year's records already.
    """

    token: str
    name: str
    kind: str
    size: int
    digest: str
    counts: dict[str, int]
    notes: list[str]
    problems: list[ProblemRow]
    changes: list[ChangeShown]
    joining: list[str]
    changing: list[str]
    again: bool
    canBeConfirmed: bool


class Columns(Document):
    """How a table of claims names its columns: a mapping in TOML, as `openmips claims` reads it."""

    mapping: str


@router.get(_IMPORTS, **answers(FilesAnswer), summary="Imported files")
def get_imports(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The files that were imported, those that were taken back too."""
    year = access.year(actor(request), practice_id, performance_year)
    found = year.files.select_related("imported_by")
    return answer({"files": [_file(one) for one in found]}, year=year)


@router.post(_IMPORTS, **answers(WaitingShown, 201, takes=_CONTENT), summary="Hand a file in")
def post_import(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    name: Annotated[Name, Query(..., description="What the file is called.")],
    as_of: AsOfQuery,
    kind: FileKind | None = None,
    level: Literal["", "group", "individual"] = "",
) -> HttpResponse:
    """Hand a file in and have it read. It waits, for a day, to be confirmed or given up."""
    who = actor(request)
    waiting = receive(
        who, practice_id, performance_year, name, _pieces(request), kind=kind, level=level
    )
    found = look(who, practice_id, performance_year, waiting.token, today(as_of))
    return answer(_waiting(found), 201)


@router.get(_WAITING, **answers(WaitingShown), summary="Look at a waiting file")
def get_waiting(
    request: HttpRequest, practice_id: UUID, performance_year: int, token: str
) -> HttpResponse:
    """What a waiting file would change as things stand now."""
    return answer(_waiting(preview(actor(request), practice_id, performance_year, token)))


@router.put(f"{_WAITING}/columns", **answers(WaitingShown), summary="Name a table's columns")
def put_columns(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    token: str,
    body: Columns,
    as_of: AsOfQuery,
) -> HttpResponse:
    """Say how a waiting table of claims names its columns, and have it read again."""
    who = actor(request)
    name_columns(who, practice_id, performance_year, token, body.mapping)
    return answer(_waiting(look(who, practice_id, performance_year, token, today(as_of))))


@router.post(f"{_WAITING}/confirm", **answers(FileShown, 201), summary="Confirm a file")
def post_confirm(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    token: str,
    version: Version,
) -> HttpResponse:
    """Save what the file says, and keep the file."""
    who = actor(request)
    kept = confirm(who, practice_id, performance_year, token, expected_version=seen(version))
    return answer(_file(kept), 201)


@router.delete(_WAITING, **answers(None, 204), summary="Give a file up")
def delete_waiting(
    request: HttpRequest, practice_id: UUID, performance_year: int, token: str
) -> HttpResponse:
    """Keep nothing of a waiting file."""
    who = actor(request)
    preview(who, practice_id, performance_year, token)
    give_up(who, practice_id, performance_year, token)
    return nothing()


@router.delete(f"{_IMPORTS}/{{int:file_id}}", **answers(FileShown), summary="Take an import back")
def delete_import(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    file_id: int,
    as_of: AsOfQuery,
    version: Version,
) -> HttpResponse:
    """Take an import back: what held before it holds again."""
    who = actor(request)
    gone = take_back(
        who,
        practice_id,
        performance_year,
        file_id,
        today(as_of),
        expected_version=seen(version),
    )
    return answer(_file(gone))


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """The body, piece by piece. Raises ProblemsFound where it is too large."""
    most: int = settings.LARGEST_UPLOAD
    size = 0
    while piece := request.read(_PIECE):
        size += len(piece)
        if size > most:
            raise refusal(IMPORT_TOO_LARGE, f"the file has more than {most // 1024**2} MB")
        yield piece


def _file(one: StoredFile) -> FileShown:
    return {
        "id": one.pk,
        "name": one.name,
        "kind": one.kind,
        "size": one.size,
        "digest": one.digest,
        "importedBy": str(one.imported_by),
        "importedAt": one.imported_at.isoformat(),
        "takenBackAt": moment(one.taken_back_at),
    }


def _waiting(found: Preview) -> WaitingShown:
    return {
        "token": found.waiting.token,
        "name": found.waiting.name,
        "kind": str(found.proposal.kind),
        "size": found.waiting.size,
        "digest": found.waiting.digest,
        "counts": dict(found.proposal.counts),
        "notes": list(found.proposal.notes),
        "problems": [problem_document(one) for one in found.proposal.problems],
        "changes": [
            {"topic": one.topic.value, "key": one.key, "before": one.before, "after": one.after}
            for one in found.changes
        ],
        "joining": [one.npi for one in found.joining],
        "changing": [one.npi for one in found.changing],
        "again": found.again is not None,
        "canBeConfirmed": found.can_be_confirmed,
    }
