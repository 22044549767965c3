"""Whether an answer is what a case expects, to the last decimal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any


def differences(expected: Any, found: Any, place: str = "answer") -> list[str]:
    """Every place where `found` is not what is expected; keys that are not named may be any."""
    return list(_differences(expected, found, place))


def _differences(expected: Any, found: Any, place: str) -> Iterator[str]:
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            yield f"{place}: expected {dict(expected)}, found {found!r}"
            return
        for key, value in expected.items():
            if key == "measures":
                found = {**found, key: _by_id(found[key], value)}
            elif key == "assumptions" and value:
                text = " ".join(found[key])
                yield from (f"{place}.{key}: no {one!r}" for one in value if one not in text)
                continue
            if key not in found:
                yield f"{place}.{key}: not there"
            else:
                yield from _differences(value, found[key], f"{place}.{key}")
    elif isinstance(expected, list):
        if not isinstance(found, list) or len(expected) != len(found):
            yield f"{place}: expected {expected}, found {found!r}"
            return
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            yield from _differences(one, other, f"{place}[{number}]")
    elif not _same(expected, found):
        yield f"{place}: expected {expected!r}, found {found!r}"


def _by_id(rows: list[Mapping[str, Any]], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of measures by id, or by "id collectionType" where the case says so.

    Rows of required measures that were not submitted have no id: "missing" counts them.
    """
    by_id: dict[str, Any] = {"missing": sum(row["measureId"] is None for row in rows)}
    for row in rows:
        by_id[str(row["measureId"])] = row
        by_id[f"{row['measureId']} {row.get('collectionType')}"] = row
    return {key: by_id[key] for key in wanted if key in by_id}


def _same(expected: Any, found: Any) -> bool:
    """Whether two values are the same, amounts compared as numbers."""
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    try:
        return Decimal(expected) == Decimal(found)
    except InvalidOperation:
        return bool(expected == found)
