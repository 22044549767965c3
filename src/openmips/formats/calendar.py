"""How dates become a calendar file (RFC 5545) that Outlook, Google and Apple read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

PRODUCT = "-//OpenMIPS//Deadlines//EN"
"""Who wrote the file, as the standard asks."""

MOST_OCTETS = 75
"""A line of the file may have this many octets; longer ones are folded."""

_BEFORE_MIDNIGHT = "PT15H"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a calendar.

    All day from `first` to `last`, or at `instant`. `uid` never changes, so that a second
    import updates the entry; `sequence` grows when the date moved. `alarms` are days before.
    """

    uid: str
    title: str
    text: str
    first: date
    last: date
    instant: datetime | None = None
    alarms: tuple[int, ...] = ()
    sequence: int = 0


def calendar_file(name: str, events: Iterable[Event], stamp: datetime) -> bytes:
    """The calendar as a file: the same events and stamp give the same bytes.

    Hours are written in UTC, which every program turns into its own zone.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for event in events for line in _event(event, stamp)),
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """A text as the standard writes it: backslash, semicolon, comma and line ends escaped."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n")):
        text = text.replace(plain, written)
    return text.replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> bytes:
    """A line with its end, broken so that no part is too long and no character is cut."""
    parts, part = [], b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > MOST_OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"


def _event(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(stamp)}"
    yield f"LAST-MODIFIED:{_utc(stamp)}"
    yield f"SEQUENCE:{event.sequence}"
    if event.instant is not None:
        yield f"DTSTART:{_utc(event.instant)}"
        yield f"DTEND:{_utc(event.instant)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.last + _ONE_DAY:%Y%m%d}"
    yield f"SUMMARY:{escaped(event.title)}"
    yield f"DESCRIPTION:{escaped(event.text)}"
    yield "TRANSP:TRANSPARENT"
    for days in event.alarms:
        yield from _alarm(event, days)
    yield "END:VEVENT"


def _alarm(event: Event, days: int) -> Iterator[str]:
    """A reminder: so many days before the hour, or at 9 in the morning of such a day."""
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(event.title)}"
    if event.instant is not None:
        yield f"TRIGGER:-P{days}D"
    else:
        whole_days = f"{days - 1}D" if days > 1 else ""
        yield f"TRIGGER:-P{whole_days}T{_BEFORE_MIDNIGHT.removeprefix('PT')}"
    yield "END:VALARM"


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"
