"""Gap sheets say what can still be mended, by clinician, and never grow into a book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from web.reports.conftest import JUNE
from web.reports.pdf import pages

from openmips.web.reports.gap_sheets import MOST, MOST_EACH, gap_sheets
from openmips.web.reports.paper import html_file, pdf_file

CODES = [
    {"answer": 1, "outcome": "performanceMet", "code": "G8752", "modifier": None},
    {"answer": 1, "outcome": "performanceMet", "code": "G8754", "modifier": None},
    {"answer": 2, "outcome": "performanceNotMet", "code": "3074F", "modifier": "8P"},
]


def gap(number: int, npi: str = "1000000004", remedy: str = "add_to_claim") -> Mapping[str, Any]:
    """A gap on a claim of its own, some days after New Year."""
    return {
        "npi": npi,
        "claimId": f"C{number:05}",
        "patient": f"patient{number:05}",
        "measureId": "236",
        "title": "Controlling high blood pressure",
        "dateOfService": (date(2024, 1, 1) + timedelta(days=number % 150)).isoformat(),
        "remedy": remedy,
        "codes": CODES,
    }


def test_a_sheet_names_claim_and_codes_and_masks_the_patient() -> None:
    """Codes of one answer stand together, modifiers with their codes."""
    text = html_file(gap_sheets("P", 2024, JUNE, [gap(7)], {"1000000004": "Dr. Field"}))
    assert "Dr. Field: 1 open" in text
    assert "Claim C00007, patient ending in 07: 236" in text
    assert "Met: G8752 with G8754; Not met: 3074F-8P." in text
    assert "patient00007" not in text


def test_a_clinician_without_a_name_is_masked() -> None:
    """An NPI shows its end only; a claim without one says so."""
    made = gap_sheets("P", 2024, JUNE, [gap(1), gap(2, npi="")], {})
    text = html_file(made)
    assert "NPI ending in 0004: 1 open" in text
    assert "Clinician not named on the claim: 1 open" in text
    assert "1000000004" not in text


def test_nothing_open_is_not_nothing_known() -> None:
    """Praise is for those who have read claims."""
    assert "Well done" in html_file(gap_sheets("P", 2024, JUNE, [], {}))
    text = html_file(gap_sheets("P", 2024, JUNE, None, {}))
    assert "No claims are imported yet" in text
    assert "Well done" not in text


def test_what_can_be_mended_soonest_is_on_the_sheet() -> None:
    """Claims that are not sent yet come before later ones, and the rest is counted."""
    late = [gap(number, remedy="later_claim") for number in range(MOST_EACH)]
    made = gap_sheets("P", 2024, JUNE, [*late, gap(999)], {})
    (sheet,) = made.says["sheets"]
    assert (sheet["open"], sheet["more"]) == (MOST_EACH + 1, 1)
    text = html_file(made)
    assert "Claim C00999" in text
    assert "1 more is not on this sheet" in text


def test_ten_thousand_gaps_make_no_book() -> None:
    """Fifteen clinicians with 10,000 gaps: no more than 600 are drawn, all are counted."""
    gaps = [gap(number, npi=f"10000000{number % 15:02}") for number in range(10_000)]
    made = gap_sheets("P", 2024, JUNE, gaps, {})
    shown = sum(len(day) for one in made.says["sheets"] for _, day in one["days"])
    assert shown == MOST
    assert sum(one["more"] for one in made.says["sheets"]) == 10_000 - MOST
    assert made.says["open"] == 10_000
    assert 15 <= pages(pdf_file(made)) <= 80
