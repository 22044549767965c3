"""What the rules say of each distinct value, as words of bits.

A line (code, modifiers, place), a patient (age, sex) and a diagnosis are asked about once each,
however many lines bear them. Values come in as files hold them and are made normal here, so
that an engine knows no rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from openmips.catalog.claims_entries import EligibilityOption
from openmips.claims.definitions import Definitions
from openmips.claims.engine.blocks import WORD, Block, blocks_of
from openmips.claims.engine.layout import Words, layout_of
from openmips.claims.gathering import normal_row, normal_value, reason_aside, undone_by
from openmips.claims.lines import MODIFIERS, Kind, Line
from openmips.claims.rules import bears, fits_person
from openmips.policy.claims_topics import CountingUnit

COUNTS = 1
UNDOES = 2
"""Bits of a row's state: it counts; it undoes the claim that it names."""

STATE = ("payer", "status", "frequency")
"""The columns that decide a row's state."""

LINE_VALUE = ("procedure_code", "place_of_service", *MODIFIERS)
"""The columns that make up the value of a line."""


class Masks:
    """The rules of a year's rates, to be asked about distinct values.

    `bits` is how many bits of a word are used; another number than WORD is for tests.
    """

    def __init__(self, definitions: Definitions, bits: int = WORD) -> None:
        self.definitions = definitions
        self.blocks = blocks_of(definitions.rates, bits)
        self.layout = layout_of(self.blocks, bits)
        self.line_words = tuple(f"line_{number}" for number in range(self.layout.words))
        """The columns of what a line opens and answers."""
        self._diagnosis_lists = tuple(_diagnosis_lists(self.blocks))
        self.diagnosis_words = tuple(name for name, _, _ in self._diagnosis_lists)
        """The columns of the options that ask for a diagnosis, that it shuts, of second lists."""
        self.person_words = tuple(block.name("person") for block in self.blocks)
        """The columns of the options that a patient's age and sex fit."""
        self._modifiers = definitions.performance_modifiers.value
        self._nothing = (0,) * self.layout.words
        self._diagnoses = self._by_diagnosis()
        self._states: dict[tuple[str, str, str], int] = {}
        self._any_diagnosis = (0,) * len(self.diagnosis_words)

    def line(self, code: str, place: str, modifiers: Iterable[str]) -> Words:
        """The words of a line with such texts; the order of modifiers does not matter."""
        normal_code = written("procedure_code", code)
        candidates = self.layout.candidates.get(normal_code)
        if candidates is None:
            return self._nothing
        stated = frozenset(written(MODIFIERS[0], modifier) for modifier in modifiers)
        line = Line(0, normal_code, stated - {""}, written("place_of_service", place))
        words = self._nothing
        for codes, gained in candidates:
            if bears(codes, line, self._modifiers):
                words = tuple(map(int.__or__, words, gained))
        return words

    def diagnosis(self, value: str) -> Words:
        """The words of a diagnosis as the file has it."""
        return self._diagnoses.get(written("diagnosis_1", value), self._any_diagnosis)

    def person(self, age: int | None, sex: str) -> Words:
        """The words of a patient of so many whole years."""
        stated = written("sex", sex)
        return tuple(
            block.options_where(lambda option: fits_person(option, age, stated))
            for block in self.blocks
        )

    def state(self, payer: str, status: str, frequency: str) -> int:
        """Whether a row with such texts counts, and whether it undoes another claim."""
        known = self._states.get((payer, status, frequency))
        if known is None:
            known = _state(payer, status, frequency)
            self._states[payer, status, frequency] = known
        return known

    def episode_options(self) -> tuple[int, ...]:
        """The options of the rates counted by episodes, block by block."""
        return tuple(
            block.options_of(block.counted_by(CountingUnit.EPISODE)) for block in self.blocks
        )

    def _by_diagnosis(self) -> dict[str, Words]:
        found: dict[str, list[int]] = defaultdict(lambda: [0] * len(self.diagnosis_words))
        for word, (_, block, codes_of) in enumerate(self._diagnosis_lists):
            for number, option in enumerate(block.options):
                for code in codes_of(option):
                    found[code][word] |= 1 << number
        return {code: tuple(words) for code, words in found.items()}


def _state(payer: str, status: str, frequency: str) -> int:
    row = normal_row({"payer": payer, "status": status, "frequency": frequency})
    counts = COUNTS if reason_aside(row, frozenset()) is None else 0
    names_another = {**row, "claim_id": "this", "original_claim_id": "another"}
    return counts | (UNDOES if any(undone_by([names_another])) else 0)


CodesOf = Callable[[EligibilityOption], tuple[str, ...]]
_DIAGNOSIS_LISTS: dict[str, CodesOf] = {
    "found": lambda option: option.diagnosis_codes,
    "barred": lambda option: option.diagnosis_exclusion_codes,
    "found_too": lambda option: option.additional_diagnosis_codes,
}


def _diagnosis_lists(blocks: Iterable[Block]) -> Iterator[tuple[str, Block, CodesOf]]:
    """The words of diagnoses that any option uses."""
    for block in blocks:
        for word, codes_of in _DIAGNOSIS_LISTS.items():
            if any(map(codes_of, block.options)):
                yield block.name(word), block, codes_of


@lru_cache(maxsize=1 << 17)
def written(column: str, text: str) -> str:
    """A text of a column written as the rules expect it."""
    return str(normal_value(column, Kind.TEXT, {column: text}))
