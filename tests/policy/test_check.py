"""What is wrong, what a year lacks, and what somebody should read again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from openmips.policy.check import missing, only_recalled, problems
from openmips.policy.load import FOLDER, YEARS, policy_for
from openmips.policy.walk import provisions_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the policy files that may be broken."""
    copy = tmp_path / "policy"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def edit(file: Path, old: str, new: str) -> None:
    """Replace what stands once, or first, in a file."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_files_that_ship_are_in_order() -> None:
    """No year and no topic has a problem."""
    assert problems(FOLDER, YEARS) == []


def test_every_topic_and_year_is_checked(folder: Path) -> None:
    """Two broken topics are two problems; the same problem of several years is named once."""
    edit(folder / "final.yaml", "unit: points", "unit: goals")
    edit(folder / "quality.yaml", "value: 70", "value: x")
    found = problems(folder, YEARS)
    assert [problem.partition(": ")[0] for problem in found] == [
        "final.yaml, maximum",
        "quality.yaml, data_completeness, 2023",
    ]


def test_a_file_of_no_topic_is_a_problem(folder: Path) -> None:
    """A file that nobody reads is a mistake in its name."""
    (folder / "qualty.yaml").write_text("", "utf-8")
    (problem,) = problems(folder, YEARS)
    assert problem.startswith("qualty.yaml: found a file of no topic; expected only programme.yaml")


def test_broken_sources_are_the_first_problem(folder: Path) -> None:
    """Without sources nothing else can be judged."""
    edit(folder / "sources.yaml", "kind: statute", "kind: rumor")
    (problem,) = problems(folder, YEARS)
    assert "found 'rumor'" in problem


def test_a_year_to_come_lacks_every_provision() -> None:
    """The list for a new year is all that the newest year has."""
    newest = [entry.name for entry in provisions_of(policy_for(YEARS[-1]))]
    assert missing(FOLDER, YEARS[-1] + 1) == newest


def test_a_year_that_is_there_lacks_nothing() -> None:
    """Nothing is missing from the newest year, though measures have left since."""
    assert missing(FOLDER, YEARS[-1]) == []
    assert missing(FOLDER, 2024) == []


def test_the_list_grows_shorter_as_rows_are_written(folder: Path) -> None:
    """A row that is there is not asked for, nor a member whose years leave the new one out."""
    before = missing(folder, 2027)
    row = (
        "2027: {value: 20, cite: measures-data, place: x, attested: cms_data, checked: 2027-11-01}"
    )
    edit(folder / "quality.yaml", "  case_minimum:\n", f"  case_minimum:\n    {row}\n")
    edit(
        folder / "cost.yaml",
        "years: [2023, 2024, 2025, 2026]",
        "years: [2023, 2024, 2025, 2026, 2027]",
    )
    after = missing(folder, 2027)
    gone = [name for name in before if name not in after]
    assert "quality.case_minimum" in gone
    assert "cost.case_minimums.COST_RIH_1" in gone
    assert "cost.case_minimums.TPCC_1" in after
    assert [name for name in after if name not in before] == []


def test_what_is_only_recalled_is_listed() -> None:
    """The provisions that rest on memory are known, and no others are among them."""
    names = [entry.name for entry in only_recalled(policy_for(2024))]
    assert "weights.rows.pi_standard" in names
    assert "quality.case_minimum" not in names
