"""When a deadline falls: the planned dates of a year, held against an instant."""

from __future__ import annotations

from datetime import date, datetime

from openmips.policy.deadlines_topics import DeadlinesPolicy
from openmips.policy.topics import Policy
from openmips.policy.when import NEW_YORK, read_when
from openmips.why import Provision


def planned(name: str, policy: Policy) -> Provision[str]:
    """The planned date called `name`."""
    return policy.topic(DeadlinesPolicy).planned[name]


def day_of(provision: Provision[str]) -> date:
    """The day a provision names."""
    return date.fromisoformat(provision.value)


def begun(provision: Provision[str], at: datetime) -> bool:
    """Whether a date has come at an instant; one that nobody has said stops nothing."""
    when = read_when(provision.value)
    return when is None or when.begun(at)


def ended(provision: Provision[str], at: datetime) -> bool:
    """Whether a date is over at an instant; one that nobody has said never is."""
    when = read_when(provision.value)
    return when is not None and when.ended(at)


class NaiveInstant(ValueError):
    """An instant was given without its time zone."""


def checked(at: datetime) -> datetime:
    """`at`, in New York's time. Raises NaiveInstant where it has no time zone."""
    if at.tzinfo is None:
        raise NaiveInstant(f"{at.isoformat()} has no time zone; deadlines are instants.")
    return at.astimezone(NEW_YORK)


def preliminary(day: date, policy: Policy) -> bool:
    """Whether CMS's final eligibility of the year may still be to come on a day.

    CMS announces a month ("2024-12"); until it is over the result may change.
    """
    when = read_when(planned("final_eligibility", policy).value)
    return when is None or day <= when.last
