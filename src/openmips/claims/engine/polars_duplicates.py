"""Lines that stand twice, found and taken off in Polars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl
import polars.selectors as cs

from openmips.claims.engine.blocks import KINDS
from openmips.claims.engine.duplicates import Suspect, take_off
from openmips.claims.engine.masks import Masks
from openmips.claims.engine.polars_claims import CLAIM, DAY, sums, whole_claims
from openmips.claims.engine.polars_lines import Lines, owner
from openmips.claims.engine.totals import Totals, word_of
from openmips.claims.engine.visits import visit_rates, weight, weight_name
from openmips.claims.gathering import Row
from openmips.claims.lines import NAMES
from openmips.policy.claims_topics import CountingUnit

AT_ONCE = 200_000
"""Claims whose rows are read again at a time."""

PORTION = 100_000

_DOUBLED = pl.col("visit_lines") > pl.col("numbers").bitwise_count_ones().cast(pl.Int64)


def suspects(claims: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """The claims of visits that have a line number twice, with the answers of their days."""
    if "visit_lines" not in claims.columns:
        return claims.clear()
    own = [name for name in claims.columns if name not in days.columns or name in DAY]
    return claims.filter(_DOUBLED).select(own).join(days, on=DAY)


def take_off_doubled(
    table: pl.LazyFrame, found: pl.DataFrame, lines: Lines, masks: Masks, totals: Totals
) -> None:
    """Take off what the claims found by `suspects` counted too many; the table is read again.

    Rows that are equal as they stand are told by Polars, those that are equal only when
    written one way by `duplicates`.
    """
    if found.is_empty():
        return
    clinicians = list(map(owner, lines.clinicians.values))
    for claims in found.iter_slices(AT_ONCE):
        rows = _rows_of(table, claims.select(CLAIM), lines)
        again = whole_claims(lines.read(rows.drop("clinician")).pieces)
        counted = again.select(*CLAIM, cs.starts_with("lines_", "visit_lines"), "numbers")
        plain = claims.join(counted.filter(~_DOUBLED), on=CLAIM, suffix="_now")
        over = sums(_too_many(plain, masks), masks, CountingUnit.VISIT)
        places = totals.places(over.columns[1:])
        for clinician, *values in over.iter_rows():
            totals.add(clinicians[clinician], places, values)
        rest = claims.join(counted.filter(_DOUBLED).select(CLAIM), on=CLAIM)
        take_off(masks, _with_rows(rest, rows, clinicians, masks), totals)


def _rows_of(table: pl.LazyFrame, claims: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    """The different rows of the claims, those of a claim together, with their clinician."""
    names = [name for name in NAMES if name in table.collect_schema().names()]
    claim_id = pl.col("claim_id").cast(pl.String).fill_null("")
    named = table.select(names).filter(claim_id.is_in(claims["claim_id"].unique().implode()))
    found = [
        rows.with_columns(lines.clinicians_of(rows), claim_id).join(claims, on=CLAIM, how="semi")
        for rows in named.collect_batches(chunk_size=PORTION)
    ]
    return pl.concat(found).unique().sort(CLAIM)


def _too_many(claims: pl.DataFrame, masks: Masks) -> pl.DataFrame:
    """The claims with the weight that their visits gain, which is less than none."""
    return claims.with_columns(
        (weight(block, rate, _now) - weight(block, rate, pl.col)).alias(weight_name(block, rate))
        for block, rate in visit_rates(masks.blocks)
    )


def _now(name: str) -> pl.Expr:
    """A column of a claim, its numbers of lines as they were counted again."""
    return pl.col(f"{name}_now" if name.startswith("lines_") else name)


def _with_rows(
    claims: pl.DataFrame, rows: pl.DataFrame, clinicians: Sequence[tuple[str, str]], masks: Masks
) -> Iterator[tuple[Suspect, Sequence[Row]]]:
    """The claims, each with its rows."""
    visits = visit_rates(masks.blocks)
    of_claim = rows.join(claims, on=CLAIM, how="semi").partition_by(CLAIM, as_dict=True)
    counted = claims.with_columns(
        weight(block, rate, pl.col).alias(weight_name(block, rate)) for block, rate in visits
    )
    for claim in counted.iter_rows(named=True):
        suspect = Suspect(
            clinicians[claim["clinician"]],
            tuple(claim[block.name("options")] for block in masks.blocks),
            {
                (block.number, rate): (
                    claim[weight_name(block, rate)],
                    next((k for k in KINDS if claim[block.name(word_of(k))] >> rate & 1), None),
                )
                for block, rate in visits
            },
        )
        own = of_claim[tuple(claim[name] for name in CLAIM)]
        yield suspect, own.drop("clinician").to_dicts()
