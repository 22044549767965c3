"""Where in the words of a line each thing stands that the line can say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from openmips.catalog.claims_entries import ClaimCodes, OptionType
from openmips.claims.engine.blocks import KINDS, Block

Words = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A bit of the words of a line, or the lowest of several."""

    word: int
    bit: int


@dataclass(frozen=True, slots=True)
class Second:
    """Where a line says that it satisfies the second code list of an option of a block."""

    option: int
    place: Place


@dataclass(frozen=True, slots=True)
class Joint:
    """An answer of several codes: a claim gives it that has the bits of all `places`."""

    rate: int
    kind: OptionType
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """What to look for in the words of a claim for the rates of one block.

    `single` says for each kind of answer where the rates begin that one code answers so: the
    bits of all rates of the block, in their order.
    """

    seconds: tuple[Second, ...]
    single: Mapping[OptionType, Place]
    joint: tuple[Joint, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The words of a line: how many, what they hold by block, and what gives which bits.

    Word n begins with the options of block n, so that options keep their own numbers.
    `candidates` names for each procedure code the conditions to try and what each gives.
    """

    words: int
    blocks: tuple[BlockLayout, ...]
    candidates: Mapping[str, tuple[tuple[ClaimCodes, Words], ...]]


class _Space:
    """The bits that are taken, word by word."""

    def __init__(self, blocks: Iterable[Block], bits: int) -> None:
        self.used = [len(block.options) for block in blocks]
        self._bits = bits

    def runs(self, width: int, number: int) -> tuple[Place, ...]:
        """Places for so many runs of so many bits, in words of their own."""
        fit = self._bits // width
        first = len(self.used)
        places = [Place(first + run // fit, run % fit * width) for run in range(number)]
        self.used += [0] * (1 + places[-1].word - first)
        for place in places:
            self.used[place.word] = place.bit + width
        return tuple(places)

    def bit(self) -> Place:
        """One bit, wherever one is left."""
        for word, used in enumerate(self.used):
            if used < self._bits:
                self.used[word] += 1
                return Place(word, used)
        self.used.append(1)
        return Place(len(self.used) - 1, 0)


def layout_of(blocks: tuple[Block, ...], bits: int) -> Layout:
    """The words of a line for the rates of the blocks, so many bits to a word."""
    space = _Space(blocks, bits)
    single = [
        dict(zip(KINDS, space.runs(len(block.rates), len(KINDS)), strict=True)) for block in blocks
    ]
    gives: list[tuple[ClaimCodes, Place]] = []
    of_blocks = []
    parts: dict[ClaimCodes, Place] = {}
    for block, start in zip(blocks, single, strict=True):
        seconds = []
        joint = []
        for number, option in enumerate(block.options):
            gives += [(codes, Place(block.number, number)) for codes in option.procedure_codes]
            if option.additional_procedure_codes:
                second = Second(number, space.bit())
                gives += [(codes, second.place) for codes in option.additional_procedure_codes]
                seconds.append(second)
        for number, rate in enumerate(block.rates):
            for answer in rate.answers:
                codes, *others = answer.quality_codes
                if not others:
                    place = start[answer.option_type]
                    gives.append((codes, Place(place.word, place.bit + number)))
                    continue
                for part in answer.quality_codes:
                    if part not in parts:
                        parts[part] = space.bit()
                        gives.append((part, parts[part]))
                places = tuple(parts[part] for part in answer.quality_codes)
                joint.append(Joint(number, answer.option_type, places))
        of_blocks.append(BlockLayout(tuple(seconds), start, tuple(joint)))
    words = len(space.used)
    return Layout(words, tuple(of_blocks), _by_code(gives, words))


def _by_code(
    gives: Iterable[tuple[ClaimCodes, Place]], words: int
) -> dict[str, tuple[tuple[ClaimCodes, Words], ...]]:
    """For each code the different conditions under which it gives anything, and what.

    A condition here names one code only, so that asking whether a line fits is quick.
    """
    found: dict[str, dict[ClaimCodes, list[int]]] = defaultdict(dict)
    for codes, place in gives:
        for code in codes.codes:
            alone = replace(codes, codes=(code,))
            gained = found[code].setdefault(alone, [0] * words)
            gained[place.word] |= 1 << place.bit
    return {
        code: tuple((alone, tuple(gained)) for alone, gained in conditions.items())
        for code, conditions in found.items()
    }
