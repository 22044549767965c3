"""The first page answers from three plain facts."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_first_page_asks_three_facts(client: Client) -> None:
    """Anybody sees the form without an account."""
    page = client.get("/").content.decode()
    assert "Do you have to report to MIPS?" in page
    assert page.count("<label") == 4


def test_three_facts_give_an_answer_with_the_money(client: Client) -> None:
    """Above all three thresholds one must report; nine percent of the charges are at stake."""
    facts = {"performance_year": 2024, "charges": "150000", "patients": 300, "services": 400}
    page = client.get("/", facts).content.decode()
    assert "Yes: for 2024 this clinician must report" in page
    assert "-9.00 % (-$13,500)" in page
    assert "+1.05 % ($1,575)" in page


def test_below_every_threshold_nobody_must_report(client: Client) -> None:
    """At or below all three a clinician need not report and cannot opt in."""
    facts = {"performance_year": 2024, "charges": "90000", "patients": 200, "services": 200}
    assert "need not report" in client.get("/", facts).content.decode()


def test_a_wrong_fact_is_named_beside_its_field(client: Client) -> None:
    """The page says which field is wrong and keeps the others."""
    facts = {"performance_year": 2024, "charges": "much", "patients": 300, "services": 400}
    answer = client.get("/", facts)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_charges"' in page
    assert 'value="300"' in page


def test_every_page_says_who_we_are_not_and_loads_nothing_from_elsewhere(client: Client) -> None:
    """The policy of the page allows our own files only."""
    answer = client.get("/")
    assert "not affiliated with CMS" in answer.content.decode()
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
