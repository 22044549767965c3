"""A database that a second process holds: whoever saves waits, and is told if it takes too long."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from practice.faults.conftest import Office

from openmips.site import surroundings

HOLDER = Path(__file__).with_name("holder.py")
PATIENCE = 1
SHORT, LONG = "0.4", "60"
ENTERED = {"clinician_count": "7", "part_b_paid": "123456.00", "small": ""}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever saves waits a second instead of twenty."""
    monkeypatch.setattr(surroundings, "_PATIENCE", PATIENCE)


@contextmanager
def held(office: Office, seconds: str) -> Iterator[None]:
    """A second process holds the database for so long, or until the block ends."""
    with subprocess.Popen(
        [sys.executable, str(HOLDER), seconds],
        env=office.surroundings(),
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.kill()


def address_of(office: Office, name: str) -> str:
    """The address of a page of the year."""
    with office.opened() as year:
        return reverse(name, args=(year.practice_id, 2024))


def test_whoever_saves_waits_for_another(impatient: None, office: Office) -> None:
    """What takes less than the patience is only slower."""
    address = address_of(office, "facts")
    with held(office, SHORT), office.site.before_django():
        answer = Client(HTTP_HOST="localhost").post(address, ENTERED)
    assert answer.status_code == 303
    assert ("fact", "practice.clinicianCount", 7) in office.saved()["said"]


def test_whoever_waits_too_long_is_told_and_loses_nothing(impatient: None, office: Office) -> None:
    """The page says who is in the way and holds the entries; sent again, they are saved."""
    address = address_of(office, "facts")
    before = office.saved()
    with held(office, LONG), office.site.before_django():
        browser = Client(HTTP_HOST="localhost")
        answer = browser.post(address, ENTERED)
        page = answer.content.decode()
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
        assert "Try again in a moment" in page
        for name, value in ENTERED.items():
            assert f'<input type="hidden" name="{name}" value="{value}">' in page
        for looked_at in ("year", "score", "facts"):
            assert browser.get(address_of(office, looked_at)).status_code == 200
    assert office.saved() == before
    with office.site.before_django():
        assert Client(HTTP_HOST="localhost").post(address, ENTERED).status_code == 303
    assert ("fact", "practice.clinicianCount", 7) in office.saved()["said"]


def test_an_import_that_waits_too_long_can_be_confirmed_later(
    impatient: None, office: Office
) -> None:
    """Neither its records nor its file are there; it still waits, and is saved afterwards."""
    token = office.read()
    address = address_of(office, "claims")
    before = office.saved()
    with held(office, LONG), office.site.before_django():
        browser = Client(HTTP_HOST="localhost")
        answer = browser.post(f"{address}waiting/{token}/confirm/", {"version": before["version"]})
        assert answer.status_code == 503
        assert "Save it again" in answer.content.decode()
    assert office.saved() == before
    office.do("confirm", token)
    assert office.saved()["files"] != []
