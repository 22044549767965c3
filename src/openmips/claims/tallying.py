"""What instances of claims measures come to: the counts of each row of the results."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from openmips.catalog.claims_entries import OptionType
from openmips.claims.instances import Instance, RateKey
from openmips.performance import Counts


def tallied(found: Iterable[Instance]) -> dict[RateKey, Counts]:
    """The counts of each row of the results, in the order of their keys."""
    counts: dict[RateKey, Counter[OptionType | None]] = defaultdict(Counter)
    for one in found:
        counts[one.key][one.outcome] += one.weight
    return {
        key: Counts(
            count.total(),
            count[OptionType.MET],
            count[OptionType.NOT_MET],
            count[OptionType.EXCLUSION],
            count[OptionType.EXCEPTION],
        )
        for key, count in sorted(counts.items())
    }
