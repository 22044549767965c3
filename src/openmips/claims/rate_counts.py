"""What an entity's counts say of each claims measure: results that scores and plans take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from openmips.catalog.entries import CLAIMS
from openmips.claims.definitions import Rate
from openmips.performance import Counts, QualityResult, QualityValue, Strata, Stratum

NOTHING = Counts(0, 0)


@dataclass(frozen=True, slots=True)
class RateCounts:
    """The counts of one rate for a clinician under a TIN, or (`npi` None) for the whole TIN."""

    tin: str
    npi: str | None
    measure_id: str
    stratum: str
    counts: Counts


Owner = tuple[str, str | None]
"""Whose counts they are: the TIN, and the NPI or None for the whole TIN."""


def reported(counts: Counts) -> int:
    """How many of the eligible have a valid answer."""
    return counts.met + counts.not_met + counts.exclusion + counts.exception


def added(parts: Iterable[Counts]) -> Counts:
    """The sum of counts, population by population."""
    held = tuple(parts)
    return Counts(
        sum(one.eligible for one in held),
        sum(one.met for one in held),
        sum(one.not_met for one in held),
        sum(one.exclusion for one in held),
        sum(one.exception for one in held),
    )


def by_tin(rows: Iterable[RateCounts]) -> tuple[RateCounts, ...]:
    """The counts of each whole TIN: the sum over its clinicians, not patients counted anew."""

    def key(one: RateCounts) -> tuple[str, str, str]:
        return one.tin, one.measure_id, one.stratum

    return tuple(
        RateCounts(tin, None, measure_id, stratum, added(one.counts for one in parts))
        for (tin, measure_id, stratum), parts in groupby(sorted(rows, key=key), key)
    )


def by_owner(rows: Iterable[RateCounts]) -> dict[Owner, dict[str, dict[str, Counts]]]:
    """Counts by owner, measure and stratum, each in order; what stands twice is added up."""
    found: dict[Owner, dict[str, dict[str, Counts]]] = {}
    for one in sorted(rows, key=_order):
        strata = found.setdefault((one.tin, one.npi), {}).setdefault(one.measure_id, {})
        strata[one.stratum] = added((strata.get(one.stratum, NOTHING), one.counts))
    return found


def _order(one: RateCounts) -> tuple[str, str, str, str]:
    return one.tin, one.npi or "", one.measure_id, one.stratum


def quality_value(rates: Sequence[Rate], counts: Mapping[str, Counts]) -> QualityValue:
    """The counts of one measure as its value: strata where it has several rates.

    `rates` are all rates of the measure, `counts` are by stratum; what is absent is zero.
    """
    named = [(rate.stratum_name, counts.get(rate.stratum, NOTHING)) for rate in rates]
    strata = tuple(Stratum(name, one) for name, one in named if name is not None)
    return Strata(strata) if strata else named[0][1]


def quality_results(
    rates: Iterable[Rate], counts: Mapping[str, Mapping[str, Counts]]
) -> tuple[QualityResult, ...]:
    """What an entity's counts, by measure and stratum, submit by claims.

    A measure without one valid answer is not submitted.
    """
    found = []
    for measure_id, group in groupby(rates, lambda rate: rate.measure_id):
        mine = counts.get(measure_id, {})
        if any(map(reported, mine.values())):
            value = quality_value(tuple(group), mine)
            found.append(QualityResult(measure_id, CLAIMS, value))
    return tuple(found)
