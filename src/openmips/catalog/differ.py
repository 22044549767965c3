"""What moved between two catalogs: records added, removed and changed, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openmips.catalog.load import Catalog
from openmips.catalog.parts import PARTS

YEARLY = frozenset(
    {
        "performance_year",
        "benchmark_year",
        "specification",
        "specifications",
        "electronic_measure_id",
        "uuid",
    }
)
"""Fields that change with every year and so say nothing about what moved."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record: its values, or for a list what joined and what left it."""

    field: str
    old: Any = None
    new: Any = None
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A record that was added, removed or changed."""

    part: str
    key: str
    kind: str
    title: str | None = None
    fields: tuple[FieldChange, ...] = ()


def differences(
    old: Catalog, new: Catalog, ignoring: frozenset[str] = frozenset()
) -> dict[str, list[Change]]:
    """The changes of each part, by key; a part without changes has an empty list."""
    return {part: _of_part(part, old, new, ignoring) for part in PARTS}


def _of_part(part: str, old: Catalog, new: Catalog, ignoring: frozenset[str]) -> list[Change]:
    before, after = _by_key(part, old), _by_key(part, new)
    everywhere = _given_on_one_side(list(before.values()), list(after.values()), ignoring)
    ignoring |= {change.field for change in everywhere}
    changes = [Change(part, EVERY_RECORD, "changed", fields=everywhere)] if everywhere else []
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            changes.append(Change(part, key, "removed", before[key].get("title")))
        elif key not in before:
            changes.append(Change(part, key, "added", after[key].get("title")))
        elif fields := _fields(before[key], after[key], ignoring):
            changes.append(Change(part, key, "changed", after[key].get("title"), fields))
    return changes


def _given_on_one_side(
    before: list[dict[str, Any]], after: list[dict[str, Any]], ignoring: frozenset[str]
) -> tuple[FieldChange, ...]:
    """Fields that CMS gives in most records of one side and in none of the other.

    They are one change of the file, not a change of each record.
    """
    old, new = (Counter(field for record in side for field in record) for side in (before, after))
    return tuple(
        FieldChange(field, _GIVEN[field in old], _GIVEN[field in new])
        for field in sorted(old.keys() ^ new.keys() if before and after else ())
        if field not in ignoring and (old[field] * 2 > len(before) or new[field] * 2 > len(after))
    )


_GIVEN = {True: "given", False: "not given"}
EVERY_RECORD = "every record"
"""The key of a change that concerns the file as a whole."""


def _by_key(part: str, catalog: Catalog) -> dict[str, dict[str, Any]]:
    names = PARTS[part].key
    return {
        " ".join(str(record[name]) for name in names if name in record): {
            name: value for name, value in record.items() if value is not None
        }
        for record in catalog.records(part)
    }


def _fields(
    before: Mapping[str, Any], after: Mapping[str, Any], ignoring: frozenset[str]
) -> tuple[FieldChange, ...]:
    names = dict.fromkeys([*before, *after])
    return tuple(
        _field(name, before.get(name), after.get(name))
        for name in names
        if name not in ignoring and before.get(name) != after.get(name)
    )


def _field(name: str, old: Any, new: Any) -> FieldChange:
    members_before, members_after = _members(name, old), _members(name, new)
    if members_before is None or members_after is None or name == "percentiles":
        return FieldChange(name, old, new)
    return FieldChange(
        name,
        joined=tuple(member for member in members_after if member not in set(members_before)),
        left=tuple(member for member in members_before if member not in set(members_after)),
    )


def _members(name: str, value: Any) -> list[str] | None:
    """The members of a list of names, which in some fields is one string; else None."""
    if value is None:
        return []
    if isinstance(value, str) and name in {"codes", "zips"}:
        return value.split()
    if isinstance(value, list) and all(isinstance(member, str) for member in value):
        return value
    return None
