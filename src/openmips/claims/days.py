"""Which days a table of claim lines spans, and the table of only some of its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from openmips.claims.engine.source import ClaimSource

_DAY = pl.col("from_date")


def span(lines: pl.LazyFrame) -> tuple[date, date] | None:
    """The first and the last day of service among the lines; None where there is none."""
    ends = lines.select(first=_DAY.min(), last=_DAY.max()).collect(engine="streaming").row(0)
    return None if None in ends else ends


def between(lines: pl.LazyFrame, first: date, last: date) -> pl.LazyFrame:
    """The lines whose day of service lies between two days, both included."""
    return lines.filter(_DAY.is_between(first, last))


@dataclass(frozen=True, slots=True)
class UpTo:
    """A table of claim lines without those of later days."""

    source: ClaimSource
    last: date

    def scan(self) -> pl.LazyFrame:
        """The lines, read when they are asked for."""
        return self.source.scan().filter(_DAY.le(self.last))

    @property
    def parquet(self) -> Sequence[Path]:
        """No file holds just these lines."""
        return ()
