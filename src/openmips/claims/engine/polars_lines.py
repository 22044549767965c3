"""Claim lines put together into claims by Polars, portion by portion of a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from openmips.claims.engine.algebra import (
    day_number,
    lines_column,
    subsets,
    visit_options,
    visit_rates,
)
from openmips.claims.engine.masks import COUNTS, LINE_VALUE, STATE, UNDOES, Masks, written
from openmips.claims.engine.polars_interned import Interned
from openmips.claims.lines import DIAGNOSES

FACTS = ("claim_id", "tin", "rendering_npi", "patient_id", "birth_date", "sex", "from_date")
"""What lines next to each other have in common where they are one piece of a claim."""

NEEDED = (*FACTS, "line_number", *LINE_VALUE, *DIAGNOSES, *STATE, "original_claim_id")
"""The columns that counting looks at."""

NUMBERS = 62
"""Line numbers are kept as bits of a word, to notice lines that may stand twice."""

_NO_EPISODE = -1


@dataclass(frozen=True, slots=True)
class Portion:
    """What a portion of a table gives.

    `pieces` are parts of claims: adjacent lines that differ in nothing but the line itself.
    `undone` are the claims (TIN, claim id) that a row takes out, `codes` the diagnoses of
    pieces (clinician, claim id, code) that can make an episode.
    """

    pieces: pl.DataFrame
    undone: pl.DataFrame
    codes: pl.DataFrame


class Lines:
    """Reads the portions of one table and remembers what the rules say of each distinct value."""

    def __init__(self, masks: Masks) -> None:
        self.clinicians = Interned(("tin", "rendering_npi"))
        self.sexes = Interned(("sex",))
        self.codes: dict[str, int] = {}
        self._masks = masks
        self._episodes = dict(
            zip((b.name("found") for b in masks.blocks), masks.episode_options(), strict=True)
        )
        self._states = Interned(STATE, lambda value: (masks.state(value),), ("state",))
        self._values = Interned(LINE_VALUE, masks.line, masks.line_words)
        self._diagnoses = Interned(DIAGNOSES[:1], self._diagnosis, (*masks.diagnosis_words, "code"))

    def read(self, rows: pl.DataFrame) -> Portion:
        """The pieces of claims of a portion, and what else it says."""
        undone = pl.DataFrame(schema={"tin": pl.String, "claim_id": pl.String})
        if any(name in rows.columns for name in STATE):
            state = self._states.words_of(rows).to_series()
            undone = _undone(rows, state & UNDOES != 0)
            counts = state & COUNTS != 0
            rows = rows if counts.all() else rows.filter(counts)
        held = [name for name in (*FACTS, *DIAGNOSES) if name in rows.columns]
        held = [name for name in held if rows[name].null_count() < rows.height]
        starts = rows.select(_starts(held)).to_series()
        first = rows.filter(starts)
        found, codes = self._diagnosed(first, [name for name in DIAGNOSES if name in held])
        facts = first.select(
            self.clinicians.numbers(first).alias("clinician"),
            _text("claim_id"),
            _text("patient_id"),
            _number("birth_date").alias("birth"),
            self.sexes.numbers(first).alias("sex"),
            _number("from_date").alias("day"),
        )
        said = self._said(rows, starts)
        key = facts.select("clinician", "claim_id")
        return Portion(
            pieces=pl.concat((facts, found, said), how="horizontal"),
            undone=undone,
            codes=pl.concat(
                key.filter(code != _NO_EPISODE).with_columns(code.filter(code != _NO_EPISODE))
                for code in codes
            )
            if codes
            else key.clear().with_columns(code=pl.lit(0, pl.Int64)),
        )

    def _diagnosis(self, value: tuple[str, ...]) -> tuple[int, ...]:
        """The words of a diagnosis, and its number where it can make an episode."""
        words = self._masks.diagnosis(value[0])
        named = zip(self._masks.diagnosis_words, words, strict=True)
        if not any(word & self._episodes.get(name, 0) for name, word in named):
            return *words, _NO_EPISODE
        code = written(DIAGNOSES[0], value[0])
        return *words, self.codes.setdefault(code, len(self.codes))

    def _diagnosed(
        self, first: pl.DataFrame, columns: list[str]
    ) -> tuple[pl.DataFrame, list[pl.Series]]:
        """The words of all diagnoses of each piece, and the numbers of those of episodes."""
        asked = [
            self._diagnoses.words_of(first.select(pl.col(name).alias(DIAGNOSES[0])))
            for name in columns
        ]
        names = self._masks.diagnosis_words
        if not asked:
            return first.select(pl.lit(0, pl.Int64).alias(name) for name in names), []
        words = [reduce(or_, (answers[name] for answers in asked)) for name in names]
        return pl.DataFrame(words), [answers["code"] for answers in asked]

    def _said(self, rows: pl.DataFrame, starts: pl.Series) -> pl.DataFrame:
        """The words of the lines of each piece, with its numbers of lines by visit rate."""
        words = self._values.words_of(rows)
        blocks = self._masks.blocks
        together: list[pl.Expr] = [pl.col(name).bitwise_or() for name in words.columns]
        visits = [pl.col(f"line_{block.number}") & visit_options(block) != 0 for block in blocks]
        if visit_rates(blocks):
            number = rows["line_number"].cast(pl.Int64).fill_null(0).abs() % NUMBERS
            words = words.with_columns(
                pl.any_horizontal(visits).cast(pl.Int64).alias("visit_lines"), _POWERS[number]
            ).with_columns(pl.col("visit_lines") * pl.col("numbers"))
            together += [pl.col("visit_lines").sum(), pl.col("numbers").bitwise_or()]
        for block, rate in visit_rates(blocks):
            options = pl.col(f"line_{block.number}") & block.options_of(1 << rate)
            together += [
                (options == subset).sum().cast(pl.Int64).alias(lines_column(block, rate, subset))
                for subset in subsets(block, rate)
            ]
        words = words.with_columns(starts.cum_sum().set_sorted().alias("piece"))
        return words.group_by("piece", maintain_order=True).agg(together).drop("piece")


_POWERS = pl.Series("numbers", [1 << number for number in range(NUMBERS)], pl.Int64)


def _starts(columns: list[str]) -> pl.Expr:
    """Where a row differs from the one before it."""
    differs = [pl.col(name).ne_missing(pl.col(name).shift(1)) for name in columns]
    return pl.any_horizontal(pl.int_range(pl.len()) == 0, *differs).alias("starts")


def _undone(rows: pl.DataFrame, undoes: pl.Series) -> pl.DataFrame:
    """The claims that the rows take out: another claim of the same TIN."""
    if "original_claim_id" not in rows.columns or not undoes.any():
        return pl.DataFrame(schema={"tin": pl.String, "claim_id": pl.String})
    named = rows.filter(undoes).select(
        _text("tin"), _text("original_claim_id").alias("claim_id"), _text("claim_id").alias("own")
    )
    another = (pl.col("claim_id") != "") & (pl.col("claim_id") != pl.col("own"))
    return named.filter(another).drop("own").unique()


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).fill_null("")


def _number(name: str) -> pl.Expr:
    """A column of dates as day numbers."""
    day = pl.col(name).dt
    return day_number(*(part.cast(pl.Int64) for part in (day.year(), day.month(), day.day())))
