"""Which of several answers stands, in words of rates, once for every engine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_

from openmips.catalog.claims_entries import OptionType
from openmips.claims.engine.algebra import Column, W, bit, without
from openmips.claims.engine.blocks import KINDS, Block
from openmips.claims.engine.totals import word_of
from openmips.policy.claims_topics import CountingUnit


def answers(block: Block, column: Column[W]) -> dict[OptionType, W]:
    """The words of the answers of a claim, patient or day, by kind."""
    return {kind: column(block.name(word_of(kind))) for kind in KINDS}


def standing(block: Block, given: Mapping[OptionType, W]) -> dict[OptionType, W]:
    """Of the answers given for each rate the one that stands, by the ranking of the rate."""
    stands: dict[OptionType, list[W]] = {kind: [] for kind in KINDS}
    taken: list[W] = []
    for place in range(len(KINDS)):
        layer = []
        for kind in KINDS:
            if ranked := block.ranked(place, kind):
                word = given[kind] & ranked
                layer.append(word)
                free = without(word, reduce(or_, taken), block.all_rates) if taken else word
                stands[kind].append(free)
        taken += layer
    nothing = given[KINDS[0]] & 0
    return {kind: reduce(or_, words) if words else nothing for kind, words in stands.items()}


def newest(block: Block, rate: int, stands: Mapping[OptionType, W], day: W) -> W:
    """A number that is highest for the latest day with an answer and, on it, the best answer.

    It holds the day and, below it, one bit for the kind of answer; 0 where there is none.
    """
    ranked = block.rates[rate].order
    marks = [bit(stands[kind], rate) * (1 << _mark(ranked, kind)) for kind in ranked]
    answered = reduce(or_, (bit(stands[kind], rate) for kind in ranked))
    return answered * (day * (1 << len(KINDS)) + reduce(or_, marks))


def newest_kind(block: Block, rate: int, number: W) -> dict[OptionType, W]:
    """The answer that `newest` found, as words with the bit of the rate."""
    ranked = block.rates[rate].order
    return {kind: bit(number, _mark(ranked, kind)) * (1 << rate) for kind in ranked}


def _mark(ranked: tuple[OptionType, ...], kind: OptionType) -> int:
    return len(ranked) - 1 - ranked.index(kind)


def newest_name(block: Block, rate: int) -> str:
    """The column with a patient's `newest` of a rate."""
    return f"newest_{block.number}_{rate}"


def of_patient(block: Block, column: Column[W]) -> dict[OptionType, W]:
    """The answers that stand for a patient: the best of the year, or of the newest day."""
    best = block.counted_by(CountingUnit.PATIENT_PROCESS)
    stands = {kind: word & best for kind, word in standing(block, answers(block, column)).items()}
    for rate in block.bits_of(CountingUnit.PATIENT_INTERMEDIATE):
        found = newest_kind(block, rate, column(newest_name(block, rate)))
        stands |= {kind: stands[kind] | word for kind, word in found.items()}
    return stands
