"""How many were eligible and what was answered: counts of a table of claim lines.

    count(source, definitions, engine=Engine.POLARS) -> list[RateCounts]

`source` has `scan()`, a Polars LazyFrame of the columns of `claims.lines` (see
`engine.source.ClaimSource`). There is one RateCounts for each TIN, NPI, measure and stratum
with anybody eligible, in that order. `rate_counts.by_tin` adds them up by TIN.
"""

from __future__ import annotations

from enum import Enum
from importlib import import_module
from pathlib import Path
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

    def count(
        self,
        source: ClaimSource,
        definitions: Definitions,
        folder: Path | None = None,
        **options: str,
    ) -> list[RateCounts]:
        """The counts of every clinician and rate with anybody eligible, in order."""


def count(
    source: ClaimSource,
    definitions: Definitions,
    engine: Engine = Engine.POLARS,
    folder: Path | None = None,
    master: str | None = None,
) -> list[RateCounts]:
    """The counts of every clinician and rate with anybody eligible, in order.

    What does not fit in memory goes to files in `folder`, by default where the system keeps
    such files. `master` is the address of the cluster for Spark, by default this machine;
    the other engines have none. An engine is loaded when it is first asked for; raises
    ModuleNotFoundError where it is not installed.
    """
    module = cast("_Module", import_module(f"openmips.claims.engine.in_{engine.value}"))
    if engine is Engine.SPARK and master is not None:
        return module.count(source, definitions, folder, master=master)
    return module.count(source, definitions, folder)
