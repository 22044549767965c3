"""What a plan estimates where no rule and no result says it: chances, hours, the unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from openmips.policy.read import read_yaml
from openmips.policy.values import hints, typed
from openmips.why import Attestation, Citation, Provision

FILE = Path(__file__).parent / "estimates.yaml"
"""Where the estimates stand, each with its basis."""

CHECKED = date(2026, 11, 21)
"""The day the estimates were last looked over."""


@dataclass(frozen=True, slots=True)
class Effort:
    """The work of one kind of step: `hours` once, `per_case` for every case; all estimates."""

    hours: Decimal
    per_case: Decimal
    owner: str
    says: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Estimates:
    """Every estimate as a value with its basis. What each means stands in the file."""

    scenarios: Provision[int]
    safe_chance: Provision[int]
    sure_chance: Provision[int]
    range_share: Provision[int]
    prior_cases: Provision[int]
    prior_average: Provision[int]
    carry_over: Provision[Decimal]
    typical_cases: Provision[int]
    claims_failure: Provision[int]
    other_failure: Provision[int]
    slip: Provision[int]
    flat_spread: Provision[int]
    point_spread: Provision[Decimal]
    deviates: Provision[tuple[Decimal, ...]]
    cost_percents: Provision[tuple[Decimal, ...]]
    cost_carry: Provision[Decimal]
    maximum_positive: Provision[Decimal]
    hourly_cost: Provision[int]
    efforts: Mapping[str, Effort]

    def figures(self) -> Iterator[Provision[Any]]:
        """Every estimate but the efforts, in order."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Provision):
                yield value


@cache
def estimates_for(year: int) -> Estimates:
    """The estimates of a performance year."""
    document: Any = read_yaml(FILE.read_text("utf-8"), FILE.name)
    sources, figures = document["sources"], document["figures"]
    kinds = {name: kind for name, kind in hints(Estimates).items() if name in figures}
    read = {
        name: _provision(name, figures[name], kind, sources, year) for name, kind in kinds.items()
    }
    efforts = {name: typed(row, Effort) for name, row in document["efforts"].items()}
    return Estimates(**read, efforts=MappingProxyType(efforts))


def _provision(
    name: str, row: Mapping[str, Any], kind: Any, sources: Mapping[str, str], year: int
) -> Provision[Any]:
    (wanted,) = kind.__args__
    value = row["years"][year] if "years" in row else row["value"]
    return Provision(
        name=f"estimates.{name}",
        value=typed(value, wanted),
        unit=row["unit"],
        year=year,
        says=row["says"],
        citation=Citation(row["cite"], sources[row["cite"]], ""),
        attestation=Attestation(row["attested"]),
        checked=CHECKED,
    )
