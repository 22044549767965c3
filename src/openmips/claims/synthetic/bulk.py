"""Millions of invented lines: some clinicians' years, repeated with other people and days.

The first 200 clinicians are drawn one by one. Each further 200 are their copies: other NPIs,
TINs and patients, other birth dates and days of the year, and some quality codes fewer. What was
set as a trap keeps its days. Copies are made column by column, so that this is many times faster.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import polars as pl

from openmips.claims.lines import NAMES
from openmips.claims.synthetic import identifiers
from openmips.claims.synthetic.billed import rows
from openmips.claims.synthetic.codes import quality_codes
from openmips.claims.synthetic.csv_files import CSV_FILE
from openmips.claims.synthetic.parquet_files import text_table, write_tables
from openmips.claims.synthetic.world import Order, check, synthetic_claims

DRAWN_CLINICIANS = 200

_OF_A_TRAP, _QUALITY = "of a trap", "quality code"
_SPREAD_OF_BIRTHS, _DAYS_ON, _FEWER_ANSWERS = 300, 17, 10
_EACH_PATIENT, _EACH_COPY = 37, 101
_PATIENT_DIGITS = r"\D"


def bulk_tables(order: Order, rng: Random) -> Iterator[pl.DataFrame]:
    """Tables of text in the layout, one for every 200 clinicians.

    Raises ValueError for an order that makes no sense, or for more clinicians than have NPIs.
    """
    check(order)
    drawn = min(order.clinicians, DRAWN_CLINICIANS)
    pool = _pool(order, drawn, rng)
    clinicians, practices = _highest(pool, "rendering_npi", 1, 8), _highest(pool, "tin", 2, 7)
    copies = -(-order.clinicians // drawn)
    if copies * clinicians > identifiers.MOST_CLINICIANS or copies > identifiers.MOST_WORLDS:
        raise ValueError("there are not that many invented clinicians")
    left = order.all_lines
    for copy in range(copies):
        table = _copied(pool, copy, clinicians, practices, order.year) if copy else pool
        if left < len(table):
            table = table.head(left)
        left -= len(table)
        yield table.select(NAMES)


def write_bulk_parquet(order: Order, rng: Random, folder: Path) -> int:
    """Write many lines into numbered Parquet files in the folder; the number of lines."""
    return write_tables(bulk_tables(order, rng), folder)


def write_bulk_csv(order: Order, rng: Random, folder: Path) -> int:
    """Write many lines into one CSV file in the folder; the number of lines."""
    written = 0
    with (folder / CSV_FILE).open("wb") as file:
        for table in bulk_tables(order, rng):
            table.write_csv(file, include_header=written == 0)
            written += len(table)
    return written


def _pool(order: Order, drawn: int, rng: Random) -> pl.DataFrame:
    # Copies lose some lines, so the first are a few too many.
    lines = order.all_lines * drawn * 51 // (order.clinicians * 50)
    practices = order.practices and max(1, order.practices * drawn // order.clinicians)
    own = replace(order, clinicians=drawn, lines=lines, practices=practices)
    claims = list(synthetic_claims(own, rng))
    of_a_trap = [bool(claim.trap) for claim in claims for _ in claim.lines]
    table = text_table(row for claim in claims for row in rows(claim))
    code = pl.col("procedure_code").str.strip_chars().str.to_uppercase()
    return table.with_columns(
        pl.Series(_OF_A_TRAP, of_a_trap),
        code.is_in(sorted(quality_codes())).alias(_QUALITY),
    )


def _highest(table: pl.DataFrame, name: str, start: int, length: int) -> int:
    """The highest number among identifiers, plus one."""
    numbers = table.select(pl.col(name).str.slice(start, length).cast(pl.Int64).max())
    return int(numbers.item()) + 1


def _copied(
    pool: pl.DataFrame, copy: int, clinicians: int, practices: int, year: int
) -> pl.DataFrame:
    patient = pl.col("patient_id").str.replace_all(_PATIENT_DIGITS, "").cast(pl.Int64)
    number = pl.col("line_number").cast(pl.Int64)
    lost = (patient * _EACH_PATIENT + number * _EACH_COPY) % 100 < copy % _FEWER_ANSWERS
    ordinary = ~pl.col(_OF_A_TRAP)
    return pool.filter(~(ordinary & pl.col(_QUALITY) & lost)).with_columns(
        _npi(pl.col("rendering_npi").str.slice(1, 8).cast(pl.Int64) + copy * clinicians),
        (pl.col("tin").str.slice(2).cast(pl.Int64) + copy * practices)
        .cast(pl.String)
        .str.zfill(9)
        .alias("tin"),
        _patient_of(identifiers.letters(copy)),
        pl.when(ordinary)
        .then(_born(patient, copy))
        .otherwise(pl.col("birth_date"))
        .alias("birth_date"),
        *(
            pl.when(ordinary).then(_later(name, copy, year)).otherwise(pl.col(name)).alias(name)
            for name in ("from_date", "to_date")
        ),
    )


def _npi(number: pl.Expr) -> pl.Expr:
    """NPIs with the check digits that fit, as `identifiers.npi` makes them one by one."""
    base = number + 10**8
    total = pl.lit(24, pl.Int64)
    for place in range(9):
        digit = base // 10 ** (8 - place) % 10
        doubled = digit * 2 if place % 2 == 0 else digit
        total = total + doubled // 10 + doubled % 10
    return (base * 10 + (10 - total % 10) % 10).cast(pl.String).alias("rendering_npi")


def _patient_of(letters: str) -> pl.Expr:
    text = pl.col("patient_id").str
    return pl.concat_str(
        text.slice(0, 1),
        pl.lit(letters[0]),
        text.slice(2, 2),
        pl.lit(letters[1]),
        text.slice(5, 2),
        pl.lit(letters[2:]),
        text.slice(9),
    ).alias("patient_id")


def _born(patient: pl.Expr, copy: int) -> pl.Expr:
    days = (patient * _EACH_PATIENT + copy * _EACH_COPY) % _SPREAD_OF_BIRTHS
    born = pl.col("birth_date").str.to_date("%Y-%m-%d")
    return (born + pl.duration(days=days)).cast(pl.String)


def _later(name: str, copy: int, year: int) -> pl.Expr:
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    day = pl.col(name).str.to_date("%Y-%m-%d").dt.ordinal_day()
    number = (day.cast(pl.Int64) - 1 + copy * _DAYS_ON) % length
    return (pl.lit(first) + pl.duration(days=number)).cast(pl.String)
