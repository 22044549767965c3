"""Pieces of claims to sums by clinician, in Polars: who is eligible, which answer stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from openmips.catalog.claims_entries import OptionType
from openmips.claims.engine import algebra
from openmips.claims.engine.blocks import Block
from openmips.claims.engine.masks import Masks
from openmips.claims.engine.stands import answers, newest, newest_name, of_patient, standing
from openmips.claims.engine.totals import ELIGIBLE, WORDS, total_name, word_of
from openmips.claims.engine.visits import visit_rates, weight, weight_name
from openmips.policy.claims_topics import CountingUnit

CLAIM = ("clinician", "claim_id")
PATIENT = ("clinician", "patient")
DAY = (*PATIENT, "day")
ONCE = (CountingUnit.PATIENT_PROCESS, CountingUnit.PATIENT_INTERMEDIATE)
DAILY = (CountingUnit.PROCEDURE, CountingUnit.VISIT)

Given = dict[OptionType, pl.Expr]


def whole_claims(pieces: pl.DataFrame) -> pl.DataFrame:
    """The claims that the pieces make up.

    Where pieces disagree the earliest date and, in order of texts, the last text count.
    """
    dates, texts = ["birth", "day"], ["patient_id", "sex"]
    sums = [name for name in pieces.columns if name.startswith(("lines_", "visit_lines"))]
    words = [name for name in pieces.columns if name not in {*CLAIM, *dates, *texts, *sums}]
    facts = pl.col(dates).min(), pl.col(texts).max()
    added = *facts, pl.col(sums).sum(), pl.col(words).bitwise_or()
    split = pieces.select(pl.struct(CLAIM).is_duplicated()).to_series()
    if not split.any():
        return pieces
    joined = grouped(pieces.filter(split), CLAIM, *added).select(pieces.columns)
    return pl.concat((pieces.filter(~split), joined))


def grouped(rows: pl.DataFrame, key: Sequence[str], *added: pl.Expr) -> pl.DataFrame:
    """One row for each key. The streaming engine puts small groups together many times faster."""
    return rows.lazy().group_by(key).agg(*added).collect(engine="streaming")


def without_undone(claims: pl.DataFrame, undone: pl.DataFrame, tins: Sequence[str]) -> pl.DataFrame:
    """The claims that no other one of the same TIN takes out; `tins` are by clinician."""
    if undone.is_empty():
        return claims
    tin = pl.DataFrame(
        {"clinician": range(len(tins)), "tin": tins}, {"clinician": pl.UInt32, "tin": pl.String}
    )
    names = undone.join(tin, on="clinician").select("tin", "claim_id").unique()
    gone = names.join(tin, on="tin").select(CLAIM)
    return claims.join(gone, on=CLAIM, how="anti")


def eligible_claims(claims: pl.DataFrame, masks: Masks, sexes: Sequence[str]) -> pl.DataFrame:
    """The claims of the year that belong to any rate, with the words of rates and answers.

    `sexes` are the texts that the column `sex` numbers.
    """
    blocks = list(zip(masks.blocks, masks.layout.blocks, strict=True))
    year = masks.definitions.performance_year
    claims = claims.filter(pl.col("day") // algebra.YEAR == year)
    claims = _with_person_words(claims, masks, sexes)
    claims = claims.with_columns(
        algebra.eligible_options(block, layout, pl.col).alias(block.name("options"))
        for block, layout in blocks
    )
    claims = claims.with_columns(
        algebra.in_time(
            block, algebra.rates_of(block, pl.col(block.name("options"))), pl.col("day")
        ).alias(block.name(ELIGIBLE))
        for block in masks.blocks
    )
    claims = claims.filter(pl.any_horizontal(pl.col(_names(masks, ELIGIBLE)) != 0))
    patient = pl.col("patient_id").cast(pl.Categorical(pl.Categories.random())).to_physical()
    return claims.select(
        *CLAIM,
        patient.alias("patient"),
        "day",
        *(name for name in claims.columns if name.startswith(("lines_", "visit_lines"))),
        *(["numbers"] if "numbers" in claims.columns else []),
        *_names(masks, "options"),
        *_names(masks, ELIGIBLE),
        *(
            (word & pl.col(block.name(ELIGIBLE))).alias(block.name(word_of(kind)))
            for block, layout in blocks
            for kind, word in algebra.given(block, layout, pl.col).items()
        ),
    )


def _with_person_words(claims: pl.DataFrame, masks: Masks, sexes: Sequence[str]) -> pl.DataFrame:
    """The claims with the options that the patient's age and sex fit."""
    age = algebra.age(pl.col("day"), pl.col("birth"))
    claims = claims.with_columns(person=age.fill_null(_NO_AGE) * len(sexes) + pl.col("sex"))
    found = claims["person"].unique()
    people = [
        (number, *masks.person(None if age == _NO_AGE else age, sexes[sex]))
        for number in found
        for age, sex in [divmod(number, len(sexes))]
    ]
    schema = dict.fromkeys(("person", *masks.person_words), pl.Int64)
    words = pl.DataFrame(people, schema, orient="row")
    return claims.join(words, on="person", how="left")


