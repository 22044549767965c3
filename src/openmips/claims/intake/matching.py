"""Which claim lines a payer's answers are about, and which answers are about none."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from openmips.claims.intake.answers import ANSWER
from openmips.claims.intake.answers import PLACE as ANSWER_PLACE
from openmips.claims.intake.notes import Notes
from openmips.claims.intake.staging import CLAIM, LINE_CONTROL
from openmips.claims.lines import DENIED, MODIFIERS, PAID
from openmips.problems import claims_kinds

ROW = "_row"

_SAME_REFERENCE, _SAME_CHARGE, _SAME_MODIFIERS, _SAME_TURN = 8, 4, 2, 1


@dataclass(slots=True)
class Matched:
    """What was matched so far: answers used, and lines by what became of them."""

    used: list[pl.DataFrame] = field(default_factory=list)
    paid: int = 0
    denied: int = 0
    received: int = 0


def answered(rows: pl.DataFrame, answers: pl.LazyFrame, into: Matched) -> pl.DataFrame:
    """The rows with the status and allowed dollars that answers give them.

    An answer belongs to a line of the claim with its number, TIN, procedure code and day.
    The practice's number of the line decides first, then charge, modifiers and order. Of
    several answers to one line the last one holds.
    """
    rows = rows.with_row_index(ROW)
    about = answers.join(
        rows.lazy().select("claim_id").unique(), left_on="control", right_on="claim_id", how="semi"
    ).collect()
    if not about.height:
        return rows.drop(ROW)
    pairs = _pairs(_lines(rows, about), _turns(about))
    into.used.append(pairs.select(ANSWER, ANSWER_PLACE).unique())
    best = pairs.sort(
        ROW, "paid_on", ANSWER, "score", descending=[False, True, True, True], nulls_last=True
    ).unique(ROW, keep="first", maintain_order=True)
    into.paid += best.filter(pl.col("status") == PAID).height
    into.denied += best.filter(pl.col("status") == DENIED).height
    into.received += best.filter("received").height
    found = best.select(ROW, _status="status", _allowed="allowed")
    return (
        rows.join(found, on=ROW, how="left", maintain_order="left")
        .with_columns(
            status=pl.coalesce("_status", "status"), allowed=pl.coalesce("_allowed", "allowed")
        )
        .drop(ROW, "_status", "_allowed")
    )


def _lines(rows: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    """The lines of claims that were answered, as far as matching needs them."""
    own = LINE_CONTROL if LINE_CONTROL in rows.columns else pl.lit("").alias(LINE_CONTROL)
    claim = CLAIM if CLAIM in rows.columns else pl.col("claim_id").alias(CLAIM)
    modifiers = pl.concat_list(MODIFIERS).list.drop_nulls().list.sort().list.join("|")
    return (
        rows.join(about.select(claim_id="control").unique(), on="claim_id", how="semi")
        .select(
            ROW,
            "tin",
            claim,
            pl.col("claim_id").alias("control"),
            "procedure_code",
            pl.col("from_date").alias("_first"),
            pl.coalesce("to_date", "from_date").alias("_last"),
            pl.col("charge").alias("_charge"),
            modifiers.alias("_modifiers"),
            pl.col("line_number").cast(pl.String).alias("_number"),
            own,
        )
        .with_columns(
            _turn=pl.int_range(pl.len()).over(CLAIM, "procedure_code", "_modifiers", "_first")
        )
    )


def _turns(about: pl.DataFrame) -> pl.DataFrame:
    return about.with_columns(
        _answer_turn=pl.int_range(pl.len()).over(ANSWER, "procedure_code", "modifiers", "from_date")
    ).rename({"tin": "_payee"})


def _pairs(lines: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    """Every line with every answer that may be about it, and how well the two fit."""
    by_code = lines.join(about, on=["control", "procedure_code"])
    whole_claims = about.filter(pl.col("procedure_code").is_null()).drop("procedure_code")
    by_claim = lines.join(whole_claims, on="control").select(by_code.columns)
    named = pl.col("reference") != ""
    numbered = pl.col(LINE_CONTROL) != ""
    same_reference = named & (
        pl.when(numbered)
        .then(pl.col("reference") == pl.col(LINE_CONTROL))
        .otherwise(pl.col("reference").str.strip_chars_start("0") == pl.col("_number"))
    )
    may = (
        ((pl.col("_payee") == "") | (pl.col("_payee") == pl.col("tin")))
        & (
            pl.col("from_date").is_null()
            | pl.col("from_date").is_between(pl.col("_first"), pl.col("_last"))
        )
        & (same_reference | ~(named & numbered))
    )
    return (
        pl.concat([by_code, by_claim])
        .filter(may)
        .with_columns(
            score=same_reference.cast(pl.Int8) * _SAME_REFERENCE
            + (pl.col("charge") == pl.col("_charge")).fill_null(value=False).cast(pl.Int8)
            * _SAME_CHARGE
            + (pl.col("modifiers") == pl.col("_modifiers")).cast(pl.Int8) * _SAME_MODIFIERS
            + (pl.col("_turn") == pl.col("_answer_turn")).cast(pl.Int8) * _SAME_TURN
        )
    )


def unmatched(answers: pl.LazyFrame, matched: Matched, notes: Notes) -> int:
    """Note the answers that are about no line; how many lines were answered so."""
    used = pl.concat(matched.used) if matched.used else None
    rest = answers
    if used is not None:
        rest = rest.join(used.lazy(), on=[ANSWER, ANSWER_PLACE], how="anti")
    left = rest.select(ANSWER, "control", "where").sort(ANSWER).collect()
    known = set() if used is None else set(used[ANSWER].unique())
    by_claim = left.group_by(ANSWER, "control", "where", maintain_order=True).len()
    for answer, control, where, count in by_claim.iter_rows():
        file, _, segment = where.partition("\t")
        found = f"claim {control} is answered, and is not among the claims"
        if answer in known:
            found = f"{count} answered lines of claim {control} are not among its lines"
        notes.add(claims_kinds.REMITTANCE_UNMATCHED, file, segment, found)
    return left.height
