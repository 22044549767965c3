"""Other facts are tried out without storing them, and kept as scenarios beside each other."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from openmips.practice.actions.scores import replay
from openmips.practice.models import Member, PracticeYear, Role, ScoreSnapshot, Statement

pytestmark = pytest.mark.django_db

KEPT = {"asked": "1", "activities": ["IA_PM_16"]}


def address(year: PracticeYear, name: str = "whatif") -> str:
    """The path of one of the year's pages."""
    return reverse(name, args=(year.practice_id, year.performance_year))


def test_nothing_supposed_changes_nothing(client: Client, sample: PracticeYear) -> None:
    """The form starts from the year as it is, and says so."""
    text = client.get(address(sample)).content.decode()
    assert 'name="group/electronicHealthRecord/236/performanceMet" value="327"' in text
    assert "Nothing is stored." in text
    assert "The score would be" not in text
    same = client.get(address(sample), KEPT).content.decode()
    assert "The score would be 46.26 to 76.26" in same
    assert "Measures and activities that moved" not in same


def test_cost_narrows_the_range(client: Client, sample: PracticeYear) -> None:
    """60 percent of cost at a weight of 30 add 18 points: 64.26, a single number."""
    before = Statement.objects.count()
    text = client.get(address(sample), {**KEPT, "cost": "60"}).content.decode()
    assert "The score would be 64.26</h2>" in text
    assert '<td class="om-number">0 to 30</td><td class="om-number">18</td><td>yes</td>' in text
    assert Statement.objects.count() == before
    assert text.count('id="id_cost"') == 1


def test_other_counts_move_their_measure(client: Client, sample: PracticeYear) -> None:
    """236 with 467 of 467 met earns 10 points in place of 6.3444: 2.44 points of the score.

    3.6556 of 60 points at a weight of 40 are 2.437: 46.26 becomes 48.70.
    """
    key = "group/electronicHealthRecord/236"
    asked = {**KEPT, f"{key}/performanceMet": "467", f"{key}/performanceNotMet": "0"}
    text = client.get(address(sample), asked).content.decode()
    assert "The score would be 48.70 to 78.70" in text
    row = '<th scope="row">236</th><td class="om-number">6.3444</td><td class="om-number">10</td>'
    assert row in text


def test_activities_are_added_and_left_out(client: Client, sample: PracticeYear) -> None:
    """Without any, claims alone count for nothing either: 24.59, as on the page of activities."""
    assert (
        "The score would be 24.59 to 54.59"
        in client.get(address(sample), {"asked": "1"}).content.decode()
    )


def test_what_cannot_be_is_told(client: Client, sample: PracticeYear) -> None:
    """More met than eligible cannot be scored; a word is no number. Both stay typed."""
    key = "group/electronicHealthRecord/236/performanceMet"
    answer = client.get(address(sample), {**KEPT, key: "9999"})
    assert answer.status_code == 422
    assert "This cannot be scored" in answer.content.decode()
    assert 'value="9999"' in answer.content.decode()
    assert client.get(address(sample), {**KEPT, "cost": "many"}).status_code == 422


def test_a_scenario_is_kept_compared_and_dropped(client: Client, sample: PracticeYear) -> None:
    """It stands beside the year, replays to the same number, and changes nothing of the year."""
    before = Statement.objects.count()
    answer = client.post(address(sample), {**KEPT, "cost": "60", "name": "Cost at 60"})
    assert answer.status_code == 303
    kept = ScoreSnapshot.objects.get(name="Cost at 60")
    assert kept.answer["finalScore"] == {"low": "64.26", "high": "64.26"}
    assert replay(kept).same
    text = client.get(address(sample)).content.decode()
    assert '<th scope="row">Cost at 60</th><td class="om-number">64.26</td>' in text
    assert '<th scope="row">As it is now</th><td class="om-number">46.26 to 76.26</td>' in text
    assert Statement.objects.count() == before
    assert client.post(address(sample, "whatif_drop"), {"name": "Cost at 60"}).status_code == 303
    assert "Scenarios beside each other" not in client.get(address(sample)).content.decode()
    assert client.post(address(sample, "whatif_drop"), {"name": "Cost at 60"}).status_code == 404


def test_a_scenario_needs_a_name(client: Client, sample: PracticeYear) -> None:
    """Without one nothing is kept, and the answer stays in sight."""
    answer = client.post(address(sample), {**KEPT, "cost": "60", "name": ""})
    assert answer.status_code == 422
    assert "The score would be 64.26" in answer.content.decode()
    assert not ScoreSnapshot.objects.exists()


def test_a_viewer_tries_and_keeps_nothing(client: Client, sample: PracticeYear) -> None:
    """Trying needs membership, keeping and dropping the role of an editor."""
    Member.objects.update(role=Role.VIEWER)
    text = client.get(address(sample), {**KEPT, "cost": "60"}).content.decode()
    assert "The score would be 64.26" in text
    assert "Keep it" not in text
    assert client.post(address(sample), {**KEPT, "name": "x"}).status_code == 403
    assert client.post(address(sample, "whatif_drop"), {"name": "x"}).status_code == 403
    Member.objects.all().delete()
    assert client.get(address(sample)).status_code == 404
