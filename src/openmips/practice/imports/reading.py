"""What a file proposes for a year: each kind has its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path

from openmips.practice.imports.feedbacks import propose_feedback
from openmips.practice.imports.kinds import CLAIMS
from openmips.practice.imports.proposals import Proposal
from openmips.practice.imports.status_answers import propose_status
from openmips.practice.imports.submissions import propose_submission
from openmips.practice.models import Topic
from openmips.practice.models.files import FileKind
from openmips.practice.models.years import PracticeYear
from openmips.practice.refusals import refusal
from openmips.practice.rosters import read_entries
from openmips.problems.records_kinds import IMPORT_NOT_UNDERSTOOD

Told = Callable[[int, int], None]
"""Hears how many of how many files were begun."""


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A file of claims: its digest, where it lies, and how its columns are named (TOML, or "")."""

    digest: str
    path: Path
    mapping: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read, for which year, and how.

    `level` is `group`, `individual`, or empty for the one that the practice chose.
    `others` are the claims files that the practice has already; claims count only together.
    """

    year: PracticeYear
    as_of: date
    level: str = ""
    mapping: str = ""
    others: Sequence[ClaimFile] = ()
    told: Told = field(default=lambda done, of: None)


def propose(kind: FileKind, path: Path, digest: str, asked: Asked) -> Proposal:
    """What the file would say of the year. Raises ProblemsFound where it cannot be read."""
    if kind in CLAIMS:
        return _counted(asked, ClaimFile(digest, path, asked.mapping), kind)
    if kind not in _READERS:
        raise refusal(IMPORT_NOT_UNDERSTOOD, f"{kind.label} cannot be imported", file=path.name)
    return _READERS[kind](path, asked.year)


def recount(kind: FileKind, asked: Asked) -> Proposal:
    """What the claims that the practice has say of the year. Raises ProblemsFound."""
    return _counted(asked, None, kind)


def _counted(asked: Asked, new: ClaimFile | None, kind: FileKind) -> Proposal:
    # Reading claims takes what reading the rest does without.
    claims = import_module("openmips.practice.imports.claims")
    proposal: Proposal = claims.propose_claims(asked, new, kind)
    return proposal


def propose_roster(path: Path, year: PracticeYear) -> Proposal:
    """The clinicians of a roster, and the facts of each. Raises ProblemsFound."""
    own = year.practice.tin
    found = read_entries(path.read_bytes(), year.performance_year, own, path.name)
    facts = {row.entry.npi: dict(row.facts) for row in found.rows if row.facts}
    return Proposal(
        FileKind.ROSTER,
        {Topic.CLINICIAN: facts},
        tuple(row.entry for row in found.rows),
        "" if own else found.tin,
        {"clinicians": len(found.rows)},
        () if own else (_TAKES_TIN,),
        found.warnings,
    )


_TAKES_TIN = "The practice has no TIN yet and takes the one of the roster."
_READERS: Mapping[FileKind, Callable[[Path, PracticeYear], Proposal]] = {
    FileKind.ROSTER: propose_roster,
    FileKind.QPP_JSON: propose_submission,
    FileKind.QRDA3: propose_submission,
    FileKind.STATUS_ANSWER: propose_status,
    FileKind.FEEDBACK: propose_feedback,
}
