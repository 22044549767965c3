"""Whoever runs the application can ask whether it lives and whether it can serve."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from practice.databases import Prepared
from pytest_django import Settings

from openmips.site.health import MIGRATIONS_MISSING, MIGRATIONS_UNKNOWN, NO_DATABASE

READY, NOT_READY = 200, 503


def asked(path: str) -> tuple[int, dict[str, str]]:
    """What a probe hears that knows no name of the site and speaks no TLS."""
    answer = Client(headers={"host": "10.0.0.7:8000"}).get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.cookies == {}
    return answer.status_code, answer.json()


def test_it_is_ready_with_all_its_tables(db: None) -> None:
    """The database answers, and its tables are those that the version expects."""
    assert asked("/health") == (READY, {"status": "ready"})


def test_a_probe_needs_no_tls(db: None, settings: Settings) -> None:
    """Where every page is led to TLS, the probe is answered."""
    settings.SECURE_SSL_REDIRECT = True
    assert asked("/health")[0] == READY


def test_without_its_database_it_lives_but_is_not_ready(db: None, tmp_path: Path) -> None:
    """Where nobody answers at the database's address, only the process is well."""
    nobody = Prepared("postgresql://nobody@127.0.0.1:1/none", tmp_path, has_tables=True)
    with nobody.before_django():
        told = asked("/health")
        assert told == (NOT_READY, {"status": "not ready", "because": NO_DATABASE})
        assert asked("/health/live") == (READY, {"status": "live"})


def test_it_is_not_ready_while_a_migration_is_missing(db: None) -> None:
    """A database that an older version made must be brought up to date first."""
    recorded = MigrationRecorder(connection).migration_qs.filter(app="practice")
    recorded.latest("id").delete()
    told = asked("/health")
    assert told == (NOT_READY, {"status": "not ready", "because": MIGRATIONS_MISSING})


def test_it_is_not_ready_before_a_database_of_a_newer_version(db: None) -> None:
    """A version that was taken back does not serve what it does not know."""
    MigrationRecorder(connection).record_applied("practice", "9999_of_a_later_version")
    told = asked("/health")
    assert told == (NOT_READY, {"status": "not ready", "because": MIGRATIONS_UNKNOWN})


@pytest.mark.parametrize("path", ["/health", "/health/live"])
def test_a_probe_only_reads(path: str, db: None) -> None:
    """Nothing can be sent to the addresses of the state."""
    assert Client().post(path).status_code == 405
