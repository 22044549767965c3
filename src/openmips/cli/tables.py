"""How a table looks in the terminal, and in a pipe."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

import click

from openmips.cli.words import width

_GAP = "  "
_NARROWEST = 16


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: fitted to the width of a terminal, plain aligned text anywhere else.

    Colours follow the terminal and NO_COLOR.
    """
    if sys.stdout.isatty():
        _print_rich(title, columns, rows)
    else:
        click.echo(plain_table(title, columns, rows))


def plain_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The table as text: a title line, then columns two blanks apart, nothing cut off.

    Where it is too wide, long texts go on in further lines, if that makes it fit.
    """
    lines = _fitted([columns, *rows])
    widths = _widths(lines)
    return "\n".join(
        [title]
        + [
            _GAP.join(cell.ljust(most) for cell, most in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
    )


def _widths(lines: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, cells)) for cells in zip(*lines, strict=True)]


def _fitted(lines: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The lines with their widest columns wrapped until all fit; as they are where none can."""
    widths = _widths(lines)
    words = [
        max((len(word) for cell in cells for word in cell.split()), default=0)
        for cells in zip(*lines, strict=True)
    ]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > width():
        wide = [place for place, most in enumerate(widths) if most > max(words[place], _NARROWEST)]
        if not wide:
            return list(lines)
        widths[max(wide, key=widths.__getitem__)] -= 1
    return [part for line in lines for part in _wrapped(line, widths)]


def _wrapped(line: Sequence[str], widths: Sequence[int]) -> Iterator[Sequence[str]]:
    """One line of a table as the lines it takes."""
    cells = [
        textwrap.wrap(cell, most, break_on_hyphens=False) if len(cell) > most else [cell]
        for cell, most in zip(line, widths, strict=True)
    ]
    return zip_longest(*cells, fillvalue="")


def _print_rich(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
