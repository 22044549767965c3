"""Where there is no room, a deed says so and leaves all as it was; with room it can be done."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from practice.faults.conftest import SQLITE, Office

NO_ROOM = {"problems": ["no_room"]}

REFUSING = """
CREATE FUNCTION out_of_room() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file "base/16384/2619": No space left on device'
        USING ERRCODE = 'disk_full';
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER out_of_room BEFORE INSERT ON practice_auditentry
    FOR EACH ROW EXECUTE FUNCTION out_of_room();
"""
ROOM_AGAIN = "DROP TRIGGER out_of_room ON practice_auditentry; DROP FUNCTION out_of_room();"


@contextmanager
def database_full(office: Office, database: str) -> Iterator[None]:
    """The database cannot grow, on this process's connection as on any other.

    The log that SQLite writes first gets no larger than it is. PostgreSQL refuses the last row
    of every deed as it does where its disk is full.
    """
    with office.site.before_django():
        if database == SQLITE:
            soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            log = next(office.data.glob("*.sqlite3-wal"))
            resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
            yield
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            return
        with connection.cursor() as cursor:
            cursor.execute(REFUSING)
        yield
        with connection.cursor() as cursor:
            cursor.execute(ROOM_AGAIN)


def test_claims_that_find_no_room_are_not_taken(office: Office) -> None:
    """Neither handed in nor read: nothing of them stays, and later they are."""
    before = office.saved()
    assert office.run("hand_in", "full") == NO_ROOM
    token = office.do("hand_in")
    assert office.run("look", "full", token) == NO_ROOM
    office.started_again()
    assert office.saved() == before
    assert office.leftovers() == []
    assert office.do("look", token) == "read"


@pytest.mark.parametrize("deed", ["confirm", "score", "submit"])
def test_a_deed_that_finds_no_room_is_not_done(office: Office, database: str, deed: str) -> None:
    """It says so, nothing of it is saved, and it can be done once there is room."""
    argument = {"confirm": office.read, "score": str, "submit": lambda: "group"}[deed]()
    before = office.saved()
    if database == SQLITE:
        assert office.run(deed, "full", argument) == NO_ROOM
    else:
        with database_full(office, database):
            assert office.run(deed, "", argument) == NO_ROOM
    office.started_again()
    assert office.saved() == before
    assert office.leftovers() == []
    assert office.do(deed, argument)
    assert office.saved() != before


def test_a_backup_that_finds_no_room_is_none(office: Office, tmp_path: Path) -> None:
    """Nothing lies under its name or beside it; what was there before stays."""
    folder = tmp_path / "backups"
    folder.mkdir()
    target = folder / "all.backup"
    assert office.run("back_up", "full", str(target)) == NO_ROOM
    assert list(folder.iterdir()) == []
    office.do("back_up", str(target))
    kept = target.read_bytes()
    assert office.run("back_up", "full", str(target)) == NO_ROOM
    assert target.read_bytes() == kept
    assert list(folder.iterdir()) == [target]


def test_a_page_says_that_there_is_no_room_and_keeps_what_was_entered(
    office: Office, database: str
) -> None:
    """The page is no breakdown: it names the problem and holds the entries, to be sent again."""
    with office.opened() as year:
        address = reverse("facts", args=(year.practice_id, 2024))
    entered = {"clinician_count": "7", "part_b_paid": "123456.00", "small": ""}
    before = office.saved()
    with database_full(office, database):
        answer = Client(HTTP_HOST="localhost").post(address, entered)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Free some room on the disk" in page
    for name, value in entered.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert office.saved() == before
    with office.site.before_django():
        assert Client(HTTP_HOST="localhost").post(address, entered).status_code == 303
