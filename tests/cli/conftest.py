"""How tests call the command: as a user does, with what it printed and how it ended."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from openmips.cli.main import run


@dataclass(frozen=True)
class Ended:
    """One command's output and exit code."""

    code: int
    out: str
    err: str


Call = Callable[..., Ended]


@pytest.fixture
def openmips(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run `openmips` with arguments and, perhaps, bytes on its standard input."""

    def call(*arguments: str | Path, given: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        code = run([str(each) for each in arguments])
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return call


@pytest.fixture
def oak_street(root: Path) -> list[Path | str]:
    """The sample practice as arguments: its submission and its profile."""
    folder = root / "examples" / "oak-street"
    return [folder / "submission.json", "--profile", folder / "profile.json"]
