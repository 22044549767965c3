"""Claims handed over as rows of the claim-line layout: every cell is checked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from openmips.answers.claims_given import Handed
from openmips.claims.gathering import Row, gathered
from openmips.claims.intake.csv_texts import LONGEST_HEADER, NotCsv, header_of
from openmips.claims.lines import COLUMNS, DIAGNOSES, MODIFIERS, Column, Kind
from openmips.problems.claims_question_kinds import CLAIM_COLUMN_UNUSED, CLAIM_FIELD, NOT_A_CLAIM
from openmips.problems.finding import Findings, listed, shown

FIELDS = {column.name: column for column in COLUMNS}
"""The columns of the layout by name."""

_MAY_BE_ABSENT = frozenset({MODIFIERS[0], DIAGNOSES[0]})
_MAY_BE_EMPTY = _MAY_BE_ABSENT | {"birth_date", "sex"}
_EXPECTED = "an 837P, or JSON or CSV in UTF-8 with the columns of the claim-line layout"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,4})?", re.ASCII)
_DIGITS = re.compile(r"\d{1,9}", re.ASCII)


def handed(given: bytes, findings: Findings) -> Handed:
    """The claims of a CSV in the claim-line layout. Raises ProblemsFound."""
    try:
        text = given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {error.start + 1} is not UTF-8"
        findings.refuse(NOT_A_CLAIM, found, _EXPECTED)
    try:
        _, separator = header_of(given[:LONGEST_HEADER])
    except NotCsv:
        findings.refuse(NOT_A_CLAIM, "the first line is no list of columns", _EXPECTED)
    return of_rows(_rows(text, separator, findings), findings)


def of_rows(rows: Iterable[Row], findings: Findings) -> Handed:
    """The claims that rows make up, once all is well with them. Raises ProblemsFound."""
    held = list(rows)
    if not held and not findings.errors:
        findings.refuse(NOT_A_CLAIM, "there is no claim line")
    settled = findings.settle(held)
    return Handed(gathered(settled.value), settled.warnings)


def _rows(text: str, separator: str, findings: Findings) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        names = [name.strip() for name in next(reader)]
        if FIELDS.keys().isdisjoint(names):
            found = "the first line names no column of the claim-line layout"
            findings.refuse(NOT_A_CLAIM, found, _EXPECTED)
        needed(names, "$", findings)
        findings.stop()
        unknown = [name for name in names if name not in FIELDS]
        if unknown:
            found = f"the layout has no column {listed(map(shown, unknown))}"
            findings.add(CLAIM_COLUMN_UNUSED, "$", found)
        for number, cells in enumerate(reader, 2):
            if any(cells):
                row = dict(zip(names, cells, strict=False))
                yield checked(row, f"row {number}", findings)
    except csv.Error as error:
        findings.add(NOT_A_CLAIM, "$", f"this is no CSV: {error}")


def needed(names: Iterable[str], place: str, findings: Findings) -> None:
    """Note the columns that every claim line must have and that are not there."""
    held = {*names, *_MAY_BE_ABSENT}
    missing = [column.name for column in COLUMNS if column.needed and column.name not in held]
    if missing:
        findings.add(CLAIM_FIELD, place, f"missing are {', '.join(missing)}")


def checked(row: Mapping[str, object], place: str, findings: Findings) -> Row:
    """The row without what is empty or unreadable; the latter is noted, and what is missing."""
    return {
        name: value
        for name, value in row.items()
        if name in FIELDS and _fits(FIELDS[name], value, place, findings)
    }


def _fits(column: Column, value: object, place: str, findings: Findings) -> bool:
    if value is None or (isinstance(value, str) and not value.strip()):
        if column.needed and column.name not in _MAY_BE_EMPTY:
            findings.add(CLAIM_FIELD, place, f"{column.name} is empty")
        return False
    expected = _misfit(column.kind, value)
    if expected:
        findings.add(CLAIM_FIELD, place, f"{column.name} is unreadable", expected)
    return not expected


def _misfit(kind: Kind, value: object) -> str:
    """What a cell should hold that does not hold it; empty where it does."""
    text = value.strip() if isinstance(value, str) else None
    match kind:
        case Kind.DATE:
            fits = text is not None and _is_date(text)
            return "" if fits else "a date as YYYY-MM-DD"
        case Kind.INTEGER:
            fits = type(value) is int or (text is not None and _DIGITS.fullmatch(text) is not None)
            return "" if fits else "a whole number"
        case Kind.AMOUNT:
            if text is None:
                fits = isinstance(value, int | Decimal)
            else:
                fits = _AMOUNT.fullmatch(text) is not None
            return "" if fits else "dollars as 125.00"
    return "" if text is not None else "a text"


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
