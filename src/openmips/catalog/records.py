"""How an entry becomes one line of JSON, and a file of such lines becomes entries again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def plain_number(value: Decimal) -> str:
    """`value` in full, without exponent and without trailing zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def as_record(value: object) -> Any:
    """`value` as JSON can hold it.

    An entry becomes an object whose keys stand in the order of its fields; a field that has
    its default value is left out. Sets are sorted, amounts become strings.
    """
    if is_dataclass(value):
        return {
            field.name: as_record(content)
            for field in fields(value)
            if (content := getattr(value, field.name)) != _default(field)
        }
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: as_record(value[key]) for key in sorted(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [as_record(member) for member in value]
    return value


def _default(field: Any) -> object:
    return MISSING if field.default is MISSING else field.default


def lines(records: Iterable[object]) -> bytes:
    """The records as JSON Lines: one a line, without spaces, in UTF-8."""
    return "".join(
        json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in records
    ).encode()


def entries(content: bytes, kind: type[T]) -> list[T]:
    """The entries of a file of lines.

    Raises ValueError when a line is no such entry.
    """
    try:
        return msgspec.json.Decoder(kind).decode_lines(content)
    except msgspec.DecodeError as error:
        raise ValueError(f"expected lines of {kind.__name__}: {error}") from error
