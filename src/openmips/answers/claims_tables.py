"""The claims a practice has, read into one table for as long as a question takes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from openmips.claims.gathering import Gathered, Row, gathered
from openmips.claims.intake.mapping import ColumnMapping, read_mapping
from openmips.claims.intake.reading import Intake, Summary, read_claims
from openmips.claims.intake.table import ClaimTable, parquet_parts, scan
from openmips.problems.finding import Problem

if TYPE_CHECKING:
    import polars as pl


def _silently(name: str) -> None:
    """Tell nobody which file is read."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where claims lie: their files and folders, how columns are named, and remittances."""

    paths: tuple[Path, ...]
    mapping: Path | None = None
    remittances: tuple[Path, ...] = ()

    @classmethod
    def of(
        cls,
        paths: Iterable[str | Path],
        mapping: str | Path | None = None,
        remittances: Iterable[str | Path] = (),
    ) -> Files:
        """Files named by texts or paths."""
        return cls(
            tuple(map(Path, paths)),
            None if mapping is None else Path(mapping),
            tuple(map(Path, remittances)),
        )


class AtHand:
    """Claims that were read: a source for the engines, or rows, with what was odd about them."""

    def __init__(self, intake: Intake, folder: Path) -> None:
        self._table: ClaimTable = intake.table
        self._folder = folder
        self.summary: Summary = intake.summary
        self.problems: tuple[Problem, ...] = intake.problems

    def scan(self) -> pl.LazyFrame:
        """The table, read when it is asked for."""
        return scan(self._table)

    @cached_property
    def parquet(self) -> Sequence[Path]:
        """Parquet files that hold just this table."""
        return parquet_parts(self._table, self._folder)

    def rows(self) -> Iterator[Row]:
        """The lines one by one."""
        for lines in self.scan().collect_batches():
            yield from lines.iter_rows(named=True)

    def gathered(self) -> Gathered:
        """The claims as values. They are held in memory, some kilobytes each."""
        return gathered(self.rows())


@contextmanager
def claims_at_hand(files: Files, told: Callable[[str], None] = _silently) -> Iterator[AtHand]:
    """The claims in files, for as long as the block lasts; then all copies are gone.

    `told` hears the name of each file before it is read. Raises ProblemsFound where no file
    with claims can be read.
    """
    mapping = ColumnMapping() if files.mapping is None else read_mapping(files.mapping)
    with tempfile.TemporaryDirectory(prefix="openmips-claims-") as folder:
        work = Path(folder)
        intake = read_claims(
            files.paths,
            mapping=mapping,
            remittances=files.remittances,
            work_folder=work / "table",
            told=told,
        )
        yield AtHand(intake, work / "layout")
