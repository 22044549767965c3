"""What the cells of a table mean as claim lines: one typed column of the layout after another.

Everything stays text where the layout says text, so that leading zeros stay. A cell that
does not hold what its column should is told apart from one that is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from openmips.claims.intake.mapping import ISO, ColumnMapping, date_pattern
from openmips.claims.intake.table import AMOUNT, SCHEMA
from openmips.claims.lines import (
    COLUMNS,
    DENIED,
    DIAGNOSES,
    MODIFIERS,
    PAID,
    PART_B,
    REPLACEMENT,
    VOID,
    Kind,
)

NEEDED = (
    "claim_id",
    "tin",
    "rendering_npi",
    "patient_id",
    "from_date",
    "line_number",
    "procedure_code",
)
"""Columns in which every row must hold something."""

FINE, OTHER_PAYER, UNREADABLE, MISSING = range(4)
"""What is to become of a row."""

ROW, WHY, UNREAD, EMPTY = "_row", "_why", "_unread", "_empty"
"""Number of the row, what becomes of it, columns that are unreadable, columns that are empty."""

_KINDS = {column.name: column.kind for column in COLUMNS}
_CODES = frozenset({"procedure_code", "place_of_service", *MODIFIERS, *DIAGNOSES})
_ZEROS_MATTER = _CODES | {"tin"}
_WORDS: Mapping[str, tuple[str, ...]] = {"sex": ("F", "M", "U"), "status": (PAID, DENIED)}
_FREQUENCIES = (1, REPLACEMENT, VOID)
_DIGITS = {"tin": (9, "nine digits, leading zeros included"), "rendering_npi": (10, "ten digits")}
_CHECKED = tuple(
    name
    for name, kind in _KINDS.items()
    if kind is not Kind.TEXT or name in {"procedure_code", *_WORDS, *_DIGITS}
)
_ISO_WITH_TIME = r"^(\d{4}-\d{2}-\d{2})(?:[ T].*)?$"
_WHOLE_NUMBER = r"^\d{1,9}$"
_DOLLARS = r"^-?\d{1,13}(?:\.\d{1,4})?$"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a column of the layout comes from: a column of the file, or one value for all."""

    column: str = ""
    fixed: str = ""


def raw_name(name: str) -> str:
    """The column that holds the cells of a column of the layout as the file has them."""
    return f"_raw_{name}"


def expected(name: str, mapping: ColumnMapping) -> str:
    """What a cell of the column should hold, in words."""
    if name in _WORDS:
        *others, last = _WORDS[name]
        return f"{', '.join(others)} or {last}"
    if name in _DIGITS:
        return _DIGITS[name][1]
    if name == "frequency":
        return "1, 7 or 8"
    if _KINDS[name] is Kind.DATE:
        return f"a date as {mapping.date_form(name)}"
    return {Kind.AMOUNT: "dollars", Kind.INTEGER: "digits"}.get(_KINDS[name], "a code")


def loses(name: str, kind: pl.DataType) -> bool:
    """Whether a column of this type cannot hold what the column of the layout should."""
    if _is_text(kind):
        return False
    wanted = _KINDS[name]
    if wanted is Kind.DATE:
        return not isinstance(kind, (pl.Date, pl.Datetime))
    if wanted is Kind.TEXT:
        return not kind.is_integer() or name in _ZEROS_MATTER
    return not kind.is_numeric()


def _is_text(kind: pl.DataType) -> bool:
    """Whether a column holds texts; one that holds nothing at all does as well."""
    return isinstance(kind, (pl.String, pl.Categorical, pl.Enum, pl.Null))


def lines_of(
    rows: pl.LazyFrame, sources: Mapping[str, Source], mapping: ColumnMapping
) -> pl.LazyFrame:
    """The rows as typed claim lines, with their raw cells and what is to become of each.

    `rows` has the number of each row. Rows without any cell are left out.
    """
    types = rows.collect_schema()
    raw = [_raw(name, sources, types, mapping).alias(raw_name(name)) for name in SCHEMA]
    # The last column is looked at, needed or not: only so are rows with too many cells noticed.
    last = pl.col(types.names()[-1]).is_not_null()
    given = [raw_name(name) for name, source in sources.items() if source.column]
    filled = pl.any_horizontal(pl.col(given).is_not_null(), "_last")
    lines = rows.select(ROW, *raw, _last=last).filter(filled).drop("_last")
    kinds = lines.collect_schema()
    typed = [_typed(name, kinds[raw_name(name)], mapping).alias(name) for name in SCHEMA]
    return lines.with_columns(typed).with_columns(
        pl.when(pl.col("payer").fill_null(PART_B) != PART_B)
        .then(OTHER_PAYER)
        .when(pl.any_horizontal(map(_unreadable, _CHECKED)))
        .then(UNREADABLE)
        .when(pl.any_horizontal(pl.col(NEEDED).is_null()))
        .then(MISSING)
        .otherwise(FINE)
        .alias(WHY)
    )


