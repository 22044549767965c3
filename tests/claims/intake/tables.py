"""Invented tables of claim lines as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

Cells = dict[str, str]

PLAIN: Cells = {
    "claim_id": "A1",
    "tin": "000123456",
    "rendering_npi": "1000000004",
    "patient_id": "0007",
    "birth_date": "1950-06-15",
    "sex": "F",
    "from_date": "2024-03-01",
    "line_number": "1",
    "procedure_code": "99213",
    "modifier_1": "25",
    "place_of_service": "02",
    "diagnosis_1": "E11.9",
}


def row(**changes: str) -> Cells:
    """A row of a table; what is not changed is a plain visit."""
    return {**PLAIN, **changes}


def table(rows: Sequence[Cells], separator: str = ",", names: Iterable[str] = ()) -> bytes:
    """The rows as a CSV file; its columns are those of the first row, or the names given."""
    columns = list(names) or list(rows[0])
    text = StringIO()
    writer = csv.DictWriter(text, columns, delimiter=separator, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
