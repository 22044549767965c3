"""The few claims that a database hands out one by one: of episodes, and with doubled lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from openmips.claims.engine.blocks import KINDS
from openmips.claims.engine.duplicates import Suspect
from openmips.claims.engine.episodes import EpisodeClaim
from openmips.claims.engine.masks import written
from openmips.claims.engine.sql_database import Database
from openmips.claims.engine.sql_steps import (
    CLAIM,
    CLINICIAN,
    DAY,
    DAYS,
    ELIGIBLE_CLAIMS,
    KEYS,
    LINES,
    Steps,
)
from openmips.claims.engine.sql_text import Sql, any_of, equal, select, text
from openmips.claims.engine.totals import ELIGIBLE, WORDS, word_of
from openmips.claims.engine.visits import visit_rates, weight
from openmips.claims.gathering import Row
from openmips.claims.lines import DIAGNOSES, NAMES
from openmips.policy.claims_topics import CountingUnit

_OF_CLAIM = " AND ".join(f"{text(f'l.{column}')} = e.{name}" for name, column in KEYS.items())
"""The condition that a line belongs to a claim."""


def episode_claims(database: Database, plan: Steps) -> Iterator[EpisodeClaim]:
    """The claims of rates counted by episodes with their codes, those of a patient together."""
    blocks = plan.masks.blocks
    words = [f"e.{block.name(word)}" for block in blocks for word in WORDS]
    key = [f"e.{name}" for name in (*CLINICIAN, "patient", "claim_id")]
    rows = database.rows(
        select(
            (*key, *words, *(f"l.{name}" for name in plan.diagnoses)),
            f"{plan.valued_lines} JOIN {ELIGIBLE_CLAIMS} e ON {_OF_CLAIM}",
            where=(
                "v.counts = 1",
                any_of(
                    f"(e.{block.name(ELIGIBLE)} & {block.counted_by(CountingUnit.EPISODE)}) <> 0"
                    for block in blocks
                ),
            ),
            order=key,
        )
    )
    first, last = len(key), len(key) + len(words)
    for (tin, npi, patient, _), group in groupby(rows, itemgetter(*range(first))):
        own = list(group)
        codes = {written(DIAGNOSES[0], code) for row in own for code in row[last:] if code}
        yield EpisodeClaim((tin, npi), patient, own[0][first:last], codes)


def suspects(database: Database, plan: Steps) -> Iterator[tuple[Suspect, list[Row]]]:
    """The claims of visits that have a line number twice, each with all its different rows."""
    blocks = plan.masks.blocks
    visits = visit_rates(blocks)
    key = [f"e.{name}" for name in CLAIM]
    told = [f"e.{block.name('options')}" for block in blocks]
    for block, rate in visits:
        counted = weight(block, rate, lambda name: Sql(f"e.{name}", database.divided))
        told += [counted.text, *(f"d.{block.name(word_of(kind))}" for kind in KINDS)]
    rows = database.rows(
        select(
            (*key, *told, *(f"l.{name}" for name in NAMES)),
            f"{ELIGIBLE_CLAIMS} e JOIN {DAYS} d ON {equal('e', 'd', DAY)}"
            f" JOIN {LINES} l ON {_OF_CLAIM}",
            where=("e.visit_lines > bit_count(e.numbers)",),
            order=key,
        )
    )
    first, last = len(key), len(key) + len(told)
    for (tin, npi, _), group in groupby(rows, itemgetter(*range(first))):
        own = list(group)
        options, rest = own[0][first : first + len(blocks)], own[0][first + len(blocks) : last]
        counted_by_rate = {}
        for number, (block, rate) in enumerate(visits):
            lines, *words = rest[number * len(WORDS) : (number + 1) * len(WORDS)]
            given = (kind for kind, word in zip(KINDS, words, strict=True) if word >> rate & 1)
            counted_by_rate[block.number, rate] = lines, next(given, None)
        yield (
            Suspect((tin, npi), options, counted_by_rate),
            [dict(zip(NAMES, row[last:], strict=True)) for row in own],
        )
