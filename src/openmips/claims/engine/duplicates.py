"""Lines that stand twice, equal in every column: visits count them once.

Nothing but the number of a visit's lines depends on it: everything else asks whether there is
such a line. So engines count all lines and remember which claims have a line number twice;
what they counted too many is taken off here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from openmips.catalog.claims_entries import OptionType
from openmips.claims.engine.masks import COUNTS, STATE, Masks
from openmips.claims.engine.totals import Clinician, Totals
from openmips.claims.engine.visits import visit_rates
from openmips.claims.gathering import Row, normal_row
from openmips.claims.lines import MODIFIERS


@dataclass(frozen=True, slots=True)
class Suspect:
    """A claim whose lines may stand twice.

    `options` are the words of options to which the claim belongs, by block. `counted` says
    for each rate by visits (block, rate) how many lines were counted and which answer stands.
    """

    clinician: Clinician
    options: tuple[int, ...]
    counted: Mapping[tuple[int, int], tuple[int, OptionType | None]]


def take_off(
    masks: Masks, suspects: Iterable[tuple[Suspect, Iterable[Row]]], totals: Totals
) -> None:
    """Take off the totals what was counted too many; each suspect comes with all its rows."""
    for suspect, rows in suspects:
        different = {tuple(row.values()): row for row in map(normal_row, rows)}
        opened = [
            masks.line(
                str(row["procedure_code"]),
                str(row["place_of_service"]),
                [str(row[name]) for name in MODIFIERS],
            )
            for row in different.values()
            if masks.state(*(str(row[name]) for name in STATE)) & COUNTS
        ]
        for block, rate in visit_rates(masks.blocks):
            counted, answer = suspect.counted[block.number, rate]
            fits = block.options_of(1 << rate) & suspect.options[block.number]
            lines = sum(bool(words[block.number] & fits) for words in opened)
            if lines != counted:
                totals.add_instances(suspect.clinician, block, rate, answer, lines - counted)
