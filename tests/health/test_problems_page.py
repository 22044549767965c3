"""The page of problems says what the catalogue says."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

from openmips.answers.problem_pages import kind_modules, page
from openmips.answers.problems import CATALOGUE as QUESTIONS
from openmips.problems import CATALOGUE

ROW = re.compile(r"^\| `([a-z0-9_]+)` \| (error|warning) \| (.*?) \| .* \|$", re.MULTILINE)


def test_the_page_is_current(root: Path) -> None:
    """`make docs` would write docs/problems.md as it stands."""
    assert (root / "docs" / "problems.md").read_text("utf-8") == page()


def test_every_code_stands_once(root: Path) -> None:
    """Every kind of the catalogue, and of single questions, has one row."""
    codes = [code for code, _, _ in ROW.findall(page())]
    assert sorted(codes) == sorted([*CATALOGUE.kinds, *QUESTIONS.kinds])


def test_every_row_says_what_to_do() -> None:
    """No remedy is empty."""
    assert all(remedy for _, _, remedy in ROW.findall(page()))


def test_every_kind_module_is_imported_by_the_package() -> None:
    """Whoever imports the catalogue has all its kinds."""
    import openmips.problems

    imported = vars(openmips.problems)
    names = [module.__name__.rpartition(".")[2] for module in kind_modules()]
    assert [name for name in names if name not in imported] == []


def test_the_page_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a program, the module writes the page to the file it is given."""
    target = tmp_path / "problems.md"
    monkeypatch.setattr(sys, "argv", ["problem_pages", str(target)])
    monkeypatch.delitem(sys.modules, "openmips.answers.problem_pages")
    runpy.run_module("openmips.answers.problem_pages", run_name="__main__")
    assert target.read_text("utf-8") == page()
