"""Counting with Polars: the table is read portion by portion, claims are settled in memory."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from openmips.claims.definitions import Definitions
from openmips.claims.engine.episodes import EpisodeClaim, count_episodes
from openmips.claims.engine.masks import Masks
from openmips.claims.engine.polars_claims import (
    CLAIM,
    DAILY,
    ONCE,
    days,
    eligible_claims,
    patients,
    sums,
    whole_claims,
    without_undone,
)
from openmips.claims.engine.polars_duplicates import suspects, take_off_doubled
from openmips.claims.engine.polars_lines import NEEDED, Lines, owner
from openmips.claims.engine.polars_store import Part, Store
from openmips.claims.engine.source import ClaimSource
from openmips.claims.engine.totals import ELIGIBLE, WORDS, Totals
from openmips.claims.rate_counts import RateCounts
from openmips.policy.claims_topics import CountingUnit

PORTION = 250_000
"""Lines that are read at a time."""

AT_ONCE = 4_000_000
"""Pieces of claims that are kept in memory; those of twelve million lines take two gigabytes."""


def count(
    source: ClaimSource,
    definitions: Definitions,
    folder: Path | None = None,
    *,
    portion: int = PORTION,
    at_once: int = AT_ONCE,
) -> list[RateCounts]:
    """The counts of every clinician and rate with anybody eligible, in order.

    What does not fit in memory goes to files in `folder`, or where the system keeps such
    files; they are deleted at the end.
    """
    masks = Masks(definitions)
    lines = Lines(masks)
    table = source.scan()
    held = set(table.collect_schema().names())
    needed = table.select(name for name in NEEDED if name in held)
    totals = Totals(masks.blocks)
    undone = []
    with TemporaryDirectory(prefix="openmips-", dir=folder) as own_folder:
        store = Store(Path(own_folder), at_once)
        for rows in needed.collect_batches(chunk_size=portion):
            if rows.height:
                read = lines.read(rows)
                store.add(read)
                undone.append(read.undone)
        found = [_settle(part, pl.concat(undone), masks, lines, totals) for part in store.parts()]
    if found:
        take_off_doubled(table, pl.concat(found), lines, masks, totals)
    return totals.counts()


def _settle(
    part: Part, undone: pl.DataFrame, masks: Masks, lines: Lines, totals: Totals
) -> pl.DataFrame:
    """Add up what the claims of some clinicians come to; the claims to look at once more."""
    clinicians = list(map(owner, lines.clinicians.values))
    claims = without_undone(whole_claims(part.pieces), undone, [tin for tin, _ in clinicians])
    claims = eligible_claims(claims, masks, lines.sexes.values)
    # What one of them leaves idle of the machine, the others use; each of the sums is its own.
    with ThreadPoolExecutor() as together:
        once = together.submit(lambda: sums(patients(claims, masks), masks, *ONCE))
        of_days = together.submit(days, claims, masks)
        daily = together.submit(lambda: sums(of_days.result(), masks, *DAILY))
        episodes = _episode_claims(claims, part.codes, masks, lines)
        count_episodes(masks.blocks, episodes, totals)
    for table in (once.result(), daily.result()):
        places = totals.places(table.columns[1:])
        for clinician, *values in table.iter_rows():
            totals.add(clinicians[clinician], places, values)
    return suspects(claims, of_days.result())


def _episode_claims(
    claims: pl.DataFrame, codes: pl.DataFrame, masks: Masks, lines: Lines
) -> Iterator[EpisodeClaim]:
    """The claims of rates counted by episodes with their codes, those of a patient together."""
    names = list(lines.codes)
    wanted = pl.any_horizontal(
        pl.col(block.name(ELIGIBLE)) & block.counted_by(CountingUnit.EPISODE) != 0
        for block in masks.blocks
    )
    found = codes.group_by(CLAIM).agg(pl.col("code").unique())
    words = [block.name(word) for block in masks.blocks for word in WORDS]
    rows = (
        claims.filter(wanted)
        .join(found, on=CLAIM, how="left")
        .sort("clinician", "patient")
        .select("clinician", "patient", "code", *words)
    )
    for clinician, patient, numbers, *held in rows.iter_rows():
        own = owner(lines.clinicians.values[clinician])
        yield EpisodeClaim(own, patient, held, {names[number] for number in numbers or ()})
