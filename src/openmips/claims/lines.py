"""What a claim is here: the columns of a table of claim lines, and one claim as a value.

The table is the contract with the outside (CSV, Parquet) and between the readers and the
engines: one row a claim line, the facts of the claim repeated on each of its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

MODIFIERS = tuple(f"modifier_{number}" for number in range(1, 6))
DIAGNOSES = tuple(f"diagnosis_{number}" for number in range(1, 13))


class Kind(Enum):
    """What a column holds. Tables of text hold dates as ISO dates, amounts as decimals."""

    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; a table without a `needed` one cannot be used."""

    name: str
    kind: Kind = Kind.TEXT
    needed: bool = True


COLUMNS = (
    Column("claim_id"),
    Column("tin"),
    Column("rendering_npi"),
    Column("patient_id"),
    Column("birth_date", Kind.DATE),
    Column("sex"),
    Column("from_date", Kind.DATE),
    Column("to_date", Kind.DATE, needed=False),
    Column("line_number", Kind.INTEGER),
    Column("procedure_code"),
    *(Column(name, needed=name == MODIFIERS[0]) for name in MODIFIERS),
    Column("place_of_service"),
    *(Column(name, needed=name == DIAGNOSES[0]) for name in DIAGNOSES),
    Column("charge", Kind.AMOUNT, needed=False),
    Column("payer", needed=False),
    Column("frequency", Kind.INTEGER, needed=False),
    Column("original_claim_id", needed=False),
    Column("status", needed=False),
    Column("allowed", Kind.AMOUNT, needed=False),
)
"""The columns in their order. Where an optional one is absent every row counts as empty there."""

NAMES = tuple(column.name for column in COLUMNS)

PART_B = "MB"
"""The payer of a Part B claim; an empty payer counts as Part B."""

DENIED = "denied"
PAID = "paid"

REPLACEMENT = 7
VOID = 8
"""Claim frequencies that take the claim named by `original_claim_id` out of the count."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a claim. Codes are normal: upper case, without blanks or dots."""

    number: int
    procedure_code: str
    modifiers: frozenset[str] = frozenset()
    place: str = ""
    from_date: date | None = None
    charge: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One clinician's claim for one patient on one day.

    `date` is the earliest from-date of its lines; `sex` is F, M or U; `diagnoses` hold every
    diagnosis of the claim without dots.
    """

    claim_id: str
    tin: str
    npi: str
    patient_id: str
    birth_date: date | None
    sex: str
    date: date
    diagnoses: frozenset[str]
    lines: tuple[Line, ...]
