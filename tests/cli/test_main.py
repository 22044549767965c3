"""The command as a whole: help, versions, how it ends, what it never shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
import pytest
from cli.conftest import Call

from openmips.cli import main
from openmips.cli.main import run

COMMANDS = [
    "points", "score", "adjust", "improve", "measures", "activities", "mvps", "benchmarks",
    "catalog", "policy", "about", "completion",
]  # fmt: skip


def test_help_names_every_command(openmips: Call) -> None:
    """Each command stands in the help with one line."""
    ended = openmips("--help")
    assert ended.code == 0
    assert all(f"\n  {name} " in ended.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(openmips: Call, name: str) -> None:
    """A command explains itself, in short with -h too."""
    assert openmips(name, "--help").code == openmips(name, "-h").code == 0


def test_help_loads_no_command() -> None:
    """The list of commands is shown without loading what they need."""
    program = (
        "import sys; from openmips.cli.main import run; run(['--help']);"
        "print('loaded', *sorted({'msgspec', 'yaml', 'rich'} & sys.modules.keys()))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "loaded"


def test_the_version_is_told(openmips: Call) -> None:
    """--version is one line."""
    ended = openmips("--version")
    assert ended.out.startswith("openmips ")
    assert ended.code == 0


@pytest.mark.parametrize("arguments", [
    ["nonsense"],
    ["score"],
    ["score", "no-such-file.json"],
    ["score", "--as-of", "yesterday"],
    ["score", "-", "--profile", "-"],
    ["adjust", "--year", "2024"],
    ["points", "--year", "2024"],
    ["points", "--no-why", "--year", "2024"],
    ["points", "--batch", "-", "--year", "2024"],
    ["improve"],
    ["improve", "-", "--top", "0"],
    ["completion", "dos"],
])  # fmt: skip
def test_misuse_ends_with_2(openmips: Call, arguments: list[str]) -> None:
    """A command that was called the wrong way says so on standard error and prints nothing."""
    ended = openmips(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert "Error:" in ended.err


def test_an_unexpected_error_shows_no_traceback(
    openmips: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks, a user sees its kind and nothing of the data; debugging shows all."""

    def broken(*arguments: Any, **options: Any) -> NoReturn:
        raise RuntimeError("000123456")

    monkeypatch.setattr(main.openmips, "main", broken)
    ended = openmips("about")
    assert ended.code == 1
    assert "RuntimeError" in ended.err
    assert "000123456" not in ended.err + ended.out
    monkeypatch.setenv("OPENMIPS_DEBUG", "1")
    assert "Traceback" in openmips("about").err


@pytest.mark.parametrize("stop", [click.Abort, KeyboardInterrupt])
def test_a_stopped_command_ends_with_130(
    openmips: Call, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    """Control-C ends the command with one word."""

    def stopped(*arguments: Any, **options: Any) -> NoReturn:
        raise stop

    monkeypatch.setattr(main.openmips, "main", stopped)
    ended = openmips("about")
    assert (ended.code, ended.err) == (130, "Stopped.\n")


def test_a_reader_that_leaves_is_no_error(root: Path) -> None:
    """`openmips points --batch - | head -1` ends quietly."""
    line = {"performanceYear": 2024, "measureId": "236", "collectionType": "claims", "rate": "50"}
    command = f"{sys.executable} -m openmips.cli points --batch - | head -1"
    ended = subprocess.run(
        command,
        shell=True,
        input=(json.dumps(line) + "\n") * 5000,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(root / "src")},
    )
    assert ended.stdout.startswith('{"measureId":"236"')
    assert ended.stderr == ""


def test_main_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry point hands the exit code to the system."""
    monkeypatch.setattr(sys, "argv", ["openmips", "nonsense"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 2
    assert run(["--version"]) == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete(openmips: Call, shell: str) -> None:
    """The script of each shell asks openmips itself."""
    ended = openmips("completion", shell)
    assert ended.code == 0
    assert "_OPENMIPS_COMPLETE" in ended.out


def test_about_tells_what_is_covered(openmips: Call) -> None:
    """Every year has its digests; 2022 has no catalog."""
    document = json.loads(openmips("about", "--json").out)
    years = {year["performanceYear"]: year for year in document["years"]}
    assert sorted(years) == [2022, 2023, 2024, 2025, 2026]
    assert years[2022]["catalogDigest"] is None
    assert years[2024]["catalogDigest"].startswith("sha256:")
    text = openmips("about").out
    assert "2024: scores, points, payment" in text
    assert "The law prevails" in text