def values_fit(name: str, values: pl.Series, mapping: ColumnMapping) -> bool:
    """Whether rows with any of these values in a column can be used."""
    types = pl.Schema({values.name: values.dtype})
    raw = values.to_frame().select(
        _raw(name, {name: Source(values.name)}, types, mapping).alias(raw_name(name))
    )
    typed = raw.with_columns(_typed(name, raw.dtypes[0], mapping).alias(name))
    bad = _unreadable(name)
    if name in NEEDED:
        bad |= pl.col(name).is_null()
    if name == "payer":
        bad |= pl.col(name).fill_null(PART_B) != PART_B
    return typed.filter(bad).is_empty()


def with_reasons(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Lines left out, with the columns that are at fault."""
    unread = [pl.when(_unreadable(name)).then(pl.lit(name)) for name in _CHECKED]
    empty = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in NEEDED]
    return lines.select(
        ROW,
        WHY,
        "payer",
        pl.concat_list(unread).list.drop_nulls().alias(UNREAD),
        pl.concat_list(empty).list.drop_nulls().alias(EMPTY),
        *(pl.col(raw_name(name)).cast(pl.String) for name in _CHECKED),
    )


def fine(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The lines that can be used, with the columns of the layout alone."""
    return lines.filter(pl.col(WHY) == FINE).select(SCHEMA.names())


def _unreadable(name: str) -> pl.Expr:
    return pl.col(raw_name(name)).is_not_null() & pl.col(name).is_null()


def _raw(
    name: str, sources: Mapping[str, Source], types: pl.Schema, mapping: ColumnMapping
) -> pl.Expr:
    """The cells of a column as the file has them; blanks are nothing, values are mapped."""
    source = sources.get(name, Source())
    if not source.column:
        return pl.lit(source.fixed or None, pl.String)
    cells, kind = pl.col(source.column), types[source.column]
    values = mapping.values.get(name)
    if not (_is_text(kind) or values or _KINDS[name] is Kind.TEXT or kind.is_float()):
        return cells
    cells = cells.cast(pl.String).str.strip_chars()
    if values:
        cells = cells.replace(dict(values))
    return pl.when(cells != "").then(cells)


def _typed(name: str, kind: pl.DataType, mapping: ColumnMapping) -> pl.Expr:
    """The cells of a column as the layout has them; null where they hold something else."""
    cells = pl.col(raw_name(name))
    match _KINDS[name]:
        case Kind.DATE:
            return _dates(cells, kind, mapping.date_form(name))
        case Kind.AMOUNT:
            return _amounts(cells, kind)
        case Kind.INTEGER:
            numbers = _whole_numbers(cells, kind)
            known = numbers.is_in(_FREQUENCIES) if name == "frequency" else numbers >= 0
            return pl.when(known).then(numbers)
    if name in _CODES:
        codes = _without(cells, ".").str.to_uppercase()
        return pl.when(codes != "").then(codes)
    if name in _DIGITS:
        digits = _without(cells, "- ")
        return pl.when(digits.str.contains(rf"^\d{{{_DIGITS[name][0]}}}$")).then(digits)
    if name in _WORDS:
        words = cells.str.to_uppercase() if name == "sex" else cells.str.to_lowercase()
        return pl.when(words.is_in(_WORDS[name])).then(words)
    return cells.str.to_uppercase() if name == "payer" else cells


def _without(cells: pl.Expr, signs: str) -> pl.Expr:
    """Texts without any of the signs; signs one by one are far faster than a pattern."""
    for sign in signs:
        cells = cells.str.replace_all(sign, "", literal=True)
    return cells


def _dates(cells: pl.Expr, kind: pl.DataType, form: str) -> pl.Expr:
    if isinstance(kind, pl.Date):
        return cells
    if isinstance(kind, pl.Datetime):
        return cells.dt.date()
    if form == ISO:
        cells = cells.str.extract(_ISO_WITH_TIME, 1)
    return cells.str.to_date(date_pattern(form), strict=False)


def _whole_numbers(cells: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind.is_integer():
        return cells.cast(pl.Int64)
    # Numbers that were floats on their way here end in .0.
    digits = cells.cast(pl.String).str.replace(r"\.0+$", "")
    return pl.when(digits.str.contains(_WHOLE_NUMBER)).then(digits).cast(pl.Int64, strict=False)


def _amounts(cells: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind.is_integer() or kind.is_decimal():
        dollars = cells.cast(AMOUNT, strict=False)
        return pl.when(dollars.cast(kind, strict=False) == cells).then(dollars)
    digits = _without(cells.cast(pl.String), "$, ")
    return pl.when(digits.str.contains(_DOLLARS)).then(digits).cast(AMOUNT, strict=False)
