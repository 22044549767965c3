"""Where the claim lines lie that engines compute on, and how they are scanned.

A table is a list of Parquet files. Those that a practice keeps in the layout are scanned
where they lie; all else was written to a working folder by the readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from openmips.claims.lines import COLUMNS, Kind

AMOUNT = pl.Decimal(18, 4)
"""Dollars, exactly."""

_TYPES: Mapping[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.INTEGER: pl.Int64(),
    Kind.AMOUNT: AMOUNT,
}

SCHEMA = pl.Schema({column.name: _TYPES[column.kind] for column in COLUMNS})
"""The columns of the claim-line layout in their order, with their types."""


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file of claim lines.

    `renames` gives, for each column of the layout that the file has, its name there. `whole`
    says that the file has all columns of the layout, with its names and types. `name` is the
    file it was made from, as problems call it.
    """

    path: Path
    lines: int
    renames: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True
    name: str = ""

    def drop_from(self, folder: Path) -> None:
        """Remove the file if it lies in the working folder, and not where its owner put it."""
        if self.path.parent == folder:
            self.path.unlink()


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """All claim lines of an intake."""

    parts: tuple[Part, ...]

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return sum(part.lines for part in self.parts)


def scan(table: ClaimTable) -> pl.LazyFrame:
    """The lines with every column of the layout, typed; nothing is read yet."""
    if not table.parts:
        return pl.LazyFrame(schema=SCHEMA)
    return pl.concat([scan_part(part) for part in table.parts])


def scan_part(part: Part) -> pl.LazyFrame:
    """The lines of one file with every column of the layout, typed."""
    lines = pl.scan_parquet(part.path, glob=False)
    if part.whole:
        return lines.select(SCHEMA.names())
    return lines.select(layout(part.renames))


def layout(renames: Mapping[str, str]) -> list[pl.Expr]:
    """The columns of the layout, empty where a file lacks them."""
    return [
        (pl.col(renames[name]) if name in renames else pl.lit(None)).cast(kind).alias(name)
        for name, kind in SCHEMA.items()
    ]


def parquet_parts(table: ClaimTable, folder: Path) -> tuple[Path, ...]:
    """Parquet files whose columns bear the names of the layout, for engines that read files.

    Files that do so already are named where they lie: they may lack optional columns, and
    amounts may be decimals of another size. The others are written to `folder`.
    """
    return tuple(_as_file(part, folder, number) for number, part in enumerate(table.parts, 1))


def _as_file(part: Part, folder: Path, number: int) -> Path:
    if part.whole or all(name == there for name, there in part.renames.items()):
        return part.path
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"layout-{number:05}.parquet"
    scan_part(part).sink_parquet(copy)
    return copy
