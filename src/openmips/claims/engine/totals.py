"""Sums over words, the same columns in every engine, and the counts of rates made from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from openmips.catalog.claims_entries import OptionType
from openmips.claims.engine.blocks import KINDS, Block
from openmips.claims.rate_counts import RateCounts
from openmips.performance import Counts

Clinician = tuple[str, str]
"""TIN and rendering NPI."""

ELIGIBLE = "eligible"


def word_of(kind: OptionType) -> str:
    """What the word of a kind of answer is called."""
    return kind.name.lower()


WORDS = (ELIGIBLE, *map(word_of, KINDS))
"""What is added up for every rate."""


def total_name(word: str, block: Block, rate: int) -> str:
    """The column of a sum: of the word `eligible` or a kind of answer, for one rate."""
    return f"{word}_{block.number}_{rate}"


class Totals:
    """The sums of every clinician, from all tables that an engine adds up."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self._rates = [(block, number) for block in blocks for number in range(len(block.rates))]
        names = [total_name(word, *rate) for rate in self._rates for word in WORDS]
        self._places = {name: place for place, name in enumerate(names)}
        self._sums: dict[Clinician, list[int]] = defaultdict(lambda: [0] * len(names))

    def places(self, names: Sequence[str]) -> tuple[int, ...]:
        """What `add` takes for columns of those names."""
        return tuple(self._places[name] for name in names)

    def add(self, clinician: Clinician, places: Sequence[int], values: Sequence[int]) -> None:
        """Add the values of columns to a clinician's sums."""
        held = self._sums[clinician]
        for place, value in zip(places, values, strict=True):
            held[place] += value

    def add_instances(
        self, clinician: Clinician, block: Block, rate: int, answer: OptionType | None, number: int
    ) -> None:
        """Add so many instances of a rate with that answer; None is no answer."""
        held = self._sums[clinician]
        held[self._places[total_name(ELIGIBLE, block, rate)]] += number
        if answer is not None:
            held[self._places[total_name(word_of(answer), block, rate)]] += number

    def counts(self) -> list[RateCounts]:
        """The counts of every clinician and rate with anybody eligible, in order."""
        found = [row for owner, sums in self._sums.items() for row in self._counts(owner, sums)]
        return sorted(found, key=lambda one: (one.tin, one.npi or "", one.measure_id, one.stratum))

    def _counts(self, clinician: Clinician, sums: list[int]) -> Iterator[RateCounts]:
        for number, (block, bit) in enumerate(self._rates):
            start = number * len(WORDS)
            if sums[start]:
                rate = block.rates[bit]
                eligible, met, exclusion, exception, not_met = sums[start : start + len(WORDS)]
                counts = Counts(eligible, met, not_met, exclusion, exception)
                yield RateCounts(*clinician, rate.measure_id, rate.stratum, counts)
