"""Whether an answer is what a case expects, to the last decimal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any


def differences(expected: Any, found: Any, place: str = "answer") -> list[str]:
    """Every place where `found` is not what is expected; keys that are not named may be any."""
    return list(_differences(expected, found, place))


def _differences(expected: Any, found: Any, place: str) -> Iterator[str]:
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        yield from _in_mapping(expected, found, place)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from _differences(one, other, f"{place}[{number}]")
    elif not _same(expected, found):
        yield f"{place}: expected {expected!r}, found {found!r}"


def _in_mapping(expected: Mapping[str, Any], found: Mapping[str, Any], place: str) -> Iterator[str]:
    """Differences under each key that is expected; measures go by id, assumptions by part."""
    for key, value in expected.items():
        there = f"{place}.{key}"
        if key not in found:
            yield f"{there}: not there"
        elif key == "measures":
            yield from _in_mapping(value, _by_id(found[key]), there)
        elif key == "assumptions":
            text = " ".join(found[key])
            yield from (f"{there}: no {one!r}" for one in value if one not in text)
        else:
            yield from _differences(value, found[key], there)


def _by_id(rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The rows of measures by id, or by "id collectionType" where the case says so.

    Rows of required measures that were not submitted have no id: "missing" counts them.
    """
    by_id: dict[str, Any] = {"missing": sum(row["measureId"] is None for row in rows)}
    for row in rows:
        by_id[str(row["measureId"])] = row
        by_id[f"{row['measureId']} {row.get('collectionType')}"] = row
    return by_id


def _same(expected: Any, found: Any) -> bool:
    """Whether two values are the same, amounts compared as numbers."""
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    try:
        return Decimal(expected) == Decimal(found)
    except (InvalidOperation, TypeError, ValueError):
        return bool(expected == found)
