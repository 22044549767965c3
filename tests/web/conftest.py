"""The sample practice and its owner before Django's client."""

from __future__ import annotations

import pytest

from openmips.practice.models import PracticeYear
from openmips.practice.sample import open_sample
from openmips.site.own_machine import owner


@pytest.fixture
def sample(db: None) -> PracticeYear:
    """The sample practice's year 2024; every request of the client is its owner's."""
    return open_sample(owner()).years.get(performance_year=2024)
