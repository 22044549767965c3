"""A roster file is looked at before anything of it is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openmips.practice import memory
from openmips.practice.models import Member, PracticeYear, Role, Topic

pytestmark = pytest.mark.django_db

Address = Callable[..., str]
ROWS = (
    "npi,tin,name,clinician_type,individual_charges_1\n"
    '1000000004,000123456,"Dr. Amara Field",physician,150000\n'
    '1000000046,00-0123456,"Eve Stone, MD",md,95000\n'
)


def test_a_file_is_shown_first_and_saved_when_confirmed(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Field is there already, Stone is new; both get facts of the year."""
    path = address("roster_import")
    file = SimpleUploadedFile("roster.csv", ROWS.encode())
    looked = client.post(path, {"roster": file})
    assert looked.status_code == 303
    page = client.get(looked.headers["Location"]).content.decode()
    assert "roster.csv: 1 new," in page
    assert "Joins the roster" in page
    assert sample.practice.clinicians.count() == 4
    assert memory.values(sample, Topic.CLINICIAN) == {}
    token = looked.headers["Location"].partition("?file=")[2]
    assert client.post(path, {"file": token}).status_code == 303
    assert sample.practice.clinicians.get(npi="1000000046").name == "Eve Stone, MD"
    held = memory.values(sample, Topic.CLINICIAN)
    assert held["1000000004"]["individual_charges_1"] == "150000"
    assert "roster.csv" in client.get(address("roster")).content.decode()


def test_what_is_given_up_leaves_nothing(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Pasted rows are looked at like a file."""
    path = address("roster_import")
    looked = client.post(path, {"pasted": ROWS})
    token = looked.headers["Location"].partition("?file=")[2]
    given_up = client.post(path, {"file": token, "give_up": "yes"}, follow=True)
    assert "Nothing was taken over." in given_up.content.decode()
    assert sample.practice.clinicians.count() == 4
    assert client.get(looked.headers["Location"]).status_code == 422


def test_every_mistake_of_a_file_is_listed_and_nothing_can_be_taken_over(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """A bad amount and a bad NPI are both named; the NPI itself is not shown."""
    rows = ROWS.replace("95000", "lots").replace("1000000046", "10000000")
    looked = client.post(address("roster_import"), {"pasted": rows}, follow=True)
    text = looked.content.decode()
    assert "cannot be taken over" in text
    assert "individual_charges_1" in text
    assert "npi has 8 characters" in text
    assert "Take it over" not in text


def test_neither_file_nor_rows_is_a_mistake(client: Client, address: Address) -> None:
    """The page says what to give."""
    answer = client.post(address("roster_import"), {})
    assert answer.status_code == 422
    assert "Choose a file, or paste the rows of one." in answer.content.decode()


def test_a_viewer_reads_no_file(client: Client, address: Address) -> None:
    """The page can be read; a file is refused."""
    Member.objects.update(role=Role.VIEWER)
    assert "Your role lets you read" in client.get(address("roster_import")).content.decode()
    assert client.post(address("roster_import"), {"pasted": ROWS}).status_code == 403
