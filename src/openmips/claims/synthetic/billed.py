"""One invented claim as a value, and as rows of the table of claim lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from zlib import crc32

from openmips.claims.lines import DENIED, DIAGNOSES, MODIFIERS, PAID, PART_B
from openmips.claims.synthetic.codes import quality_codes
from openmips.claims.synthetic.people import Clinician, Patient, Practice
from openmips.claims.synthetic.specialties import OFFICE

QUALITY_CENTS = 1
"""What a quality code is billed with, so that no system drops the line."""

_CHEAPEST, _STEPS, _STEP = 2_500, 240, 125
_ALLOWED_PERCENT = 64


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line. `day`, `clinician` and `diagnoses` are the claim's where the line has none.

    The code stands as the table of lines shows it, which may be badly written.
    """

    code: str
    modifiers: tuple[str, ...] = ()
    place: str = OFFICE
    number: int = 0
    denied: bool = False
    day: date | None = None
    clinician: Clinician | None = None
    diagnoses: tuple[str, ...] | None = None

    @property
    def plain_code(self) -> str:
        """The code as it should be written."""
        return self.code.strip().upper()


@dataclass(frozen=True, slots=True)
class BilledClaim:
    """A claim. `trap` names the trap it belongs to; ordinary claims belong to none.

    `secondary` says that somebody else paid first.
    """

    claim_id: str
    practice: Practice
    clinician: Clinician
    patient: Patient
    day: date
    diagnoses: tuple[str, ...]
    lines: tuple[BilledLine, ...]
    payer: str = PART_B
    secondary: bool = False
    frequency: int = 1
    original: str = ""
    trap: str = ""


def line_of(text: str) -> BilledLine:
    """A line from its short form: CODE, CODE-MODIFIER, CODE-MODIFIER@PLACE."""
    billed, _, place = text.partition("@")
    code, *modifiers = billed.split("-")
    return BilledLine(code, tuple(modifiers), place or OFFICE)


def is_quality_code(code: str) -> bool:
    """Whether a code says how care went, so that nothing is paid for it."""
    return code.strip().upper() in quality_codes()


@cache
def charge(code: str) -> int:
    """What a code is billed with, in cents: always the same."""
    plain = code.strip().upper()
    if is_quality_code(plain):
        return QUALITY_CENTS
    return _CHEAPEST + crc32(plain.encode()) % _STEPS * _STEP


@cache
def allowed(code: str) -> int:
    """What Medicare allows for a code, in cents: part of the charge, for quality codes nothing."""
    return 0 if is_quality_code(code) else charge(code) * _ALLOWED_PERCENT // 100


@cache
def dollars(cents: int) -> str:
    """Cents as dollars: 1250 is 12.50."""
    return f"{cents // 100}.{cents % 100:02}"


_NO_MODIFIERS = ("",) * len(MODIFIERS)
_NO_DIAGNOSES = ("",) * len(DIAGNOSES)


def rows(claim: BilledClaim) -> Iterator[tuple[str, ...]]:
    """The rows of a claim, all text, in the order of the columns."""
    patient, practice = claim.patient, claim.practice
    shared_diagnoses = _padded(claim.diagnoses, _NO_DIAGNOSES)
    day = claim.day.isoformat()
    born = patient.born.isoformat()
    frequency = str(claim.frequency)
    for line in claim.lines:
        own = day if line.day is None else line.day.isoformat()
        yield (
            claim.claim_id,
            practice.tin,
            (line.clinician or claim.clinician).npi,
            patient.patient_id,
            born,
            patient.sex,
            own,
            own,
            str(line.number),
            line.code,
            *_padded(line.modifiers, _NO_MODIFIERS),
            line.place,
            *(
                shared_diagnoses
                if line.diagnoses is None
                else _padded(line.diagnoses, _NO_DIAGNOSES)
            ),
            dollars(charge(line.code)),
            claim.payer,
            frequency,
            claim.original,
            DENIED if line.denied else PAID,
            dollars(0 if line.denied else allowed(line.code)),
        )


def _padded(values: tuple[str, ...], empty: tuple[str, ...]) -> tuple[str, ...]:
    return values + empty[len(values) :]
