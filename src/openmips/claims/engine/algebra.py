"""From the words of a claim to the rates it belongs to and answers, once for every engine.

A word may be an integer, a Polars expression or a piece of SQL: all know `&`, `|`, `*`, `+`,
`-` and `//`, and nothing else is used here. Bit n of a word of rates stands for rate n.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_
from typing import Any, Protocol, Self, TypeVar

from openmips.catalog.claims_entries import OptionType
from openmips.claims.engine.blocks import Block
from openmips.claims.engine.layout import BlockLayout, Place


class Word(Protocol):
    """What the steps do with a word."""

    def __and__(self, other: Any, /) -> Self: ...
    def __or__(self, other: Any, /) -> Self: ...
    def __add__(self, other: Any, /) -> Self: ...
    def __sub__(self, other: Any, /) -> Self: ...
    def __mul__(self, other: Any, /) -> Self: ...
    def __floordiv__(self, other: Any, /) -> Self: ...


W = TypeVar("W", bound=Word)
Column = Callable[[str], W]
"""The word that a column of that name holds."""


YEAR = 10_000
MONTH = 100
"""A day as one number: 20240229 is 29 February 2024."""

_FAR = 10_000
"""Added to a difference of years so that no engine divides a negative number."""


def day_number(year: W, month: W, day: W) -> W:
    """A day as a number that grows with time; its parts are integers of at least 32 bits."""
    return year * YEAR + month * MONTH + day


def age(day: W, birth: W) -> W:
    """Whole years from one day number to another, as `values.age_on` has it.

    29 February is 0229: less than a year before 28 February, a year before 1 March.
    """
    return (day + _FAR * YEAR - birth) // YEAR - _FAR


def not_after(day: W, last: int) -> W:
    """Whether a day number is at most `last`: 1 or 0."""
    return (day * -1 + (last + _FAR * YEAR)) // (_FAR * YEAR)


def bit(word: W, number: int) -> W:
    """Whether the word has that bit: 1 or 0."""
    return (word // (1 << number) if number else word) & 1


def without(word: W, other: W, width: int) -> W:
    """The bits of `word` that `other` has not; `other` has no bit that `width` has not."""
    return word & (other * -1 + width)


def eligible_options(block: Block, layout: BlockLayout, column: Column[W]) -> W:
    """The options of the block to which a claim belongs: every part of an option holds."""
    every = block.all_options
    word = column(f"line_{block.number}") & column(block.name("person"))
    asks = block.options_where(lambda option: bool(option.diagnosis_codes))
    if asks:
        word = word & (column(block.name("found")) | (every ^ asks))
    asks_too = block.options_where(lambda option: bool(option.additional_diagnosis_codes))
    if asks_too:
        word = word & (column(block.name("found_too")) | (every ^ asks_too))
    if block.options_where(lambda option: bool(option.diagnosis_exclusion_codes)):
        word = without(word, column(block.name("barred")), every)
    for second in layout.seconds:
        there = _at(second.place, column)
        word = word & (there * (1 << second.option) | (every ^ (1 << second.option)))
    return word & every


def rates_of(block: Block, options: W) -> W:
    """The rates that have one of the options."""
    rates = options & block.all_rates
    for option in range(len(block.rates), len(block.options)):
        rates = rates | bit(options, option) * (1 << block.rate_of[option])
    return rates


def given(block: Block, layout: BlockLayout, column: Column[W]) -> dict[OptionType, W]:
    """The rates that a claim answers, by kind of answer: all codes of an answer are on it."""
    found = {}
    for kind, place in layout.single.items():
        rates = column(f"line_{place.word}") // (1 << place.bit) & block.all_rates
        for joint in layout.joint:
            if joint.kind is kind:
                whole = reduce(and_, (_at(part, column) for part in joint.places))
                rates = rates | whole * (1 << joint.rate)
        found[kind] = rates
    return found


def _at(place: Place, column: Column[W]) -> W:
    """Whether the line or claim has the bit: 1 or 0."""
    return bit(column(f"line_{place.word}"), place.bit)


def in_time(block: Block, rates: W, day: W) -> W:
    """The rates of the word whose last day, where they have one, is not over."""
    for number, rate in enumerate(block.rates):
        if rate.last_date is not None and rate.last_date.value is not None:
            last = rate.last_date.value
            mark = 1 << number
            still = not_after(day, day_number(last.year, last.month, last.day)) * mark
            rates = rates & (still | (block.all_rates ^ mark))
    return rates
