"""How a document is written as JSON text: every number exactly, two blanks a level."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from openmips.formats.strict_json import MOST_DIGITS

_STEP = "  "
_MOST_PLACES = MOST_DIGITS


def json_text(value: object) -> str:
    """The text of a JSON value, ended by a new line; members stand in the order they have.

    Numbers are int or Decimal. Raises TypeError for anything that JSON does not have.
    """
    return _written(value, "\n") + "\n"


def number_text(value: int | Decimal) -> str:
    """A number as JSON writes it: plain and without needless zeros, as long as it is short."""
    if isinstance(value, int):
        return str(value)
    if not value:
        return "0"
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise TypeError(f"{value} is no number that JSON can write")
    shortest = Decimal((sign, digits, exponent)).normalize() if len(digits) <= 28 else value
    plain = format(shortest, "f")
    return plain if len(plain) <= _MOST_PLACES else str(shortest)


def _written(value: object, newline: str) -> str:
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return number_text(value)
        case Mapping():
            inner = newline + _STEP
            members = [
                f"{json.dumps(key, ensure_ascii=False)}: {_written(member, inner)}"
                for key, member in value.items()
            ]
            return f"{{{inner}{f',{inner}'.join(members)}{newline}}}" if members else "{}"
        case list() | tuple():
            inner = newline + _STEP
            entries = [_written(entry, inner) for entry in value]
            return f"[{inner}{f',{inner}'.join(entries)}{newline}]" if entries else "[]"
    raise TypeError(f"{type(value).__name__} has no counterpart in JSON")
