"""Every single change with its price: those of the plan's own choice, and better results."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openmips.answers.category_changes import interoperability_changes
from openmips.answers.change import Change, ChangeKind
from openmips.answers.changed_counts import cases_to_add
from openmips.answers.quality_changes import measure_changes
from openmips.performance import Performance
from openmips.planning.levers import Lever, Prices
from openmips.planning.situation import Situation
from openmips.planning.steps import Step, StepKind
from openmips.planning.ways import Way
from openmips.scoring.final import final_score

_RATES = (ChangeKind.NEXT_DECILE, ChangeKind.BEST_RATE)
MOST_RATES = 3
"""How many better rates are priced, those that gain most."""


def all_levers(situation: Situation, open_ways: Sequence[Way]) -> list[Lever]:
    """Every lever that gains something, the greatest gain first."""
    prices = Prices(situation, open_ways)
    found = prices.levers()
    if not situation.closed:
        found += _rates(prices)
        found += _interoperability(prices)
    return sorted(
        (lever for lever in found if lever.points > 0),
        key=lambda lever: (-lever.points, lever.hours, lever.says),
    )


def _rates(prices: Prices) -> list[Lever]:
    """The better rates that gain most, of each measure only the best one."""
    situation = prices.situation
    performance = situation.performance
    if not performance.quality or situation.as_of > situation.dates.year_ends:
        return []
    final = final_score(performance, situation.catalog, situation.policy)
    best: dict[str | None, Lever] = {}
    for change in measure_changes(final, situation.catalog, situation.policy):
        if change.kind not in _RATES:
            continue
        effort = situation.estimates.efforts["rate"]
        hours = effort.hours + effort.per_case * _cases(performance, change)
        step = Step(
            StepKind.RATE,
            change.says,
            effort.owner,
            situation.as_of,
            situation.dates.year_ends,
            hours,
            effort.evidence,
            change.measure_id,
            change.collection_type,
        )
        lever = prices.performed(change.performance, step)
        held = best.get(change.measure_id)
        if held is None or lever.points > held.points:
            best[change.measure_id] = lever
    return sorted(best.values(), key=lambda lever: -lever.points)[:MOST_RATES]


def _cases(before: Performance, change: Change) -> Decimal:
    pairs = zip(before.quality, change.performance.quality, strict=True)
    return Decimal(sum(cases_to_add(old.value, new.value) for old, new in pairs if old != new))


def _interoperability(prices: Prices) -> list[Lever]:
    """Promoting interoperability at its best, where its period can still begin."""
    situation = prices.situation
    performance, dates = situation.performance, situation.dates
    if (
        performance.interoperability
        or performance.given.interoperability_percent is not None
        or situation.as_of > dates.interoperability_starts_by
    ):
        return []
    effort = situation.estimates.efforts["interoperability"]
    return [
        prices.performed(
            change.performance,
            Step(
                StepKind.INTEROPERABILITY,
                change.says,
                effort.owner,
                dates.interoperability_starts_by,
                dates.interoperability_starts_by,
                effort.hours,
                effort.evidence,
            ),
        )
        for change in interoperability_changes(performance, situation.catalog, situation.policy)
    ]
