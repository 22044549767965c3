"""A backup at night takes nothing from those who are still at work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
OURS = ("OPENMIPS_", "DJANGO_", "DATABASE_URL")

BEGUN = """
from datetime import date
from django.utils import timezone
from openmips.site.running import prepare
prepare(None)
from openmips.practice.access import Actor
from openmips.practice.actions.imports import look, receive
from openmips.practice.imports.waiting import WaitingRoom
from openmips.practice.sample import open_sample
from openmips.site.own_machine import owner
who = Actor(owner(), timezone.now())
practice = open_sample(who.user)
roster = b"npi,tin,clinician_type\\n1000000004,000123456,physician\\n"
waiting = receive(who, practice.id, 2024, "roster.csv", [roster])
look(who, practice.id, 2024, waiting.token, date(2024, 11, 18))
half = WaitingRoom(practice.years.get(performance_year=2024)).folder / "half" / "content.part"
half.parent.mkdir()
half.write_bytes(b"npi")
print(practice.id, waiting.token, half)
"""

SEEN = """
import sys
from django.utils import timezone
from openmips.site.running import prepare
prepare(None, starting=False)
from openmips.practice.access import Actor
from openmips.practice.actions.imports import preview
from openmips.site.own_machine import owner
print(preview(Actor(owner(), timezone.now()), sys.argv[1], 2024, sys.argv[2]).waiting.name)
"""


def run(data: Path, *command: str) -> str:
    """What a program of its own over a data folder says; it must end well."""
    told = {name: one for name, one in os.environ.items() if not name.startswith(OURS)}
    ended = subprocess.run(
        [sys.executable, *command],
        env=told | {"OPENMIPS_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_a_backup_leaves_alone_what_waits_and_what_is_on_its_way_in(tmp_path: Path) -> None:
    """An import that waits is there afterwards, and so is a file that is half taken.

    The guide's own start removes the half, which nobody holds any more, and keeps what waits.
    """
    data = tmp_path / "data"
    practice, token, half = run(data, "-c", BEGUN).split()
    run(data, "-m", "openmips.cli", "site", "backup", str(tmp_path / "all.backup"))
    assert Path(half).exists()
    assert run(data, "-c", SEEN, practice, token) == "roster.csv"
    run(data, "-c", "from openmips.site.running import prepare; prepare(None)")
    assert not Path(half).exists()
    assert run(data, "-c", SEEN, practice, token) == "roster.csv"
