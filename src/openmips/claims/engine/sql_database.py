"""What the counting asks of a database, whichever it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

Type = type[int] | type[str]


class Database(Protocol):
    """A database with a table of lines (`sql_steps.LINES`): all columns of `claims.lines`."""

    divided: str
    """How it writes whole division."""

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """What the query finds."""

    def keep(self, name: str, query: str) -> None:
        """Make a table of what the query finds; further queries ask for it."""

    def values(
        self, name: str, columns: Mapping[str, Type], rows: Iterable[Sequence[int | str]]
    ) -> None:
        """Make a small table of the rows."""
