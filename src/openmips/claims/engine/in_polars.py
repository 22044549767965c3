"""Counting with Polars: the table is read portion by portion, claims are settled in memory."""

from __future__ import annotations

from collections.abc import Iterator

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
from openmips.claims.engine.polars_lines import NEEDED, Lines, Portion, owner
from openmips.claims.engine.source import ClaimSource
from openmips.claims.engine.totals import ELIGIBLE, WORDS, Totals
from openmips.claims.rate_counts import RateCounts
from openmips.policy.claims_topics import CountingUnit

PORTION = 250_000
"""Lines that are read at a time."""


def count(source: ClaimSource, definitions: Definitions) -> list[RateCounts]:
    """The counts of every clinician and rate with anybody eligible, in order."""
    masks = Masks(definitions)
    lines = Lines(masks)
    table = source.scan()
    held = set(table.collect_schema().names())
    portions = [
        lines.read(rows)
        for rows in table.select(name for name in NEEDED if name in held).collect_batches(
            chunk_size=PORTION
        )
        if rows.height
    ]
    totals = Totals(masks.blocks)
    if portions:
        _settle(portions, masks, lines, totals)
    return totals.counts()


def _settle(portions: list[Portion], masks: Masks, lines: Lines, totals: Totals) -> None:
    claims = whole_claims(pl.concat(portion.pieces for portion in portions))
    undone = pl.concat(portion.undone for portion in portions)
    codes = pl.concat(portion.codes for portion in portions)
    portions.clear()
    clinicians = [owner(value) for value in lines.clinicians.values]
    claims = without_undone(claims, undone, [tin for tin, _ in clinicians])
    claims = eligible_claims(claims, masks, lines.sexes.values)
    for table in (
        sums(patients(claims, masks), masks, *ONCE),
        sums(days(claims, masks), masks, *DAILY),
    ):
        places = totals.places(table.columns[1:])
        for clinician, *values in table.iter_rows():
            totals.add(clinicians[clinician], places, values)
    count_episodes(masks.blocks, _episode_claims(claims, codes, masks, lines), totals)


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
