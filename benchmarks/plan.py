"""How fast a plan is found: 26 claims measures, all activities, all MVPs, two levels."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from openmips.catalog import catalog_for
from openmips.people import Entity, EntityType, Practice, SpecialStatus
from openmips.performance import Counts, Performance, QualityResult
from openmips.planning.dates import dates_for
from openmips.planning.estimates import estimates_for
from openmips.planning.optimise import plans
from openmips.planning.situation import Situation
from openmips.policy.load import policy_for

YEAR = 2024
BEHIND = ("047", "130", "134", "226", "238", "317", "326", "397", "431", "236")


def main() -> None:
    """Print one line for each situation."""
    for name, seconds in seconds_per_plan().items():
        print(f"{name + ' ':.<58} {seconds:.2f} s", flush=True)


def seconds_per_plan() -> dict[str, float]:
    """Seconds from a situation to its three plans, the best of three runs."""
    return {
        "Plan: nothing reported yet": _best(lambda: plans(situation(()))),
        "Plan: nothing reported yet, no MVP": _best(lambda: plans(situation((), pathways=False))),
        "Plan: six measures, half of their cases answered": _best(
            lambda: plans(situation(half_answered()))
        ),
        "Plan: too late for claims and activities": _best(
            lambda: plans(situation((), as_of=date(YEAR, 11, 21)))
        ),
    }


def situation(
    quality: tuple[QualityResult, ...],
    as_of: date = date(YEAR, 3, 1),
    pathways: bool = True,
) -> Situation:
    """A group of four without a specialty set, so that every claims measure is open to it."""
    policy, catalog = policy_for(YEAR), catalog_for(YEAR)
    practice = Practice(
        clinician_count=4, special_statuses=frozenset({SpecialStatus.SMALL_PRACTICE})
    )
    performance = Performance(
        YEAR,
        Entity(EntityType.GROUP),
        practice=practice,
        quality=quality,
        part_b_paid=Decimal(300_000),
    )
    return Situation(
        performance,
        catalog,
        policy,
        estimates_for(YEAR),
        dates_for(policy),
        as_of,
        pathways=frozenset(catalog.mvps) if pathways else frozenset(),
    )


def half_answered() -> tuple[QualityResult, ...]:
    """Six claims measures of two months, half of their cases answered."""
    measures = catalog_for(YEAR).quality
    offered = [name for name in BEHIND if "claims" in measures[name].collection_types]
    others = [name for name, one in measures.items() if "claims" in one.collection_types]
    names = list(dict.fromkeys([*offered, *others]))[:6]
    return tuple(QualityResult(name, "claims", Counts(40, 18, 2)) for name in names)


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
