"""When something happens, as precisely as it is known: an instant, a day, a month, half a year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from openmips.policy.read import PolicyError

NEW_YORK = ZoneInfo("America/New_York")
"""Every hour of the program is New York's."""

UNKNOWN = "unknown"
"""How the policy writes a date that no source names."""

ONE_DAY = timedelta(days=1)
_DAY_AND_HOUR = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?")
_MONTH = re.compile(r"\d{4}-\d\d")
_LATE = re.compile(r"late (\d{4})")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Precision(Enum):
    """How precisely a date is known."""

    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"
    HALF_YEAR = "half_year"


@dataclass(frozen=True, slots=True)
class When:
    """The days on which something may happen, and its hour where that is known.

    `first` and `last` are the same day unless only a month, or less, is known.
    """

    first: date
    last: date
    precision: Precision
    hour: time | None = None

    @classmethod
    def on(cls, day: date, hour: time | None = None) -> When:
        """A day, or an instant of it."""
        precision = Precision.DAY if hour is None else Precision.INSTANT
        return cls(day, day, precision, hour)

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    @property
    def instant(self) -> datetime | None:
        """The instant in New York, where the hour is known."""
        if self.hour is None:
            return None
        return datetime.combine(self.first, self.hour, NEW_YORK)

    @property
    def over(self) -> datetime:
        """The instant (UTC) of its hour, or else of the midnight that ends its last day."""
        end = self.instant or datetime.combine(self.last + ONE_DAY, time(), NEW_YORK)
        return end.astimezone(UTC)

    def begun(self, at: datetime) -> bool:
        """Whether it has come, for certain or perhaps, at an instant."""
        return at >= (self.instant or datetime.combine(self.first, time(), NEW_YORK))

    def ended(self, at: datetime) -> bool:
        """Whether it is over at an instant. An hour that is named still belongs to it."""
        return at >= self.over if self.instant is None else at > self.instant

    def __str__(self) -> str:
        match self.precision:
            case Precision.HALF_YEAR:
                return f"late {self.first:%Y}"
            case Precision.MONTH:
                return f"{self.first:%Y-%m}"
            case Precision.INSTANT:
                return f"{self.first} {self.hour:%H:%M}"
        return str(self.first)

    def in_words(self) -> str:
        """The date as a letter would write it: March 31, 2025, 8 p.m. Eastern time."""
        month = f"{_MONTHS[self.first.month - 1]}"
        match self.precision:
            case Precision.HALF_YEAR:
                return str(self)
            case Precision.MONTH:
                return f"{month} {self.first.year}"
        day = f"{month} {self.first.day}, {self.first.year}"
        return day if self.hour is None else f"{day}, {_clock(self.hour)} Eastern time"


def read_when(text: str) -> When | None:
    """The date that the policy writes; None where it is unknown. Raises PolicyError."""
    if text == UNKNOWN:
        return None
    try:
        if found := _DAY_AND_HOUR.fullmatch(text):
            day, hour = found.groups()
            return When.on(date.fromisoformat(day), read_hour(hour) if hour else None)
        if _MONTH.fullmatch(text):
            year, month = map(int, text.split("-"))
            first = date(year, month, 1)
            last = first.replace(day=calendar.monthrange(year, month)[1])
            return When(first, last, Precision.MONTH)
        if found := _LATE.fullmatch(text):
            first = date.fromisoformat(f"{found[1]}-07-01")
            return When(first, date(first.year + 1, 1, 1) - ONE_DAY, Precision.HALF_YEAR)
    except ValueError as error:
        raise _refusal(text) from error
    raise _refusal(text)


def read_hour(text: str) -> time:
    """The time of day that the policy writes. Raises PolicyError."""
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise _refusal(text) from error


def _refusal(text: str) -> PolicyError:
    expected = '"YYYY-MM-DD HH:MM", "YYYY-MM-DD", "YYYY-MM", "late YYYY" or "unknown"'
    return PolicyError("deadlines.yaml", repr(text), expected)


def _clock(hour: time) -> str:
    """An hour as Americans write it."""
    half_day = len(_MONTHS)
    shown = hour.hour % half_day or half_day
    minutes = f":{hour:%M}" if hour.minute else ""
    return f"{shown}{minutes} {'p.m.' if hour.hour >= half_day else 'a.m.'}"
