"""Pieces of SQL that can be put together like numbers, in words that DuckDB and Spark share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openmips.claims.engine import algebra


@dataclass(frozen=True, slots=True)
class Sql:
    """A whole number in SQL. It is an `algebra.Word`; `divided` is the sign of whole division."""

    text: str
    divided: str

    def __and__(self, other: Sql | int) -> Sql:
        """The bits that both have."""
        return self._with("&", other)

    def __or__(self, other: Sql | int) -> Sql:
        """The bits that one of them has."""
        return self._with("|", other)

    def __add__(self, other: Sql | int) -> Sql:
        """The sum."""
        return self._with("+", other)

    def __sub__(self, other: Sql | int) -> Sql:
        """The difference."""
        return self._with("-", other)

    def __mul__(self, other: Sql | int) -> Sql:
        """The product."""
        return self._with("*", other)

    def __floordiv__(self, other: int) -> Sql:
        """The quotient, rounded down; neither number is negative."""
        if other.bit_count() == 1:
            return self._with(">>", other.bit_length() - 1)
        return self._with(self.divided, other)

    def named(self, name: str) -> str:
        """The number as a column of that name."""
        return f"{self.text} AS {name}"

    def _with(self, operator: str, other: Sql | int) -> Sql:
        text = other.text if isinstance(other, Sql) else str(other)
        return Sql(f"({self.text} {operator} {text})", self.divided)


def select(
    columns: Iterable[str],
    source: str,
    *,
    where: Iterable[str] = (),
    group: Iterable[str] = (),
    order: Iterable[str] = (),
    distinct: bool = False,
) -> str:
    """A query. The conditions of `where` must all hold."""
    clauses = (
        ("SELECT DISTINCT" if distinct else "SELECT", ", ".join(columns)),
        ("FROM", source),
        ("WHERE", " AND ".join(where)),
        ("GROUP BY", ", ".join(group)),
        ("ORDER BY", ", ".join(order)),
    )
    return " ".join(f"{word} {what}" for word, what in clauses if what)


def nested(query: str, name: str) -> str:
    """A query as the source of another."""
    return f"({query}) {name}"


def aggregated(function: str, names: Iterable[str]) -> list[str]:
    """An aggregate of each column, under its own name."""
    return [f"CAST({function}({name}) AS BIGINT) AS {name}" for name in names]


def text(name: str) -> str:
    """A column as text, empty where it is null."""
    return f"coalesce(CAST({name} AS STRING), '')"


def day_number(name: str, divided: str) -> Sql:
    """A column of dates as day numbers of `algebra`."""
    day = f"CAST({name} AS DATE)"
    year, month, of_month = (
        Sql(f"CAST({part}({day}) AS BIGINT)", divided) for part in ("year", "month", "day")
    )
    return algebra.day_number(year, month, of_month)


def equal(left: str, right: str, names: Iterable[str]) -> str:
    """The condition that two tables agree in columns that are never null."""
    return " AND ".join(f"{left}.{name} = {right}.{name}" for name in names)


def any_of(conditions: Iterable[str]) -> str:
    """The condition that one of some holds; none never holds."""
    return f"({' OR '.join(conditions) or 'FALSE'})"
