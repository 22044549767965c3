"""CMS's numbers are typed, kept as statements, and stand beside ours with their reasons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from web.after.conftest import EXAMPLES, TYPED

from openmips.answers.feedback import compare_with_cms
from openmips.practice import memory
from openmips.practice.access import Actor
from openmips.practice.actions.after import say_cms_result
from openmips.practice.actions.levels import choose_level
from openmips.practice.actions.statements import state
from openmips.practice.documents import feedback
from openmips.practice.models import AuditEntry, PracticeYear, Topic
from openmips.practice.standing import standing
from openmips.practice.tasks import Status, steps
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db

Page = Callable[[str], str]


def test_the_page_compares_as_the_command_line_does(
    client: Client, linden: PracticeYear, page: Page
) -> None:
    """Every figure, verdict and reason of the walkthrough is there, by a word and a sign."""
    answer = client.post(page("feedback"), TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, page("feedback"))
    text = client.get(page("feedback")).content.decode()
    told = compare_with_cms(
        EXAMPLES / "submission.json",
        cms=EXAMPLES / "feedback.yaml",
        profile=EXAMPLES / "profile.json",
    )
    for line in told["lines"]:
        ours = f'{line["cms"]}</td><td class="om-number">{line["ours"]}</td>'
        assert ours in text, line
    assert text.count("≠") == told["summary"]["explained"] == 8
    assert "12 figures compared: 4 the same, 0 within our range, 8 different and explained" in text
    assert "every difference is explained" in text
    assert "Small practice status (without small practice)" in text
    assert escape(told["lines"][0]["causes"][0]["toDo"]) in text
    assert 'value="2.10"' in text


def test_each_verdict_is_a_word_and_a_sign(client: Client, sample: PracticeYear) -> None:
    """Where our score is a range and CMS's number lies in it, the table says so in words."""
    path = f"/practices/{sample.practice_id}/2024/feedback/"
    client.post(path, {"cost-percent": "40", "quality-weight": "12"})
    text = client.get(path).content.decode()
    assert '<span aria-hidden="true">≈</span> within our range' in text
    assert '<span aria-hidden="true">≠</span> different' in text
    assert "Nothing says the points of improvement activities." in text


def test_what_nothing_explains_is_marked(client: Client, linden: PracticeYear, page: Page) -> None:
    """A number that no reason gives is called unexplained, in the table and by itself."""
    client.post(page("feedback"), {"cost-percent": "12.34"})
    text = client.get(page("feedback")).content.decode()
    assert "1 difference has no explanation" in text
    assert "different <strong>unexplained</strong>" in text
    assert "<li>Cost, percent</li>" in text


def test_the_numbers_are_statements_made_by_one_deed(
    client: Client, linden: PracticeYear, page: Page
) -> None:
    """Each number keeps its decimals; the task is done; taking all back leaves the history."""
    before = AuditEntry.objects.count()
    client.post(page("feedback"), TYPED)
    assert AuditEntry.objects.count() == before + 1
    kept = feedback(linden)
    assert kept is not None
    assert kept["complexPatientBonus"] == "2.10"
    assert kept["categories"]["quality"]["percent"] == "61.17%"
    today = timezone.localdate()
    linden.refresh_from_db()
    (task,) = [
        one
        for one in steps(linden, standing(linden, today), today)[-1].tasks
        if one.name == "feedback"
    ]
    assert task.status is Status.COMPLETED
    client.post(page("feedback"), {})
    assert feedback(linden) is None
    assert len(memory.history(linden, Topic.FACT, "feedback")) == 2
    assert "Type what CMS" in client.get(page("feedback")).content.decode()


def test_a_seal_does_not_keep_cms_out(client: Client, linden: PracticeYear, page: Page) -> None:
    """CMS answers after the data were handed in, so its numbers are kept in a sealed year."""
    linden.sealed_at = timezone.now()
    linden.save(update_fields=["sealed_at"])
    assert client.post(page("feedback"), TYPED).status_code == 303
    assert feedback(linden) is not None
    assert "Save and compare" in client.get(page("feedback")).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"finalScore": "120"}, "less than or equal to 100"),
        ({"finalScore": "seventy"}, "Enter a number"),
        ({"ia-points": "60"}, "0 to 40"),
        ({}, "Type at least one number"),
    ],
)
def test_what_cannot_be_is_said_beside_the_form(
    client: Client, linden: PracticeYear, page: Page, typed: dict[str, str], says: str
) -> None:
    """Nothing is kept, what was typed stays, and the page says what was expected."""
    answer = client.post(page("feedback"), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert all(f'value="{value}"' in text for value in typed.values())
    assert feedback(linden) is None


def test_small_percents_are_percents(client: Client, linden: PracticeYear, page: Page) -> None:
    """The form asks for percents: half a percent is no share of one."""
    client.post(page("feedback"), {"pi-percent": "0.5", "pi-weight": "1"})
    text = client.get(page("feedback")).content.decode()
    assert 'value="0.5"' in text
    assert 'value="1"' in text


def test_what_the_form_does_not_hold_stays(
    client: Client, linden: PracticeYear, page: Page
) -> None:
    """Statuses and measures of an imported document are kept when a number is typed."""
    document = {"performanceYear": 2024, "finalScore": "50", "statuses": {"small_practice": False}}
    say_cms_result(Actor(owner(), timezone.now()), linden.practice_id, 2024, document)
    client.post(page("feedback"), {"finalScore": "51.05"})
    assert feedback(linden) == {"finalScore": "51.05", "statuses": {"small_practice": False}}


def test_an_import_without_numbers_leaves_the_form_open(
    client: Client, linden: PracticeYear, page: Page
) -> None:
    """The page says that there is nothing to compare, and takes what is typed."""
    empty = {"performanceYear": 2024, "feedback": {}}
    state(Actor(owner(), timezone.now()), linden.practice_id, 2024, Topic.FACT, {"feedback": empty})
    answer = client.get(page("feedback"))
    assert answer.status_code == 200
    assert "The two results cannot be compared yet." in answer.content.decode()
    assert client.post(page("feedback"), {"finalScore": "51.05"}).status_code == 303
    assert "figures compared" in client.get(page("feedback")).content.decode()


def test_somebody_elses_change_is_not_overwritten(
    client: Client, linden: PracticeYear, page: Page
) -> None:
    """Whoever saves from an old page is told, and loses nothing."""
    old = PracticeYear.objects.get(pk=linden.pk).version
    client.post(page("feedback"), {"finalScore": "51.05", "version": old})
    answer = client.post(page("feedback"), {"finalScore": "99", "version": old})
    assert answer.status_code == 409
    assert 'value="99"' in answer.content.decode()
    assert feedback(linden) == {"finalScore": "51.05"}


def test_each_clinician_who_reports_alone_has_a_result_of_his_own(
    client: Client, sample: PracticeYear
) -> None:
    """CMS's numbers are asked and kept for the clinician whom the page is about."""
    who = Actor(owner(), timezone.now())
    choose_level(who, sample.practice_id, 2024, "individual", timezone.localdate())
    path = f"/practices/{sample.practice_id}/2024/feedback/?clinician="
    client.post(path + "1000000012", {"finalScore": "60"})
    assert feedback(sample, "individual:1000000012") == {"finalScore": "60"}
    assert feedback(sample, "individual:1000000004") is None
    assert 'value="60"' not in client.get(path + "1000000004").content.decode()
    assert 'value="60"' in client.get(path + "1000000012").content.decode()
