"""Paths of the year's pages, and facts of clinicians worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from openmips.practice import sample as samples
from openmips.practice.models import PracticeYear
from openmips.site.own_machine import owner

ABOVE = {"charges": "150000", "patients": "300", "services": "400"}
"""Totals above all three thresholds (90,000 dollars, 200 patients, 200 services)."""

MIXED = {"charges": "50000", "patients": "300", "services": "400"}
"""Below in charges, above in patients and services."""


def in_both_segments(prefix: str, totals: dict[str, str]) -> dict[str, str]:
    """Totals as the columns of a roster, the same in both segments."""
    return {
        f"{prefix}_{name}_{segment}": value for name, value in totals.items() for segment in (1, 2)
    }


@pytest.fixture
def sample(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PracticeYear:
    """The year 2024 of a practice like the sample, of whose clinicians no totals are said yet."""
    told = json.loads(samples.SAMPLE.read_text("utf-8"))
    for said in told["years"].values():
        del said["clinician"]
    untold = tmp_path / "untold.json"
    untold.write_text(json.dumps(told), "utf-8")
    monkeypatch.setattr(samples, "SAMPLE", untold)
    return samples.open_sample(owner()).years.get(performance_year=2024)


@pytest.fixture
def address(sample: PracticeYear) -> Callable[..., str]:
    """The path of a page of the sample's year by the page's name."""

    def path(name: str, *more: object) -> str:
        return reverse(name, args=(sample.practice_id, sample.performance_year, *more))

    return path
