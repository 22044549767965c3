"""How the tests of the readers read: a file's bytes in, records and notes out."""

from __future__ import annotations

from io import BytesIO

from openmips.claims.intake.notes import Count, Notes
from openmips.claims.intake.submitted import SubmittedClaim
from openmips.claims.intake.x12_reading import Record, X12Reader


def records(data: bytes) -> tuple[list[Record], Notes]:
    """All records of an X12 file."""
    notes = Notes()
    return list(X12Reader("claims.837", notes).records(BytesIO(data))), notes


def claims(data: bytes) -> list[SubmittedClaim]:
    """The claims of an 837P file that has no problem at all."""
    found, notes = records(data)
    assert notes.problems() == ()
    assert notes.skipped == {}
    return [one for one in found if isinstance(one, SubmittedClaim)]


def codes(notes: Notes) -> list[str]:
    """The codes of the problems found, in their order."""
    return [problem.code for problem in notes.problems()]


def one_claim(lines: int = 2) -> Count:
    """One claim with so many lines."""
    return Count(1, lines)
