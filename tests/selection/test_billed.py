"""Which measures a practice's codes bring up."""

from __future__ import annotations

import pytest

from openmips.catalog.load import catalog_for
from openmips.selection.billed import billed_measures, is_diagnosis


@pytest.mark.parametrize(
    ("code", "diagnosis"),
    [
        ("E119", True),
        ("M05.79", True),
        ("I10", True),
        ("G0438", False),
        ("G4700", False),
        ("M0579", False),
        ("99213", False),
        ("4004F", False),
        ("E", False),
    ],
)
def test_diagnoses_are_told_by_their_form(code: str, diagnosis: bool) -> None:
    """A letter and a digit begin a diagnosis, unless the whole is an HCPCS code."""
    assert is_diagnosis(code) is diagnosis


def test_a_dot_marks_a_diagnosis() -> None:
    """M05.79 has a dot, so that it is no HCPCS code."""
    with_dot = billed_measures(["M05.79", "99213"], catalog_for(2024)).measures
    assert "134" in with_dot
    assert "001" not in with_dot


def test_before_its_code_sets_a_year_uses_the_last_ones() -> None:
    """2026 is answered with the code sets of 2025, and says so."""
    found = billed_measures(["99213"], catalog_for(2026))
    assert found.year == 2025
    assert "236" in found.measures


def test_no_code_brings_up_nothing() -> None:
    """Blank codes are no codes: they bring up no measure."""
    assert billed_measures([" "], catalog_for(2024)).measures == {}
