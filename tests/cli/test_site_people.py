"""Whoever runs a shared site makes the first accounts, and lets people in anew, by commands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
OURS = ("OPENMIPS_", "DJANGO_", "DATABASE_URL")
SHARED = {"OPENMIPS_MODE": "shared", "OPENMIPS_HOSTS": "mips.example.org"}
LINK = re.compile(r"https://mips\.example\.org(/\S+)")
PASSWORD = "plum tractor lemon harbor"
BROWSER = """
import json, sys
from openmips.site.running import prepare
prepare(None)
from django.test import Client
client = Client(headers={"host": "mips.example.org"})
said = []
for method, path, told in json.load(sys.stdin):
    answer = getattr(client, method)(path, told, secure=True)
    said.append([answer.status_code, answer.headers.get("Location", "")])
print(json.dumps(said))
"""

SAMPLE = """
from openmips.site.running import prepare
prepare(None)
from openmips.practice.sample import open_sample
from openmips.site.own_machine import owner
print(open_sample(owner()).name)
"""


def run(data: Path, *command: str, given: str = "", **more: str) -> tuple[int, str]:
    """A program of its own over a data folder: how it ends, and all that it says."""
    told = {name: one for name, one in os.environ.items() if not name.startswith(OURS)}
    ended = subprocess.run(
        [sys.executable, *command],
        env=told | {"OPENMIPS_DATA": str(data)} | more,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended.returncode, ended.stdout + ended.stderr


def site(data: Path, *command: str) -> tuple[int, str]:
    """A command of `openmips site` where several people share the guide."""
    return run(data, "-m", "openmips.cli", "site", *command, **SHARED)


def visited(data: Path, *requests: tuple[str, str, dict[str, str]]) -> list[Any]:
    """What one browser is answered, request by request."""
    code, said = run(data, "-c", BROWSER, given=json.dumps(requests), **SHARED)
    assert code == 0, said
    found: list[Any] = json.loads(said.splitlines()[0])
    return found


def link(said: str) -> str:
    """The path of the one link that a command prints."""
    (path,) = LINK.findall(said)
    return str(path)


def test_the_first_person_gets_in_and_is_let_in_anew(tmp_path: Path) -> None:
    """The link sets a password once; the password leads to a second factor; a reset ends it."""
    code, said = site(tmp_path, "user", "ann@example.org", "--name", "Ann")
    assert code == 0
    told = {"password": PASSWORD, "again": PASSWORD}
    sign_in = ("post", "/sign-in/", {"username": "ann@example.org", "password": PASSWORD})
    found = visited(
        tmp_path,
        ("post", link(said), told),
        ("post", link(said), told),
        sign_in,
        ("get", "/practices/", {}),
    )
    assert [status for status, _ in found] == [303, 410, 303, 302]
    assert found[-1][1].startswith("/sign-in/enrol/")
    assert "[account_there]" in site(tmp_path, "user", "Ann@example.org")[1]
    assert "[account_unknown]" in site(tmp_path, "user", "eve@example.org", "--reset")[1]
    code, said = site(tmp_path, "user", "ann@example.org", "--reset", "--without-second-factor")
    assert (code, visited(tmp_path, sign_in)[0][0]) == (0, 422)
    assert visited(tmp_path, ("get", link(said), {})) == [[200, ""]]


def test_records_of_one_machine_get_an_owner_who_signs_in(tmp_path: Path) -> None:
    """What was opened on one's own machine is shared by inviting its first owner."""
    name = run(tmp_path, "-c", SAMPLE)[1].strip()
    code, said = site(tmp_path, "invite", name, "ann@example.org", "--role", "owner")
    assert code == 0
    joining = {"name": "Ann", "password": PASSWORD, "again": PASSWORD}
    assert visited(tmp_path, ("post", link(said), joining)) == [[303, "/sign-in/enrol/"]]
    assert "[member_there]" in site(tmp_path, "invite", name, "ann@example.org")[1]
    assert "There is no practice" in site(tmp_path, "invite", "Elm", "ann@example.org")[1]


def test_nobody_signs_in_on_ones_own_machine(tmp_path: Path) -> None:
    """There the commands say which setting would be needed."""
    for command in (["user", "ann@example.org"], ["invite", "Oak", "ann@example.org"]):
        code, said = run(tmp_path, "-m", "openmips.cli", "site", *command)
        assert code == 2
        assert "OPENMIPS_MODE is own" in said
    assert (
        "goes with --reset" in site(tmp_path, "user", "a@example.org", "--without-second-factor")[1]
    )


def test_a_shared_site_is_ready_for_others(tmp_path: Path) -> None:
    """Django's own check for deployment finds nothing, not even a warning."""
    code, said = run(
        tmp_path, "-m", "openmips.site", "check", "--deploy", "--fail-level", "WARNING", **SHARED
    )
    assert (code, said.strip()) == (0, "System check identified no issues (0 silenced).")


def test_every_table_has_its_migration(tmp_path: Path) -> None:
    """No model was changed without one, the second factors' included."""
    code, said = run(tmp_path, "-m", "openmips.site", "makemigrations", "--check", "--dry-run")
    assert (code, said.strip()) == (0, "No changes detected")
