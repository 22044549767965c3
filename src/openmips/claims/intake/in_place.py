"""Which Parquet files are in the layout and sound, so that they are scanned where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from openmips.claims.intake.cells import NEEDED, Source, values_fit
from openmips.claims.intake.mapping import ColumnMapping
from openmips.claims.intake.table import AMOUNT, SCHEMA, Part

_FEW_VALUES = (
    "tin",
    "rendering_npi",
    "sex",
    "procedure_code",
    "payer",
    "frequency",
    "status",
)
"""Columns with so few different values that each value is looked at, not each row."""


def as_it_lies(path: Path, sources: Mapping[str, Source], mapping: ColumnMapping) -> Part | None:
    """The file as a part of the table; None where it must be written anew.

    Every column of the layout is read once, so that damage shows now and not later.
    """
    if mapping.values or any(source.fixed for source in sources.values()):
        return None
    rows = pl.scan_parquet(path, glob=False)
    types = rows.collect_schema()
    renames = {name: source.column for name, source in sources.items() if source.column}
    if not all(_taken_as_it_is(name, types[column]) for name, column in renames.items()):
        return None
    counts = rows.select(pl.len().alias("_len"), *_counts(renames, types))
    few = [name for name in _FEW_VALUES if name in renames]
    found, *values = pl.collect_all([counts, *(rows.select(renames[n]).unique() for n in few)])
    count, *faults = found.row(0)
    if any(faults):
        return None
    fit = zip(few, values, strict=True)
    if not all(values_fit(name, column.to_series(), mapping) for name, column in fit):
        return None
    whole = all(types.get(name) == kind for name, kind in SCHEMA.items())
    return Part(path, count, renames, whole and renames == {name: name for name in SCHEMA})


def _taken_as_it_is(name: str, have: pl.DataType) -> bool:
    """Whether a column of this type can be cast to the layout's without a loss."""
    want = SCHEMA[name]
    if isinstance(have, pl.Decimal):
        return want == AMOUNT and have.scale <= AMOUNT.scale
    return have == want or (want.is_integer() and have.is_integer())


def _counts(renames: Mapping[str, str], types: pl.Schema) -> list[pl.Expr]:
    """By column of the layout, how many cells cannot be used."""
    faults = []
    for name, column in renames.items():
        cells = pl.col(column)
        unusable = pl.lit(value=False)
        if name in NEEDED:
            unusable = cells.is_null()
            if types[column] == pl.String:
                unusable |= cells.str.strip_chars() == ""
        if SCHEMA[name].is_integer():
            unusable |= cells < 0
        if SCHEMA[name] == AMOUNT:
            unusable |= cells.abs() >= 10 ** (AMOUNT.precision - AMOUNT.scale)
        # A column without conditions is read all the same.
        faults.append((unusable & (cells.is_null() | cells.is_not_null())).sum().alias(name))
    return faults
