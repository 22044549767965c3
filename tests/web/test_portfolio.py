"""An adviser's practices stand beside each other, the most dollars at risk first."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import timezone

from openmips import plan
from openmips.practice.access import Actor
from openmips.practice.actions.facts import state_facts
from openmips.practice.actions.openings import open_practice_with_year
from openmips.practice.models import Member, PracticeYear
from openmips.practice.portfolio import portfolio
from openmips.practice.standing import standing
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db

DAY = date(2024, 11, 15)


def opened(name: str, paid: str | None) -> PracticeYear:
    """A practice of two clinicians with nothing done in 2024."""
    who = Actor(owner(), timezone.now())
    year = open_practice_with_year(who, name, "", 2024)
    facts = {"practice.clinicianCount": 2, **({"partBPaid": paid} if paid else {})}
    return state_facts(who, year.practice_id, 2024, facts)


def test_the_most_dollars_at_risk_come_first(sample: PracticeYear) -> None:
    """Nothing done loses 9 percent; the sample loses what its low end does; unknown comes last."""
    opened("Unknown", None)
    opened("Large", "900000")
    opened("Small", "100000")
    rows = portfolio(Actor(owner(), timezone.now()), DAY, 2024)
    assert [row.practice for row in rows] == ["Large", sample.practice.name, "Small", "Unknown"]
    assert [row.at_risk for row in rows] == [
        Decimal("81000.00"),
        Decimal("14214.00"),
        Decimal("9000.00"),
        None,
    ]
    assert rows[0].missing[0] == "Compare the ways to report, and choose one"


def test_the_chance_is_that_of_the_plan(sample: PracticeYear) -> None:
    """It is reckoned without a plan, and comes out the same."""
    day = date(2025, 1, 15)
    made = standing(sample, day).documents
    answer = plan(*made.submissions, profile=made.profile, as_of=day)
    (row,) = portfolio(Actor(owner(), timezone.now()), day, 2024)
    assert 0 < row.chance < 1
    assert row.chance == Fraction(answer["asNow"]["chanceOfThreshold"])


def test_the_page_and_the_table_show_one_s_own_practices_only(
    client: Client, sample: PracticeYear
) -> None:
    """Each practice leads to its year; of a practice that is not one's own there is nothing."""
    opened("=Large", "900000")
    text = client.get("/portfolio/", {"year": "2024"}).content.decode()
    assert "$95,214 are at risk in 2 practices" in text
    assert f"/practices/{sample.practice_id}/2024/" in text
    rows = list(
        csv.DictReader(io.StringIO(client.get("/portfolio.csv?year=2024").content.decode()))
    )
    assert [row["practice"] for row in rows] == ["'=Large", sample.practice.name]
    assert rows[1]["dollars_at_risk"] == "14214.00"
    Member.objects.filter(practice=sample.practice).delete()
    assert sample.practice.name not in client.get("/portfolio/").content.decode()


def test_fifty_practices_are_at_hand_once_they_were_seen(
    client: Client, django_assert_max_num_queries: object
) -> None:
    """What follows from a year is kept: the second look asks the database next to nothing."""
    for number in range(50):
        opened(f"Practice {number:02}", "100000")
    assert client.get("/portfolio/").content.decode().count("Practice ") == 50
    with django_assert_max_num_queries(12):
        assert "$450,000" in client.get("/portfolio/").content.decode()
