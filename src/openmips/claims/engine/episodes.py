"""Episodes: the claims of a patient that hang together by the diagnoses of a measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from openmips.claims.engine.blocks import KINDS, Block
from openmips.claims.engine.totals import WORDS, Clinician, Totals
from openmips.claims.rules import standing
from openmips.policy.claims_topics import CountingUnit


@dataclass(frozen=True, slots=True)
class EpisodeClaim:
    """A claim that belongs to rates counted by episodes.

    `words` has for each block the words of totals.WORDS: who is eligible and what is answered.
    `codes` are diagnoses of any of these rates, in normal form.
    """

    clinician: Clinician
    patient: object
    words: Sequence[int]
    codes: AbstractSet[str]


def count_episodes(blocks: Sequence[Block], claims: Iterable[EpisodeClaim], totals: Totals) -> None:
    """Add the episodes of the claims to the totals. The claims of a patient stand together."""
    rates = [
        (block, rate, _codes(block, rate))
        for block in blocks
        for rate in block.bits_of(CountingUnit.EPISODE)
    ]
    for (clinician, _), group in groupby(claims, lambda claim: (claim.clinician, claim.patient)):
        own = tuple(group)
        for block, rate, codes in rates:
            first = block.number * len(WORDS)
            eligible = [claim for claim in own if claim.words[first] >> rate & 1]
            for episode in _together([claim.codes & codes for claim in eligible]):
                given = {
                    kind
                    for word, kind in enumerate(KINDS, first + 1)
                    if any(eligible[place].words[word] >> rate & 1 for place in episode)
                }
                answer = standing(block.rates[rate], given)
                totals.add_instances(clinician, block, rate, answer, 1)


def _codes(block: Block, rate: int) -> frozenset[str]:
    """The diagnoses that the options of a rate ask for."""
    return frozenset(
        code for option in block.rates[rate].options for code in option.diagnosis_codes
    )


def _together(sets: Sequence[AbstractSet[str]]) -> Iterator[list[int]]:
    """The places of the sets, those together that share a member, over others too."""
    if len(sets) == 1:
        yield [0]
        return
    parent = list(range(len(sets)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[str, int] = {}
    for place, members in enumerate(sets):
        for member in members:
            parent[root(place)] = root(first.setdefault(member, place))
    heaps: dict[int, list[int]] = {}
    for place in range(len(sets)):
        heaps.setdefault(root(place), []).append(place)
    yield from heaps.values()
