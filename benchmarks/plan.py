"""How fast a plan is found: the practices that take longest, and the one that issue 3 names."""

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
from openmips.planning.ways import fitting_pathways
from openmips.policy.load import policy_for

YEAR = 2024
ONE_WAY = ("claims",)
THREE_WAYS = ("claims", "registry", "electronicHealthRecord")
BEHIND = ("047", "130", "134", "226", "238", "317", "326", "397", "431", "236")


def main() -> None:
    """Print one line for each situation."""
    for name, seconds in seconds_per_plan().items():
        print(f"{name + ' ':.<58} {seconds:.2f} s", flush=True)


def seconds_per_plan() -> dict[str, float]:
    """Seconds from a situation to its three plans, the best of three runs."""
    found = {
        "all claims measures, activities, MVPs, two levels": situation(pathways=None),
        "the same without an MVP": situation(),
        "six measures, half of their cases answered": situation(half_answered(), pathways=None),
        "too late for claims and activities": situation(as_of=date(YEAR, 11, 21), pathways=None),
        "two claims measures, three ways to collect": situation(
            half_answered()[:2], ways=THREE_WAYS
        ),
        "the same, payments not known": situation(half_answered()[:2], ways=THREE_WAYS, paid=None),
        "family medicine, three ways to collect": situation(
            half_answered()[:2], ways=THREE_WAYS, specialty="familyMedicine"
        ),
        "a solo internist of 2026, three ways to collect": situation(
            year=2026, clinicians=1, ways=THREE_WAYS, specialty="internalMedicine"
        ),
        "the same without a specialty": situation(year=2026, clinicians=1, ways=THREE_WAYS),
        "all MVPs, three ways to collect, two levels": situation(pathways=None, ways=THREE_WAYS),
    }
    return {f"Plan: {name}": _best(one) for name, one in found.items()}


def situation(
    quality: tuple[QualityResult, ...] = (),
    *,
    year: int = YEAR,
    as_of: date | None = None,
    pathways: frozenset[str] | None = frozenset(),
    ways: tuple[str, ...] = ONE_WAY,
    clinicians: int = 4,
    specialty: str | None = None,
    paid: int | None = 300_000,
) -> Situation:
    """A small practice in spring; without a specialty set every measure is open to it.

    `pathways` None: all MVPs; with a specialty, those that name it.
    """
    policy, catalog = policy_for(year), catalog_for(year)
    practice = Practice(
        clinician_count=clinicians,
        special_statuses=frozenset({SpecialStatus.SMALL_PRACTICE}),
        specialty_set=specialty,
    )
    performance = Performance(
        year,
        Entity(EntityType.GROUP if clinicians > 1 else EntityType.INDIVIDUAL),
        practice=practice,
        quality=quality,
        part_b_paid=None if paid is None else Decimal(paid),
    )
    every = frozenset(catalog.mvps) if pathways is None else pathways
    return Situation(
        performance,
        catalog,
        policy,
        estimates_for(year),
        dates_for(policy),
        as_of or date(year, 3, 1),
        collection_types=ways,
        pathways=every or fitting_pathways(specialty, catalog),
    )


def half_answered() -> tuple[QualityResult, ...]:
    """Six claims measures of two months, half of their cases answered."""
    measures = catalog_for(YEAR).quality
    offered = [name for name in BEHIND if "claims" in measures[name].collection_types]
    others = [name for name, one in measures.items() if "claims" in one.collection_types]
    names = list(dict.fromkeys([*offered, *others]))[:6]
    return tuple(QualityResult(name, "claims", Counts(40, 18, 2)) for name in names)


def _best(asked: Situation) -> float:
    return min(_seconds(lambda: plans(asked)) for _ in range(3))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
