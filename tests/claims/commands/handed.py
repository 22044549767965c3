"""One claim as JSON, as CSV and as an 837P."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

from claims.intake.writing import claim, line, professional, quality

CLAIM: dict[str, Any] = {
    "claim_id": "A1",
    "tin": "000123456",
    "rendering_npi": "1000000004",
    "patient_id": "1SL0OI0BZ00",
    "birth_date": "1950-06-15",
    "sex": "F",
    "from_date": "2024-03-01",
    "place_of_service": "11",
    "diagnoses": ["I10"],
    "lines": [{"procedure_code": "99213"}, {"procedure_code": "G8752"}],
}
"""A visit of a patient with hypertension that bears half an answer to 236."""


def as_json(**changes: Any) -> bytes:
    """The claim as JSON."""
    return json.dumps({**CLAIM, **changes}).encode()


def as_rows(**changes: Any) -> list[dict[str, str]]:
    """The claim as rows of the claim-line layout."""
    given = {**CLAIM, **changes}
    common = {key: value for key, value in given.items() if key not in {"lines", "diagnoses"}}
    common |= {f"diagnosis_{n}": code for n, code in enumerate(given["diagnoses"], 1)}
    return [
        {**common, "line_number": str(number), "modifier_1": "", **entry}
        for number, entry in enumerate(given["lines"], 1)
    ]


def as_csv(**changes: Any) -> bytes:
    """The claim as CSV."""
    rows = as_rows(**changes)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_x12(*codes: str, diagnoses: tuple[str, ...] = ("I10",), **changes: Any) -> bytes:
    """The claim as an 837P, with other codes if any are given."""
    first, *rest = codes or ("99213", "G8752")
    lines = (line(1, first), *(quality(number, code) for number, code in enumerate(rest, 2)))
    changed: dict[str, Any] = {"birth_date": date(1950, 6, 15), **changes}
    one = replace(claim("A1"), diagnoses=diagnoses, lines=lines, **changed)
    return professional(one)
