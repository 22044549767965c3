"""Where a practice stands when it plans: what is done, what is not known, which day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from openmips.catalog.load import Catalog
from openmips.performance import Performance
from openmips.planning.dates import Dates
from openmips.planning.estimates import Estimates
from openmips.policy.topics import Policy


@dataclass(frozen=True, slots=True)
class Situation:
    """One entity in the year it plans for.

    `performance` holds this year's results so far or, where `repeated`, last year's results
    as if they were repeated. `points_before` are last year's quality points where its
    measures are not known, spread over `measures_before`. `cost_before` is last year's cost
    percent; `cost_scored` whether CMS is expected to score cost at all. `collection_types` are
    the ways in which new measures could be reported, `done` the activities that were done this
    year and are not attested yet, `pathways` the MVPs that are about the care it gives.
    """

    performance: Performance
    catalog: Catalog
    policy: Policy
    estimates: Estimates
    dates: Dates
    as_of: date
    repeated: bool = False
    points_before: Fraction | None = None
    measures_before: int = 0
    cost_before: Decimal | None = None
    cost_scored: bool = True
    collection_types: tuple[str, ...] = ("claims",)
    done: frozenset[str] = frozenset()
    pathways: frozenset[str] = frozenset()

    @property
    def years(self) -> int:
        """How many equally likely years are tried."""
        return self.estimates.scenarios.value

    @property
    def elapsed(self) -> Fraction:
        """How much of the performance year is over."""
        return self.dates.elapsed(self.as_of)

    @property
    def closed(self) -> bool:
        """Whether nothing can be submitted any more."""
        return self.dates.closed(self.as_of)
