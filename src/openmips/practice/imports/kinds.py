"""What kind of file was handed in: told from its content, never from its name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from openmips.claims.intake.csv_texts import LONGEST_HEADER
from openmips.claims.intake.files import CSV, PARQUET, X12
from openmips.claims.intake.files import kind_of as claims_kind_of
from openmips.formats.detect import DocumentKind, kind_of
from openmips.formats.strict_json import MOST_BYTES
from openmips.practice.models.files import FileKind
from openmips.practice.refusals import refusal
from openmips.problems.records_kinds import IMPORT_NOT_UNDERSTOOD

CLAIMS = frozenset({FileKind.CLAIMS_837P, FileKind.REMITTANCE_835, FileKind.CLAIMS_TABLE})
"""The kinds that are counted together, whatever files a year's claims came in."""

_GZIP = b"\x1f\x8b"
_ROSTER = {"npi", "tin"}
_OF_A_CLAIM = {"claim_id", "procedure_code"}
_REMITTANCE = re.compile(rb"ST.835")


def file_kind(path: Path) -> FileKind:
    """The kind of a file. Raises ProblemsFound where it is none that can be imported.

    An archive counts as claims or as a submission by what its first member is.
    """
    with path.open("rb") as stream:
        head = stream.read(LONGEST_HEADER)
    if not head:
        raise refusal(IMPORT_NOT_UNDERSTOOD, "the file is empty", file=path.name)
    if head.startswith(_GZIP):
        return FileKind.CLAIMS_837P
    match kind_of(head):
        case DocumentKind.QPP_XML | DocumentKind.QRDA3:
            return FileKind.QRDA3
        case DocumentKind.QPP_JSON:
            return _of_json(path)
        case DocumentKind.ZIP:
            return _of_archive(path)
        case _:
            return _of_text(head, path.name)


def _of_json(path: Path) -> FileKind:
    """The kind of a JSON document, by the keys that only it has."""
    if path.stat().st_size > MOST_BYTES:
        return FileKind.QPP_JSON
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        # Its reader says what is wrong with it, in full.
        return FileKind.QPP_JSON
    keys = found.keys() if isinstance(found, dict) else set()
    if isinstance(found, list) or "clinicians" in keys:
        return FileKind.ROSTER
    if "feedback" in keys or "given" in keys:
        return FileKind.FEEDBACK
    if "data" in keys and "measurementSets" not in (found.get("data") or ()):
        return FileKind.STATUS_ANSWER
    return FileKind.QPP_JSON


def _of_archive(path: Path) -> FileKind:
    try:
        with ZipFile(path) as archive:
            names = [name.casefold() for name in archive.namelist() if not name.endswith("/")]
    except BadZipFile as error:
        raise refusal(IMPORT_NOT_UNDERSTOOD, "the archive is broken", file=path.name) from error
    documents = any(name.endswith((".xml", ".json")) for name in names)
    return FileKind.QRDA3 if documents else FileKind.CLAIMS_837P


def _of_text(head: bytes, name: str) -> FileKind:
    columns = _columns(head)
    if columns >= _ROSTER and not columns & _OF_A_CLAIM:
        return FileKind.ROSTER
    found = claims_kind_of(head)
    if found == X12:
        return FileKind.REMITTANCE_835 if _REMITTANCE.search(head) else FileKind.CLAIMS_837P
    if found in (PARQUET, CSV):
        return FileKind.CLAIMS_TABLE
    says = "the file is neither X12 nor JSON, XML or a table"
    raise refusal(IMPORT_NOT_UNDERSTOOD, says, file=name)


def _columns(head: bytes) -> set[str]:
    line = head.decode("utf-8-sig", "replace").lstrip().partition("\n")[0]
    cells = re.split(r"[,;\t|]", line)
    return {cell.strip().strip('"').casefold().replace(" ", "_") for cell in cells}
