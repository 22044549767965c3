"""The rate that each decile of a benchmark takes, and what a perfect rate earns."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openmips.amounts import HUNDRED, round_half_up
from openmips.catalog.entries import Benchmark, MetricType
from openmips.scoring.ladder import DECILES

BEST, WORST = Decimal(HUNDRED), Decimal(0)
"""The ends of a percent; the other way round where lower is better."""

_PERCENTS = frozenset(
    {
        MetricType.SINGLE,
        MetricType.MULTIPLE,
        MetricType.REGISTRY_SINGLE,
        MetricType.REGISTRY_MULTIPLE,
    }
)


@dataclass(frozen=True, slots=True)
class Rung:
    """One decile. `rate` is the worst rate that reaches it.

    None: no rate ends in this decile (`empty`), or, in the first, every worse rate does.
    `points` is what that rate earns, before any floor.
    """

    decile: int
    rate: Decimal | None
    empty: bool
    points: Decimal


def rungs(benchmark: Benchmark, cap: int | None) -> tuple[Rung, ...]:
    """The ten deciles of a benchmark; `cap` is the most points it gives, where it has one.

    A decile whose cut point is that of the next is empty: a rate there reaches the next, and
    a rate a hair worse falls through both.
    """
    starts = starting_rates(benchmark)
    found = []
    for decile, rate in enumerate(starts, 1):
        empty = decile < DECILES and rate == starts[decile] and decile > 1
        points = Decimal(decile if cap is None else min(decile, cap))
        needed = None if decile == 1 or empty else rate
        found.append(Rung(decile, needed, empty, points))
    return tuple(found)


def starting_rates(benchmark: Benchmark) -> tuple[Decimal, ...]:
    """The cut point at which each decile starts, from the first to the tenth."""
    if benchmark.inverse:
        return benchmark.percentiles[:0:-1]
    return benchmark.percentiles[:-1]


def is_percent(metric_type: MetricType) -> bool:
    """Whether the measure's rates are percents."""
    return metric_type in _PERCENTS


def best_rate(benchmark: Benchmark, percent: bool) -> Decimal:
    """The best rate there is; on another scale than percents, one that earns the most."""
    if percent:
        return WORST if benchmark.inverse else BEST
    return starting_rates(benchmark)[-1]


def has_cliff(benchmark: Benchmark, percent: bool) -> bool:
    """Whether nearly all points hang on a perfect rate.

    They do where the second decile starts at a rate that rounds to 100 whole percents (to 0
    where lower is better): nine of ten reporters are as good as perfect, and one missed
    patient in a hundred leaves a practice in the first decile or at the foot of the second.
    """
    if not percent:
        return False
    second = starting_rates(benchmark)[1]
    return round_half_up(second, 0) == best_rate(benchmark, percent)


def one_short(benchmark: Benchmark) -> Decimal:
    """The rate one percentage point short of the best."""
    return WORST + 1 if benchmark.inverse else BEST - 1
