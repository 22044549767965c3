"""Every test begins without answers that were kept for another test's year."""

from __future__ import annotations

import pytest

from openmips.practice import claims_held, standing


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Tests number their years alike, and what is kept goes by that number."""
    standing._standing.cache_clear()
    standing._plans.cache_clear()
    standing._READY.clear()
    claims_held._progress.cache_clear()
    claims_held._gaps.cache_clear()
