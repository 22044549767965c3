"""Whether an answer has exactly the shape that its type declares."""

from __future__ import annotations

import types
import typing
from typing import Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict


def faults(value: Any, wanted: Any, place: str = "$") -> list[str]:
    """Where `value` differs from the type `wanted`; nothing where it has that shape."""
    origin = get_origin(wanted)
    if origin is NotRequired:
        return faults(value, get_args(wanted)[0], place)
    if origin in (Union, types.UnionType):
        tried = [faults(value, each, place) for each in get_args(wanted)]
        return min(tried, key=len)
    if is_typeddict(wanted):
        return _members(value, wanted, place)
    if origin is list:
        (each,) = get_args(wanted)
        found = value if isinstance(value, list) else [object()]
        return [f for i, one in enumerate(found) for f in faults(one, each, f"{place}[{i}]")]
    if origin is dict:
        _, each = get_args(wanted)
        return [f for key, one in value.items() for f in faults(one, each, f"{place}.{key}")]
    if wanted is None or wanted is types.NoneType:
        return [] if value is None else [f"{place}: {value!r} is not null"]
    return [] if type(value) is wanted else [f"{place}: {value!r} is no {wanted.__name__}"]


def _members(value: Any, wanted: Any, place: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{place}: {value!r} is no object"]
    hints = get_type_hints(wanted, include_extras=True)
    required = {key for key, hint in hints.items() if get_origin(hint) is not NotRequired}
    found = [f"{place}.{key} is not declared" for key in value if key not in hints]
    found += [f"{place}.{key} is missing" for key in sorted(required - set(value))]
    for key, hint in hints.items():
        if key in value:
            found += faults(value[key], hint, f"{place}.{key}")
    return found


def texts(value: Any) -> typing.Iterator[Any]:
    """Every leaf of an answer."""
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    else:
        yield value
