"""How many were eligible and what was answered: counts of a table of claim lines.

    count(source, definitions, engine=Engine.POLARS) -> list[RateCounts]

`source` has `scan()`, a Polars LazyFrame of the columns of `claims.lines` (see
`engine.source.ClaimSource`). There is one RateCounts for each TIN, NPI, measure and stratum
with anybody eligible, in that order. `rate_counts.by_tin` adds them up by TIN.
"""

from __future__ import annotations

from enum import Enum
from importlib import import_module
from typing import Protocol, cast

from openmips.claims.definitions import Definitions
from openmips.claims.engine.source import ClaimSource
from openmips.claims.rate_counts import RateCounts


class Engine(Enum):
    """What joins and adds."""

    POLARS = "polars"
    DUCKDB = "duckdb"
    SPARK = "spark"


class _Module(Protocol):
    """The module of an engine."""

    def count(self, source: ClaimSource, definitions: Definitions) -> list[RateCounts]:
        """The counts of every clinician and rate with anybody eligible, in order."""


def count(
    source: ClaimSource, definitions: Definitions, engine: Engine = Engine.POLARS
) -> list[RateCounts]:
    """The counts of every clinician and rate with anybody eligible, in order.

    The engine is loaded when it is first asked for.
    """
    module = import_module(f"openmips.claims.engine.in_{engine.value}")
    return cast("_Module", module).count(source, definitions)
