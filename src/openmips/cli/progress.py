"""How far long work has come, told on standard error and taken away again."""

from __future__ import annotations

import sys
import time
from types import TracebackType

import click

_NANOSECONDS = 1_000_000_000
_BETWEEN_ON_TERMINAL = _NANOSECONDS // 5
_BETWEEN_ELSEWHERE = 10 * _NANOSECONDS


class Counter:
    """Counts what is done: on a terminal in one line that moves, elsewhere a line now and then.

    Work that takes less than a moment is not mentioned.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._moves = sys.stderr.isatty()
        self._between = _BETWEEN_ON_TERMINAL if self._moves else _BETWEEN_ELSEWHERE
        self._last = time.monotonic_ns()
        self._shown = 0

    def __enter__(self) -> Counter:
        return self

    def __call__(self, done: int, total: int) -> None:
        """So much is done."""
        now = time.monotonic_ns()
        if now - self._last < self._between:
            return
        self._last = now
        line = f"{done:,} of {total:,} {self._what}"
        click.echo(f"\r{line}" if self._moves else line, err=True, nl=not self._moves)
        self._shown = len(line)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._moves and self._shown:
            click.echo(f"\r{' ' * self._shown}\r", err=True, nl=False)
