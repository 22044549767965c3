"""Payers' answers as rows, one a service line, and which of them hold in the end.

A later answer to a line replaces an earlier one. A reversal takes back an earlier answer to
the same claim.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import polars as pl

from openmips.claims.intake.adjudication import (
    REVERSAL,
    allowed_of,
    received_as_quality_code,
    status_of,
    status_of_whole,
)
from openmips.claims.intake.notes import REMITTANCE_NOT_PART_B, Notes
from openmips.claims.intake.remittance import RemittanceClaim, RemittanceLine
from openmips.claims.intake.table import AMOUNT
from openmips.claims.lines import DENIED, PAID, PART_B

ANSWER, PLACE = "_answer", "_answer_place"

ANSWERS = pl.Schema(
    {
        ANSWER: pl.Int64(),
        PLACE: pl.Int64(),
        "tin": pl.String(),
        "control": pl.String(),
        "payer_control": pl.String(),
        "claim_status": pl.String(),
        "claim_charge": AMOUNT,
        "paid_on": pl.Date(),
        "procedure_code": pl.String(),
        "modifiers": pl.String(),
        "reference": pl.String(),
        "from_date": pl.Date(),
        "charge": AMOUNT,
        "status": pl.String(),
        "allowed": AMOUNT,
        "received": pl.Boolean(),
        "where": pl.String(),
    }
)
"""The columns of answers. A claim answered without lines has one row without a code."""

BATCH = 1 << 15

Row = tuple[object, ...]


class Answers:
    """Takes answered claims one by one and writes them; `finish` writes what is left.

    `claims` counts those taken.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: list[Row] = []
        self._paths: list[Path] = []
        self.claims = 0

    def add(self, claim: RemittanceClaim, file: str, notes: Notes) -> None:
        """Take one answered claim of a file; those of other payers are counted only."""
        if claim.filing not in {"", PART_B}:
            notes.skip(REMITTANCE_NOT_PART_B, 1, len(claim.lines))
            return
        where = f"{file}\tsegment {claim.segment:,}"
        lines: list[RemittanceLine | None] = [*claim.lines] or [None]
        for place, line in enumerate(lines):
            self._rows.append(_row(self.claims, place, claim, line, where))
        self.claims += 1
        if len(self._rows) >= BATCH:
            self._write()

    def finish(self) -> pl.LazyFrame:
        """All answers, the reversed ones too."""
        self._write()
        if not self._paths:
            return pl.LazyFrame(schema=ANSWERS)
        return pl.scan_parquet(self._paths, glob=False)

    def remove(self) -> None:
        """Remove the files that were written."""
        for path in self._paths:
            path.unlink()

    def _write(self) -> None:
        if self._rows:
            path = self._folder / f"answers-{len(self._paths) + 1:05}.parquet"
            pl.DataFrame(self._rows, schema=ANSWERS, orient="row").write_parquet(path)
            self._paths.append(path)
            self._rows = []


def _row(
    number: int, place: int, claim: RemittanceClaim, line: RemittanceLine | None, where: str
) -> Row:
    payment = claim.payment
    head = (
        number,
        place,
        payment.payee_tin,
        claim.control,
        claim.payer_control,
        claim.status,
        claim.charge,
        payment.paid_on,
    )
    if line is None:
        status = status_of_whole(claim)
        allowed = Decimal(0) if status == DENIED else None
        return (*head, None, "", "", None, claim.charge, status, allowed, False, where)
    return (
        *head,
        line.procedure_code,
        "|".join(sorted(line.modifiers)),
        line.control,
        line.from_date,
        line.charge,
        status_of(claim, line),
        allowed_of(claim, line),
        received_as_quality_code(line) and status_of(claim, line) == PAID,
        where,
    )


def holding(answers: pl.LazyFrame) -> pl.LazyFrame:
    """The answers that hold in the end, without reversals and what they take back."""
    return answers.join(_taken_back(answers).lazy(), on=ANSWER, how="anti")


def payer_numbers(answers: pl.LazyFrame) -> pl.DataFrame:
    """The practice's number of each claim that was ever answered, by TIN and payer's number."""
    return answers.select("tin", "payer_control", "control").unique().sort(pl.all()).collect()


def _taken_back(answers: pl.LazyFrame) -> pl.DataFrame:
    """The reversals, and the answers they take back: the last one before each."""
    claims = answers.filter(pl.col(PLACE) == 0)
    reversed_ = claims.filter(pl.col("claim_status") == REVERSAL).select("control").unique()
    families = (
        claims.join(reversed_, on="control", how="semi")
        .select(
            ANSWER, "tin", "control", "payer_control", "claim_status", "claim_charge", "paid_on"
        )
        .collect()
        .sort("paid_on", ANSWER)
    )
    gone: list[int] = []
    standing: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
    for claim in families.iter_rows(named=True):
        before = standing[claim["tin"], claim["control"]]
        if claim["claim_status"] != REVERSAL:
            before.append(claim)
            continue
        gone.append(claim[ANSWER])
        back = [one for one in before if one["payer_control"] == claim["payer_control"]]
        back = back or [one for one in before if one["claim_charge"] == -claim["claim_charge"]]
        if back:
            before.remove(back[-1])
            gone.append(int(str(back[-1][ANSWER])))
    return pl.DataFrame({ANSWER: gone}, schema={ANSWER: pl.Int64()})
