"""How a table looks in the terminal, and in a pipe."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence

import click

from openmips.cli.words import width

_GAP = "  "
_NARROWEST = 20


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

    Where it is too wide, the texts of its widest column go on in further lines, if that helps.
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
    """The lines with the widest column wrapped to what the others leave of the width."""
    widths = _widths(lines)
    most = max(widths)
    left = width() - sum(widths) - len(_GAP) * (len(widths) - 1) + most
    if left >= most or left < _NARROWEST:
        return list(lines)
    place, fitted = widths.index(most), list[Sequence[str]]()
    for line in lines:
        parts = textwrap.wrap(line[place], left, break_long_words=False, break_on_hyphens=False)
        fitted.append([*line[:place], parts[0] if parts else "", *line[place + 1 :]])
        for part in parts[1:]:
            fitted.append([part if at == place else "" for at in range(len(line))])
    return fitted


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
