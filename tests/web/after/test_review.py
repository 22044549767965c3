"""The review is weighed as on the command line, and what becomes of it is kept with its days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from web.after.conftest import EXAMPLES, TYPED

from openmips.answers.review import review
from openmips.feedback.request import State
from openmips.practice import memory
from openmips.practice.access import Actor
from openmips.practice.actions.after import take_back_review_step
from openmips.practice.models import AuditEntry, PracticeYear, Topic
from openmips.practice.reviews import request_of
from openmips.problems import ProblemsFound

pytestmark = pytest.mark.django_db

Page = Callable[[str], str]
SENT = {"event": "send", "on": "2025-10-20"}


def test_the_page_weighs_as_the_command_line_does(
    client: Client, linden: PracticeYear, page: Page
) -> None:
    """Hours, dollars, the ground, its proofs and the draft are the answer's own."""
    client.post(page("feedback"), TYPED)
    text = client.get(page("review")).content.decode()
    told = review(
        EXAMPLES / "submission.json",
        cms=EXAMPLES / "feedback.yaml",
        profile=EXAMPLES / "profile.json",
        as_of=timezone.localdate(),
    )
    assert "$8,008" in text
    assert "+3.08 percentage points of every payment in 2026" in text
    assert "About 3 hours" in text
    assert "14 November 2025, 8 p.m. Eastern time" in text
    (ground,) = told["grounds"]
    assert all(escape(proof) in text for proof in ground["proofs"])
    assert all(f"<p>{escape(one)}</p>" in text for one in told["draft"])
    assert len(told["draft"]) == 5
    assert "000271828" not in text


def test_without_cms_numbers_they_are_asked_for_first(
    client: Client, linden: PracticeYear, page: Page
) -> None:
    """Nothing is weighed before CMS's result is known; a rate alone does not do either."""
    text = client.get(page("review")).content.decode()
    assert "Type what CMS's feedback shows first." in text
    client.post(page("feedback"), {"cost-percent": "12"})
    assert "It cannot be weighed yet." in client.get(page("review")).content.decode()


def test_what_becomes_of_a_request_is_kept_with_its_days(
    client: Client, linden: PracticeYear, page: Page
) -> None:
    """Sent, asked, answered, agreed: each is a statement of one deed, and nothing can follow."""
    client.post(page("feedback"), TYPED)
    before = AuditEntry.objects.count()
    for event, day in (("send", "2025-10-20"), ("ask", "2025-11-03")):
        answer = client.post(page("review"), {"event": event, "on": day})
        assert (answer.status_code, answer.headers["Location"]) == (303, page("review"))
    text = client.get(page("review")).content.decode()
    assert "CMS waits for your documents." in text
    assert "They are due by 18 November 2025." in text
    client.post(page("review"), {"event": "answer", "on": "2025-11-10"})
    client.post(page("review"), {"event": "approve", "on": "2025-12-12"})
    assert AuditEntry.objects.count() == before + 4
    found = request_of(linden, "group")
    assert found.state is State.APPROVED
    assert found.grounds == ("special_status",)
    assert [one.on for one in found.steps][-1] == date(2025, 12, 12)
    assert len(memory.history(linden, Topic.CHOICE, "review")) == 4
    ended = client.get(page("review")).content.decode()
    assert "CMS agreed. The decision is final." in ended
    assert "Note what happened" not in ended


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"event": "send", "on": "2025-12-24"}, "when the review is closed"),
        ({"event": "approve", "on": "2025-10-20"}, "Select a valid choice"),
        ({"event": "send", "on": "soon"}, "Give a day as 2026-11-30"),
        ({"event": "send", "on": ""}, "This field is required"),
    ],
)
def test_what_cannot_have_happened_is_refused(
    client: Client, linden: PracticeYear, page: Page, step: dict[str, str], says: str
) -> None:
    """The page says why, and nothing is kept."""
    answer = client.post(page("review"), step)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert request_of(linden, "group").state is State.DRAFT


def test_a_day_that_lies_ahead_is_refused(client: Client, linden: PracticeYear, page: Page) -> None:
    """What is noted has happened."""
    ahead = (timezone.localdate() + timedelta(days=2)).isoformat()
    answer = client.post(page("review"), {"event": "send", "on": ahead})
    assert answer.status_code == 422
    assert "Give a day that is past, or today." in answer.content.decode()


def test_the_last_step_can_be_taken_back(client: Client, linden: PracticeYear, page: Page) -> None:
    """A slip is corrected without losing the history; where nothing is noted it is refused."""
    client.post(page("review"), SENT)
    client.post(page("review"), {"event": "deny", "on": "2025-11-20"})
    assert client.post(page("review_take_back")).status_code == 303
    assert request_of(linden, "group").state is State.SENT
    client.post(page("review_take_back"))
    assert request_of(linden, "group").state is State.DRAFT
    refused = client.post(page("review_take_back"))
    assert refused.status_code == 422
    assert "No step is noted" in refused.content.decode()
    owner = linden.practice.members.get().user
    with pytest.raises(ProblemsFound) as caught:
        take_back_review_step(Actor(owner, timezone.now()), linden.practice_id, 2024)
    assert caught.value.problems[0].code == "review_step_refused"
