"""How a file gets into the records: handed in, looked at, then confirmed or given up.

Until it is confirmed nothing is saved. The same content counts once, however often it is handed
in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.statements import Origin, add, changed
from openmips.practice.deeds import ChangedMeanwhile, deed, touch, touch_all
from openmips.practice.imports.joining import compared, join
from openmips.practice.imports.kinds import CLAIMS, file_kind
from openmips.practice.imports.proposals import Proposal, read_proposal
from openmips.practice.imports.reading import Asked, ClaimFile, propose
from openmips.practice.imports.waiting import Progress, Waiting, WaitingRoom
from openmips.practice.models import PracticeYear, Role, StoredFile, Topic
from openmips.practice.models.files import FileKind
from openmips.practice.refusals import refusal
from openmips.practice.rosters import Entry
from openmips.practice.vault.vault import the_vault
from openmips.problems import ProblemsFound
from openmips.problems.records_kinds import IMPORT_NOT_READ, NO_ROOM

_OTHER_CLAIMS = (
    "Other claims were imported or taken back since this file was read. "
    "Nothing was saved: have it read again, so that all claims are counted together."
)


@dataclass(frozen=True, slots=True)
class Change:
    """One value that an import would change; None is nothing."""

    topic: Topic
    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Preview:
    """What is to be confirmed: the file, what was read of it, and what it would change.

    `joining` are clinicians new to the roster, `changing` those whose entry would differ.
    `again`: the same content is in this year's records already, so nothing would change.
    """

    waiting: Waiting
    proposal: Proposal
    changes: tuple[Change, ...]
    joining: tuple[Entry, ...]
    changing: tuple[Entry, ...]
    again: StoredFile | None

    @property
    def can_be_confirmed(self) -> bool:
        """Whether confirming would save anything."""
        return not self.proposal.blocked and self.again is None


def receive(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    name: str,
    content: Iterable[bytes],
    *,
    kind: FileKind | None = None,
    mapping: str = "",
    level: str = "",
) -> Waiting:
    """Take a file in; it waits to be looked at. Nothing is saved yet.

    `kind` None: it shows in the content. `mapping` (TOML) says how a table of claims names
    its columns, `level` for whom claims are counted. Raises NotThere, NotAllowed, ProblemsFound.
    """
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    room = WaitingRoom(year)
    room.expire(actor.at)
    asked = "" if kind is None else kind.value
    return room.receive(actor.user.pk, actor.at, name, content, asked, mapping, level)


def look(
    actor: Actor, practice_id: UUID | str, performance_year: int, token: str, as_of: date
) -> Preview:
    """Read a waiting file to its end. `progress` tells meanwhile how far it is.

    What is wrong with it stands in the preview. Raises NotThere, NotAllowed, and
    ProblemsFound where no such file waits or there is no room to read it.
    """
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    room = WaitingRoom(year)
    waiting = room.find(token)
    with room.reading(token) as path, ExitStack() as until_done:
        kind = FileKind(waiting.kind or FileKind.EVIDENCE)
        try:
            kind = FileKind(waiting.kind) if waiting.kind else file_kind(path)
            others = (
                until_done.enter_context(claims_files(year, waiting.digest))
                if kind in CLAIMS
                else []
            )
            asked = Asked(
                year,
                as_of,
                waiting.level,
                waiting.mapping,
                others,
                lambda done, of: room.note(token, done, of),
            )
            proposal = propose(kind, path, waiting.digest, asked)
        except ProblemsFound as error:
            if any(one.code == NO_ROOM.code for one in error.problems):
                raise
            problems = tuple(
                replace(one, file=Path(one.file or waiting.name).name) for one in error.problems
            )
            proposal = Proposal(kind, problems=problems, blocked=True)
        room.keep(replace(waiting, proposal=proposal.document()))
    return preview(actor, practice_id, performance_year, token)


def progress(actor: Actor, practice_id: UUID | str, performance_year: int, token: str) -> Progress:
    """How far a waiting file is read. Raises NotThere, NotAllowed and ProblemsFound."""
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    return WaitingRoom(year).progress(token)


def preview(actor: Actor, practice_id: UUID | str, performance_year: int, token: str) -> Preview:
    """What a file that was read would change as things stand now.

    Raises NotThere, NotAllowed, and ProblemsFound where it waits no more or was not read.
    """
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    waiting = WaitingRoom(year).find(token)
    proposal = _read(waiting)
    changes = tuple(_changes(year, proposal))
    joining, changing = compared(year.practice, proposal.entries)
    again = _same(year, waiting.digest)
    return Preview(waiting, proposal, changes, joining, changing, again)


def confirm(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    token: str,
    *,
    expected_version: int | None = None,
) -> StoredFile:
    """Save what the preview showed, and keep the file. Content that is there already stays so.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound.
    """
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    room, vault = WaitingRoom(year), the_vault()
    waiting = room.find(token)
    proposal = _read(waiting)
    if proposal.blocked:
        raise ProblemsFound(proposal.problems)
    with vault.held(year.practice_id):
        again = _same(year, waiting.digest)
        if again is None:
            with deed(actor, "file imported") as done:
                year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
                touch(year, expected_version)
                if proposal.counted_with:
                    check_claims(year, proposal.counted_with, waiting.digest)
                vault.adopt(year.practice_id, room.content(token), waiting.digest)
                again = _stored(actor, year, waiting, proposal)
                new = add(actor, year, proposal.said, Origin(waiting.name, again))
                done.practice_id, done.about = year.practice_id, str(performance_year)
                done.detail = {"file": again.pk, "kind": again.kind, "statements": new}
    room.drop(token)
    return again


def give_up(actor: Actor, practice_id: UUID | str, performance_year: int, token: str) -> bool:
    """Drop a waiting file; False where it is just being read. Raises NotThere and NotAllowed."""
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    return WaitingRoom(year).drop(token)


@contextmanager
def claims_files(year: PracticeYear, without: str = "") -> Iterator[list[ClaimFile]]:
    """All claims files of the year as plain files for a while, but one by its digest."""
    stored = list(_claims(year).exclude(digest=without).order_by("digest"))
    names = [(one.digest, one.name) for one in stored]
    with the_vault().at_hand(year.practice_id, names) as paths:
        yield [
            ClaimFile(one.digest, path, str(one.summary.get("mapping", "")))
            for one, path in zip(stored, paths, strict=True)
        ]


def check_claims(year: PracticeYear, counted_with: Iterable[str], change: str) -> None:
    """Raise ChangedMeanwhile unless the claims there are those counted, but for one digest."""
    there = _claims(year).values_list("digest", flat=True)
    if set(there) ^ set(counted_with) != {change}:
        raise ChangedMeanwhile(_OTHER_CLAIMS)


def _claims(year: PracticeYear) -> QuerySet[StoredFile]:
    return year.files.filter(kind__in=CLAIMS, taken_back_at=None)


def _read(waiting: Waiting) -> Proposal:
    if waiting.proposal is None:
        raise refusal(IMPORT_NOT_READ, "the file was not read yet")
    return read_proposal(waiting.proposal)


def _same(year: PracticeYear, digest: str) -> StoredFile | None:
    """The file with this content that this year has already, unless it was taken back."""
    return year.files.filter(digest=digest, taken_back_at=None).first()


def _changes(year: PracticeYear, proposal: Proposal) -> Iterator[Change]:
    for topic, values in proposal.said.items():
        held: dict[str, Any] = {}
        for one in year.statements.filter(topic=topic, key__in=list(values)).order_by("id"):
            held[one.key] = one.value
        for key, value in changed(year, topic, values).items():
            yield Change(topic, key, held.get(key), value)


def _stored(actor: Actor, year: PracticeYear, waiting: Waiting, proposal: Proposal) -> StoredFile:
    """The file's record, and what it says of the practice itself."""
    summary: dict[str, Any] = {
        "counts": dict(proposal.counts),
        "notes": list(proposal.notes),
        "problems": [
            {"code": one.code, "message": one.message, "location": one.location}
            for one in proposal.problems
        ],
        "roster": join(year.practice, proposal.entries),
    }
    if waiting.mapping:
        summary["mapping"] = waiting.mapping
    if proposal.tin and not year.practice.tin:
        year.practice.tin = proposal.tin
        year.practice.save(update_fields=["tin"])
        summary["gave_tin"] = True
    if proposal.tin or proposal.entries:
        touch_all(year.practice)
    found, _ = StoredFile.objects.update_or_create(
        practice=year.practice,
        year=year,
        digest=waiting.digest,
        defaults={
            "name": waiting.name,
            "kind": proposal.kind,
            "size": waiting.size,
            "imported_by": actor.user,
            "imported_at": actor.at,
            "summary": summary,
            "taken_back_at": None,
            "taken_back_by": None,
        },
    )
    return found
