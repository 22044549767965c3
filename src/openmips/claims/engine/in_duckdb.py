"""Counting with DuckDB: one process, and what does not fit in memory goes to disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl

from openmips.claims.definitions import Definitions
from openmips.claims.engine.source import ClaimSource
from openmips.claims.engine.sql_counting import count_in
from openmips.claims.engine.sql_database import Type
from openmips.claims.engine.sql_steps import LINES
from openmips.claims.lines import COLUMNS, Kind
from openmips.claims.rate_counts import RateCounts

MEMORY = "2GB"
"""What DuckDB may hold in memory; it needs a little more beside it."""

FETCHED = 10_000
_TYPES = {Kind.TEXT: "STRING", Kind.DATE: "DATE", Kind.INTEGER: "BIGINT", Kind.AMOUNT: "DECIMAL"}
_OF_VALUES: Mapping[Type, pl.DataType] = {int: pl.Int64(), str: pl.String()}
_PATTERN = frozenset("*?[")


def count(
    source: ClaimSource,
    definitions: Definitions,
    folder: Path | None = None,
    *,
    memory: str = MEMORY,
) -> list[RateCounts]:
    """The counts of every clinician and rate with anybody eligible, in order.

    What does not fit in `memory` goes to files in `folder`, or where the system keeps such
    files; they are deleted at the end.
    """
    with (
        TemporaryDirectory(prefix="openmips-", dir=folder) as own_folder,
        duckdb.connect() as connection,
    ):
        database = _DuckDB(connection, Path(own_folder), memory)
        database.open(source)
        return count_in(database, definitions)


class _DuckDB:
    """A `sql_database.Database`. Small tables come in as files, which need no other package."""

    divided = "//"

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, memory: str) -> None:
        self._connection = connection
        self._folder = folder
        for name, setting in {
            "memory_limit": memory,
            "temp_directory": str(folder / "spilled"),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }.items():
            connection.execute(f"SET {name} = '{setting}'")

    def open(self, source: ClaimSource) -> None:
        """Make the table of lines of the source."""
        files = [str(file) for file in source.parquet]
        if not files or any(_PATTERN & set(file) for file in files):
            files = [str(self._folder / "lines.parquet")]
            source.scan().sink_parquet(files[0])
        table = self._connection.read_parquet(files, union_by_name=True)
        columns = [
            column.name
            if column.name in table.columns
            else f"CAST(NULL AS {_TYPES[column.kind]}) AS {column.name}"
            for column in COLUMNS
        ]
        table.project(", ".join(columns)).create_view(LINES)

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """What the query finds."""
        found = self._connection.cursor().execute(query)
        while rows := found.fetchmany(FETCHED):
            yield from rows

    def keep(self, name: str, query: str) -> None:
        """Make a table of what the query finds."""
        self._connection.execute(f"CREATE TABLE {name} AS {query}")

    def values(
        self, name: str, columns: Mapping[str, Type], rows: Iterable[Sequence[int | str]]
    ) -> None:
        """Make a small table of the rows."""
        file = self._folder / f"{name}.parquet"
        schema = {column: _OF_VALUES[kind] for column, kind in columns.items()}
        pl.DataFrame(list(rows), schema, orient="row").write_parquet(file)
        self._connection.read_parquet(str(file)).create(name)
