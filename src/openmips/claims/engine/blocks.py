"""Which bit stands for which option and which rate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from openmips.catalog.claims_entries import EligibilityOption, OptionType
from openmips.claims.definitions import Rate
from openmips.policy.claims_topics import CountingUnit

WORD = 62
"""Bits of a word: a signed integer of 64 bits holds them in every engine, with one to spare."""

KINDS = (OptionType.MET, OptionType.EXCLUSION, OptionType.EXCEPTION, OptionType.NOT_MET)


@dataclass(frozen=True, slots=True)
class Block:
    """Rates that share words: bit n of a word of rates is rate n, of options option n.

    The first option of a rate has the rate's own number; further options come after all
    rates. `rate_of` says of each option which rate it belongs to.
    """

    number: int
    rates: tuple[Rate, ...]
    options: tuple[EligibilityOption, ...]
    rate_of: tuple[int, ...]

    @property
    def all_rates(self) -> int:
        """A word with the bit of every rate."""
        return (1 << len(self.rates)) - 1

    @property
    def all_options(self) -> int:
        """A word with the bit of every option."""
        return (1 << len(self.options)) - 1

    def rates_where(self, holds: Callable[[Rate], bool]) -> int:
        """A word with the bits of the rates for which `holds`."""
        return together(1 << bit for bit, rate in enumerate(self.rates) if holds(rate))

    def options_where(self, holds: Callable[[EligibilityOption], bool]) -> int:
        """A word with the bits of the options for which `holds`."""
        return together(1 << bit for bit, option in enumerate(self.options) if holds(option))

    def options_of(self, rates: int) -> int:
        """A word with the bits of the options of the rates in the word `rates`."""
        return together(1 << bit for bit, rate in enumerate(self.rate_of) if rates >> rate & 1)

    def counted_by(self, *units: CountingUnit) -> int:
        """A word with the bits of the rates that are counted by one of the units."""
        return self.rates_where(lambda rate: rate.unit.value in units)

    def bits_of(self, *units: CountingUnit) -> tuple[int, ...]:
        """The numbers of the rates that are counted by one of the units."""
        return tuple(bit for bit, rate in enumerate(self.rates) if rate.unit.value in units)

    def ranked(self, place: int, kind: OptionType) -> int:
        """A word with the bits of the rates in whose ranking `kind` has that place."""
        return self.rates_where(lambda rate: rate.order[place : place + 1] == (kind,))

    def name(self, word: str) -> str:
        """What the column of a word of this block is called."""
        return f"{word}_{self.number}"


def together(words: Iterable[int]) -> int:
    """All bits of the words."""
    result = 0
    for word in words:
        result |= word
    return result


def blocks_of(rates: Iterable[Rate], bits: int = WORD) -> tuple[Block, ...]:
    """The rates in blocks whose options fit a word of so many bits.

    Raises ValueError for a rate with more options than that.
    """
    groups: list[list[Rate]] = []
    free = 0
    for rate in rates:
        size = len(rate.options)
        if size > bits:
            raise ValueError(f"Measure {rate.measure_id} has {size} options, a word {bits} bits.")
        if size > free:
            groups.append([])
            free = bits
        groups[-1].append(rate)
        free -= size
    return tuple(_block(number, tuple(group)) for number, group in enumerate(groups))


def _block(number: int, rates: tuple[Rate, ...]) -> Block:
    first = [(rate.options[0], bit) for bit, rate in enumerate(rates)]
    further = [(option, bit) for bit, rate in enumerate(rates) for option in rate.options[1:]]
    options, rate_of = zip(*first, *further, strict=True)
    return Block(number, rates, options, rate_of)
