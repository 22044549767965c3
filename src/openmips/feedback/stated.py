"""What CMS says of a year: figure by figure, as far as it was written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from openmips.people import SpecialStatus
from openmips.performance import Category


class Kind(Enum):
    """What a figure is. Weights and contributions are points of 100."""

    RATE = "rate"
    MEASURE_POINTS = "measure_points"
    POINTS = "points"
    BONUS = "bonus"
    IMPROVEMENT = "improvement"
    PERCENT = "percent"
    WEIGHT = "weight"
    CONTRIBUTION = "contribution"
    COMPLEX_PATIENT_BONUS = "complex_patient_bonus"
    FINAL_SCORE = "final_score"
    ADJUSTMENT = "adjustment"

    __hash__ = object.__hash__


_COARSE = frozenset({Kind.MEASURE_POINTS})


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a result: what it is, and of which category or measure."""

    kind: Kind
    category: Category | None = None
    measure_id: str | None = None
    collection_type: str | None = None

    @property
    def usual_places(self) -> int:
        """To how many decimals CMS gives such a figure, at the least."""
        return 1 if self.kind in _COARSE else 2


@dataclass(frozen=True, slots=True)
class MeasureDetail:
    """What CMS says of one measure beside its rate and points.

    `benchmark` holds the eleven values of its ladder, ascending, as a catalog's does.
    `completeness` is in percent.
    """

    cases: int | None = None
    completeness: Decimal | None = None
    benchmark: tuple[Decimal, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """CMS's result of one year. What was not written down is not there, and never compared.

    `statuses` says of a special status whether CMS gave it. `facility_score` tells whether
    CMS took a hospital's result; None: not said. `listed_whole` are the categories of which
    every measure that CMS scored stands here.
    """

    performance_year: int
    figures: Mapping[Figure, Decimal]
    details: Mapping[Figure, MeasureDetail] = field(default_factory=lambda: MappingProxyType({}))
    statuses: Mapping[SpecialStatus, bool] = field(default_factory=lambda: MappingProxyType({}))
    facility_score: bool | None = None
    listed_whole: frozenset[Category] = frozenset()

    def get(self, kind: Kind, category: Category | None = None) -> Decimal | None:
        """The figure of a kind and category, None where it is not stated."""
        return self.figures.get(Figure(kind, category))

    def detail(self, figure: Figure) -> MeasureDetail:
        """What else is said of the measure that a figure of points belongs to."""
        return self.details.get(figure, MeasureDetail())


def places_of(cms: Decimal) -> int:
    """How many decimals a number was written with."""
    return max(0, -int(cms.as_tuple().exponent))
