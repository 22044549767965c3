"""Invented claims as Parquet files in the claim-line layout, dates and amounts typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from openmips.claims.lines import COLUMNS, NAMES, Kind
from openmips.claims.synthetic.billed import BilledClaim, rows

LINES_OF_A_FILE = 250_000

_CENTS = 2
_DIGITS = 12
_MADE = {
    Kind.DATE: lambda column: column.str.to_date("%Y-%m-%d"),
    Kind.INTEGER: lambda column: column.cast(pl.Int32),
    Kind.AMOUNT: lambda column: column.cast(pl.Decimal(_DIGITS, _CENTS)),
}


def text_table(lines: Iterable[tuple[str, ...]]) -> pl.DataFrame:
    """Rows as a table of text; what is empty is null."""
    table = pl.DataFrame(list(lines), schema=dict.fromkeys(NAMES, pl.String), orient="row")
    return table.with_columns(pl.all().replace("", None))


def typed(table: pl.DataFrame) -> pl.DataFrame:
    """A table of text with dates, integers and amounts as what they are."""
    return table.with_columns(
        _MADE[column.kind](pl.col(column.name)) for column in COLUMNS if column.kind in _MADE
    )


def write_parquet(claims: Iterable[BilledClaim], folder: Path) -> int:
    """Write all claims into numbered Parquet files in the folder; the number of lines."""
    lines = (row for claim in claims for row in rows(claim))
    return write_tables(_tables(lines), folder)


def write_tables(tables: Iterable[pl.DataFrame], folder: Path) -> int:
    """Write tables of text into numbered Parquet files, each its own; the number of lines."""
    written = 0
    for number, table in enumerate(tables, 1):
        typed(table).write_parquet(folder / f"claims-{number:04}.parquet", compression="zstd")
        written += len(table)
    return written


def _tables(lines: Iterator[tuple[str, ...]]) -> Iterator[pl.DataFrame]:
    while some := list(islice(lines, LINES_OF_A_FILE)):
        yield text_table(some)
