"""Which days close what a plan may still do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from openmips.policy.topics import Policy
from openmips.timeline.deadlines import timeline


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of one performance year; what is done by then still counts.

    `activities_start_by` and `interoperability_starts_by` are the last possible starts of
    their periods.
    """

    year_begins: date
    year_ends: date
    activities_start_by: date
    interoperability_starts_by: date
    registration_closes: date
    submission_closes: date

    @property
    def activity_days(self) -> int:
        """How many days in a row an activity is done at least."""
        return (self.year_ends - self.activities_start_by).days + 1

    def elapsed(self, as_of: date) -> Fraction:
        """The share of the performance year that is over when that day begins, 0 to 1."""
        whole = (self.year_ends - self.year_begins).days + 1
        return max(Fraction(0), min(Fraction(1), Fraction((as_of - self.year_begins).days, whole)))

    def closed(self, as_of: date) -> bool:
        """Whether nothing can be submitted any more."""
        return as_of > self.submission_closes


def dates_for(policy: Policy) -> Dates:
    """The days of the policy's performance year, as its timeline has them."""
    days = {
        deadline.milestone_id: deadline.when.last
        for deadline in timeline(policy)
        if deadline.when is not None
    }
    return Dates(
        days["performance_year_starts"],
        days["performance_year_ends"],
        days["last_activity_start"],
        days["last_interoperability_start"],
        days["mvp_registration_closes"],
        days["submission_closes"],
    )
