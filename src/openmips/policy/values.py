"""What type a provision's value has: from what a file says to the type of the schema, or not."""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any

_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_PLAIN = {int: "an integer", bool: "true or false", str: "text"}


class WrongValue(ValueError):
    """A value is not of its type: what was found, and what was expected."""

    def __init__(self, found: object, expected: str) -> None:
        super().__init__(f"found {found!r}; expected {expected}")
        self.found, self.expected = repr(found), expected


@cache
def hints(kind: Any) -> Mapping[str, Any]:
    """The types of the fields of a dataclass, by name and in order."""
    return MappingProxyType(typing.get_type_hints(kind))


def typed(value: object, kind: Any) -> Any:
    """`value` as `kind`; sets, lists and mappings come out unchangeable.

    Raises WrongValue where it is anything else.
    """
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if origin in (UnionType, typing.Union):
        (wanted,) = (argument for argument in arguments if argument is not type(None))
        return None if value is None else typed(value, wanted)
    if origin is Mapping:
        return _mapping(value, arguments[1])
    if origin is frozenset:
        return frozenset(_items(value, arguments[0]))
    if origin is tuple:
        return _items(value, arguments[0])
    if kind is Decimal:
        return _decimal(value)
    if kind is date:
        return _day(value)
    if is_dataclass(kind):
        return _record(value, kind)
    if issubclass(kind, Enum):
        return _choice(value, kind)
    if type(value) is not kind:
        raise WrongValue(value, _PLAIN[kind])
    return value


def _items(value: object, kind: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise WrongValue(value, "a list")
    items = tuple(typed(item, kind) for item in value)
    if len(set(items)) != len(items):
        raise WrongValue(value, "each item once")
    return items


def _mapping(value: object, kind: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise WrongValue(value, "a mapping")
    return MappingProxyType({typed(key, str): typed(item, kind) for key, item in value.items()})


def _decimal(value: object) -> Decimal:
    if type(value) is int or (isinstance(value, str) and _DECIMAL.fullmatch(value)):
        return Decimal(value)
    raise WrongValue(value, "an integer or a quoted decimal number")


def _day(value: object) -> date:
    try:
        return date.fromisoformat(typed(value, str))
    except ValueError as error:
        raise WrongValue(value, "a day as YYYY-MM-DD") from error


def _choice(value: object, kind: type[Enum]) -> Enum:
    for member in kind:
        if member.value == value:
            return member
    raise WrongValue(value, "one of " + ", ".join(str(member.value) for member in kind))


def _record(value: object, kind: Any) -> Any:
    fields = hints(kind)
    if not isinstance(value, dict) or set(value) != set(fields):
        raise WrongValue(value, "a mapping of exactly " + ", ".join(fields))
    return kind(**{name: typed(value[name], wanted) for name, wanted in fields.items()})
