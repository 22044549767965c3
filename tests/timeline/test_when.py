"""A date is as precise as its source, and every hour is New York's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from openmips.policy.read import PolicyError
from openmips.policy.when import NEW_YORK, Precision, When, read_hour, read_when

FORMS = {
    "2024-12-31 20:00": ("December 31, 2024, 8 p.m. Eastern time", Precision.INSTANT),
    "2023-12-31 23:59": ("December 31, 2023, 11:59 p.m. Eastern time", Precision.INSTANT),
    "2025-03-31 10:00": ("March 31, 2025, 10 a.m. Eastern time", Precision.INSTANT),
    "2025-03-31 00:30": ("March 31, 2025, 12:30 a.m. Eastern time", Precision.INSTANT),
    "2025-03-31 12:00": ("March 31, 2025, 12 p.m. Eastern time", Precision.INSTANT),
    "2024-07-05": ("July 5, 2024", Precision.DAY),
    "2024-02": ("February 2024", Precision.MONTH),
    "late 2025": ("late 2025", Precision.HALF_YEAR),
}


@pytest.mark.parametrize("text", FORMS)
def test_a_date_reads_as_it_is_written(text: str) -> None:
    """Each form comes back as it was written, and has words of its own."""
    when = read_when(text)
    assert when is not None
    assert str(when) == text
    assert (when.in_words(), when.precision) == FORMS[text]


def test_a_month_has_all_its_days() -> None:
    """February of a leap year has 29 days; the late part of a year is its second half."""
    february, late = read_when("2024-02"), read_when("late 2025")
    assert february is not None
    assert late is not None
    assert (february.first, february.last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (late.first, late.last) == (date(2025, 7, 1), date(2025, 12, 31))
    assert not february.exact
    assert february.instant is None


def test_unknown_is_no_date() -> None:
    """What no source names is None."""
    assert read_when("unknown") is None


@pytest.mark.parametrize(
    "text", ["", "322", "2024-13", "2024-02-30", "2024-12-31 25:00", "early 2025", "31.12.2024"]
)
def test_anything_else_is_refused(text: str) -> None:
    """A date that is none is an error that says what is expected."""
    with pytest.raises(PolicyError, match="YYYY-MM-DD"):
        read_when(text)


def test_an_hour_that_is_none_is_refused() -> None:
    """An hour is written with two digits each."""
    assert read_hour("20:00") == time(20)
    with pytest.raises(PolicyError):
        read_hour("8 p.m.")


@pytest.mark.parametrize(
    ("when", "over"),
    [
        (When.on(date(2025, 3, 31), time(20)), "2025-04-01T00:00:00+00:00"),
        (When.on(date(2024, 12, 31), time(20)), "2025-01-01T01:00:00+00:00"),
        (When.on(date(2025, 3, 9)), "2025-03-10T04:00:00+00:00"),
        (When.on(date(2025, 3, 8)), "2025-03-09T05:00:00+00:00"),
        (When.on(date(2024, 11, 3)), "2024-11-04T05:00:00+00:00"),
    ],
)
def test_the_end_of_a_date_follows_the_clocks_of_new_york(when: When, over: str) -> None:
    """Summer time ends a day an hour earlier in UTC; on the days of change, too."""
    assert when.over == datetime.fromisoformat(over)
    assert when.over.tzinfo is UTC


def test_new_york_is_known_on_every_machine() -> None:
    """The time zones come with the package: a machine without its own data knows them too."""
    from importlib.resources import files

    assert files("tzdata").joinpath("zoneinfo", "America", "New_York").is_file()
    assert NEW_YORK.key == "America/New_York"
