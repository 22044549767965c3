"""People and practices that the tests of records start from."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from practice.databases import Cluster, NoServer, Prepared, postgresql
from practice.sites import Sites
from pytest_django import DjangoDbBlocker

from openmips.practice.access import Actor
from openmips.practice.actions.practices import open_practice, open_year
from openmips.practice.models import PracticeYear, User
from openmips.site.logs import JsonLines

NOON = datetime(2024, 11, 22, 17, tzinfo=UTC)
IDENTIFIERS = re.compile(r"\b1000000\d{3}\b|\b00\d-?\d{6,7}\b|\b1Z00|Rosgard|Ann Field|Ben Ortega")
"""The NPIs, TINs, Medicare numbers and names that these tests invent."""

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of the tests' own; without a server they say so and are skipped."""
    with ExitStack() as until_done:
        try:
            url = until_done.enter_context(postgresql())
        except NoServer as missing:
            pytest.skip(str(missing))
        yield Cluster(url)


@pytest.fixture(scope="session")
def on_postgresql(
    cluster: Cluster,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Prepared]:
    """A database with all tables."""
    with django_db_blocker.unblock():
        prepared = Prepared(cluster.new_database(), tmp_path_factory.mktemp("data"))
        yield prepared
        prepared.close()


@pytest.fixture(scope="session")
def site_maker(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """Makes sites with a data folder and a database of their own."""
    return Sites(tmp_path_factory.mktemp("template"))


@pytest.fixture(autouse=True, params=[SQLITE, POSTGRESQL])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database that a test runs on: every test of records runs on both.

    The mark `django_db` would begin its transaction before this fixture, on the other database,
    and leave the rows of the test behind; the fixture `db` comes after it.
    """
    assert request.node.get_closest_marker("django_db") is None, "ask for the fixture db instead"
    if request.param == SQLITE:
        yield SQLITE
        return
    prepared: Prepared = request.getfixturevalue("on_postgresql")
    with prepared.before_django():
        yield POSTGRESQL


@pytest.fixture(scope="session", autouse=True)
def everything_logged() -> Iterator[None]:
    """Whatever the tests of records log, at every level, holds no identifier when they end."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root, own = logging.getLogger(), logging.getLogger("openmips")
    before = root.level, own.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    own.setLevel(logging.DEBUG)
    yield
    root.removeHandler(handler)
    root.setLevel(before[0])
    own.setLevel(before[1])
    said = [line for line in written.getvalue().splitlines() if IDENTIFIERS.search(line)]
    assert said == []


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
