"""What is missing on claims, a sheet for each clinician: claims, patients masked, codes to add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from openmips.web.reports.codes import by_outcome
from openmips.web.reports.report import Report
from openmips.web.templatetags.collect import named

REMEDIES = {
    "add_to_claim": "Add a code to this claim before it is sent",
    "later_claim": "Too late for this claim: answer on a later claim of the patient",
    "none": "Nothing can be done any more",
}
"""What can still be done about a gap, the soonest first."""

MOST_EACH, MOST = 60, 600
"""How many gaps a sheet holds, and how many all sheets together: a day's work, not a book."""


def gap_sheets(
    practice: str,
    performance_year: int,
    as_of: date,
    gaps: Iterable[Mapping[str, Any]] | None,
    names: Mapping[str, str],
) -> Report:
    """Sheets of gaps that are open: for each clinician those that can be mended soonest.

    `gaps` is None where no claims were read; `names` are clinicians' by NPI. What does not fit
    is counted, never left out in silence.
    """
    by_clinician: dict[str, list[Mapping[str, Any]]] = {}
    for one in sorted(gaps or (), key=_soonest):
        by_clinician.setdefault(one["npi"] or "", []).append(one)
    room = MOST
    sheets: list[dict[str, Any]] = []
    for npi in sorted(by_clinician, key=lambda npi: (named(names, npi), npi)):
        held = by_clinician[npi]
        shown = held[: min(MOST_EACH, room)]
        room -= len(shown)
        sheets.append(
            {
                "npi": npi,
                "name": named(names, npi) if npi else "Clinician not named on the claim",
                "open": len(held),
                "more": len(held) - len(shown),
                "days": by_day(_shown(one) for one in shown),
            }
        )
    made: dict[str, Any] = {
        "read": gaps is not None,
        "sheets": sheets,
        "open": sum(one["open"] for one in sheets),
    }
    heading = f"Missing quality codes {performance_year}, by clinician"
    return Report("gaps", heading, practice, performance_year, as_of, made)


def by_day(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Gaps grouped by the day of service."""
    ordered = sorted(rows, key=lambda one: one["dateOfService"])
    return [
        (day, list(group)) for day, group in groupby(ordered, key=lambda one: one["dateOfService"])
    ]


def _shown(gap: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**gap, "toDo": REMEDIES[gap["remedy"]], "outcomes": by_outcome(gap["codes"])}


def _soonest(gap: Mapping[str, Any]) -> tuple[int, int, str, str]:
    """What can still be added to its own claim comes first, the latest day before others."""
    day = date.fromisoformat(gap["dateOfService"]).toordinal()
    return (list(REMEDIES).index(gap["remedy"]), -day, gap["claimId"], gap["measureId"])
