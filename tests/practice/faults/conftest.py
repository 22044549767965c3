"""A practice in a data folder of its own, and processes that work on it and come to harm."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from practice.faults.worker import AT, DEEDS
from practice.sites import OwnSite, Sites
from pytest_django import DjangoDbBlocker

from openmips.practice.access import Actor
from openmips.practice.actions.practices import open_practice, open_year
from openmips.practice.actions.statements import state
from openmips.practice.models import AuditEntry, PracticeYear, Topic
from openmips.practice.upkeep import tidy_up
from openmips.practice.vault.vault import Vault, the_vault
from openmips.site.own_machine import owner

WORKER = Path(__file__).with_name("worker.py")
SOURCE = Path(__file__).resolve().parents[3] / "src"
FACTS = {"practice.clinicianCount": 4, "partBPaid": "300000.00"}
DONE = {"value": True, "start": "2024-01-01", "end": "2024-12-31"}
KILLED = -signal.SIGKILL
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass
class Office:
    """A practice with its data folder and database, as other processes see it."""

    site: OwnSite
    environment: dict[str, str]

    def surroundings(self) -> dict[str, str]:
        """The environment of another process. What may be killed is not traced: its notes break."""
        own = {name: one for name, one in os.environ.items() if not name.startswith("COVERAGE_")}
        return {**own, **self.environment}

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.site.vault.keeping.data

    def run(self, deed: str, point: str = "", argument: str = "") -> Any:
        """Do a deed in a process of its own; what it answered, or KILLED."""
        done = subprocess.run(
            [sys.executable, str(WORKER), deed, point, argument],
            env=self.surroundings(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == KILLED:
            return KILLED
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def opened(self) -> Iterator[PracticeYear]:
        """The year as it stands, read in this process."""
        with self.site.before_django():
            yield PracticeYear.objects.select_related("practice").get()

    def started_again(self) -> Vault:
        """Put right what a start puts right."""
        with self.site.before_django() as vault:
            tidy_up(vault)
        return self.site.vault

    def do(self, deed: str, argument: str = "") -> str:
        """Do a deed in this process, where no harm comes to it."""
        with self.site.before_django():
            return DEEDS[deed](argument)

    def read(self) -> str:
        """Hand claims in and have them read; the token under which they wait."""
        token = self.do("hand_in")
        assert self.do("look", token) == "read"
        return token

    def saved(self) -> dict[str, Any]:
        """All that is saved of the year, and the files that are kept."""
        with self.opened() as year:
            return {
                "version": year.version,
                "said": list(year.statements.values_list("topic", "key", "value")),
                "files": sorted(year.files.values_list("digest", flat=True)),
                "scores": [one.answer for one in year.snapshots.all()],
                "submissions": list(year.submissions.values_list("digest", "document")),
                "audit": list(AuditEntry.objects.values_list("deed", "detail")),
                "kept": list(self.site.vault.digests(year.practice_id)),
            }

    def leftovers(self) -> list[str]:
        """Files and folders of work that was never finished."""
        found = [one for one in self.data.rglob("*.part") if one.is_file()]
        found += (self.data / "tmp").glob("[!.]*")
        return sorted(str(one.relative_to(self.data)) for one in found)


@pytest.fixture(autouse=True, params=[SQLITE, POSTGRESQL])
def database(request: pytest.FixtureRequest) -> str:
    """The database that comes to harm: each fault is tried on both."""
    return str(request.param)


@pytest.fixture
def office(
    request: pytest.FixtureRequest,
    database: str,
    site_maker: Sites,
    tmp_path: Path,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    """Oak Street, owned by the one user of the machine, with facts and an activity."""
    cluster = request.getfixturevalue("cluster") if database == POSTGRESQL else None
    with django_db_blocker.unblock():
        site = site_maker.make(tmp_path / "data", cluster, None)
        environment = {
            "PYTHONPATH": str(SOURCE),
            "DJANGO_SETTINGS_MODULE": "openmips.site.settings",
            "OPENMIPS_DATA": str(site.vault.keeping.data),
            "DATABASE_URL": site.prepared.url,
        }
        with site.before_django():
            who = Actor(owner(), AT)
            practice = open_practice(who, "Oak Street Family Medicine", "001234567")
            open_year(who, practice.id, 2024)
            state(who, practice.id, 2024, Topic.FACT, FACTS)
            state(who, practice.id, 2024, Topic.ATTESTATION, {"group/ia/IA_EPA_1": DONE})
        monkeypatch.setattr(settings, "OPENMIPS_DATA", site.vault.keeping.data)
        the_vault.cache_clear()
        yield Office(site, environment)
        the_vault.cache_clear()
        site_maker.close()
