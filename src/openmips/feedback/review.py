"""The targeted review: whether it is open, on what grounds, and what it could bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from openmips.amounts import Span, as_fraction
from openmips.feedback.explaining import Comparison, Explained
from openmips.feedback.library import reasons
from openmips.payment import dollars
from openmips.policy.feedback_topics import ReviewPolicy
from openmips.policy.topics import Policy
from openmips.timeline.deadlines import Deadline, timeline
from openmips.why import Provision

UNEXPLAINED_GROUND = "calculation"
"""The ground of a difference that nothing explains."""


class WindowState(Enum):
    """Whether a review can be asked for on a day."""

    UNKNOWN = "unknown"
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Window:
    """When reviews of a year can be asked for, as seen from one day.

    `days_left` counts to the last day, 0 on that day itself; None where it is not open.
    """

    opens: Deadline
    closes: Deadline
    state: WindowState
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground of a review: the differences that rest on it, and the proofs it asks for."""

    name: str
    provision: Provision[tuple[str, ...]]
    lines: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a review could bring: percentage points and, where payments are known, dollars."""

    percent: Span
    dollars: Span | None


def window(policy: Policy, on: date) -> Window:
    """The window of the year's targeted review on a day (rule TR-WINDOW). Days are New York's."""
    dated = {one.milestone_id: one for one in timeline(policy)}
    opens, closes = dated["targeted_review_opens"], dated["targeted_review_closes"]
    if closes.when is not None and closes.when.last < on:
        return Window(opens, closes, WindowState.CLOSED, None)
    if opens.when is not None and on < opens.when.first:
        return Window(opens, closes, WindowState.NOT_OPEN, None)
    if opens.when is None or closes.when is None:
        return Window(opens, closes, WindowState.UNKNOWN, None)
    left = (closes.when.last - on).days if closes.when.exact else None
    return Window(opens, closes, WindowState.OPEN, left)


def grounds(compared: Comparison, policy: Policy) -> tuple[Ground, ...]:
    """The grounds that the differences give, in the order of the policy (rule TR-GROUNDS).

    What only CMS can know is no ground. What nothing explains may be an error of CMS's.
    """
    found: dict[str, list[Explained]] = {}
    for one in compared.lines:
        for name in dict.fromkeys(_grounds_of(one)):
            found.setdefault(name, []).append(one)
    known = policy.topic(ReviewPolicy).grounds
    return tuple(
        Ground(name, provision, tuple(found[name]))
        for name, provision in known.items()
        if name in found
    )


def _grounds_of(one: Explained) -> Iterator[str]:
    if one.unexplained:
        yield UNEXPLAINED_GROUND
    for cause in one.causes:
        for each in (cause, *cause.alternatives):
            ground = reasons()[each.reason].ground
            if ground is not None:
                yield ground


def worth(ours: Span, cms: Decimal, paid: Decimal | None, policy: Policy) -> Worth:
    """What CMS's payment adjustment would gain if it became ours (rule TR-WORTH).

    `ours` and `cms` are percents; `paid` is what Medicare Part B pays in a year. A loss is
    possible: a review may lower a score.
    """
    gain = Span(ours.low - as_fraction(cms), ours.high - as_fraction(cms))
    if paid is None:
        return Worth(gain, None)

    def in_dollars(percent: Decimal) -> Decimal:
        return dollars(percent, paid, policy.programme)

    low, high = (Decimal(one.numerator) / Decimal(one.denominator) for one in (gain.low, gain.high))
    return Worth(gain, Span(as_fraction(in_dollars(low)), as_fraction(in_dollars(high))))
