"""Where in the words of a line each thing stands that the line can say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from openmips.catalog.claims_entries import ClaimCodes, OptionType, PerformanceOption
from openmips.claims.definitions import Rate
from openmips.claims.engine.blocks import Block


@dataclass(frozen=True, slots=True)
class Place:
    """One bit of the words of a line."""

    word: int
    bit: int


@dataclass(frozen=True, slots=True)
class Second:
    """Where a line says that it satisfies the second code list of an option of a block."""

    option: int
    place: Place


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers a rate of a block: all bits that `needs` names, wherever on the claim."""

    block: int
    rate: int
    kind: OptionType
    needs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of a line, and what to look for in them.

    Word n begins with the options of block n, so that options keep their own numbers. Second
    lists and parts of answers fill what is left of these words and go on in further ones.
    `answer_bits` has the bits of answers, word by word; `seconds` is by block. `candidates`
    names for each procedure code the conditions to try and the bits that each gives.
    """

    words: int
    seconds: tuple[tuple[Second, ...], ...]
    answers: tuple[Answer, ...]
    answer_bits: tuple[int, ...]
    candidates: dict[str, tuple[tuple[ClaimCodes, tuple[int, ...]], ...]]


class _Space:
    """The bits that are still free, word after word."""

    def __init__(self, blocks: Iterable[Block], bits: int) -> None:
        self.used = [len(block.options) for block in blocks]
        self._bits = bits
        self._word = 0

    def take(self) -> Place:
        """The next free bit."""
        while self._word < len(self.used) and self.used[self._word] == self._bits:
            self._word += 1
        if self._word == len(self.used):
            self.used.append(0)
        self.used[self._word] += 1
        return Place(self._word, self.used[self._word] - 1)


def layout_of(blocks: tuple[Block, ...], bits: int) -> Layout:
    """The words of a line for the rates of the blocks, so many bits to a word."""
    space = _Space(blocks, bits)
    wanted: list[tuple[ClaimCodes, Place]] = [
        (codes, Place(block.number, number))
        for block in blocks
        for number, option in enumerate(block.options)
        for codes in option.procedure_codes
    ]
    seconds = []
    for block in blocks:
        of_block = []
        for number, option in enumerate(block.options):
            if option.additional_procedure_codes:
                second = Second(number, space.take())
                wanted += [(codes, second.place) for codes in option.additional_procedure_codes]
                of_block.append(second)
        seconds.append(tuple(of_block))
    parts: dict[object, Place] = {}
    asked = []
    for block in blocks:
        for number, rate in enumerate(block.rates):
            for answer in rate.answers:
                places = []
                for codes in answer.quality_codes:
                    key = _same(rate, answer, codes)
                    if key not in parts:
                        parts[key] = space.take()
                    places.append(parts[key])
                    wanted.append((codes, parts[key]))
                asked.append((block.number, number, answer.option_type, tuple(places)))
    words = len(space.used)
    return Layout(
        words=words,
        seconds=tuple(seconds),
        answers=tuple(
            dict.fromkeys(
                Answer(block, rate, kind, _bits(words, places))
                for block, rate, kind, places in asked
            )
        ),
        answer_bits=_bits(words, parts.values()),
        candidates=_by_code(wanted, words),
    )


def _same(rate: Rate, answer: PerformanceOption, codes: ClaimCodes) -> object:
    """What may share a bit: answers of one code that say the same, and parts that are equal."""
    if len(answer.quality_codes) == 1:
        return rate.measure_id, rate.stratum, answer.option_type
    return codes


def _bits(words: int, places: Iterable[Place]) -> tuple[int, ...]:
    """Words with the bits of the places."""
    result = [0] * words
    for place in places:
        result[place.word] |= 1 << place.bit
    return tuple(result)


def _by_code(
    wanted: Iterable[tuple[ClaimCodes, Place]], words: int
) -> dict[str, tuple[tuple[ClaimCodes, tuple[int, ...]], ...]]:
    """For each code the different conditions under which it is wanted, and what each gives.

    A condition here names one code only, so that asking whether a line fits is quick.
    """
    found: dict[str, dict[ClaimCodes, set[Place]]] = defaultdict(lambda: defaultdict(set))
    for codes, place in wanted:
        for code in codes.codes:
            found[code][replace(codes, codes=(code,))].add(place)
    return {
        code: tuple((alone, _bits(words, places)) for alone, places in conditions.items())
        for code, conditions in found.items()
    }
