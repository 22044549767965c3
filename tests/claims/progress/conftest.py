"""The commands as a user calls them, on the week of claims that is among the examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import Ran
from pages import openmips as call


@pytest.fixture
def week(root: Path) -> Path:
    """The example with a year so far, a week of claims, and the same week with codes."""
    return root / "examples" / "week-of-claims"


@pytest.fixture
def claims(root: Path) -> object:
    """Run `openmips claims` with arguments, from the folder of the repository."""

    def run(*arguments: str | Path) -> Ran:
        return call(root, "claims", *map(str, arguments))

    return run
