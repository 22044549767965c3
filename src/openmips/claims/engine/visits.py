"""How often a visit counts: by the lines of its claims that make it one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import combinations
from operator import add, or_

from openmips.claims.engine.algebra import Column, W, bit
from openmips.claims.engine.blocks import Block
from openmips.policy.claims_topics import CountingUnit

NUMBERS = 62
"""Line numbers are kept as bits of a word, to notice lines that may stand twice."""


def visit_rates(blocks: Iterable[Block]) -> tuple[tuple[Block, int], ...]:
    """The rates that are counted by visits, each with its block."""
    return tuple((block, rate) for block in blocks for rate in block.bits_of(CountingUnit.VISIT))


def visit_options(block: Block) -> int:
    """The options of the rates that are counted by visits."""
    return block.options_of(block.counted_by(CountingUnit.VISIT))


def subsets(block: Block, rate: int) -> tuple[int, ...]:
    """Every combination of options of a rate that a line can open, as words."""
    options = [option for option, owner in enumerate(block.rate_of) if owner == rate]
    return tuple(
        sum(1 << option for option in chosen)
        for size in range(1, len(options) + 1)
        for chosen in combinations(options, size)
    )


def lines_column(block: Block, rate: int, subset: int) -> str:
    """The column with a claim's number of lines that open these options of the rate."""
    return f"lines_{block.number}_{rate}_{subset}"


def weight_name(block: Block, rate: int) -> str:
    """The column with the weight of a day's visits of a rate."""
    return f"weight_{block.number}_{rate}"


def weight(block: Block, rate: int, column: Column[W]) -> W:
    """How many lines of a claim make it a visit of the rate, given its eligible options."""
    options = column(block.name("options"))
    parts = []
    for subset in subsets(block, rate):
        held = (number for number in range(subset.bit_length()) if subset >> number & 1)
        fits = reduce(or_, (bit(options, number) for number in held))
        parts.append(fits * column(lines_column(block, rate, subset)))
    return reduce(add, parts)
