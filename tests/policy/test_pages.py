"""The pages of the policy say what the policy says."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from openmips.policy.load import YEARS, policy_for
from openmips.policy.pages import pages


def test_the_pages_are_current(root: Path) -> None:
    """`docs/policy` holds what the objects say now: run `python -m openmips.policy.pages`."""
    written = {file.name: file.read_text("utf-8") for file in (root / "docs" / "policy").iterdir()}
    assert written == dict(pages())


def test_the_pages_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a program, the module writes every page into the folder it is given."""
    folder = tmp_path / "docs" / "policy"
    monkeypatch.setattr(sys, "argv", ["pages", str(folder)])
    monkeypatch.delitem(sys.modules, "openmips.policy.pages")
    runpy.run_module("openmips.policy.pages", run_name="__main__")
    assert {file.name: file.read_text("utf-8") for file in folder.iterdir()} == dict(pages())


def test_years_that_agree_share_a_row() -> None:
    """The years stand side by side; neighbors that say the same stand in one row."""
    page = pages()["payment.md"]
    assert "| 2022-2026 | 9 | regulation |" in page
    assert "| 2025-2026 | none | derived |" in page


def test_memory_is_shown_as_memory() -> None:
    """What is only recalled says so in bold on its page."""
    assert "| **recalled** |" in pages()["weights.md"]


def test_the_overview_has_every_year_and_its_digest() -> None:
    """The overview lists each year with the digest that scores carry."""
    overview = pages()["README.md"]
    assert all(policy_for(year).digest in overview for year in YEARS)
