"""The calendar is one that Outlook, Google and Apple read, and the same whenever it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as some

from openmips.answers.deadlines import deadlines_calendar
from openmips.formats.calendar import MOST_OCTETS, Event, calendar_file, escaped, folded
from openmips.formats.whole_files import write_whole

DAY = date(2024, 11, 21)
STAMP = datetime(2024, 11, 21, tzinfo=UTC)


def events(content: bytes) -> dict[str, icalendar.Event]:
    """The events of a calendar by their ids, as another program reads them."""
    calendar = icalendar.Calendar.from_ical(content)
    assert calendar.errors == []
    assert [name for event in calendar.walk() for name, _ in event.errors] == []
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def event(title: str, text: str = "") -> Event:
    """An event of one day."""
    return Event("1@openmips", title, text, DAY, DAY)


def test_another_program_reads_what_was_written() -> None:
    """Days, hours, titles and reminders come back from the file as they went in."""
    found = events(deadlines_calendar(2024, as_of=DAY))
    closes = found["2024-submission_closes@openmips"]
    assert closes.decoded("DTSTART") == datetime(2025, 4, 15, tzinfo=UTC)
    assert closes["SUMMARY"] == "MIPS 2024: Submission of data closes"
    assert "It was planned for March 31, 2025, 8 p.m. Eastern time." in closes["DESCRIPTION"]
    assert closes["SEQUENCE"] == 1
    days = [alarm.decoded("TRIGGER").days for alarm in closes.walk("VALARM")]
    assert days == [-30, -7, -1]
    registration = found["2024-mvp_registration_closes@openmips"]
    assert registration.decoded("DTSTART") == date(2024, 12, 2)
    assert registration.decoded("DTEND") == date(2024, 12, 3)
    hours = [
        alarm.decoded("TRIGGER").total_seconds() / 3600 for alarm in registration.walk("VALARM")
    ]
    assert hours == [-(29 * 24 + 15), -(6 * 24 + 15), -15]
    assert found["2024-final_eligibility@openmips"]["SUMMARY"].endswith(
        "(December 2024, day not known)"
    )
    assert not found["2024-final_eligibility@openmips"].walk("VALARM")
    assert "2024-validation_notices_begin@openmips" not in found


def test_the_same_question_gives_the_same_bytes() -> None:
    """Nothing of the clock enters but the day the answer is for; ids never change."""
    first, later = (deadlines_calendar(2024, as_of=day) for day in (DAY, date(2025, 1, 1)))
    assert first == deadlines_calendar(2024, as_of=DAY)
    assert first != later
    assert list(events(first)) == list(events(later))
    assert b"DTSTAMP:20241121T000000Z" in first


def test_no_two_years_share_an_id() -> None:
    """A calendar may hold several years side by side."""
    assert not set(events(deadlines_calendar(2024, as_of=DAY))) & set(
        events(deadlines_calendar(2025, as_of=DAY))
    )


def test_only_the_dates_of_the_practice_are_in_it() -> None:
    """A profile leaves out what does not concern the practice, unless everything is wanted."""
    profile = {"performanceYear": 2024, "practice": {"clinicianCount": 4}}
    mine = events(deadlines_calendar(profile=profile, as_of=DAY))
    every = events(deadlines_calendar(profile=profile, as_of=DAY, everything=True))
    assert "2024-hardship_applications_close@openmips" not in mine
    assert set(mine) < set(every)


def test_lines_end_and_fold_as_the_standard_asks() -> None:
    """Every line ends with carriage return and line feed, and none has more than 75 octets."""
    content = deadlines_calendar(2024, as_of=DAY)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= MOST_OCTETS


TEXT = some.text(some.characters(exclude_categories=("Cs", "Cc")) | some.just("\n"))


@given(TEXT)
def test_any_text_comes_back(text: str) -> None:
    """Commas, semicolons, backslashes, line ends and letters of any script survive the file."""
    (found,) = events(calendar_file("x", [event("t", text)], STAMP)).values()
    assert str(found["DESCRIPTION"]) == text


@given(some.text(some.characters(exclude_categories=("Cs", "Cc"))))
def test_folding_cuts_no_character(text: str) -> None:
    """Each part of a folded line is UTF-8 by itself, and together they are the line."""
    parts = folded(text).removesuffix(b"\r\n").split(b"\r\n ")
    assert "".join(part.decode() for part in parts) == text
    assert max(map(len, parts)) <= MOST_OCTETS


def test_line_ends_of_every_kind_are_one() -> None:
    """A line end is written the same, however the text had it."""
    assert escaped("a\r\nb\nc\rd") == "a\\nb\\nc\\nd"


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If writing fails the old file stays as it was, and nothing is left beside it."""
    path = tmp_path / "out.ics"
    write_whole(path, b"old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
