"""Invented claims as a CSV file in the claim-line layout."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from openmips.claims.lines import NAMES
from openmips.claims.synthetic.billed import BilledClaim, rows

CSV_FILE = "claims.csv"


def write_csv(claims: Iterable[BilledClaim], folder: Path) -> int:
    """Write all claims into `claims.csv` in the folder; the number of lines written."""
    written = 0

    def counted() -> Iterator[tuple[str, ...]]:
        nonlocal written
        for claim in claims:
            for row in rows(claim):
                written += 1
                yield row

    with (folder / CSV_FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(NAMES)
        writer.writerows(counted())
    return written
