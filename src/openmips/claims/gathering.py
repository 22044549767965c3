"""Which claims count: rows of claim lines put together, without those that another one undoes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from openmips.claims.lines import (
    COLUMNS,
    DENIED,
    DIAGNOSES,
    MODIFIERS,
    PAID,
    PART_B,
    REPLACEMENT,
    VOID,
    Claim,
    Kind,
    Line,
)
from openmips.claims.values import normal

Row = Mapping[str, object]
"""One row of the table of claim lines: texts, or dates and numbers where a column holds them."""

ClaimKey = tuple[str, str, str]
"""TIN, rendering NPI and claim id: the lines that have them in common are one claim."""

_CODES = frozenset({"procedure_code", *DIAGNOSES})
_UPPER = frozenset({*MODIFIERS, "place_of_service", "sex", "payer"})
_DATES = frozenset(column.name for column in COLUMNS if column.kind is Kind.DATE)


class Aside(Enum):
    """Why a line does not count."""

    DUPLICATE = "duplicate"
    REPLACED = "replaced"
    VOID = "void"
    DENIED = "denied"
    OTHER_PAYER = "other_payer"
    UNDATED = "undated"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Gathered:
    """The claims that count, in the order of their first lines.

    `processed` names those of which Medicare has paid a line: nothing can be added to them.
    `replaced` holds the TIN and claim id of claims that a later one replaces or voids.
    `set_aside` says how many lines do not count, by reason.
    """

    claims: tuple[Claim, ...]
    processed: frozenset[ClaimKey] = frozenset()
    replaced: frozenset[tuple[str, str]] = frozenset()
    set_aside: Mapping[Aside, int] = field(default_factory=dict)


def key_of(claim: Claim) -> ClaimKey:
    """What tells the claim from all others."""
    return claim.tin, claim.npi, claim.claim_id


def gathered(rows: Iterable[Row]) -> Gathered:
    """The claims that the rows make up.

    A row equal to an earlier one in every column counts once. Claims that another one
    replaces or voids do not count, nor do voiding claims, denied lines, lines of another
    payer than Part B, and claims without any date. Raises ValueError for a date that is none.
    """
    aside: Counter[Aside] = Counter()
    distinct: dict[tuple[object, ...], dict[str, object]] = {}
    for row in rows:
        written = normal_row(row)
        if distinct.setdefault(tuple(written.values()), written) is not written:
            aside[Aside.DUPLICATE] += 1
    replaced = frozenset(undone_by(distinct.values()))
    together: dict[ClaimKey, list[dict[str, object]]] = {}
    for written in distinct.values():
        reason = reason_aside(written, replaced)
        if reason is None:
            key = str(written["tin"]), str(written["rendering_npi"]), str(written["claim_id"])
            together.setdefault(key, []).append(written)
        else:
            aside[reason] += 1
    claims = []
    for key, own in together.items():
        claim = _claim(key, own)
        if claim is None:
            aside[Aside.UNDATED] += len(own)
        else:
            claims.append(claim)
    paid = (key for key, own in together.items() if any(row["status"] == PAID for row in own))
    return Gathered(tuple(claims), frozenset(paid), replaced, dict(aside))


def normal_row(row: Row) -> dict[str, object]:
    """The row with every column of the layout, written one way; what is absent is empty."""
    return {column.name: normal_value(column.name, column.kind, row) for column in COLUMNS}


def normal_value(name: str, kind: Kind, row: Row) -> object:
    """What the row holds in the column of that name and kind, written one way."""
    found = row.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        return found if kind in {Kind.DATE, Kind.AMOUNT} else str(found)
    text = found.strip()
    if name in _CODES:
        return normal(text)
    if name in _DATES:
        return date.fromisoformat(text) if text else ""
    if kind is Kind.AMOUNT:
        return Decimal(text) if text else ""
    if name in _UPPER:
        return text.upper()
    return text.lower() if name == "status" else text


def undone_by(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """The claims that a replacement or a void takes out."""
    undoing = {str(REPLACEMENT), str(VOID)}
    for row in rows:
        original = row["original_claim_id"]
        if row["frequency"] in undoing and original and original != row["claim_id"]:
            yield str(row["tin"]), str(original)


def reason_aside(row: Row, replaced: frozenset[tuple[str, str]]) -> Aside | None:
    """Why the row does not count; None where it does."""
    if (row["tin"], row["claim_id"]) in replaced:
        return Aside.REPLACED
    if row["frequency"] == str(VOID):
        return Aside.VOID
    if row["status"] == DENIED:
        return Aside.DENIED
    return None if row["payer"] in {"", PART_B} else Aside.OTHER_PAYER


def _claim(key: ClaimKey, rows: list[dict[str, object]]) -> Claim | None:
    """The rows of one claim as a claim; None where no line has a date."""
    dates = [day for row in rows if isinstance(day := row["from_date"], date)]
    if not dates:
        return None
    tin, npi, claim_id = key
    first = rows[0]
    birth = first["birth_date"]
    return Claim(
        claim_id=claim_id,
        tin=tin,
        npi=npi,
        patient_id=str(first["patient_id"]),
        birth_date=birth if isinstance(birth, date) else None,
        sex=str(first["sex"]),
        date=min(dates),
        diagnoses=frozenset(str(row[name]) for row in rows for name in DIAGNOSES if row[name]),
        lines=tuple(map(_line, rows)),
    )


def _line(row: Row) -> Line:
    day, charge = row["from_date"], row["charge"]
    return Line(
        number=int(str(row["line_number"]) or 0),
        procedure_code=str(row["procedure_code"]),
        modifiers=frozenset(str(row[name]) for name in MODIFIERS if row[name]),
        place=str(row["place_of_service"]),
        from_date=day if isinstance(day, date) else None,
        charge=charge if isinstance(charge, Decimal) else None,
    )
