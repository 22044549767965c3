"""The targeted review and what becomes of a request for one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from feedback.situations import YEAR, situation
from hypothesis import given
from hypothesis import strategies as st

from openmips.amounts import Span
from openmips.feedback.explaining import comparison
from openmips.feedback.library import reasons
from openmips.feedback.request import Event, Request, State, Step, StepRefused, stepped
from openmips.feedback.review import WindowState, grounds, window, worth
from openmips.feedback.stated import Figure, Kind, Stated
from openmips.policy.feedback_topics import ReviewPolicy
from openmips.policy.load import YEARS, policy_for

POLICY = policy_for(YEAR)
OPEN = date(2025, 10, 20)
DRAFT = Request(YEAR, ("calculation",))


def after(*events: Event) -> Request:
    """A request to which these happened, all on one open day."""
    request = DRAFT
    for event in events:
        request = stepped(request, event, OPEN, POLICY)
    return request


def test_every_ground_of_the_library_is_one_of_the_policy() -> None:
    """In every year that has grounds, and each reason cites a source that exists."""
    named = {one.ground for one in reasons().values()} - {None}
    for year in YEARS:
        review = policy_for(year).review
        assert review is None or named <= set(review.grounds)
    assert all(str(one.citation) for one in reasons().values())


def test_days_are_counted_to_a_day_that_is_known() -> None:
    """The last day is day 0; a window that ends in some month counts no days."""
    assert window(POLICY, date(2025, 11, 13)).days_left == 1
    found = window(policy_for(2023), date(2024, 9, 1))
    assert (found.state, found.days_left) == (WindowState.OPEN, 40)


def test_a_review_is_worth_the_difference_of_two_percents() -> None:
    """It may be a loss; without payments there are no dollars."""
    found = worth(Span.at(Decimal("-1.64")), Decimal("-1.00"), Decimal(100_000), POLICY)
    assert found.percent == Span.at(Decimal("-0.64"))
    assert found.dollars == Span.at(-640)
    assert worth(Span.at(1), Decimal(0), None, POLICY).dollars is None


def test_reasons_that_exclude_each_other_give_both_their_grounds() -> None:
    """What nobody can tell apart is shown under every ground that it may be."""
    figure = Figure(Kind.FINAL_SCORE)
    found = comparison(situation(), Stated(YEAR, {figure: Decimal("40.00")}))
    (ground,) = grounds(found, POLICY)
    assert (ground.name, len(ground.lines)) == ("calculation", 1)


def test_a_request_is_sent_asked_for_documents_answered_and_decided() -> None:
    """Documents are due fifteen days after CMS asks for them, and a decision ends everything."""
    asked = after(Event.SEND, Event.ASK)
    assert asked.documents_due(POLICY) == OPEN + timedelta(days=15)
    decided = stepped(stepped(asked, Event.ANSWER, OPEN, POLICY), Event.APPROVE, OPEN, POLICY)
    assert decided.state is State.APPROVED
    assert decided.state.ended
    assert decided.documents_due(POLICY) is None
    assert decided.steps[0] == Step(Event.SEND, OPEN)
    with pytest.raises(StepRefused, match="expected nothing more"):
        stepped(decided, Event.WITHDRAW, OPEN, POLICY)


def test_a_request_ends_in_one_of_four_ways() -> None:
    """Withdrawn, closed because nobody answered, approved or denied."""
    assert after(Event.SEND, Event.WITHDRAW).state is State.WITHDRAWN
    assert after(Event.SEND, Event.ASK, Event.CLOSE).state is State.CLOSED
    assert after(Event.SEND, Event.DENY).state is State.DENIED
    with pytest.raises(StepRefused, match="close after sent"):
        after(Event.SEND, Event.CLOSE)


@pytest.mark.parametrize("on", [date(2025, 8, 1), date(2025, 11, 15)])
def test_nothing_is_sent_outside_the_window(on: date) -> None:
    """Neither before the scores are there nor after the last day."""
    with pytest.raises(StepRefused, match="a day it is open"):
        stepped(DRAFT, Event.SEND, on, POLICY)


def test_time_does_not_run_backwards() -> None:
    """A step on a day before the last one is refused."""
    with pytest.raises(StepRefused) as refused:
        stepped(after(Event.SEND), Event.ASK, OPEN - timedelta(days=1), POLICY)
    assert refused.value.expected == f"{OPEN} or later"


@given(st.lists(st.sampled_from(Event), max_size=12))
def test_whatever_happens_a_request_is_in_one_state_or_the_step_is_refused(
    events: list[Event],
) -> None:
    """Each step that was taken is remembered, and nothing follows an end."""
    request = DRAFT
    for event in events:
        ended = request.state.ended
        try:
            then = stepped(request, event, OPEN, POLICY)
        except StepRefused:
            continue
        assert not ended
        assert len(then.steps) == len(request.steps) + 1
        request = then
    days = POLICY.topic(ReviewPolicy).document_days.value
    due = request.documents_due(POLICY)
    assert due == (OPEN + timedelta(days=days) if request.state is State.DOCUMENTS_ASKED else None)
