"""What an engine is given: a table of claim lines, wherever it lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import polars as pl


class ClaimSource(Protocol):
    """A table of claim lines that can be read more than once.

    Its columns are those of `claims.lines`, as far as it has them: texts as texts, dates as
    dates, whole numbers as integers. Texts need not be normal, but claims, TINs, NPIs and
    patients are told apart by theirs.
    """

    def scan(self) -> pl.LazyFrame:
        """The table, read when it is asked for."""

    @property
    def parquet(self) -> Sequence[Path]:
        """Parquet files that hold just this table in just these columns, if there are any."""
