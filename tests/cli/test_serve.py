"""The guide is served to several people by a command that a proxy stands before."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from cli.conftest import Call

from openmips.site.running import free_port
from openmips.web import assets

pytestmark = pytest.mark.slow
OURS = ("OPENMIPS_", "DJANGO_", "DATABASE_URL")
THROUGH_TLS = {"Host": "mips.example.org", "X-Forwarded-Proto": "https"}
SHARED = {"OPENMIPS_MODE": "shared", "OPENMIPS_HOSTS": "mips.example.org"}


def surrounded(data: Path, **more: str) -> dict[str, str]:
    """The environment of a process whose records lie in a folder."""
    told = {name: one for name, one in os.environ.items() if not name.startswith(OURS)}
    return told | {"OPENMIPS_DATA": str(data)} | more


def refused(data: Path, *command: str, **more: str) -> str:
    """What `openmips` says when it ends with a fault; no traceback."""
    ended = subprocess.run(
        [sys.executable, "-m", "openmips.cli", *command],
        env=surrounded(data, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode in (1, 2)
    assert "Traceback" not in ended.stderr
    return " ".join(ended.stderr.split())


@contextmanager
def served(data: Path, **more: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The site, at a port, once it listens."""
    port = free_port(0)
    process = subprocess.Popen(
        [sys.executable, "-m", "openmips.cli", "site", "serve", "--port", str(port)],
        env=surrounded(data, **SHARED, **more),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert re.search(f":{port}/", process.stdout.readline())
        yield port, process
    finally:
        process.kill()
        process.communicate()


def asked(port: int, path: str, headers: dict[str, str]) -> tuple[int, str]:
    """The status of an answer, and where it leads."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", "")


def test_the_site_answers_through_its_proxy_and_ends_when_asked(tmp_path: Path) -> None:
    """What came by TLS is answered, what did not is led there; probes need neither."""
    with served(tmp_path) as (port, process):
        assert asked(port, "/", THROUGH_TLS) == (200, "")
        plain = {"Host": "mips.example.org"}
        assert asked(port, "/", plain) == (301, "https://mips.example.org/")
        assert asked(port, "/", {**THROUGH_TLS, "Host": "elsewhere.example"}) == (400, "")
        assert asked(port, "/health", {}) == (200, "")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_one_machine_alone_is_not_served_to_others(tmp_path: Path) -> None:
    """Without accounts nothing is served but to the machine itself."""
    assert "OPENMIPS_MODE is own" in refused(tmp_path, "site", "serve")


@pytest.mark.parametrize("command", [["guide"], ["site", "backup", "new.backup"]])
def test_a_database_that_does_not_answer_is_named(command: list[str], tmp_path: Path) -> None:
    """Whoever starts the guide is told which setting to check, and no password is shown."""
    url = "postgresql://ann:secret@127.0.0.1:1/none"
    said = refused(tmp_path, *command, DATABASE_URL=url)
    assert "check the address, the name and the password in DATABASE_URL" in said
    assert "[database_silent]" in said
    assert "secret" not in said


def test_without_its_look_the_guide_says_what_is_missing(
    openmips: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation from source without npm has no style sheets: the guide does not start."""
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "none")
    ended = openmips("guide", "--data", tmp_path)
    assert ended.code == 1
    assert "[looks_missing]" in ended.err
    assert list(tmp_path.iterdir()) == []
