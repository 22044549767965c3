"""How the tests take in files: written to a folder, read as a table, given back as rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openmips.claims.intake.mapping import ColumnMapping
from openmips.claims.intake.reading import Intake, read_claims
from openmips.claims.intake.table import scan
from openmips.claims.lines import NAMES

Row = dict[str, Any]


def take(folder: Path, files: Mapping[str, bytes], mapping: ColumnMapping | None = None) -> Intake:
    """The intake of files with these contents, in the order of their names."""
    inside = folder / "in"
    for name, content in files.items():
        path = inside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return read_claims([inside], mapping=mapping, work_folder=folder / "work")


def rows(intake: Intake, *columns: str) -> list[Row]:
    """The rows of the table with the columns asked for, or all."""
    return scan(intake.table).select(columns or NAMES).collect().to_dicts()


def column(intake: Intake, name: str) -> list[Any]:
    """One column of the table."""
    return scan(intake.table).collect()[name].to_list()


def found(intake: Intake) -> list[str]:
    """The codes of the problems, in their order."""
    return [problem.code for problem in intake.problems]
