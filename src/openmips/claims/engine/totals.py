"""Sums over words, engine by engine the same columns, and the counts of rates made from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from openmips.catalog.claims_entries import OptionType
from openmips.claims.engine.blocks import KINDS, Block
from openmips.claims.rate_counts import RateCounts
from openmips.performance import Counts

Clinician = tuple[str, str]
"""TIN and rendering NPI."""

ELIGIBLE = "eligible"
WORDS = (ELIGIBLE, *(kind.name.lower() for kind in KINDS))
"""What is added up for every rate."""


def total_name(word: str, block: Block, rate: int) -> str:
    """The column of a sum: of the word `eligible` or a kind of answer, for one rate."""
    return f"{word}_{block.number}_{rate}"


class Totals:
    """The sums of every clinician, from all tables that an engine adds up."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self._blocks = blocks
        self._sums: dict[Clinician, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def add(self, clinician: Clinician, sums: Mapping[str, int]) -> None:
        """Add sums by their column names."""
        held = self._sums[clinician]
        for name, value in sums.items():
            if value:
                held[name] += value

    def add_instances(
        self, clinician: Clinician, block: Block, rate: int, answer: OptionType | None, number: int
    ) -> None:
        """Add so many instances of a rate with that answer; None is no answer."""
        sums = {total_name(ELIGIBLE, block, rate): number}
        if answer is not None:
            sums[total_name(answer.name.lower(), block, rate)] = number
        self.add(clinician, sums)

    def counts(self) -> list[RateCounts]:
        """The counts of every clinician and rate with anybody eligible, in order."""
        found = [
            row
            for clinician, sums in self._sums.items()
            for block in self._blocks
            for row in _counts(clinician, block, sums)
        ]
        return sorted(found, key=lambda one: (one.tin, one.npi or "", one.measure_id, one.stratum))


def _counts(clinician: Clinician, block: Block, sums: Mapping[str, int]) -> Iterable[RateCounts]:
    for bit, rate in enumerate(block.rates):
        eligible, met, exclusion, exception, not_met = (
            sums.get(total_name(word, block, bit), 0) for word in WORDS
        )
        if eligible:
            counts = Counts(eligible, met, not_met, exclusion, exception)
            yield RateCounts(*clinician, rate.measure_id, rate.stratum, counts)
