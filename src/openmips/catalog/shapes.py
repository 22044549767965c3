"""How entries of the catalog look in public JSON answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from openmips.catalog.entries import CUT_POINTS, Benchmark
from openmips.catalog.records import plain_number

_UNDERSCORE = re.compile(r"_(\w)")


def camel(name: str) -> str:
    """A field name in the case of CMS's own: "measure_id" becomes "measureId"."""
    return _UNDERSCORE.sub(lambda found: found.group(1).upper(), name)


def as_json(value: object) -> Any:
    """A value as a JSON answer shows it: every field by name, amounts as strings.

    A benchmark's percentiles stand under their cut points.
    """
    if is_dataclass(value):
        shape = {camel(field.name): as_json(getattr(value, field.name)) for field in fields(value)}
        if isinstance(value, Benchmark):
            shape["percentiles"] = dict(zip(CUT_POINTS, shape["percentiles"], strict=True))
        return shape
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: as_json(value[key]) for key in value}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [as_json(member) for member in value]
    return value
