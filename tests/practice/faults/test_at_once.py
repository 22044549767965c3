"""Two people save the same year at once: one wins, the other is told and loses no entry."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from lxml import html
from practice.faults.conftest import Office

from openmips.practice.models import PracticeYear


@dataclass(frozen=True)
class Page:
    """A form of the year: where it is, and what each of two people types into one of its fields."""

    name: str
    arguments: tuple[str, ...]
    field: str
    typed: tuple[str, str]


PAGES = [
    Page("facts", (), "part_b_paid", ("111111.00", "222222.00")),
    Page("measure", ("electronicHealthRecord", "236"), "0-performanceMet", ("51", "62")),
    Page("activity", ("IA_PM_16",), "start", ("2024-02-01", "2024-03-01")),
    Page("group_totals", (), "group_charges_1", ("111111.00", "222222.00")),
]
ALSO = {
    "measure": {"0-performanceNotMet": "38", "0-eligiblePopulation": "100"},
    "activity": {"end": "2024-12-31"},
}


def form_of(content: bytes, field: str) -> dict[str, Any]:
    """The form with that field as a browser would send it unchanged."""
    (form,) = [one for one in html.fromstring(content).forms if field in one.fields]
    return dict(form.form_values())


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Do things in threads that begin at the same moment, each with a connection of its own."""
    together = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        together.wait()
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_of_two_who_save_at_once_one_is_told_and_keeps_the_entries(
    office: Office, page: Page
) -> None:
    """Who came second sees what was typed in the form again, and can save it with open eyes."""
    with office.opened() as year:
        address = reverse(page.name, args=(year.practice_id, 2024, *page.arguments))
        first = Client(HTTP_HOST="localhost").get(address)
        filled = form_of(first.content, page.field) | ALSO.get(page.name, {})
        sent = [filled | {page.field: typed} for typed in page.typed]

        def save(fields: dict[str, Any]) -> Callable[[], Any]:
            return lambda: Client(HTTP_HOST="localhost").post(address, fields)

        answers = at_once([save(fields) for fields in sent])
        assert sorted(one.status_code for one in answers) == [303, 409]
        (lost,) = [number for number, one in enumerate(answers) if one.status_code == 409]
        page_now = answers[lost].content
        assert b"Somebody saved this year" in page_now
        again = form_of(page_now, page.field)
        assert again[page.field] == page.typed[lost]
        assert PracticeYear.objects.get().version == year.version + 1
        assert Client(HTTP_HOST="localhost").post(address, again).status_code == 303
    said = str(office.saved()["said"])
    assert all(typed.removesuffix(".00") in said for typed in page.typed)
