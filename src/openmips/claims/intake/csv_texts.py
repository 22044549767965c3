"""How a CSV file is written: its separator, its header, and which of its rows break the rules."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

SEPARATORS = ",;\t|"
LONGEST_HEADER = 1 << 16

_SAMPLE_ROWS = 200
_FEWEST_COLUMNS = 5
_MARK = b"\xef\xbb\xbf"


class NotCsv(ValueError):
    """The file has no header of a table."""


def header_of(head: bytes) -> tuple[list[str], str]:
    """The column names of a CSV file that begins with `head`, and its separator.

    Raises NotCsv where the text begins with no header.
    """
    text = head.removeprefix(_MARK).decode("utf-8", "replace")
    if "\x00" in text:
        raise NotCsv
    first = text.partition("\n")[0].rstrip("\r")
    best = max(SEPARATORS, key=first.count)
    try:
        names = next(csv.reader([first], delimiter=best, strict=True), [])
    except csv.Error:
        raise NotCsv from None
    if len(names) < _FEWEST_COLUMNS or any(not name.isprintable() for name in names):
        raise NotCsv
    return [name.strip() for name in names], best


def sample(path: Path) -> tuple[list[str], list[list[str]]]:
    """The header of a CSV file and some of its first rows. Raises NotCsv."""
    with path.open("rb") as file:
        head = file.read(LONGEST_HEADER * 4)
    names, separator = header_of(head[:LONGEST_HEADER])
    text = head.removeprefix(_MARK).decode("utf-8", "replace")
    whole = text.rpartition("\n")[0]
    rows = csv.reader(StringIO(whole), delimiter=separator)
    found: list[list[str]] = []
    try:
        for row in rows:
            found.append(row)
            if len(found) > _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return names, found[1:]


def mended(path: Path, copy: Path, columns: int, separator: str) -> Iterator[tuple[int, str]]:
    """Write a copy in which every row keeps the rules; the rows left out, with the reason.

    A row that breaks them becomes an empty line, so that the numbers of the others stay.
    """
    with path.open("rb") as old, copy.open("wb") as new:
        for number, line in enumerate(old, 1):
            try:
                new.write(line if number == 1 else _mended(line, columns, separator))
            except ValueError as error:
                new.write(b"\n")
                yield number, str(error)


def _mended(line: bytes, columns: int, separator: str) -> bytes:
    """A line with its quotes as they should be. Raises ValueError where it is no row."""
    if b'"' not in line:
        _check(line.count(separator.encode()) + 1, columns)
        return line if line.endswith(b"\n") else line + b"\n"
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    try:
        cells = next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        raise ValueError("quotes do not end where the cell ends") from None
    _check(len(cells), columns)
    written = StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\n").writerow(cells)
    return written.getvalue().encode()


def _check(found: int, columns: int) -> None:
    if found > columns:
        raise ValueError(f"there are {found} cells for {columns} columns")