_NO_AGE = -1_000_000
"""Stands for the age of a patient without a birth date: no difference of dates comes to it."""


def _names(masks: Masks, word: str) -> list[str]:
    return [block.name(word) for block in masks.blocks]


def _words(masks: Masks) -> list[str]:
    """The columns of who is eligible and of the answers."""
    return [block.name(word) for block in masks.blocks for word in WORDS]


def _named(block: Block, stands: Mapping[OptionType, pl.Expr]) -> list[pl.Expr]:
    return [word.alias(block.name(word_of(kind))) for kind, word in stands.items()]


def patients(claims: pl.DataFrame, masks: Masks) -> pl.DataFrame:
    """One row a patient: the rates counted once a patient, and the answer that stands."""
    latest = []
    for block in masks.blocks:
        stands = standing(block, answers(block, pl.col))
        latest += [
            newest(block, rate, stands, pl.col("day")).max().alias(newest_name(block, rate))
            for rate in block.bits_of(CountingUnit.PATIENT_INTERMEDIATE)
        ]
    added = (pl.col(name).bitwise_or() for name in _words(masks))
    rows = grouped(claims, PATIENT, *added, *latest)
    stands_now = (
        column for block in masks.blocks for column in _named(block, of_patient(block, pl.col))
    )
    return rows.select("clinician", *_names(masks, ELIGIBLE), *stands_now)


def days(claims: pl.DataFrame, masks: Masks) -> pl.DataFrame:
    """One row a patient and day: the rates counted by day, the answer, the weight of visits."""
    daily = [pl.col(block.name(ELIGIBLE)) & block.counted_by(*DAILY) != 0 for block in masks.blocks]
    weights = (
        weight(block, rate, pl.col).sum().alias(weight_name(block, rate))
        for block, rate in visit_rates(masks.blocks)
    )
    added = (pl.col(name).bitwise_or() for name in _words(masks))
    rows = grouped(claims.filter(pl.any_horizontal(daily)), DAY, *added, *weights)
    return rows.with_columns(
        column
        for block in masks.blocks
        for column in _named(block, standing(block, answers(block, pl.col)))
    )


def sums(rows: pl.DataFrame, masks: Masks, *units: CountingUnit) -> pl.DataFrame:
    """How many rows of each clinician have each bit, for the rates counted by the units."""
    added = []
    for block in masks.blocks:
        for rate in block.bits_of(*units):
            for word in WORDS:
                has = pl.col(block.name(word)) & (1 << rate) != 0
                if block.rates[rate].unit.value is CountingUnit.VISIT:
                    number = pl.col(weight_name(block, rate)).filter(has).sum()
                else:
                    number = has.sum().cast(pl.Int64)
                added.append(number.alias(total_name(word, block, rate)))
    return grouped(rows, ["clinician"], *added)
