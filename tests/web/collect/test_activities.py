"""Activities are ranked, attested with their days, and taken back, and the score follows."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openmips.practice import memory
from openmips.practice.access import Actor
from openmips.practice.actions.statements import state
from openmips.practice.fitting import fitting
from openmips.practice.models import AuditEntry, Member, PracticeYear, Role, Topic
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db
KEY = "group/ia/IA_EPA_1"
DAYS = {"start": "2024-02-01", "end": "2024-08-31"}


def address(year: PracticeYear, name: str, *more: str) -> str:
    """The path of one of the year's pages."""
    return reverse(name, args=(year.practice_id, year.performance_year, *more))


def test_attesting_changes_the_score_on_top_at_once(client: Client, sample: PracticeYear) -> None:
    """IA_PM_16 earns 20 of 40 points; the high-weighted IA_EPA_1 fills the category.

    20 more of 40 points at a weight of 30 add 15 points: 46.26 becomes 61.26.
    """
    before = client.get(address(sample, "activities")).content.decode()
    assert "20 of 40 points" in before
    assert "<strong>46.26 to 76.26</strong>" in before
    answer = client.post(address(sample, "activity", "IA_EPA_1"), DAYS)
    assert answer.status_code == 303
    after = client.get(answer.headers["Location"]).content.decode()
    assert "40 of 40 points" in after
    assert "<strong>61.26 to 91.26</strong>" in after
    assert memory.values(sample, Topic.ATTESTATION)[KEY] == {"value": True, **DAYS}
    assert AuditEntry.objects.order_by("-id")[0].deed == "decided"


def test_taking_back_gives_the_points_back(client: Client, sample: PracticeYear) -> None:
    """Without IA_PM_16 its 15 points go, and claims of a group that sends nothing else, too.

    The claims measure had 10 points: (27.425 + 6) of 60 at a weight of 40 and the bonus of 2.31
    leave 24.59.
    """
    answer = client.post(address(sample, "activity_take_back", "IA_PM_16"))
    assert answer.status_code == 303
    text = client.get(answer.headers["Location"]).content.decode()
    assert "<strong>24.59 to 54.59</strong>" in text
    assert memory.values(sample, Topic.ATTESTATION) == {}


def test_attesting_nothing_is_told_in_points_and_dollars(
    client: Client, sample: PracticeYear
) -> None:
    """One high-weighted activity lifts 24.59 to 61.26: by 36.67 points.

    Of 412,000 dollars 54.59 pays -2.45 percent, -10,094, and 91.26 at most 0.69 percent, 2,842.80:
    12,936.80 more. 24.59 pays -6.05 percent, -24,926, and 61.26 pays -1.65, -6,798: 18,128 more.
    """
    client.post(address(sample, "activity_take_back", "IA_PM_16"))
    text = client.get(address(sample, "activities")).content.decode()
    assert "No activity is attested" in text
    assert "That costs 36.67 points of the final score, and $12,936.80 to $18,128 in 2026." in text
    assert "Attest 1 activity to earn it all." in text


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ("2024-02-01", "2024-04-29", "takes 90 days in a row; this is 89 days"),
        ("2024-05-01", "2024-02-01", "the last day lies before the first"),
        ("2023-12-31", "2024-08-31", "Give a day of 2024."),
        ("soon", "2024-08-31", "Give a day as 2026-11-30."),
    ],
)
def test_days_that_cannot_be_are_named_and_nothing_is_kept(
    client: Client, sample: PracticeYear, start: str, end: str, says: str
) -> None:
    """1 February to 29 April 2024 are 89 days: one too few. What was typed stays."""
    answer = client.post(address(sample, "activity", "IA_EPA_1"), {"start": start, "end": end})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert f'value="{end}"' in text
    assert KEY not in memory.values(sample, Topic.ATTESTATION)


def test_ninety_days_are_enough(client: Client, sample: PracticeYear) -> None:
    """1 February to 30 April 2024 are 90 days, because February had 29."""
    days = {"start": "2024-02-01", "end": "2024-04-30"}
    assert client.post(address(sample, "activity", "IA_EPA_1"), days).status_code == 303


def test_what_was_done_before_comes_first_and_takes_less(
    client: Client, sample: PracticeYear
) -> None:
    """In 2026 the activity attested for 2024 leads the list, with 1 hour in place of 4."""
    year = sample.practice.years.get(performance_year=2026)
    first, second = fitting(year, timezone.localdate())[:2]
    assert (first.activity_id, first.before, str(first.hours)) == ("IA_PM_16", 2024, "1")
    assert (second.before, str(second.hours)) == (None, "4")
    text = client.get(address(year, "activities")).content.decode()
    assert "You attested it in 2024." in text


def test_activities_of_the_specialty_name_their_pathways(sample: PracticeYear) -> None:
    """Family medicine has MVPs of its own, and their activities say which."""
    found = fitting(sample, timezone.localdate())
    assert any("Value in Primary Care" in title for one in found for title in one.pathways)


def test_the_list_is_searched_by_word(client: Client, sample: PracticeYear) -> None:
    """What does not hold the words is left out, and an empty list says how to go on."""
    text = client.get(address(sample, "activities"), {"q": "IA_EPA_1"}).content.decode()
    assert "IA_EPA_1</a>" in text
    assert "IA_AHW_1</a>" not in text
    assert (
        "Nothing fits these words."
        in client.get(address(sample, "activities"), {"q": "zzz"}).content.decode()
    )


def test_an_unknown_activity_has_no_page(client: Client, sample: PracticeYear) -> None:
    """Neither does one of another year."""
    assert client.get(address(sample, "activity", "IA_ZZZ_1")).status_code == 404


def test_a_viewer_cannot_attest_and_a_stranger_finds_nothing(
    client: Client, sample: PracticeYear
) -> None:
    """Reading needs membership, attesting and taking back the role of an editor."""
    Member.objects.update(role=Role.VIEWER)
    page = address(sample, "activity", "IA_EPA_1")
    assert "Your role lets you read" in client.get(page).content.decode()
    assert client.post(page, DAYS).status_code == 403
    assert client.post(address(sample, "activity_take_back", "IA_PM_16")).status_code == 403
    Member.objects.all().delete()
    assert client.get(page).status_code == 404
    assert client.get(address(sample, "activities")).status_code == 404


def test_who_saves_second_is_told(client: Client, sample: PracticeYear) -> None:
    """The form names the version it was made from; a later one refuses it."""
    seen = sample.version
    said = {"practice.clinicianCount": 5}
    actor = Actor(owner(), timezone.now())
    state(actor, sample.practice_id, 2024, Topic.FACT, said)
    answer = client.post(address(sample, "activity", "IA_EPA_1"), {**DAYS, "version": str(seen)})
    assert answer.status_code == 409
