"""A site that several people share, with Ann who owns a practice."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings
from web.sharing import NOW, person, share, signed_in

from openmips.practice.access import Actor
from openmips.practice.actions.practices import open_practice, open_year
from openmips.practice.models import Practice, User


@pytest.fixture(autouse=True)
def shared(settings: Settings, db: None) -> None:
    """Several people share the application."""
    share(settings)


@pytest.fixture
def ann(db: None) -> User:
    """An owner, with a password and an app."""
    return person("ann@example.org")


@pytest.fixture
def oak_street(ann: User) -> Practice:
    """Ann's practice, with a year."""
    practice = open_practice(Actor(ann, NOW), "Oak Street Family Medicine", "001234567")
    open_year(Actor(ann, NOW), practice.id, 2024)
    return practice


@pytest.fixture
def anns(ann: User) -> Client:
    """Ann's browser, signed in."""
    return signed_in(ann)
