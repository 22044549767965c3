"""Which mapping a table's header suggests, so that somebody need only check it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openmips.claims.intake.column_names import NAMES_MET
from openmips.claims.intake.mapping import ISO, ColumnMapping, date_pattern
from openmips.claims.lines import COLUMNS, Kind

_FORMS = (ISO, "YYYYMMDD", "MM/DD/YYYY", "MM-DD-YYYY", "YYYY/MM/DD", "DDMMMYYYY", "DD-MMM-YYYY")
"""Forms of dates that are tried on a sample."""

_SEXES = {"1": "M", "2": "F", "0": "U", "male": "M", "female": "F", "unknown": "U"}
_PAID = {"p": "paid", "d": "denied"}
_MEDICARE = {"medicare": "MB", "medicarepartb": "MB", "medicareb": "MB"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping to check: needed columns nothing fits, and columns of the table left over."""

    mapping: ColumnMapping
    missing: tuple[str, ...]
    unused: tuple[str, ...]


def propose_mapping(header: Sequence[str], rows: Iterable[Sequence[str]] = ()) -> Proposal:
    """The mapping that the names of a table's columns suggest.

    A few rows of the table, where given, tell how it writes dates and values.
    """
    plain = {_plain(name): name for name in reversed(header)}
    columns: dict[str, str] = {}
    for column in COLUMNS:
        for name in (_plain(column.name), *NAMES_MET[column.name]):
            if name in plain and plain[name] not in columns.values():
                columns[column.name] = plain[name]
                break
    samples = _samples(header, rows)
    dates, values = _dates(columns, samples), _values(columns, samples)
    missing = (column.name for column in COLUMNS if column.needed and column.name not in columns)
    unused = (name for name in header if name not in columns.values())
    mapping = ColumnMapping(columns, {}, values, dates)
    return Proposal(mapping, tuple(missing), tuple(unused))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _samples(header: Sequence[str], rows: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    """The cells of each column that hold something."""
    found: dict[str, list[str]] = {name: [] for name in header}
    for row in rows:
        for name, cell in zip(header, row, strict=False):
            if cell.strip():
                found[name].append(cell.strip())
    return found


def _dates(columns: Mapping[str, str], samples: Mapping[str, list[str]]) -> dict[str, str]:
    """How the dates of each column are written, where that is not ISO and the cells agree."""
    forms: dict[str, str] = {}
    for column in COLUMNS:
        cells = samples.get(columns.get(column.name, ""), [])
        if column.kind is Kind.DATE and cells:
            form = next((form for form in _FORMS if _all_fit(cells, form)), ISO)
            if form != ISO:
                forms[column.name] = form
    return forms


def _all_fit(cells: Iterable[str], form: str) -> bool:
    """Whether all cells are dates of the form."""
    pattern = date_pattern(form) or ""
    shapes = {"%Y": r"\d{4}", "%m": r"(0?[1-9]|1[0-2])", "%d": r"(0?[1-9]|[12]\d|3[01])"}
    shapes["%b"] = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    expression = re.compile(re.sub("%[Ymdb]", lambda part: shapes[part[0]], pattern), re.ASCII)
    if form == "YYYYMMDD":
        expression = re.compile(r"\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", re.ASCII)
    return all(expression.fullmatch(cell) for cell in cells)


def _values(
    columns: Mapping[str, str], samples: Mapping[str, list[str]]
) -> dict[str, dict[str, str]]:
    """What values mean that are not the layout's own, as far as the cells show them."""
    found: dict[str, dict[str, str]] = {}
    for column, words in (("sex", _SEXES), ("status", _PAID), ("payer", _MEDICARE)):
        cells = samples.get(columns.get(column, ""), [])
        known = {cell: words[_plain(cell)] for cell in sorted(set(cells)) if _plain(cell) in words}
        if known:
            found[column] = known
    if columns.get("sex", "").lower() == "clm_bene_sex_cd":
        found["sex"] = {"1": "M", "2": "F", "0": "U"}
    return found
