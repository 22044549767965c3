"""How an import is taken back: what it said no longer holds, and its file stays until erased."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.actions.imports import check_claims, claims_files
from openmips.practice.actions.statements import Origin, Said, add
from openmips.practice.deeds import deed, touch, touch_all
from openmips.practice.imports.joining import part
from openmips.practice.imports.kinds import CLAIMS
from openmips.practice.imports.proposals import Proposal
from openmips.practice.imports.reading import Asked, recount
from openmips.practice.models import PracticeYear, Role, StoredFile, Topic
from openmips.practice.models.files import FileKind
from openmips.practice.refusals import refusal
from openmips.practice.rosters import Entry, read_entries
from openmips.practice.vault.vault import the_vault
from openmips.problems.records_kinds import IMPORT_TAKEN_BACK

_SOURCE = "taken back: {}"


def take_back(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    file_id: int,
    as_of: date,
    *,
    expected_version: int | None = None,
) -> StoredFile:
    """Take an import back. What held before it holds again; what was said since stays.

    Claims are counted anew without the file. Raises NotThere, NotAllowed, ChangedMeanwhile,
    and ProblemsFound.
    """
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    file = _there(year, file_id)
    counted = _without(year, file, as_of)
    entries = _entries(year, file)
    with deed(actor, "import taken back") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        touch(year, expected_version)
        file = _there(year, file_id)
        if counted is None:
            said = _before(year, file)
        else:
            check_claims(year, counted.counted_with, file.digest)
            said = counted.said
        new = add(actor, year, said, Origin(_SOURCE.format(file.name)))
        undone = part(year.practice, file.summary.get("roster", {}), entries)
        if undone:
            touch_all(year.practice)
        file.taken_back_at, file.taken_back_by = actor.at, actor.user
        file.save(update_fields=["taken_back_at", "taken_back_by"])
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"file": file.pk, "statements": new, "clinicians": undone}
    return file


def erase_file(actor: Actor, practice_id: UUID | str, performance_year: int, file_id: int) -> None:
    """Erase the content of an import that was taken back; that it was there stays known.

    Only an owner may. Raises NotThere, NotAllowed, and ProblemsFound where it still counts.
    """
    with deed(actor, "file erased") as done:
        year = access.year(actor, practice_id, performance_year, Role.OWNER, lock=True)
        file = year.files.filter(pk=file_id).first()
        if file is None:
            raise NotThere("There is no such file.")
        if file.taken_back_at is None:
            raise refusal(IMPORT_TAKEN_BACK, "the import still counts", "one that was taken back")
        file.name, file.summary = "Erased", {"erased": True}
        file.save(update_fields=["name", "summary"])
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"file": file.pk}
        digest, others = file.digest, year.practice.files.exclude(pk=file.pk)
        wanted = any(not one.summary.get("erased") for one in others.filter(digest=file.digest))
    if not wanted:
        the_vault().remove(year.practice_id, digest)


def _there(year: PracticeYear, file_id: int) -> StoredFile:
    file = year.files.filter(pk=file_id).first()
    if file is None:
        raise NotThere("There is no such file.")
    if file.taken_back_at is not None:
        raise refusal(IMPORT_TAKEN_BACK, "the import was taken back already")
    return file


def _without(year: PracticeYear, file: StoredFile, as_of: date) -> Proposal | None:
    """What the other claims come to; None where the file holds no claims."""
    if file.kind not in CLAIMS:
        return None
    with claims_files(year, file.digest) as others:
        return recount(FileKind(file.kind), Asked(year, as_of, others=others))


def _before(year: PracticeYear, file: StoredFile) -> Said:
    """For each key that the file's statement holds, what held before it; None where nothing did."""
    said: dict[Topic, dict[str, Any]] = {}
    keys = year.statements.filter(file=file).values_list("topic", "key").distinct()
    for topic, key in keys:
        under_key = year.statements.filter(topic=topic, key=key).order_by("-id")
        if under_key.select_related("file")[0].file_id != file.pk:
            continue
        earlier = under_key.exclude(file=file).exclude(file__taken_back_at__isnull=False).first()
        said.setdefault(Topic(topic), {})[key] = None if earlier is None else earlier.value
    return said


def _entries(year: PracticeYear, file: StoredFile) -> dict[str, Entry]:
    """The roster's entries as the file said them; none where it is no roster."""
    if file.kind != FileKind.ROSTER:
        return {}
    content = b"".join(the_vault().content(year.practice_id, file.digest))
    found = read_entries(content, year.performance_year, year.practice.tin, file.name)
    return {row.entry.npi: row.entry for row in found.rows}
