"""A small practice, and the year most tests speak of."""

from __future__ import annotations

import pytest

from openmips.catalog.load import Catalog, catalog_for
from openmips.people import Practice, SpecialStatus
from openmips.policy.load import policy_for
from openmips.policy.topics import Policy


@pytest.fixture
def small() -> Practice:
    """A practice of four."""
    return Practice(clinician_count=4, special_statuses=frozenset({SpecialStatus.SMALL_PRACTICE}))


@pytest.fixture
def catalog() -> Catalog:
    """The catalog of 2024."""
    return catalog_for(2024)


@pytest.fixture
def policy() -> Policy:
    """The policy of 2024."""
    return policy_for(2024)
