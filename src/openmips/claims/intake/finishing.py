"""How staged rows and answers become the final parts of the table, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from openmips.claims.intake.matching import Matched, answered
from openmips.claims.intake.naming import Named
from openmips.claims.intake.staging import CLAIM, PART_LINES, PLACE, Staged
from openmips.claims.intake.table import SCHEMA, Part, scan_part


def finished(
    staged: Staged, named: Named, answers: pl.LazyFrame | None, into: Matched
) -> Iterator[Part]:
    """The staged rows under their names, without repetitions, with what payers answered."""
    names, dropped = named.changes()
    for path, keys in zip(staged.rows, staged.keys, strict=True):
        if answers is None and not names.height and not dropped.height:
            yield Part(path, _rows_in(path))
            continue
        rows = pl.read_parquet(path, glob=False).hstack(pl.read_parquet(keys, glob=False))
        if answers is not None:
            rows = answered(rows, answers, into)
        if dropped.height:
            rows = rows.join(dropped, on=[CLAIM, PLACE], how="anti", maintain_order="left")
        if names.height:
            rows = _renamed(rows, names)
        yield _written(rows, path.with_name(f"final-{path.name}"))
        path.unlink()


def _rows_in(path: Path) -> int:
    return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())


def _renamed(rows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    new = names.rename({"claim_id": "_claim_id", "original_claim_id": "_original"})
    return rows.join(new, on=CLAIM, how="left", maintain_order="left").with_columns(
        claim_id=pl.coalesce("_claim_id", "claim_id"), original_claim_id="_original"
    )


def answered_parts(
    parts: Sequence[Part], answers: pl.LazyFrame, into: Matched, folder: Path
) -> Iterator[Part]:
    """Ready-made parts with what payers answered, written anew."""
    number = 0
    for part in parts:
        lines = scan_part(part)
        for start in range(0, part.lines, PART_LINES):
            number += 1
            rows = lines.slice(start, PART_LINES).collect()
            path = folder / f"answered-{number:05}.parquet"
            yield _written(answered(rows, answers, into), path)
        part.drop_from(folder)


def _written(rows: pl.DataFrame, path: Path) -> Part:
    rows.select(SCHEMA.names()).write_parquet(path)
    return Part(path, rows.height)
