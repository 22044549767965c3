"""How it is shown what moved between two catalogs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from openmips.catalog import Catalog, catalog_for, load_catalog
from openmips.catalog.differ import YEARLY, Change, FieldChange, differences
from openmips.catalog.entries import YearNotInCatalog
from openmips.catalog.load import years_in
from openmips.catalog.parts import PARTS
from openmips.catalog.shapes import as_json
from openmips.cli.catalog_entry import print_document
from openmips.cli.tables import print_table


def compare(old: str, new: str, part: str | None, as_document: bool) -> None:
    """Print what moved from one year or folder to another."""
    if part is not None and part not in PARTS:
        raise click.BadParameter(
            f"{part!r} is no part. The parts: {', '.join(PARTS)}.", param_hint="--part"
        )
    moved = _compared(old, new)
    if part is not None:
        moved = {label: {part: changes[part]} for label, changes in moved.items()}
    if as_document:
        shapes = {label: as_json(changes) for label, changes in moved.items()}
        print_document({"old": old, "new": new, "differences": shapes})
        return
    for label, changes in moved.items():
        if part is None:
            _print_summary(label, changes)
        else:
            _print_changes(label, changes[part])


def _compared(old: str, new: str) -> dict[str, dict[str, list[Change]]]:
    """The changes by a label that says what was compared."""
    if old.isdigit() and new.isdigit():
        pair = _year(int(old)), _year(int(new))
        ignoring = frozenset[str]() if old == new else YEARLY
        return {f"{old} to {new}": differences(*pair, ignoring)}
    before, after = _folder(old), _folder(new)
    shared = sorted(set(years_in(before)) & set(years_in(after)))
    if not shared:
        raise click.UsageError(f"{old} and {new} have no year in common.")
    return {
        str(year): differences(load_catalog(before, year), load_catalog(after, year))
        for year in shared
    }


def _year(year: int) -> Catalog:
    try:
        return catalog_for(year)
    except YearNotInCatalog as error:
        raise click.UsageError(str(error)) from error


def _folder(name: str) -> Path:
    folder = Path(name)
    if not years_in(folder):
        raise click.UsageError(
            f"{name} is no catalog. Expected two years, or two folders that "
            "`openmips catalog import PATH --to FOLDER` wrote."
        )
    return folder


def _print_summary(label: str, changes: Mapping[str, Sequence[Change]]) -> None:
    kinds = ("added", "removed", "changed")
    rows = [
        (part, *(str(sum(change.kind == kind for change in listed)) for kind in kinds))
        for part, listed in changes.items()
        if listed
    ]
    if rows:
        print_table(f"{label}: see each change with --part", ("Part", *kinds), rows)
    else:
        click.echo(f"{label}: nothing moved.")


def _print_changes(label: str, changes: Sequence[Change]) -> None:
    click.echo(f"{label}: {len(changes)} changes")
    for change in changes:
        click.echo(f"{change.kind} {change.key}" + (f": {change.title}" if change.title else ""))
        for field in change.fields:
            click.echo(f"  {_words(field)}")


def _words(field: FieldChange) -> str:
    """A field's change in one line."""
    if not (field.joined or field.left):
        return f"{field.field}: {_value(field.old)} -> {_value(field.new)}"
    signed = [f"+{name}" for name in field.joined] + [f"-{name}" for name in field.left]
    return f"{field.field}: {' '.join(signed)}"


def _value(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
