"""All records of one practice in a ZIP file that anybody can read without this program."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any
from uuid import UUID

from django.forms.models import model_to_dict

from openmips import __version__
from openmips.formats.exact_json import json_text
from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.deeds import deed
from openmips.practice.documents import documents, roster
from openmips.practice.exact import ExactEncoder
from openmips.practice.models import AuditEntry, Practice, PracticeYear, Role
from openmips.practice.vault.vault import Vault, plain_name, the_vault

_README = """\
All records of one practice
===========================

Made by OpenMIPS {version} on {at}. Nothing here is sealed: keep this file where nobody else
reads it. It may hold claims, and so protected health information.

practice.json            the practice, its members and its clinicians
clinicians.csv           the roster
audit.csv                who did what and when
years/YEAR/profile.json  the facts of a year, as "openmips score --profile" reads them
years/YEAR/submission-N.json  what would be submitted, as "openmips score" reads it
years/YEAR/roster.json   the roster of the year, as "openmips eligibility" reads it
years/YEAR/statements.csv     everything that was ever said of the year, by whom and when
years/YEAR/scores.json   the scores that were kept, with all that made them
years/YEAR/sent/         the files that were made to be sent, each with its receipt
files.csv, files/        the files that were imported, as they were handed in
manifest.json            the SHA-256 digest of every file here

Tables are CSV in UTF-8. In a table a cell that begins with =, +, - or @ and is no number has a
single quote before it, so that no spreadsheet takes it for a formula.
"""

_STATEMENTS = ("number", "topic", "key", "value", "said_by", "said_at", "source", "file")
_FILES = ("name", "kind", "year", "digest", "size", "imported_by", "imported_at", "taken_back_at")
_AUDIT = ("at", "by", "deed", "about", "detail")
_CLINICIANS = ("npi", "name", "clinician_type", "joined", "left")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def export_practice(actor: Actor, practice_id: UUID | str, target: IO[bytes]) -> int:
    """Write all records of a practice; the answer is how many files the archive holds.

    Only an owner may. Raises NotThere, NotAllowed, and ProblemsFound where a file that was
    imported is missing or damaged.
    """
    with deed(actor, "practice exported") as done:
        practice = access.practice(actor, practice_id, Role.OWNER)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            export = _Export(archive)
            told = _README.format(version=__version__, at=actor.at.isoformat())
            export.text("README.txt", told)
            _practice(export, practice)
            for year in practice.years.all():
                _year(export, year)
            _files(export, practice, the_vault())
            export.text("manifest.json", json.dumps(export.digests, indent=1, sort_keys=True))
        done.practice_id, done.detail = practice.id, {"files": len(export.digests)}
    return len(export.digests)


class _Export:
    """The archive while it is written, with the digest of each file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.digests: dict[str, str] = {}

    def pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add a file of any size."""
        digest = hashlib.sha256()
        with self._archive.open(name, "w", force_zip64=True) as target:
            for piece in pieces:
                digest.update(piece)
                target.write(piece)
        self.digests[name] = digest.hexdigest()

    def text(self, name: str, text: str) -> None:
        """Add a text."""
        self.pieces(name, [text.encode()])

    def json(self, name: str, value: object) -> None:
        """Add a JSON document, with numbers as they are."""
        self.text(name, json_text(value))

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add a table."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)
        self.text(name, text.getvalue())


def _practice(export: _Export, practice: Practice) -> None:
    members = practice.members.select_related("user").order_by("pk")
    export.json(
        "practice.json",
        {
            "name": practice.name,
            "tin": practice.tin,
            "openedAt": practice.created_at.isoformat(),
            "members": [
                {"email": one.user.email, "role": one.role, "since": one.since.isoformat()}
                for one in members
            ],
            "years": [one.performance_year for one in practice.years.all()],
        },
    )
    clinicians = practice.clinicians.all()
    rows = [[getattr(one, name) or "" for name in _CLINICIANS] for one in clinicians]
    export.table("clinicians.csv", _CLINICIANS, rows)
    audit = AuditEntry.objects.filter(practice_id=practice.id).select_related("actor")
    export.table(
        "audit.csv",
        _AUDIT,
        (
            (one.at.isoformat(), one.actor or "", one.deed, one.about, json.dumps(one.detail))
            for one in audit.order_by("id")
        ),
    )


def _year(export: _Export, year: PracticeYear) -> None:
    folder = f"years/{year.performance_year}"
    made = documents(year)
    export.json(f"{folder}/profile.json", made.profile)
    for number, one in enumerate(made.submissions, 1):
        export.json(f"{folder}/submission-{number}.json", one)
    export.json(f"{folder}/roster.json", roster(year))
    said = year.statements.select_related("said_by", "file").order_by("id")
    export.table(
        f"{folder}/statements.csv",
        _STATEMENTS,
        (
            (
                one.pk,
                one.topic,
                one.key,
                ExactEncoder().encode(one.value),
                one.said_by,
                one.said_at.isoformat(),
                one.source,
                "" if one.file is None else one.file.digest,
            )
            for one in said.iterator()
        ),
    )
    scores = [_plain(model_to_dict(one)) for one in year.snapshots.order_by("id")]
    export.json(f"{folder}/scores.json", scores)
    for sent in year.submissions.order_by("id"):
        export.text(f"{folder}/sent/{sent.digest}.json", sent.document)
        export.json(f"{folder}/sent/{sent.digest}.receipt.json", sent.receipt)


def _files(export: _Export, practice: Practice, vault: Vault) -> None:
    rows = []
    for one in practice.files.select_related("year", "imported_by").order_by("id"):
        year = "" if one.year is None else one.year.performance_year
        at = one.imported_at.isoformat()
        back = "" if one.taken_back_at is None else one.taken_back_at.isoformat()
        by = one.imported_by
        rows.append((one.name, one.kind, year, one.digest, one.size, by, at, back))
        name = f"files/{one.digest[:12]}-{plain_name(one.name)}"
        if not one.summary.get("erased") and name not in export.digests:
            export.pieces(name, vault.content(practice.id, one.digest))
    export.table("files.csv", _FILES, rows)


def _plain(told: Mapping[str, Any]) -> dict[str, Any]:
    """Values that are no JSON as texts."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in told.items()
    }


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    if not text.startswith(_RISKY) or text.lstrip("-").replace(".", "", 1).isdigit():
        return value
    return f"'{text}"
