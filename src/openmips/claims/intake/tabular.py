"""How one CSV or Parquet file becomes a part of the table of claim lines.

A Parquet file that is in the layout and sound is left where it lies. Everything else is
written to the working folder once, without the rows that cannot be used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from openmips.claims.intake.cells import (
    EMPTY,
    FINE,
    MISSING,
    OTHER_PAYER,
    ROW,
    UNREAD,
    UNREADABLE,
    WHY,
    Source,
    expected,
    fine,
    lines_of,
    loses,
    raw_name,
    with_reasons,
)
from openmips.claims.intake.csv_texts import LONGEST_HEADER, header_of, mended
from openmips.claims.intake.files import CSV
from openmips.claims.intake.in_place import as_it_lies
from openmips.claims.intake.mapping import ColumnMapping
from openmips.claims.intake.notes import MOST_LISTED, NOT_PART_B, Notes
from openmips.claims.intake.table import Part
from openmips.claims.intake.x12_values import shape
from openmips.claims.lines import COLUMNS
from openmips.problems import claims_kinds, practice_kinds
from openmips.problems.finding import ProblemKind, listed, shown

_BROKEN = (PolarsError, PanicException)
"""What reading a broken table raises; a panic is how Polars ends where a page is damaged."""

_MOST_NAMED = 12
_FIRST_ROW = 2
"""Row 1 is the header of a CSV file."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file with a table: where it lies, what it is called in problems, and where to write."""

    path: Path
    name: str
    folder: Path
    number: int

    def at(self, kind: str) -> Path:
        """A file of the working folder that belongs to this one."""
        return self.folder / f"{kind}-{self.number:05}.parquet"

    @property
    def mended(self) -> Path:
        """A CSV file of the working folder without the rows that break the rules."""
        return self.folder / f"mended-{self.number:05}.csv"


def read_table(file: TableFile, kind: str, mapping: ColumnMapping, notes: Notes) -> Part | None:
    """The lines of a CSV or Parquet file; None where it cannot be used, which is noted.

    Raises OSError where the file cannot be opened.
    """
    try:
        return (_csv if kind == CSV else _parquet)(file, mapping, notes)
    except _BROKEN as error:
        found = f"the table cannot be read ({type(error).__name__})"
        notes.add(claims_kinds.CLAIMS_FILE_DAMAGED, file.name, "$", found)
        for half_written in (file.mended, file.at("table"), file.at("rejected")):
            half_written.unlink(missing_ok=True)
    return None


def _csv(file: TableFile, mapping: ColumnMapping, notes: Notes) -> Part | None:
    with file.path.open("rb") as stream:
        header, separator = header_of(stream.read(LONGEST_HEADER))
    sources = _sources(header, mapping, file.name, notes)
    if sources is None:
        return None
    columns = [f"c{number}" for number in range(len(header))]
    by_place = {
        name: Source(columns[header.index(source.column)] if source.column else "", source.fixed)
        for name, source in sources.items()
    }

    def scanned(path: Path) -> pl.LazyFrame:
        rows = pl.scan_csv(
            path,
            separator=separator,
            has_header=False,
            skip_rows=1,
            schema=dict.fromkeys(columns, pl.String),
            encoding="utf8-lossy",
            row_index_name=ROW,
            row_index_offset=_FIRST_ROW,
            glob=False,
        )
        return lines_of(rows, by_place, mapping)

    try:
        return _written(scanned(file.path), file, mapping, notes)
    except _BROKEN:
        kind = claims_kinds.CLAIMS_ROW_UNREADABLE
        for number, reason in mended(file.path, file.mended, len(header), separator):
            notes.add(kind, file.name, f"row {number:,}", reason)
            notes.skip(kind.code, lines=1)
        part = _written(scanned(file.mended), file, mapping, notes)
        file.mended.unlink()
        return part


def _parquet(file: TableFile, mapping: ColumnMapping, notes: Notes) -> Part | None:
    rows = pl.scan_parquet(file.path, glob=False)
    types = rows.collect_schema()
    sources = _sources(types.names(), mapping, file.name, notes)
    if sources is None:
        return None
    wrong = {
        name: types[source.column]
        for name, source in sources.items()
        if source.column and loses(name, types[source.column])
    }
    if wrong:
        columns = ", ".join(f"{sources[name].column} is {kind}" for name, kind in wrong.items())
        found, wanted = f"of the columns {columns}", "text, and dates as dates or text"
        notes.add(claims_kinds.CLAIMS_COLUMN_TYPE, file.name, "$", found, wanted)
        return None
    part = as_it_lies(file.path, sources, mapping)
    if part is not None:
        return replace(part, name=file.name)
    lines = lines_of(rows.with_row_index(ROW, offset=1), sources, mapping)
    return _written(lines, file, mapping, notes)


