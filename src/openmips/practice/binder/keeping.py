"""What may be done with a binder: add, note, sign, hold, remove; and until when all is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import BinaryIO

from openmips.policy.deadlines_topics import DeadlinesPolicy
from openmips.policy.load import policy_for
from openmips.practice.binder.entries import About, Deed, Entry
from openmips.practice.binder.store import Binder, Writer
from openmips.practice.binder.verifying import kept_files
from openmips.practice.refusals import refusal
from openmips.problems.binder_kinds import NOTHING_BY_THAT_NUMBER, ON_HOLD, REASON_NEEDED

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is kept: its entry, and the entries that are about it."""

    entry: Entry
    notes: tuple[Entry, ...] = ()
    removed: Entry | None = None


def kept_until(performance_year: int) -> date:
    """The last day on which evidence of a year must be kept (rule EV-1).

    Six years from the end of the performance period. Source: 42 CFR 414.1390(d).
    """
    years = policy_for(performance_year).topic(DeadlinesPolicy).retention_years.value
    return date(performance_year + years, 12, 31)


def add(
    binder: Binder,
    source: BinaryIO,
    name: str,
    about: About,
    at: datetime,
    by: str,
    items: Sequence[str] = (),
    note: str = "",
) -> Entry:
    """Keep a document; `items` are the lines of the evidence list that it proves, in words.

    The words stay readable when the list has changed. The same content twice is stored once and
    has two entries. Raises ProblemsFound.
    """
    with binder.writing() as writer:
        stored, size = writer.store(source)
        facts = {"file": stored, "name": PurePath(name).name[-LONGEST_NAME:], "size": size}
        more = {"items": list(dict.fromkeys(items))} if items else {}
        said = {"text": note} if note else {}
        return writer.record(Deed.ADDED, at, by, about, {**facts, **more, **said})


def note(
    binder: Binder, text: str, about: About, at: datetime, by: str, sign: bool = False
) -> Entry:
    """Write down something, or sign it off. Raises ProblemsFound."""
    with binder.writing() as writer:
        return writer.record(Deed.SIGNED if sign else Deed.NOTED, at, by, about, {"text": text})


def hold(binder: Binder, performance_year: int, reason: str, at: datetime, by: str) -> Entry:
    """Let nothing of a year be removed until the hold is released. Raises ProblemsFound."""
    with binder.writing() as writer:
        about = About(performance_year, "practice")
        return writer.record(Deed.HELD, at, by, about, {"text": reason})


def release(binder: Binder, number: int, reason: str, at: datetime, by: str) -> Entry:
    """Release a hold by the number of its entry. Raises ProblemsFound."""
    with binder.writing() as writer:
        one = _by_number(writer.entries, number, Deed.HELD)
        if one not in holds(writer.entries):
            raise refusal(NOTHING_BY_THAT_NUMBER, f"hold {number} is released already")
        facts = {"entry": number, "text": reason}
        return writer.record(Deed.RELEASED, at, by, one.about, facts)


def holds(entries: Iterable[Entry], performance_year: int | None = None) -> list[Entry]:
    """The holds that are on, of a year or of all."""
    every = list(entries)
    released = {one.facts["entry"] for one in every if one.deed is Deed.RELEASED}
    return [
        one
        for one in every
        if one.deed is Deed.HELD
        and one.number not in released
        and (performance_year is None or _year(one) == performance_year)
    ]


def remove(binder: Binder, number: int, reason: str, at: datetime, by: str) -> Entry:
    """Remove a document, and leave in the chain that it was there and why it went.

    Never while a hold is on its year; before its day only with a reason. Raises ProblemsFound.
    """
    with binder.writing() as writer:
        one = _by_number(writer.entries, number, Deed.ADDED)
        gone = {each.facts["entry"] for each in writer.entries if each.deed is Deed.REMOVED}
        if number in gone:
            raise refusal(NOTHING_BY_THAT_NUMBER, f"document {number} is removed already")
        year = _year(one)
        if on := holds(writer.entries, year):
            found = f"hold {on[0].number} is on {year}: {on[0].facts['text'].rstrip('.')}"
            raise refusal(ON_HOLD, found)
        until = kept_until(year)
        if at.date() <= until and not reason.strip():
            raise refusal(REASON_NEEDED, f"it is kept until {until}")
        facts = {"entry": number, "text": reason}
        entry = writer.record(Deed.REMOVED, at, by, one.about, facts)
        _forget(writer, one)
        return entry


def _forget(writer: Writer, one: Entry) -> None:
    """Delete a file's content, unless another document has the same."""
    if one.facts["file"] not in kept_files(writer.entries):
        writer.binder.path_of(one.facts["file"]).unlink(missing_ok=True)


def documents(entries: Iterable[Entry]) -> list[Document]:
    """Every document that was ever added, with what was noted and signed about the same."""
    every = list(entries)
    removed = {one.facts["entry"]: one for one in every if one.deed is Deed.REMOVED}
    said = [one for one in every if one.deed in (Deed.NOTED, Deed.SIGNED)]
    return [
        Document(
            one,
            tuple(each for each in said if each.about == one.about),
            removed.get(one.number),
        )
        for one in every
        if one.deed is Deed.ADDED
    ]


def _by_number(entries: Sequence[Entry], number: int, deed: Deed) -> Entry:
    if 1 <= number <= len(entries) and entries[number - 1].deed is deed:
        return entries[number - 1]
    raise refusal(NOTHING_BY_THAT_NUMBER, f"entry {number} is none, or of another kind")


def _year(entry: Entry) -> int:
    """The performance year of an entry that is about one."""
    return 0 if entry.about is None else entry.about.performance_year
