"""Claim lines put together into claims by Polars, portion by portion of a table."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from openmips.claims.engine.algebra import day_number
from openmips.claims.engine.masks import COUNTS, LINE_VALUE, STATE, UNDOES, Masks, written
from openmips.claims.engine.polars_interned import SEPARATOR, Interned, joined
from openmips.claims.engine.visits import (
    NUMBERS,
    lines_column,
    subsets,
    visit_options,
    visit_rates,
)
from openmips.claims.lines import DIAGNOSES, MODIFIERS

FACTS = ("claim_id", "tin", "rendering_npi", "patient_id", "birth_date", "sex", "from_date")
SETTLING = (*STATE, "original_claim_id")
NEEDED = (*FACTS, "line_number", *LINE_VALUE, *DIAGNOSES, *SETTLING)
"""The columns that counting looks at."""

NO_EPISODE = -1


@dataclass(frozen=True, slots=True)
class Portion:
    """What a portion of a table gives.

    `pieces` are parts of claims: adjacent lines that differ in nothing but the line itself.
    `undone` are the claims that a row takes out (a clinician of the TIN, claim id), `codes` the
    diagnoses of pieces (clinician, claim id, code) that can make an episode.
    """

    pieces: pl.DataFrame
    undone: pl.DataFrame
    codes: pl.DataFrame


class Lines:
    """Reads the portions of one table and remembers what the rules say of each distinct value."""

    def __init__(self, masks: Masks) -> None:
        self.clinicians = Interned()
        self.sexes = Interned()
        self.codes: dict[str, int] = {}
        self._masks = masks
        self._episodes = dict(
            zip((b.name("found") for b in masks.blocks), masks.episode_options(), strict=True)
        )
        self._states = Interned(
            lambda value: (masks.state(*_parts(value, len(STATE))),), ("state",)
        )
        self._values = Interned(self._line, masks.line_words)
        self._diagnoses = Interned(self._diagnosis, (*masks.diagnosis_words, "code"))

    def read(self, rows: pl.DataFrame) -> Portion:
        """The pieces of claims of a portion, and what else it says."""
        held = {name for name in rows.columns if rows[name].null_count() < rows.height}
        diagnoses = [name for name in DIAGNOSES if name in held]
        of_piece = [name for name in (*FACTS, *SETTLING) if name in held]
        starts, value = rows.select(
            _starts((*of_piece, *diagnoses)), self._values.category(_line_value(held))
        )
        first = rows.filter(starts).select(
            self._clinician(held),
            self.sexes.category(_text("sex", held)),
            self._states.category(joined(*(_text(name, held) for name in STATE))).alias("state"),
            *map(self._diagnoses.category, map(pl.col, diagnoses)),
            *(_text(name, held) for name in ("claim_id", "patient_id", "original_claim_id")),
            _number("birth_date", held).alias("birth"),
            _number("from_date", held).alias("day"),
        )
        (state,) = self._states.words_of(first["state"])[0]
        diagnosed, codes = self._diagnosed(first.select(diagnoses))
        facts = first.select(
            self.clinicians.numbers(first["clinician"]).alias("clinician"),
            "claim_id",
            "patient_id",
            "birth",
            self.sexes.numbers(first["sex"]).alias("sex"),
            "day",
        )
        said = self._said(rows["line_number"], starts, self._values.words_of(value)[0])
        counts = state & COUNTS != 0
        pieces = pl.concat((facts, diagnosed, said), how="horizontal")
        return Portion(
            pieces=pieces if counts.all() else pieces.filter(counts),
            undone=_undone(facts, first["original_claim_id"], state & UNDOES != 0),
            codes=_codes(facts, counts, codes),
        )

    def clinicians_of(self, rows: pl.DataFrame) -> pl.Series:
        """The numbers of the clinicians of rows."""
        categories = rows.select(self._clinician(rows.columns)).to_series()
        return self.clinicians.numbers(categories)

    def _clinician(self, held: Container[str]) -> pl.Expr:
        both = joined(_text("tin", held), _text("rendering_npi", held))
        return self.clinicians.category(both).alias("clinician")

    def _line(self, value: str) -> tuple[int, ...]:
        code, place, *modifiers = _parts(value, len(LINE_VALUE))
        return self._masks.line(code, place, modifiers)

    def _diagnosis(self, value: str) -> tuple[int, ...]:
        """The words of a diagnosis, and its number where it can make an episode."""
        words = self._masks.diagnosis(value)
        named = zip(self._masks.diagnosis_words, words, strict=True)
        if not any(word & self._episodes.get(name, 0) for name, word in named):
            return *words, NO_EPISODE
        code = written(DIAGNOSES[0], value)
        return *words, self.codes.setdefault(code, len(self.codes))

    def _diagnosed(self, columns: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.Series]]:
        """The words of all diagnoses of each piece, and the numbers of those of episodes."""
        names = self._masks.diagnosis_words
        asked = self._diagnoses.words_of(*columns)
        if not asked:
            return columns.select(pl.lit(0, pl.Int64).alias(name) for name in names), []
        words = [reduce(or_, (answers[name] for answers in asked)) for name in names]
        return pl.DataFrame(words), [answers["code"] for answers in asked]

    def _said(self, number: pl.Series, starts: pl.Series, words: pl.DataFrame) -> pl.DataFrame:
        """The words of the lines of each piece, with its numbers of lines by visit rate."""
        blocks = self._masks.blocks
        together: list[pl.Expr] = [pl.col(name).bitwise_or() for name in words.columns]
        visits = [pl.col(f"line_{block.number}") & visit_options(block) != 0 for block in blocks]
        if visit_rates(blocks):
            power = _POWERS[number.cast(pl.Int64).fill_null(0).abs() % NUMBERS]
            words = words.with_columns(
                pl.any_horizontal(visits).cast(pl.Int64).alias("visit_lines"), power
            ).with_columns(pl.col("numbers") * pl.col("visit_lines"))
            together += [pl.col("visit_lines").sum(), pl.col("numbers").bitwise_or()]
        for block, rate in visit_rates(blocks):
            options = pl.col(f"line_{block.number}") & block.options_of(1 << rate)
            together += [
                (options == subset).sum().cast(pl.Int64).alias(lines_column(block, rate, subset))
                for subset in subsets(block, rate)
            ]
        pieces = words.lazy().with_columns(starts.cum_sum().alias("piece")).group_by("piece")
        return pieces.agg(together).collect(engine="streaming").sort("piece").drop("piece")


def owner(value: str) -> tuple[str, str]:
    """The TIN and NPI of a value of `Lines.clinicians`."""
    tin, npi, *_ = _parts(value, 2)
    return tin, npi


_POWERS = pl.Series("numbers", [1 << number for number in range(NUMBERS)], pl.Int64)


def _starts(columns: Iterable[str]) -> pl.Expr:
    """Where a row differs from the one before it."""
    differs = [pl.col(name).ne_missing(pl.col(name).shift(1)) for name in columns]
    return pl.any_horizontal(pl.int_range(pl.len()) == 0, *differs).alias("starts")


def _line_value(held: Container[str]) -> pl.Expr:
    """Code, place and whatever modifiers there are, as one text."""
    modifiers = [pl.col(name).cast(pl.String) for name in MODIFIERS if name in held]
    return joined(_text("procedure_code", held), _text("place_of_service", held), *modifiers)


def _parts(value: str, least: int) -> list[str]:
    """The texts of which a value was made, at least so many."""
    parts = value.split(SEPARATOR)
    return parts + [""] * (least - len(parts))


def _undone(facts: pl.DataFrame, original: pl.Series, undoes: pl.Series) -> pl.DataFrame:
    """The claims that pieces take out, with a clinician of their TIN."""
    named = facts.select("clinician", original.alias("claim_id"), pl.col("claim_id").alias("own"))
    another = undoes & (pl.col("claim_id") != "") & (pl.col("claim_id") != pl.col("own"))
    return named.filter(another).drop("own").unique()


def _codes(facts: pl.DataFrame, counts: pl.Series, codes: Iterable[pl.Series]) -> pl.DataFrame:
    """The diagnoses of pieces that count which can make an episode."""
    key = facts.select("clinician", "claim_id")
    nothing = key.clear().with_columns(pl.Series("code", [], pl.Int64))
    found = [key.with_columns(code).filter(counts & (code != NO_EPISODE)) for code in codes]
    return pl.concat((nothing, *found))


def _text(name: str, held: Container[str]) -> pl.Expr:
    """A column as texts, empty where the table has none."""
    text = pl.col(name).cast(pl.String).fill_null("") if name in held else pl.lit("")
    return text.alias(name)


def _number(name: str, held: Container[str]) -> pl.Expr:
    """A column of dates as day numbers."""
    if name not in held:
        return pl.lit(None, pl.Int64)
    day = pl.col(name).dt
    return day_number(*(part.cast(pl.Int64) for part in (day.year(), day.month(), day.day())))
