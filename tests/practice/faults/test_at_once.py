"""Two people save the same year at once: one wins, the other is told and loses no entry."""

from __future__ import annotations

import time
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
from openmips.practice.remembered import Remembered

BOTH = 2


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


def test_what_two_ask_for_at_once_is_worked_out_once(office: Office) -> None:
    """The second waits for the first and gets the same answer."""
    made: list[int] = []

    def make(year: PracticeYear, as_of: Any) -> int:
        made.append(year.version)
        time.sleep(0.2)
        return len(made)

    with office.opened() as year:
        answers = Remembered(make)
        found = at_once([lambda: answers(year, None) for _ in range(BOTH)])
    assert found == [1, 1]
    assert made == [year.version]


def test_an_answer_made_while_the_year_changed_is_made_anew(office: Office) -> None:
    """What was read half before and half after a change is neither given out nor kept."""
    changes = iter([True])

    def make(year: PracticeYear, as_of: Any) -> int:
        if next(changes, False):
            PracticeYear.objects.filter(pk=year.pk).update(version=year.version + 1)
        return year.version

    with office.opened() as year:
        answers = Remembered(make)
        assert answers(year, None) == year.version + 1
        assert answers.at_hand(year, None) is None
        year.refresh_from_db()
        assert answers.at_hand(year, None) == year.version


def test_only_so_many_answers_are_kept(office: Office) -> None:
    """The one that was asked for longest ago goes first."""
    with office.opened() as year:
        answers = Remembered(lambda year, as_of, whose: whose, most=2)
        for whose in ("a", "b", "a", "c"):
            assert answers(year, None, whose) == whose
        assert [answers.at_hand(year, None, whose) for whose in "abc"] == ["a", None, "c"]
