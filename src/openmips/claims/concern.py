"""Which rates the codes on a claim could concern: asked first, so that few rules need be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from openmips.claims.definitions import Definitions
from openmips.claims.lines import Claim, Line

_KEPT = 8


class Concern:
    """The rates of a year by the codes that open them and the codes that answer them.

    Rates are named by their place among the definitions' rates.
    """

    def __init__(self, definitions: Definitions) -> None:
        opening: dict[str, dict[int, None]] = defaultdict(dict)
        answering: dict[str, dict[int, None]] = defaultdict(dict)
        for number, rate in enumerate(definitions.rates):
            for option in rate.options:
                for group in option.procedure_codes:
                    for code in group.codes:
                        opening[code][number] = None
            for answer in rate.answers:
                for group in answer.quality_codes:
                    for code in group.codes:
                        answering[code][number] = None
        self._asked = tuple(
            frozenset(code for option in rate.options for code in option.diagnosis_codes)
            for rate in definitions.rates
        )
        self._opening = {code: frozenset(numbers) for code, numbers in opening.items()}
        self._answering = {code: frozenset(numbers) for code, numbers in answering.items()}

    def opened_by(self, claim: Claim) -> list[int]:
        """The rates of which the claim has a visit or procedure code, whatever else it lacks."""
        return _numbers(self._opening, claim.lines)

    def answered_by(self, claim: Claim) -> list[int]:
        """The rates of which the claim has a quality code, whether or not it answers them."""
        return _numbers(self._answering, claim.lines)

    def asked(self, number: int) -> frozenset[str]:
        """The diagnoses that the rate asks for."""
        return self._asked[number]


class _Same:
    """Definitions that equal only themselves, so that they can be told apart in no time."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.definitions is self.definitions

    def __hash__(self) -> int:
        return id(self.definitions)


def concern_of(definitions: Definitions) -> Concern:
    """Which rates of the definitions codes could concern; made once for the latest definitions."""
    return _made(_Same(definitions))


@lru_cache(_KEPT)
def _made(same: _Same) -> Concern:
    return Concern(same.definitions)


def _numbers(by_code: Mapping[str, frozenset[int]], lines: Iterable[Line]) -> list[int]:
    return sorted({n for line in lines for n in by_code.get(line.procedure_code, ())})
