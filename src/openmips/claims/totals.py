"""What was billed under each TIN and by each clinician: dollars, patients, services, by segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from openmips.claims.definitions import Definitions
from openmips.claims.lines import DENIED, PART_B, REPLACEMENT, VOID
from openmips.participation.facts import Totals

NOMINAL = Decimal("0.01")
"""What a line with a quality code is billed at, at most: no service was paid by it."""

_CATEGORY_TWO = r"^[0-9]{4}F$"
_MONEY = pl.Decimal(38, 4)
_PORTION = 1 << 22
_LINE = (
    "segment",
    "tin",
    "rendering_npi",
    "patient_id",
    "claim_id",
    "line_number",
    "from_date",
    "procedure_code",
)
_USED: dict[str, pl.DataType | type[pl.DataType]] = {
    "claim_id": pl.String,
    "tin": pl.String,
    "rendering_npi": pl.String,
    "patient_id": pl.String,
    "from_date": pl.Date,
    "line_number": pl.Int64,
    "procedure_code": pl.String,
    "charge": _MONEY,
    "allowed": _MONEY,
    "payer": pl.String,
    "frequency": pl.Int64,
    "original_claim_id": pl.String,
    "status": pl.String,
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of days whose billing is looked at; both ends belong to it."""

    number: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Billed:
    """What one clinician under a TIN, or (`npi` None) all of the TIN, billed in a segment.

    A service is a claim line that Medicare Part B allows dollars for. `charges` are dollars
    allowed; where a remittance has not said them, the dollars charged stand in for
    `at_charge` services, and `unpriced` services have neither. `first` and `last` are the
    first and last day of service.
    """

    tin: str
    npi: str | None
    segment: int
    charges: Decimal
    patients: int
    services: int
    at_charge: int
    unpriced: int
    first: date
    last: date

    def totals(self, through: date | None) -> Totals:
        """The totals for the low-volume threshold; charges are unknown where some are.

        With `through` they reach only to that day.
        """
        charges = None if self.unpriced else self.charges
        return Totals(charges, self.patients, self.services, through)


def quality_codes(definitions: Iterable[Definitions]) -> frozenset[str]:
    """Every code that answers a claims measure: where such a line has no price, no service."""
    return frozenset(
        code
        for one in definitions
        for rate in one.rates
        for answer in rate.answers
        for codes in answer.quality_codes
        for code in codes.codes
    )


def billed(
    lines: pl.LazyFrame, segments: Sequence[Segment], not_services: frozenset[str]
) -> tuple[Billed, ...]:
    """What the claim lines come to, for each segment, TIN and clinician, in their order.

    `lines` is a table in the claim-line layout. Lines that are denied, of another payer, or
    undone by a later claim do not count; nor do lines of a cent or less, nor unpriced lines
    with one of the codes `not_services`, or any code that ends in F. Each line counts once.
    Practices are taken in portions, so that memory stays bounded.
    """
    used = _used(lines).with_columns(segment=_segment_of(segments))
    portions = 1 + int(used.select(pl.len()).collect().item()) // _PORTION
    found: list[Billed] = []
    for portion in range(portions):
        own = pl.col("tin").hash() % portions == portion
        found += _billed_in(used.filter(own) if portions > 1 else used, not_services)
    return tuple(sorted(found, key=lambda one: (one.segment, one.tin, one.npi or "")))


def _billed_in(lines: pl.LazyFrame, not_services: frozenset[str]) -> Iterator[Billed]:
    services = _services(_standing(lines), not_services)
    clinicians = services.group_by("tin", "rendering_npi", "segment").agg(*_SUMS)
    wholes = services.group_by("tin", "segment").agg(*_SUMS)
    for frame in pl.collect_all([clinicians, wholes], engine="streaming"):
        yield from (_billed(row) for row in frame.iter_rows(named=True))


def _used(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The columns that matter, with empty ones for those that are absent."""
    there = set(lines.collect_schema().names())
    columns = [
        (pl.col(name) if name in there else pl.lit(None)).cast(kind).alias(name)
        for name, kind in _USED.items()
    ]
    return lines.select(columns)


def _standing(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The lines without those that are denied, of another payer, or undone."""
    undoing = lines.filter(
        pl.col("frequency").is_in([REPLACEMENT, VOID]),
        pl.col("original_claim_id").fill_null("") != "",
        pl.col("original_claim_id") != pl.col("claim_id"),
    ).select("tin", claim_id="original_claim_id")
    return lines.filter(
        pl.col("payer").fill_null("").str.to_uppercase().is_in(["", PART_B]),
        pl.col("status").fill_null("").str.to_lowercase() != DENIED,
        pl.col("frequency").fill_null(0) != VOID,
    ).join(undoing.unique(), on=["tin", "claim_id"], how="anti")


def _services(lines: pl.LazyFrame, not_services: frozenset[str]) -> pl.LazyFrame:
    """The lines of the segments that are services, each once, with their dollars."""
    code, allowed, charge = pl.col("procedure_code"), pl.col("allowed"), pl.col("charge")
    priced = pl.coalesce(allowed, charge)
    answers = code.is_in(sorted(not_services)) | code.str.contains(_CATEGORY_TWO)
    counts = pl.when(priced.is_null()).then(~answers).otherwise(priced > NOMINAL)
    kept = lines.filter(pl.col("segment").is_not_null(), code.fill_null("") != "", counts)
    return kept.select(
        *_LINE,
        dollars=priced,
        at_charge=allowed.is_null() & charge.is_not_null(),
        unpriced=priced.is_null(),
    ).unique()


def _segment_of(segments: Sequence[Segment]) -> pl.Expr:
    day = pl.col("from_date")
    return pl.coalesce(
        [pl.when(day.is_between(one.first, one.last)).then(one.number) for one in segments]
    )


_SUMS = (
    pl.col("dollars").sum().alias("charges"),
    pl.col("patient_id").n_unique().alias("patients"),
    pl.len().alias("services"),
    pl.col("at_charge").sum().alias("at_charge"),
    pl.col("unpriced").sum().alias("unpriced"),
    pl.col("from_date").min().alias("first"),
    pl.col("from_date").max().alias("last"),
)


def _billed(row: dict[str, Any]) -> Billed:
    return Billed(npi=row.pop("rendering_npi", None), **row)
