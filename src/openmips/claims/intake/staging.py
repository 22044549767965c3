"""Submitted claims as rows: written in pieces to a working folder, so that memory stays small.

Beside each file of rows lies one with the number of each row's claim, its place in the claim
and the practice's own number of the line, and one with a row for each claim.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from openmips.claims.intake.submitted import SubmittedClaim
from openmips.claims.intake.table import SCHEMA
from openmips.claims.lines import DIAGNOSES, MODIFIERS

CLAIM, PLACE, LINE_CONTROL = "_claim", "_place", "_line_control"
"""What rows have beside them: number of the claim, place in it, own number of the line."""

KEYS = pl.Schema({CLAIM: pl.Int64(), PLACE: pl.Int64(), LINE_CONTROL: pl.String()})
"""The columns beside the rows."""

_STAGED = pl.Schema({**SCHEMA, **KEYS})

INDEX = pl.Schema(
    {
        CLAIM: pl.Int64(),
        "tin": pl.String(),
        "control": pl.String(),
        "patient_id": pl.String(),
        "npi": pl.String(),
        "date": pl.Date(),
        "frequency": pl.Int64(),
        "reference": pl.String(),
        "sent": pl.String(),
        "envelope": pl.String(),
        "where": pl.String(),
    }
)
"""The columns of the index of claims: what tells a claim from others, and what it amends."""

BATCH_LINES = 1 << 14
PART_LINES = 1 << 18


@dataclass(slots=True)
class Staged:
    """What was staged so far: files of rows, of what stands beside them, and of the index."""

    rows: list[Path] = field(default_factory=list)
    keys: list[Path] = field(default_factory=list)
    index: list[Path] = field(default_factory=list)
    claims: int = 0
    lines: int = 0


class Stage:
    """Takes claims one by one and writes them; `finish` writes what is left."""

    def __init__(self, folder: Path) -> None:
        self.staged = Staged()
        self._folder = folder
        self._batch: list[SubmittedClaim] = []
        self._files: list[str] = []
        self._batch_lines = 0
        self._rows: list[pl.DataFrame] = []
        self._index: list[pl.DataFrame] = []
        self._part_lines = 0

    def add(self, claim: SubmittedClaim, file: str) -> None:
        """Take one claim of a file."""
        self._batch.append(claim)
        self._files.append(file)
        self._batch_lines += len(claim.lines)
        if self._batch_lines >= BATCH_LINES:
            self._turn_into_rows()

    def finish(self) -> Staged:
        """Write what is left; what was staged in all."""
        self._turn_into_rows()
        self._write()
        return self.staged

    def _turn_into_rows(self) -> None:
        if not self._batch:
            return
        claims, first = self._batch, self.staged.claims
        self._rows.append(_rows(claims, first))
        self._index.append(_index(claims, self._files, first))
        self.staged.claims += len(claims)
        self.staged.lines += self._batch_lines
        self._part_lines += self._batch_lines
        self._batch, self._files, self._batch_lines = [], [], 0
        if self._part_lines >= PART_LINES:
            self._write()

    def _write(self) -> None:
        if not self._rows:
            return
        number = len(self.staged.rows) + 1
        rows = pl.concat(self._rows)
        for kind, frame, paths in (
            ("claims", rows.select(SCHEMA.names()), self.staged.rows),
            ("keys", rows.select(KEYS.names()), self.staged.keys),
            ("index", pl.concat(self._index), self.staged.index),
        ):
            path = self._folder / f"{kind}-{number:05}.parquet"
            frame.write_parquet(path)
            paths.append(path)
        self._rows, self._index, self._part_lines = [], [], 0


def _rows(claims: list[SubmittedClaim], first: int) -> pl.DataFrame:
    """One row a line; the facts of the claim are repeated on each."""
    lines = [line for claim in claims for line in claim.lines]
    counts = pl.Series([len(claim.lines) for claim in claims])
    of_claim = pl.int_range(len(claims), eager=True).repeat_by(counts).explode()
    by_claim = pl.DataFrame(
        {
            CLAIM: range(first, first + len(claims)),
            "claim_id": [claim.control for claim in claims],
            "tin": [claim.tin for claim in claims],
            "patient_id": [claim.patient_id for claim in claims],
            "birth_date": pl.Series([claim.birth_date for claim in claims], dtype=pl.Date),
            "sex": [claim.sex for claim in claims],
            "payer": [claim.payer for claim in claims],
            "frequency": [claim.frequency for claim in claims],
            **_spread(DIAGNOSES, [claim.diagnoses for claim in claims]),
        }
    )
    by_line = pl.DataFrame(
        {
            "rendering_npi": [line.rendering_npi for line in lines],
            "from_date": [line.from_date for line in lines],
            "to_date": [line.to_date for line in lines],
            "line_number": [line.number for line in lines],
            "procedure_code": [line.procedure_code for line in lines],
            "place_of_service": [line.place for line in lines],
            # Decimals become a column far faster by way of their text.
            "charge": [None if line.charge is None else str(line.charge) for line in lines],
            PLACE: [place for claim in claims for place in range(len(claim.lines))],
            LINE_CONTROL: [line.control for line in lines],
            **_spread(MODIFIERS, [line.modifiers for line in lines]),
        }
    )
    return by_claim[of_claim].hstack(by_line).select(map(_column, _STAGED)).cast(_STAGED)


def _spread(names: tuple[str, ...], found: list[tuple[str, ...]]) -> dict[str, pl.Series]:
    """Tuples as columns, the first entries in the first; far faster than lists in a frame."""
    longest = max(map(len, found))
    return {
        name: pl.Series(
            [entry[number] if len(entry) > number else None for entry in found]
            if number < longest
            else [None] * len(found),
            dtype=pl.String,
        )
        for number, name in enumerate(names)
    }


def _column(name: str) -> pl.Expr:
    if name in {"original_claim_id", "status", "allowed"}:
        return pl.lit(None).alias(name)
    return pl.col(name)


def _index(claims: list[SubmittedClaim], files: list[str], first: int) -> pl.DataFrame:
    """One row a claim."""
    return pl.DataFrame(
        {
            CLAIM: range(first, first + len(claims)),
            "tin": [claim.tin for claim in claims],
            "control": [claim.control for claim in claims],
            "patient_id": [claim.patient_id for claim in claims],
            "npi": [claim.rendering_npi for claim in claims],
            "date": [claim.date for claim in claims],
            "frequency": [claim.frequency for claim in claims],
            "reference": [claim.original for claim in claims],
            "sent": [claim.sent for claim in claims],
            "envelope": [claim.envelope for claim in claims],
            "where": [
                f"{file}\tsegment {claim.segment:,}"
                for file, claim in zip(files, claims, strict=True)
            ],
        }
    ).cast(INDEX)