def _written(
    lines: pl.LazyFrame, file: TableFile, mapping: ColumnMapping, notes: Notes
) -> Part | None:
    """Write the lines that can be used, and note the others."""
    good, rejected = file.at("table"), file.at("rejected")
    bad = with_reasons(lines.filter(pl.col(WHY) != FINE))
    pl.collect_all(
        [fine(lines).sink_parquet(good, lazy=True), bad.sink_parquet(rejected, lazy=True)]
    )
    _note_rejected(rejected, file.name, mapping, notes)
    rejected.unlink()
    count = int(pl.scan_parquet(good, glob=False).select(pl.len()).collect().item())
    return Part(good, count, name=file.name)


def _note_rejected(path: Path, name: str, mapping: ColumnMapping, notes: Notes) -> None:
    """Count the rows left out, and name the first of each reason."""
    rows = pl.scan_parquet(path, glob=False)
    payers = rows.filter(pl.col(WHY) == OTHER_PAYER).group_by("payer").len().sort("payer").collect()
    for payer, count in payers.iter_rows():
        notes.payers[payer[:2]] += count
        notes.skip(NOT_PART_B, lines=count)
    for why, kind, column in (
        (UNREADABLE, claims_kinds.CLAIMS_CELL_UNREADABLE, UNREAD),
        (MISSING, claims_kinds.CLAIMS_CELL_MISSING, EMPTY),
    ):
        of_kind = rows.filter(pl.col(WHY) == why)
        count = int(of_kind.select(pl.len()).collect().item())
        if not count:
            continue
        notes.skip(kind.code, lines=count)
        for row in of_kind.sort(ROW).head(MOST_LISTED).collect().iter_rows(named=True):
            _note_row(row, kind, column, name, mapping, notes)
        notes.more(kind, count - min(count, MOST_LISTED))


def _note_row(
    row: Mapping[str, object],
    kind: ProblemKind,
    column: str,
    name: str,
    mapping: ColumnMapping,
    notes: Notes,
) -> None:
    at_fault = row[column]
    first = str(at_fault[0]) if isinstance(at_fault, list) else ""
    where = f"row {row[ROW]:,}"
    if kind is claims_kinds.CLAIMS_CELL_MISSING:
        notes.add(kind, name, where, f"{first} is empty", expected(first, mapping))
    else:
        found = f"{first} is {shape(str(row[raw_name(first)]))}"
        notes.add(kind, name, where, found, expected(first, mapping))


def _sources(
    header: Sequence[str], mapping: ColumnMapping, file: str, notes: Notes
) -> dict[str, Source] | None:
    """Where each column of the layout is found; None where a needed one is not, or is twice."""
    by_name: dict[str, str] = {}
    for name in reversed(header):
        by_name[name.strip().casefold()] = name
    sources: dict[str, Source] = {}
    missing: list[str] = []
    for column in COLUMNS:
        if column.name in mapping.fixed:
            sources[column.name] = Source(fixed=mapping.fixed[column.name])
            continue
        wanted = mapping.columns.get(column.name)
        found = by_name.get((wanted or column.name).strip().casefold())
        if found is not None:
            sources[column.name] = Source(column=found)
        elif column.needed or wanted is not None:
            missing.append(wanted or column.name)
    if missing:
        found = f"there is no column {listed(missing)}"
        notes.add(claims_kinds.CLAIMS_COLUMNS_MISSING, file, "row 1", found)
        return None
    used = [source.column for source in sources.values() if source.column]
    if twice := sorted({name for name in used if list(header).count(name) > 1}):
        found = f"the column {shown(twice[0])} stands twice"
        notes.add(practice_kinds.REPEATED_COLUMN, file, "row 1", found)
        return None
    if unknown := [name for name in header if name not in used]:
        more = f" and {len(unknown) - _MOST_NAMED} more" if len(unknown) > _MOST_NAMED else ""
        names = ", ".join(map(shown, unknown[:_MOST_NAMED]))
        found = f"not used: {names}{more}"
        notes.add(claims_kinds.CLAIMS_COLUMNS_UNKNOWN, file, "row 1", found)
    return sources
