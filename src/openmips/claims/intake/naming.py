"""Which staged claims are one, what each is called, and which lines stand there twice.

Practices number claims as they like: one number may stand for many visits, and the parts of
a split claim share theirs. Claims are one where TIN, number, patient, clinician and date are
the same. Everything is looked at by TIN, a share of all TINs at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from openmips.claims.intake.amending import AMENDING, Sent, Standing, names, settled
from openmips.claims.intake.notes import REPEATED, Notes
from openmips.claims.intake.staging import CLAIM, PLACE, Staged
from openmips.claims.lines import MODIFIERS
from openmips.problems import claims_kinds

CLAIMS_AT_ONCE = 500_000

NAMES = pl.Schema({CLAIM: pl.Int64(), "claim_id": pl.String(), "original_claim_id": pl.String()})
COPIES = pl.Schema({CLAIM: pl.Int64(), "_one": pl.Int64(), "_copy": pl.Int64()})
DROPPED = pl.Schema({CLAIM: pl.Int64(), PLACE: pl.Int64()})

_ID = ["tin", "control", "patient_id", "npi", "date"]
_CONTENT = [
    "rendering_npi",
    "procedure_code",
    *MODIFIERS,
    "place_of_service",
    "from_date",
    "to_date",
]
"""What makes two lines of one claim the same line, whatever their numbers and charges."""


@dataclass(slots=True)
class Named:
    """What changes in staged rows: names of claims, and lines that repeat others.

    `amended` counts the claims taken out of the count.
    """

    names: list[pl.DataFrame] = field(default_factory=list)
    dropped: list[pl.DataFrame] = field(default_factory=list)
    amended: int = 0

    def changes(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """New names by claim, and the lines to leave out."""
        return (
            pl.concat([pl.DataFrame(schema=NAMES), *self.names]),
            pl.concat([pl.DataFrame(schema=DROPPED), *self.dropped]),
        )


def named(staged: Staged, payer_numbers: pl.DataFrame, notes: Notes) -> Named:
    """Names and repetitions of all staged claims.

    `payer_numbers` gives, by TIN (or "" where it is not known) and payer's claim number, the
    practice's own number, as far as remittances tell it.
    """
    result = Named()
    if not staged.index:
        return result
    shares = 1 + staged.claims // CLAIMS_AT_ONCE
    whole = pl.scan_parquet(staged.index, glob=False)
    for share in range(shares):
        mine = whole if shares == 1 else whole.filter(pl.col("tin").hash() % shares == share)
        index = mine.collect().sort("sent", "frequency", CLAIM)
        copies = _name(index, payer_numbers, notes, result)
        if copies.height:
            dropped = _repeated(staged, copies)
            result.dropped.append(dropped)
            if dropped.height:
                notes.skip(REPEATED, lines=dropped.height)
    return result


def _name(
    index: pl.DataFrame, payer_numbers: pl.DataFrame, notes: Notes, into: Named
) -> pl.DataFrame:
    """Note the names that are not the practice's own number; the claims in several copies."""
    mark = mark_beside(index["control"])
    amending = index.filter(pl.col("frequency").is_in(sorted(AMENDING)))
    copies = [pl.DataFrame(schema=COPIES)]
    if amending.height:
        amending = with_targets(amending, payer_numbers)
        involved = pl.concat(
            amending.select("tin", pl.col(name).alias("control"))
            for name in ("control", "reference", "target")
        ).unique()
        families = index.join(involved, on=["tin", "control"], how="semi")
        index = index.join(involved, on=["tin", "control"], how="anti")
        targets = dict(zip(amending[CLAIM], amending["target"], strict=True))
        for family in families.partition_by("tin", maintain_order=True):
            standing = settled(_sent(family, targets))
            copies.append(_family(standing, mark, notes, into))
    shared = index.filter(pl.struct("tin", "control").is_duplicated())
    if shared.height:
        copies.append(_shared(shared, mark, into))
    return pl.concat(copies)


def mark_beside(controls: pl.Series) -> str:
    """What stands between a claim's number and its place: no number ends like that by itself."""
    mark = "#"
    while controls.str.contains(re.escape(mark) + r"\d+$").any():
        mark += "#"
    return mark


