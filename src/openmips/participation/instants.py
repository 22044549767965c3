"""When a deadline falls: the instants that CMS's Eastern dates and hours name."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from openmips.policy.deadlines_topics import DeadlinesPolicy
from openmips.policy.topics import Policy
from openmips.why import Provision

EASTERN = ZoneInfo("America/New_York")
"""The zone CMS gives its deadlines in."""

UNKNOWN = "unknown"
"""What stands in the policy for a date that no source names."""


def planned(name: str, policy: Policy) -> Provision[str]:
    """The planned date called `name`."""
    return policy.topic(DeadlinesPolicy).planned[name]


def day_of(provision: Provision[str]) -> date:
    """The day a provision names."""
    return date.fromisoformat(provision.value.split(" ")[0])


def opens(provision: Provision[str]) -> datetime:
    """The first instant of a date: its hour, or the beginning of the day."""
    return _at(provision) or datetime.combine(day_of(provision), time.min, EASTERN)


def closes(provision: Provision[str]) -> datetime:
    """The last instant of a date: its hour, or the end of the day."""
    end_of_day = datetime.combine(day_of(provision) + timedelta(days=1), time.min, EASTERN)
    return _at(provision) or end_of_day - timedelta(seconds=1)


def _at(provision: Provision[str]) -> datetime | None:
    _, _, hour = provision.value.partition(" ")
    return datetime.combine(day_of(provision), time.fromisoformat(hour), EASTERN) if hour else None


class NaiveInstant(ValueError):
    """An instant was given without its time zone."""


def checked(at: datetime) -> datetime:
    """`at`, in Eastern Time. Raises NaiveInstant where it has no time zone."""
    if at.tzinfo is None:
        raise NaiveInstant(f"{at.isoformat()} has no time zone; deadlines are instants.")
    return at.astimezone(EASTERN)


def preliminary(day: date, policy: Policy) -> bool:
    """Whether CMS's final eligibility of the year may still be to come on a day.

    CMS announces a month ("2024-12"); until it is over the result may change.
    """
    month = planned("final_eligibility", policy).value
    return day.isoformat()[: len(month)] <= month
