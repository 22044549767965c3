"""What every test may rely on: where the repository lies, and laws that are tried the same way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from hypothesis import settings

import openmips

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("OPENMIPS_SHARED") or ROOT.parent / "shared")

# The same cases on every run and every machine, however slow it is.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Load every module before the first test, where processes share the tests among them.

    Hypothesis also draws from the constants of whatever modules are loaded: what a test tries
    must not depend on which tests ran before it in the same process.
    """
    if hasattr(session.config, "workerinput"):
        for module in walk_packages(openmips.__path__, "openmips."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Conformance tests skip themselves where there is no reference material."""
    if SHARED.is_dir():
        return
    reason = f"there is no reference material at {SHARED}"
    for item in items:
        if "conformance" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the reference material, for conformance tests only."""
    return SHARED


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Real transactions. The append-only tables let themselves be emptied only afterwards."""
    from django.db import connection

    triggers = import_module("openmips.practice.migrations.0002_append_only")

    def editor() -> SimpleNamespace:
        return SimpleNamespace(connection=connection, execute=connection.cursor().execute)

    with suppress(DatabaseError):
        triggers.install(None, editor())
    yield
    triggers.remove(None, editor())
