"""People and practices that the tests of records start from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from openmips.practice.access import Actor
from openmips.practice.actions.practices import open_practice, open_year
from openmips.practice.models import PracticeYear, User

NOON = datetime(2024, 11, 22, 17, tzinfo=UTC)


@pytest.fixture
def somebody(db: None) -> Callable[[str], Actor]:
    """Makes actors by name, all acting at the same moment."""

    def make(name: str) -> Actor:
        found = User.objects.filter(email=f"{name}@example.org").first()
        return Actor(found or User.objects.create_user(f"{name}@example.org", name=name), NOON)

    return make


@pytest.fixture
def owner(somebody: Callable[[str], Actor]) -> Actor:
    """The owner of Oak Street."""
    return somebody("ann")


@pytest.fixture
def oak_street(owner: Actor) -> PracticeYear:
    """The year 2024 of an invented practice."""
    practice = open_practice(owner, "Oak Street Family Medicine", "001234567")
    return open_year(owner, practice.id, 2024)
