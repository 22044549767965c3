"""What becomes of a request for a targeted review: a value that each step turns into the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from openmips.feedback.review import WindowState, window
from openmips.policy.feedback_topics import ReviewPolicy
from openmips.policy.topics import Policy


class State(Enum):
    """Where a request stands."""

    DRAFT = "draft"
    SENT = "sent"
    DOCUMENTS_ASKED = "documents_asked"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    APPROVED = "approved"
    DENIED = "denied"

    @property
    def ended(self) -> bool:
        """Whether nothing can follow."""
        return not _STEPS.get(self)


class Event(Enum):
    """What happens to a request. CMS closes one whose documents do not come in time."""

    SEND = "send"
    ASK = "ask"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    APPROVE = "approve"
    DENY = "deny"


_DECISIONS = {Event.APPROVE: State.APPROVED, Event.DENY: State.DENIED}
_STEPS: Mapping[State, Mapping[Event, State]] = {
    State.DRAFT: {Event.SEND: State.SENT},
    State.SENT: {
        Event.ASK: State.DOCUMENTS_ASKED,
        Event.WITHDRAW: State.WITHDRAWN,
        **_DECISIONS,
    },
    State.DOCUMENTS_ASKED: {
        Event.ANSWER: State.SENT,
        Event.WITHDRAW: State.WITHDRAWN,
        Event.CLOSE: State.CLOSED,
        **_DECISIONS,
    },
}


class StepRefused(ValueError):
    """A step that cannot follow: what was found, and what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"{found}; expected {expected}")
        self.found, self.expected = found, expected


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, and on which day."""

    event: Event
    on: date


@dataclass(frozen=True, slots=True)
class Request:
    """A request for the review of one year's result, with all that happened to it."""

    performance_year: int
    grounds: tuple[str, ...]
    state: State = State.DRAFT
    steps: tuple[Step, ...] = ()

    @property
    def may_follow(self) -> tuple[Event, ...]:
        """What can happen next."""
        return tuple(_STEPS.get(self.state, ()))

    def documents_due(self, policy: Policy) -> date | None:
        """The last day for the documents CMS asked for; None where it waits for none."""
        if self.state is not State.DOCUMENTS_ASKED:
            return None
        days = policy.topic(ReviewPolicy).document_days.value
        return self.steps[-1].on + timedelta(days=days)


def remembered(performance_year: int, grounds: tuple[str, ...], steps: tuple[Step, ...]) -> Request:
    """The request after steps that were taken once; their days were judged then."""
    state = State.DRAFT
    for one in steps:
        state = _STEPS[state][one.event]
    return Request(performance_year, grounds, state, steps)


def stepped(request: Request, event: Event, on: date, policy: Policy) -> Request:
    """The request after something happened to it on a day (rule TR-STATE).

    Raises StepRefused where that cannot follow, lies before the step before it, or sends a
    request outside the window. A decision is final.
    """
    open_steps = _STEPS.get(request.state, {})
    if event not in open_steps:
        expected = ", ".join(one.value for one in open_steps) or "nothing more"
        raise StepRefused(f"{event.value} after {request.state.value}", expected)
    if request.steps and on < request.steps[-1].on:
        raise StepRefused(f"{event.value} on {on}", f"{request.steps[-1].on} or later")
    if event is Event.SEND:
        state = window(policy, on).state
        if state in (WindowState.CLOSED, WindowState.NOT_OPEN):
            raise StepRefused(f"sent on {on}, when the review is {state.value}", "a day it is open")
    return replace(request, state=open_steps[event], steps=(*request.steps, Step(event, on)))
