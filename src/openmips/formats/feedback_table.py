"""CMS's results from the rows of a table: its columns in any order, and in any year's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openmips.catalog import YEARS, catalog_for
from openmips.feedback.columns import Column, Meaning, Place, place_of
from openmips.feedback.stated import Figure, Kind, Stated
from openmips.formats.feedback_stated import Gathering
from openmips.people import SpecialStatus
from openmips.performance import Category
from openmips.problems import feedback_kinds, practice_kinds
from openmips.problems.finding import Findings, item, shown

_NOT_USED = "not_used"
_EXCLUSION = "exclusion"
_WHOLE = frozenset({Category.QUALITY})


@dataclass(frozen=True, slots=True)
class Header:
    """What the columns of a table are, and how many there are.

    `used` are the columns with anything to read: where each stands, its name as problems show
    it, and what it is.
    """

    width: int
    used: tuple[tuple[int, str, Place], ...]

    @property
    def lists_measures(self) -> bool:
        """Whether the table has columns for quality measures."""
        return any(
            one.column.meaning is Meaning.MEASURE and one.column.category == "quality"
            for _, _, one in self.used
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One result of a table: its facts as written, and its cells."""

    number: int
    facts: Mapping[str, str]
    cells: tuple[str, ...]


def header_of(names: Sequence[str], findings: Findings) -> Header:
    """What the columns are called, and which of them are known.

    A figure that two columns hold is an error, a column that is not known a warning.
    """
    places: list[Place | None] = []
    seen: dict[tuple[Column, int | None], str] = {}
    for name in names:
        place = place_of(name)
        places.append(place)
        if place is None:
            if name.strip():
                found = f"the column {shown(name)} is unknown"
                findings.add(practice_kinds.UNKNOWN_COLUMN, "$", found)
            continue
        if place.column.detail == _NOT_USED:
            continue
        key = (place.column, place.number)
        if key in seen:
            found = f"{shown(seen[key])} and {shown(name)} are the same"
            findings.add(feedback_kinds.FEEDBACK_COLUMN_TWICE, "$", found)
        seen[key] = name
    used = (
        (at, shown(name), place)
        for at, (name, place) in enumerate(zip(names, places, strict=True))
        if place is not None and place.column.detail != _NOT_USED
    )
    return Header(len(places), tuple(used))


def rows_of(header: Header, lines: Iterator[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    """The rows of a table, one after the other, each with its facts."""
    for number, cells in lines:
        known = (*cells, *[""] * (header.width - len(cells)))
        facts = {
            place.column.detail: cell.strip()
            for at, _, place in header.used
            for cell in [known[at]]
            if place.column.meaning is Meaning.FACT
        }
        yield Row(number, facts, tuple(known))


def row_stated(header: Header, row: Row, year: int, findings: Findings) -> Stated:
    """The result that a row holds. Raises ProblemsFound."""
    catalog = catalog_for(year) if year in YEARS else None
    gathering = Gathering(year, catalog, findings)
    where = item("$.row", row.number)
    if len(row.cells) > header.width:
        found, expected = f"the row has {len(row.cells)} cells", f"{header.width}"
        findings.add(practice_kinds.NOT_CSV, where, found, expected)
    measures: dict[tuple[str, int], dict[str, str]] = {}
    for at, name, place in header.used:
        cell = row.cells[at]
        if not cell.strip():
            continue
        spot = f"{where}[{name}]"
        column = place.column
        match column.meaning:
            case Meaning.FIGURE:
                category = None if column.category is None else Category(column.category)
                gathering.figure(Figure(Kind(column.detail), category), cell, spot)
            case Meaning.STATUS:
                gathering.status(SpecialStatus(column.detail), cell, spot)
            case Meaning.MEASURE:
                key = (column.category or "", place.number or 0)
                measures.setdefault(key, {})[column.detail] = cell.strip()
            case Meaning.FACT:
                if column.detail == "facility_score":
                    gathering.facility_score = gathering.flag(cell, spot)
    for (category_name, number), parts in measures.items():
        _measure(gathering, parts, f"{where}.{category_name}[{number}]")
    gathering.listed_whole = _WHOLE if header.lists_measures else frozenset()
    return gathering.stated()


def _measure(gathering: Gathering, parts: Mapping[str, str], where: str) -> None:
    """One measure of a row. Exclusions and attestations without points are no result."""
    measure_id, points = parts.get("id"), parts.get("points")
    if measure_id is None or parts.get("type", "").casefold() == _EXCLUSION:
        return
    figure = gathering.measure(measure_id, parts.get("collection_type"), where)
    if figure is None:
        return
    if points is not None:
        gathering.figure(figure, points, where)
        if figure.category is Category.INTEROPERABILITY and not gathering.figures.get(figure):
            gathering.figures.pop(figure, None)
    if "rate" in parts:
        rate = Figure(Kind.RATE, figure.category, figure.measure_id, figure.collection_type)
        gathering.figure(rate, parts["rate"], where)


def as_cells(value: object) -> str:
    """A value of a JSON object as the cell of a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)
