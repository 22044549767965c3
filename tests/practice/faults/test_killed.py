"""Killed at any moment, a process leaves all of a deed or nothing, and it can be done again."""

from __future__ import annotations

from pathlib import Path

import pytest
from practice.faults.conftest import KILLED, Office

from openmips.practice.actions.scores import replay
from openmips.practice.imports.waiting import WaitingRoom

IN_IMPORT = ["half", "spooled", "reading", "read", "file kept", "said", "before commit"]


def killed_while_importing(office: Office, point: str) -> None:
    """Import the claims up to a point."""
    if point in ("half", "spooled"):
        assert office.run("hand_in", "" if point == "half" else point, point) == KILLED
    elif point in ("reading", "read"):
        assert office.run("look", point, office.do("hand_in")) == KILLED
    else:
        assert office.run("confirm", point, office.read()) == KILLED


@pytest.mark.parametrize("point", IN_IMPORT)
def test_an_import_that_is_killed_leaves_nothing(office: Office, point: str) -> None:
    """No record, no file and no leftover; and the same claims are imported afterwards."""
    before = office.saved()
    killed_while_importing(office, point)
    vault = office.started_again()
    assert office.saved() == before
    assert office.leftovers() == []
    with office.opened() as year:
        waiting = WaitingRoom(year, vault).folder
        assert all((one / "about").is_file() for one in waiting.glob("[!.]*"))
    digest = office.do("confirm", office.read())
    after = office.saved()
    assert after["files"] == after["kept"] == [digest]
    assert [deed for deed, _ in after["audit"]].count("file imported") == 1
    assert ("result", "group/claims/047") in [(topic, key) for topic, key, _ in after["said"]]


def test_an_import_that_is_killed_once_it_is_saved_is_whole(office: Office) -> None:
    """Its records and its file are there; confirmed once more it counts once."""
    token = office.read()
    assert office.run("confirm", "after commit", token) == KILLED
    office.started_again()
    after = office.saved()
    assert after["files"] == after["kept"] != []
    assert office.do("confirm", token) == after["files"][0]
    assert office.saved() == after
    assert office.leftovers() == []


@pytest.mark.parametrize("point", ["scored", "before commit"])
def test_a_score_that_is_killed_is_not_kept(office: Office, point: str) -> None:
    """There is no half of a score; kept again it replays to the same number."""
    before = office.saved()
    assert office.run("score", point) == KILLED
    office.started_again()
    assert office.saved() == before
    low = office.do("score")
    with office.opened() as year:
        (kept,) = year.snapshots.all()
        assert kept.answer["finalScore"]["low"] == low
        assert replay(kept).same


def test_a_submission_that_is_killed_is_not_made(office: Office) -> None:
    """There is no file without its receipt; made again it is the file that it would have been."""
    before = office.saved()
    assert office.run("submit", "before commit", "group") == KILLED
    office.started_again()
    assert office.saved() == before
    digest = office.do("submit", "group")
    ((kept, document),) = office.saved()["submissions"]
    assert kept == digest
    assert document.startswith("{")


@pytest.mark.parametrize("point", ["archived", "before it is whole"])
def test_a_backup_that_is_killed_is_no_backup(office: Office, tmp_path: Path, point: str) -> None:
    """Nothing lies under its name, the records stay, and another backup takes its place."""
    target = tmp_path / "all.backup"
    before = office.saved()
    assert office.run("back_up", point, str(target)) == KILLED
    assert not target.exists()
    assert office.saved() == before
    assert office.do("back_up", str(target)) == "0"
    assert target.is_file()
