"""How a provision's value reads: on pages, in tables, and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from openmips.amounts import plain
from openmips.policy.topics import Interval, Transfer, WeightRow
from openmips.policy.walk import canonical
from openmips.why import Provision

_COUNTED = frozenset(
    {
        "cases",
        "categories",
        "clinicians",
        "days",
        "decimal places",
        "measures",
        "percent",
        "percentage points",
        "points",
    }
)
_AMOUNTS = frozenset({"factor", "percent", "percentage points", "points", "share"})


def in_words(value: Any) -> str:
    """A provision's value as a reader sees it."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value).replace("_", " ")
        case frozenset():
            return ", ".join(sorted(value)) or "none"
        case tuple():
            return ", ".join(value)
        case Interval():
            return f"{plain(value.low)} to {plain(value.high)}, best estimate {plain(value.best)}"
        case Transfer():
            return f"{value.excluded} to {', else '.join(value.to)}"
        case WeightRow():
            weights = ", ".join(f"{name} {plain(part)}" for name, part in value.weights.items())
            return f"{weights} ({value.option}, {value.practice})"
        case Mapping():
            return "; ".join(f"{key}: {in_words(part)}" for key, part in value.items())
        case _:
            return plain(value)


def with_unit(provision: Provision[Any]) -> str:
    """A provision's value in words, with its unit where it is an amount or a number of things."""
    words = in_words(provision.value)
    shown = provision.unit in _COUNTED and provision.value is not None
    return f"{words} {provision.unit}" if shown else words


def as_record(provision: Provision[Any]) -> dict[str, Any]:
    """A provision in the shapes JSON has; points, percents and factors are text."""
    value = canonical(provision.value)
    if isinstance(value, int) and provision.unit in _AMOUNTS:
        value = str(value)
    return {
        "provision": provision.name,
        "value": value,
        "unit": provision.unit,
        "says": provision.says,
        "citation": str(provision.citation),
        "source": provision.citation.source,
        "attestation": provision.attestation.value,
        "checked": provision.checked.isoformat(),
    }
