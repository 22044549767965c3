"""Dates, plans, words and trust have pages that say what the answers say."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.html import escape

from openmips import deadlines, plan
from openmips.practice.documents import documents
from openmips.practice.models import PracticeYear

pytestmark = pytest.mark.django_db


def test_the_calendar_lists_the_dates_of_the_command_line(
    client: Client, sample: PracticeYear
) -> None:
    """Each date that concerns the practice is there, with what to do, and as a file."""
    address = f"/practices/{sample.practice_id}/2024/calendar"
    text = client.get(f"{address}/").content.decode()
    told = deadlines(2024, profile=documents(sample).profile)["deadlines"]
    assert len(told) > 20
    assert [one["name"] for one in told if escape(one["name"]) not in text] == []
    file = client.get(f"{address}.ics")
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert file.content.startswith(b"BEGIN:VCALENDAR")


def test_the_plan_page_shows_the_plans_of_the_command_line(
    client: Client, sample: PracticeYear
) -> None:
    """Chances and what is assumed are the answer's own."""
    made = documents(sample)
    answer = plan(*made.submissions, profile=made.profile)
    text = client.get(f"/practices/{sample.practice_id}/2024/plan/").content.decode()
    assert "What to do next" in text
    assert answer["duty"] in text
    for lever in answer["levers"]:
        assert lever["dollarsGained"].split(".")[0] in text.replace(",", "")


def test_a_word_is_found_in_plain_language(client: Client) -> None:
    """The glossary is searched by word; what is not there is said."""
    text = client.get("/words/", {"q": "topped out"}).content.decode()
    assert "Words" in text
    assert "Nothing was found" not in text
    assert "Nothing was found" in client.get("/words/", {"q": "zzzz"}).content.decode()


def test_the_trust_page_says_how_many_rules_rest_on_memory(client: Client) -> None:
    """Every year has its digest and its count of what is only recalled."""
    text = client.get("/trust/").content.decode()
    assert text.count("sha256:") >= 9
    assert "From memory only" in text
