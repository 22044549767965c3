"""What a roster file does to the roster, and how that is undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from openmips.practice.models import Clinician, Practice
from openmips.practice.refusals import refusal
from openmips.practice.rosters import Entry
from openmips.problems.records_kinds import LEAVES_BEFORE_JOINING

_DAYS = ("joined", "left")


def compared(
    practice: Practice, entries: Iterable[Entry]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Of a file's entries those new to the roster, and those that would change one there."""
    there = {one.npi: one for one in practice.clinicians.all()}
    new = tuple(one for one in entries if one.npi not in there)
    changing = tuple(
        one for one in entries if one.npi in there and _differences(there[one.npi], one)
    )
    return new, changing


def join(practice: Practice, entries: Iterable[Entry]) -> dict[str, Any]:
    """Add a file's clinicians within a deed; what it says of those there replaces what was said.

    The answer tells what was done, so that it can be undone. Raises ProblemsFound where days
    would contradict each other.
    """
    there = {one.npi: one for one in practice.clinicians.select_for_update()}
    added: list[str] = []
    changed: dict[str, dict[str, Any]] = {}
    for entry in entries:
        one = there.get(entry.npi)
        if one is None:
            Clinician.objects.create(practice=practice, **entry.fields())
            added.append(entry.npi)
            continue
        new = _differences(one, entry)
        if not new:
            continue
        changed[entry.npi] = {name: _kept(getattr(one, name)) for name in new}
        _set(one, new)
    return {"added": added, "changed": changed}


def part(practice: Practice, done: Mapping[str, Any], entries: Mapping[str, Entry]) -> int:
    """Undo what `join` did, as far as nobody has changed it since; how many entries that were.

    `entries` are what the file said, by NPI.
    """
    undone = 0
    there = {one.npi: one for one in practice.clinicians.select_for_update()}
    for npi in done.get("added", ()):
        one = there.get(npi)
        if one is not None and npi in entries and not _differences(one, entries[npi]):
            one.delete()
            undone += 1
    for npi, before in done.get("changed", {}).items():
        one = there.get(npi)
        if one is None or npi not in entries:
            continue
        said = entries[npi].fields()
        own = {name: was for name, was in before.items() if getattr(one, name) == said[name]}
        if own:
            _set(one, {name: _day(was) if name in _DAYS else was for name, was in own.items()})
            undone += 1
    return undone


def _differences(one: Clinician, entry: Entry) -> dict[str, Any]:
    """What the entry says and the roster does not."""
    return {
        name: value
        for name, value in entry.fields().items()
        if value and getattr(one, name) != value
    }


def _set(one: Clinician, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(one, name, value)
    if one.joined is not None and one.left is not None and one.left < one.joined:
        found, expected = f"left is {one.left}", f"{one.joined} or later"
        raise refusal(LEAVES_BEFORE_JOINING, found, expected)
    one.save(update_fields=list(values))


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
