"""Counting with Spark, on a cluster or on one machine, by the queries that DuckDB runs too.

Spark is no part of a plain installation: `pip install openmips[cluster]` brings it, and it
needs Java. `count_lines` takes whatever DataFrame a session has; see docs/claims-at-scale.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openmips.claims.definitions import Definitions
from openmips.claims.engine.source import ClaimSource
from openmips.claims.engine.sql_counting import count_in
from openmips.claims.engine.sql_database import Type
from openmips.claims.engine.sql_steps import LINES
from openmips.claims.lines import COLUMNS, Kind
from openmips.claims.rate_counts import RateCounts

LOCAL = "local[*]"
"""The master that is this machine, with all its cores."""

_ON_THIS_MACHINE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_TYPES = {Kind.TEXT: "STRING", Kind.DATE: "DATE", Kind.INTEGER: "BIGINT", Kind.AMOUNT: "DECIMAL"}
_OF_VALUES: Mapping[Type, str] = {int: "BIGINT", str: "STRING"}


def count(
    source: ClaimSource,
    definitions: Definitions,
    folder: Path | None = None,
    *,
    master: str = LOCAL,
) -> list[RateCounts]:
    """The counts of every clinician and rate with anybody eligible, in order.

    The files of the source must lie where every machine of the cluster finds them. Raises
    ModuleNotFoundError where Spark is not installed.
    """
    session = session_of(master)
    with TemporaryDirectory(prefix="openmips-", dir=folder) as own_folder:
        files = [str(file) for file in source.parquet]
        if not files:
            files = [str(Path(own_folder) / "lines.parquet")]
            source.scan().sink_parquet(files[0])
        reader = session.read.option("mergeSchema", "true")
        return count_lines(session, reader.parquet(*files), definitions)


def session_of(master: str) -> Any:
    """A session on the master; on this machine with few partitions and nothing to look at."""
    builder = import_module("pyspark.sql").SparkSession.builder.appName("openmips claims")
    for name, setting in (_ON_THIS_MACHINE if master.startswith("local") else {}).items():
        builder = builder.config(name, setting)
    return builder.master(master).getOrCreate()


def count_lines(session: Any, lines: Any, definitions: Definitions) -> list[RateCounts]:
    """The counts of a DataFrame of a Spark session that has the columns of `claims.lines`.

    Optional columns may be absent and others present.
    """
    held = {name.lower() for name in lines.columns}
    columns = (
        column.name
        if column.name in held
        else f"CAST(NULL AS {_TYPES[column.kind]}) AS {column.name}"
        for column in COLUMNS
    )
    database = _Spark(session)
    try:
        lines.selectExpr(*columns).createOrReplaceTempView(LINES)
        return count_in(database, definitions)
    finally:
        database.close()


class _Spark:
    """A `sql_database.Database`: temporary views of a session."""

    divided = "div"

    def __init__(self, session: Any) -> None:
        self._session = session
        self._kept: list[Any] = []
        self._views = [LINES]

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """What the query finds."""
        yield from map(tuple, self._session.sql(query).toLocalIterator(prefetchPartitions=True))

    def keep(self, name: str, query: str) -> None:
        """Make a view of what the query finds, computed once."""
        found = self._session.sql(query).cache()
        self._kept.append(found)
        self._view(name, found)

    def values(
        self, name: str, columns: Mapping[str, Type], rows: Iterable[Sequence[int | str]]
    ) -> None:
        """Make a small view of the rows, which every machine holds whole."""
        schema = ", ".join(f"{column} {_OF_VALUES[kind]}" for column, kind in columns.items())
        table = self._session.createDataFrame([tuple(row) for row in rows], schema)
        self._view(name, import_module("pyspark.sql.functions").broadcast(table))

    def close(self) -> None:
        """Forget the views and what they hold."""
        for name in self._views:
            self._session.catalog.dropTempView(name)
        for table in self._kept:
            table.unpersist()

    def _view(self, name: str, table: Any) -> None:
        table.createOrReplaceTempView(name)
        self._views.append(name)