def with_targets(amending: pl.DataFrame, payer_numbers: pl.DataFrame) -> pl.DataFrame:
    """The practice's number of the claim that each one amends, where the payer's tells it."""
    by_payer = {"reference": "payer_control", "tin": "tin"}
    known = payer_numbers.filter(pl.col("payer_control") != "")
    of_tin = known.unique(["tin", "payer_control"], keep="last", maintain_order=True)
    anyone = known.filter(pl.col("tin") == "").unique("payer_control", keep="last")
    return (
        amending.join(
            of_tin.rename({"control": "_of_tin"}),
            left_on=list(by_payer),
            right_on=list(by_payer.values()),
            how="left",
            maintain_order="left",
        )
        .join(
            anyone.select("payer_control", pl.col("control").alias("_of_anyone")),
            left_on="reference",
            right_on="payer_control",
            how="left",
            maintain_order="left",
        )
        .with_columns(target=pl.coalesce("_of_tin", "_of_anyone", pl.lit("")))
    )


def _sent(family: pl.DataFrame, targets: dict[int, str]) -> Iterator[Sent]:
    for row in family.iter_rows(named=True):
        yield Sent(
            number=row[CLAIM],
            control=row["control"],
            patient_id=row["patient_id"],
            npi=row["npi"],
            day=row["date"],
            frequency=row["frequency"],
            reference=row["reference"],
            target=targets.get(row[CLAIM], ""),
            envelope=row["envelope"],
            where=row["where"],
        )


def _family(standing: list[Standing], mark: str, notes: Notes, into: Named) -> pl.DataFrame:
    """Note what claims are called that amend one another; the claims in several copies."""
    called = names(standing, mark)
    rows, copies = [], []
    for one in standing:
        original = one.first.reference or None
        if one.original is not None:
            original = called[one.original.numbers[0]]
            into.amended += 1
        elif one.amends:
            note_missing(one, notes)
        if original == called[one.numbers[0]]:
            original = None
        rows += [(number, called[number], original) for number in one.numbers]
        if len(one.numbers) > 1:
            first = one.numbers[0]
            copies += [(number, first, copy) for copy, number in enumerate(one.numbers)]
    into.names.append(pl.DataFrame(rows, schema=NAMES, orient="row"))
    return pl.DataFrame(copies, schema=COPIES, orient="row")


def note_missing(one: Standing, notes: Notes) -> None:
    """Note that the claim which another one amends is not there."""
    file, _, where = one.first.where.partition("\t")
    deed = "voids" if not one.stands else "replaces"
    other = one.first.target or one.first.reference or one.first.control
    found = f"claim {one.first.control} {deed} claim {other}, which is not among the files"
    notes.add(claims_kinds.ORIGINAL_NOT_FOUND, file, where, found)


def _shared(index: pl.DataFrame, mark: str, into: Named) -> pl.DataFrame:
    """Note what claims are called that share a number; the claims in several copies."""
    claims = (
        index.group_by(_ID, maintain_order=True)
        .agg(pl.col(CLAIM))
        .with_columns(_place=pl.int_range(1, pl.len() + 1).over("tin", "control"))
    )
    called = claims.filter(pl.col("_place") > 1).explode(CLAIM)
    into.names.append(
        called.select(
            CLAIM,
            pl.format("{}{}{}", "control", pl.lit(mark), "_place").alias("claim_id"),
            pl.lit(None, pl.String()).alias("original_claim_id"),
        )
    )
    return (
        claims.filter(pl.col(CLAIM).list.len() > 1)
        .with_columns(_one=pl.col(CLAIM).list.first())
        .explode(CLAIM)
        .with_columns(_copy=pl.int_range(pl.len()).over("_one"))
        .select(COPIES.names())
    )


def _repeated(staged: Staged, copies: pl.DataFrame) -> pl.DataFrame:
    """The lines of later copies of a claim that an earlier copy has too.

    A claim may rightly have the same line twice: the second is kept if it has it twice.
    """
    pieces = [
        pl.concat(
            [
                pl.scan_parquet(rows, glob=False).select(_CONTENT),
                pl.scan_parquet(keys, glob=False).select(CLAIM, PLACE),
            ],
            how="horizontal",
        )
        .join(copies.lazy(), on=CLAIM)
        .collect()
        for rows, keys in zip(staged.rows, staged.keys, strict=True)
    ]
    found = pl.concat(pieces).sort("_one", "_copy", PLACE)
    occurrence = pl.int_range(pl.len()).over(CLAIM, *_CONTENT).alias("_occurrence")
    counted = found.with_columns(occurrence)
    again = pl.int_range(pl.len()).over("_one", "_occurrence", *_CONTENT) > 0
    return counted.filter(again).select(DROPPED.names())
