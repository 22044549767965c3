"""Which days close what a plan may still do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from openmips.policy.read import read_yaml
from openmips.policy.topics import ActivitiesPolicy, Policy

FILE = Path(__file__).parent / "dates.yaml"
"""Where the days stand."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of one performance year; `activities_start_by` is the last possible start."""

    year_begins: date
    year_ends: date
    activities_start_by: date
    registration_closes: date
    exceptions_close: date
    submission_closes: date

    def elapsed(self, as_of: date) -> Fraction:
        """The share of the performance year that is over when that day begins, 0 to 1."""
        whole = (self.year_ends - self.year_begins).days + 1
        return max(Fraction(0), min(Fraction(1), Fraction((as_of - self.year_begins).days, whole)))

    def closed(self, as_of: date) -> bool:
        """Whether nothing can be submitted any more."""
        return as_of > self.submission_closes


def dates_for(policy: Policy) -> Dates:
    """The days of the policy's performance year."""
    year = policy.performance_year
    begins, ends = date(year, 1, 1), date(year + 1, 1, 1) - timedelta(days=1)
    days = policy.topic(ActivitiesPolicy).minimum_days.value
    closing = {name: date.fromisoformat(day) for name, day in _closing()[year].items()}
    return Dates(begins, ends, ends - timedelta(days=days - 1), **closing)


@cache
def _closing() -> dict[Any, dict[str, str]]:
    return read_yaml(FILE.read_text("utf-8"), FILE.name)
