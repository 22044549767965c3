"""How the database holds JSON: numbers stay as they were written, to the last digit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from openmips.formats.exact_json import number_text


class ExactEncoder(json.JSONEncoder):
    """Writes Decimal as the number it is. Raises TypeError for floats."""

    def encode(self, o: Any) -> str:
        """The text of a value."""
        return _text(o)


class ExactDecoder(json.JSONDecoder):
    """Reads a number with a point as Decimal."""

    def __init__(self) -> None:
        super().__init__(parse_float=Decimal)


def _text(value: Any) -> str:
    match value:
        case None | bool() | str():
            return json.dumps(value)
        case int() | Decimal():
            return number_text(value)
        case Mapping():
            members = (f"{json.dumps(key)}: {_text(one)}" for key, one in value.items())
            return f"{{{', '.join(members)}}}"
        case list() | tuple():
            return f"[{', '.join(map(_text, value))}]"
    raise TypeError(f"{type(value).__name__} has no counterpart in exact JSON")
