"""The walkthroughs are true: their commands print what the pages show, on any day."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import Example, examples, run_example, shows

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "docs" / "walkthroughs").glob("[!R]*.md")), ROOT / "docs" / "tour.md"]
IN_ORDER = {"second-year"}
"""Pages whose commands write files that the next ones read."""
SHOWN = [
    pytest.param(example, id=f"{page.stem}-{number}")
    for page in PAGES
    if page.stem not in IN_ORDER
    for number, example in enumerate(examples(page), 1)
]
DATED = {"deadlines", "eligibility", "find-mvp", "improve", "options", "plan"}
"""The commands whose answer depends on the day; `score` only echoes it."""
FOLDERS = sorted({page.stem for page in PAGES if page.parent.name == "walkthroughs"})


@pytest.mark.parametrize("example", SHOWN)
def test_a_command_prints_what_its_page_shows(root: Path, example: Example) -> None:
    """A page's command ends well or with problems found, and prints what stands below it."""
    assert_shown(root, example)


@pytest.mark.parametrize("name", sorted(IN_ORDER))
def test_commands_that_build_on_each_other_do_so(root: Path, tmp_path: Path, name: str) -> None:
    """From a folder with nothing but the examples, every command in turn prints what is shown."""
    (tmp_path / "examples").symlink_to(root / "examples", target_is_directory=True)
    for example in examples(root / "docs" / "walkthroughs" / f"{name}.md"):
        assert_shown(tmp_path, example)


def assert_shown(root: Path, example: Example) -> None:
    """The command, run from that folder, prints what the page shows."""
    ran = run_example(root, example)
    assert ran.code in (0, 1), f"{example.command}\n{ran.errors}"
    assert ran.errors == "", example.command
    same = shows(example.output, ran.output)
    assert same, f"{example.command}\nshown:\n{example.output}\nprinted:\n{ran.output}"


@pytest.mark.parametrize("example", SHOWN)
def test_what_a_page_shows_does_not_hang_on_the_day(example: Example) -> None:
    """Where the day matters, the page's command says which."""
    assert example.output.strip(), f"nothing is shown for: {example.command}"
    if example.command.split()[1] in DATED:
        assert "--as-of" in example.command


def test_every_example_of_a_walkthrough_is_used(root: Path) -> None:
    """Every file beside a walkthrough's practice is named in one of its commands."""
    for folder in FOLDERS:
        page = (root / "docs" / "walkthroughs" / f"{folder}.md").read_text("utf-8")
        files = (root / "examples" / folder).glob("*.[cj]s*")
        assert [file.name for file in files if f"{folder}/{file.name}" not in page] == []


def test_invented_practices_use_invented_identifiers(root: Path) -> None:
    """A TIN begins with 000 and an NPI with 100000, so nobody's number is used."""
    for folder in FOLDERS:
        for roster in (root / "examples" / folder).glob("*.csv"):
            for line in roster.read_text("utf-8").splitlines()[1:]:
                npi, tin = line.split(",")[:2]
                assert (npi[:6], tin[:3]) == ("100000", "000")
