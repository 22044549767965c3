"""Gaps as the worklist shows them: by day, with what was said of each, patients masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openmips.practice.claims_held import MARKS, gap_key
from openmips.web.cells import harmless
from openmips.web.reports.codes import answers_of
from openmips.web.reports.gap_sheets import REMEDIES
from openmips.web.templatetags.collect import masked


def gap_rows(answer: Mapping[str, Any] | None, marks: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every gap with its key and mark, those that can be mended soonest first within a day."""
    gaps = [] if answer is None else answer["gaps"]
    return [
        {
            **gap,
            "key": gap_key(gap),
            "mark": MARKS.get(marks.get(gap_key(gap), "")),
            "toDo": REMEDIES[gap["remedy"]],
            "answers": answers_of(gap["codes"]),
        }
        for gap in gaps
    ]


def open_gaps(answer: Mapping[str, Any] | None, marks: Mapping[str, str]) -> list[dict[str, Any]]:
    """The gaps that can still be mended and of which nothing was said."""
    rows = gap_rows(answer, marks)
    return [one for one in rows if one["remedy"] != "none" and not one["mark"]]


def cells(row: Mapping[str, Any], whole: bool) -> Iterator[str]:
    """The gap as a row of a table; what a spreadsheet would take for a formula is text.

    `whole` shows the patient's number.
    """
    codes = " or ".join(
        " with ".join(
            f"{one['code']}-{one['modifier']}" if one["modifier"] else str(one["code"])
            for one in each["codes"]
        )
        for each in row["answers"]
    )
    for cell in (
        row["dateOfService"],
        row["claimId"],
        row["patient"] if whole else masked(row["patient"]),
        row["npi"],
        row["measureId"],
        row["title"],
        row["why"]["says"],
        codes,
        row["toDo"],
        row["mark"] or "",
    ):
        yield harmless(cell)
