"""Which claims of ready-made tables a replacement or void takes out.

A table may use one claim id for the original and what amends it, or name the original by the
payer's number. Then names are changed so that the layout's own rule holds: the claim named by
`original_claim_id` does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from openmips.claims.intake.amending import AMENDING, Sent, names, settled
from openmips.claims.intake.naming import mark_beside, note_missing, with_targets
from openmips.claims.intake.notes import Notes
from openmips.claims.intake.table import SCHEMA, Part, scan_part

_KEY = ["tin", "claim_id", "_kind", "_named"]
_CHANGES = pl.Schema(
    dict.fromkeys([*_KEY, "_claim_id", "_original"], pl.String()) | {"_kind": pl.Int64()}
)
_ORIGINAL = 1


def amended(
    parts: Sequence[Part], payer_numbers: pl.DataFrame, notes: Notes, folder: Path
) -> tuple[list[Part], int]:
    """The parts, written anew where names in them change, and how many claims are taken out."""
    amending = _claims(parts, pl.col("frequency").is_in(sorted(AMENDING)))
    if not amending.height:
        return list(parts), 0
    changes, taken_out = _changes(parts, amending, payer_numbers, notes)
    numbered = enumerate(parts, 1)
    written = [
        _rewritten(part, changes, folder / f"amended-{n:05}.parquet") for n, part in numbered
    ]
    return written, taken_out


def _kinds() -> pl.Expr:
    amends = pl.col("frequency").is_in(sorted(AMENDING))
    return pl.when(amends).then("frequency").otherwise(_ORIGINAL).alias("_kind")


def _named() -> pl.Expr:
    amends = pl.col("frequency").is_in(sorted(AMENDING))
    return pl.when(amends).then("original_claim_id").fill_null("").alias("_named")


def _claims(parts: Sequence[Part], which: pl.Expr) -> pl.DataFrame:
    """The different claims among the rows that fit, in the order of their first rows."""
    found = [
        scan_part(part)
        .filter(which)
        .select("tin", "claim_id", _kinds(), _named(), where=pl.lit(f"{part.name}\t$"))
        .unique(_KEY, keep="first", maintain_order=True)
        .collect()
        for part in parts
    ]
    whole = pl.concat(found) if found else pl.DataFrame(schema=_CHANGES)
    return whole.unique(_KEY, keep="first", maintain_order=True)


def _changes(
    parts: Sequence[Part], amending: pl.DataFrame, payer_numbers: pl.DataFrame, notes: Notes
) -> tuple[pl.DataFrame, int]:
    """The claims whose id or whose original changes, and how many are taken out."""
    aimed = with_targets(
        amending.with_columns(control="claim_id", reference="_named"), payer_numbers
    )
    involved = pl.concat(
        aimed.select("tin", pl.col(name).alias("claim_id"))
        for name in ("control", "reference", "target")
    ).unique()
    key = pl.struct("tin", "claim_id")
    among = key.is_in(involved.select(key).to_series().implode())
    originals = _claims(
        parts, among & ~pl.col("frequency").is_in(sorted(AMENDING)).fill_null(value=False)
    )
    claims = pl.concat(
        [
            originals.with_columns(target=pl.lit("")),
            aimed.sort("_kind", maintain_order=True).select(*originals.columns, "target"),
        ]
    )
    mark = mark_beside(claims["claim_id"])
    rows = []
    taken_out = 0
    for family in claims.partition_by("tin", maintain_order=True):
        standing = settled(
            _sent(number, row) for number, row in enumerate(family.iter_rows(named=True))
        )
        called = names(standing, mark)
        for one in standing:
            first = one.first
            original = first.reference
            if one.original is not None:
                original = called[one.original.numbers[0]]
                taken_out += 1
            elif one.amends:
                note_missing(one, notes)
            kind = first.frequency
            key_of = (family["tin"][0], first.control, kind, first.reference)
            rows.append((*key_of, called[one.numbers[0]], original or None))
    changes = pl.DataFrame(rows, schema=_CHANGES, orient="row")
    same = (pl.col("claim_id") == pl.col("_claim_id")) & (
        pl.col("_named") == pl.col("_original").fill_null("")
    )
    return changes.filter(~same), taken_out


def _sent(number: int, row: dict[str, object]) -> Sent:
    """A claim of a table: its id alone says which it is."""
    return Sent(
        number=number,
        control=str(row["claim_id"]),
        patient_id="",
        npi="",
        day=None,
        frequency=int(str(row["_kind"])),
        reference=str(row["_named"]),
        target=str(row["target"]),
        envelope="",
        where=str(row["where"]),
    )


def _rewritten(part: Part, changes: pl.DataFrame, path: Path) -> Part:
    """The part, or a copy with the changed names where it has some."""
    if not changes.height:
        return part
    lines = scan_part(part).with_columns(_kinds(), _named())
    concerned = lines.join(changes.lazy(), on=_KEY, how="semi").select(pl.len()).collect().item()
    if not concerned:
        return part
    (
        lines.join(changes.lazy(), on=_KEY, how="left", maintain_order="left")
        .with_columns(
            original_claim_id=pl.when(pl.col("_claim_id").is_null())
            .then("original_claim_id")
            .otherwise("_original"),
            claim_id=pl.coalesce("_claim_id", "claim_id"),
        )
        .select(SCHEMA.names())
        .sink_parquet(path)
    )
    part.drop_from(path.parent)
    return Part(path, part.lines, name=part.name)
