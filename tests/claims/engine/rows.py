"""Rows of claim lines as a source, counts in the oracle's shape, and worlds full of traps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
from claims.oracle import Counts, Key, Row, measured
from hypothesis import strategies as st

from openmips.catalog.load import YEARS, catalog_for
from openmips.claims.definitions import Definitions, definitions_for
from openmips.claims.lines import COLUMNS, NAMES, Column, Kind
from openmips.claims.rate_counts import RateCounts
from openmips.claims.synthetic.billed import rows as rows_of
from openmips.claims.synthetic.world import Order, seeded, synthetic_claims
from openmips.policy.load import policy_for

TYPES = {
    Kind.TEXT: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.INTEGER: pl.Int64(),
    Kind.AMOUNT: pl.Decimal(18, 4),
}
MAKE = {Kind.TEXT: str, Kind.DATE: date.fromisoformat, Kind.INTEGER: int, Kind.AMOUNT: Decimal}


@dataclass(frozen=True)
class Rows:
    """Rows of texts, typed as the readers type them."""

    rows: Sequence[Row]
    parquet: Sequence[Path] = ()

    def scan(self) -> pl.LazyFrame:
        """The rows with all columns of the layout."""
        table = [[_cell(column, row) for column in COLUMNS] for row in self.rows]
        schema = {column.name: TYPES[column.kind] for column in COLUMNS}
        return pl.LazyFrame(table, schema, orient="row")


@dataclass(frozen=True)
class Files:
    """Parquet files whose columns differ."""

    parquet: Sequence[Path]

    def scan(self) -> pl.LazyFrame:
        """The lines of all files with all their columns."""
        return pl.concat([pl.scan_parquet(file) for file in self.parquet], how="diagonal")


def _cell(column: Column, row: Row) -> object:
    text = row.get(column.name, "")
    return MAKE[column.kind](text) if text else None


def as_measured(found: Iterable[RateCounts]) -> dict[Key, Counts]:
    """Counts as the oracle writes them."""
    result = {}
    for one in found:
        c = one.counts
        reported = c.met + c.not_met + c.exclusion + c.exception
        counts = (c.eligible, c.met, c.not_met, c.exclusion, c.exception, c.eligible - reported)
        result[one.tin, one.npi or "", one.measure_id, one.stratum] = counts
    return result


def apart(worlds: Iterable[Sequence[Row]]) -> tuple[dict[str, str], ...]:
    """The rows of several worlds in one table; no two worlds have a practice in common."""
    return tuple(
        {**row, "tin": f"9{number:05}{row['tin'][-3:]}"}
        for number, rows in enumerate(worlds)
        for row in rows
    )


@cache
def definitions(year: int, measures: tuple[str, ...] | None = None) -> Definitions:
    """The rates of a year, made once."""
    return definitions_for(catalog_for(year), policy_for(year), measures)


# A year of many practices

LINES = 30_000


@cache
def generated(year: int) -> tuple[tuple[dict[str, str], ...], dict[Key, Counts]]:
    """Invented lines of a year with every trap that the generator knows, and their counts."""
    order = Order(year, clinicians=32, lines=LINES)
    rows = tuple(
        dict(zip(NAMES, row, strict=True))
        for claim in synthetic_claims(order, seeded(year))
        for row in rows_of(claim)
    )
    return rows, measured(rows, year)


# Worlds full of traps

MEASURES = (
    ("047",),
    ("226",),
    ("317",),
    ("001", "236"),
    ("024", "418"),
    ("039", "134"),
    ("141", "145"),
    ("249", "320", "405"),
    ("112", "128", "406"),
)
BIRTHS = ("1930-01-31", "1948-02-29", "1958-12-31", "1974-07-01", "2012-02-29", "2030-01-01", "")
TINS = ("001000001", "001000002")
NPIS = ("1000000004", "1000000012")
MODIFIERS = ("8P", "1P", "2P", "GT", "95", "gt ", "53", "FQ")
PLACES = ("02", "10", "12", "21", "23", "")
CLAIM_IDS = ("a", "b", "c", "d", "e", "f")


def mostly(usual: str, others: Sequence[str]) -> st.SearchStrategy[str]:
    """The usual value three times of four, else one of the others."""
    return st.sampled_from((usual,) * 3 * len(others) + tuple(others))


@dataclass(frozen=True)
class World:
    """Rows of a year, and the measures to count in them."""

    year: int
    measures: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Codes:
    """Codes that mean something to some measures: with their modifiers, and diagnoses."""

    opening: list[tuple[str, str]]
    answering: list[tuple[str, str]]
    asked: list[str]
    shutting: list[str]


@cache
def codes(year: int, measures: tuple[str, ...]) -> Codes:
    """A few codes of every list of the measures."""
    found = Codes([], [], [], [])
    for rate in definitions(year, measures).rates:
        for option in rate.options:
            for groups in (option.procedure_codes, option.additional_procedure_codes):
                found.opening.extend((code, "") for one in groups[:3] for code in one.codes[:2])
            found.asked.extend(option.diagnosis_codes[:3])
            found.shutting.extend(option.diagnosis_exclusion_codes[:2])
        found.answering.extend(
            (one.codes[0], min(one.modifiers, default=""))
            for answer in rate.answers
            for one in answer.quality_codes
        )
    return found


@st.composite
def worlds(draw: st.DrawFn, only: int | None = None) -> World:
    """Small worlds: few clinicians, patients, days and codes, so that everything meets."""
    year = only or draw(st.sampled_from(YEARS))
    offered = {rate.measure_id for rate in definitions(year).rates}
    measures = tuple(name for name in draw(st.sampled_from(MEASURES)) if name in offered)
    known = codes(year, measures)
    people = {
        patient: (draw(mostly("1956-05-05", BIRTHS)), draw(st.sampled_from("FFMU")))
        for patient in ("Ada", "Ben")
    }
    rows: list[dict[str, str]] = []
    for number in range(draw(st.integers(1, 6))):
        patient = draw(st.sampled_from(sorted(people)))
        claim = {
            "claim_id": draw(mostly(CLAIM_IDS[number], CLAIM_IDS)),
            "tin": draw(mostly(TINS[0], TINS)),
            "rendering_npi": draw(mostly(NPIS[0], NPIS)),
            "patient_id": patient,
            "birth_date": people[patient][0],
            "sex": people[patient][1],
            "frequency": draw(mostly("1", ("", "7", "8"))),
            "original_claim_id": draw(mostly("", CLAIM_IDS)),
        }
        claim = _same_patient(rows, claim)
        day = draw(st.sampled_from(_days(year)))
        asked = draw(st.sampled_from(known.asked or ["J029"]))
        opening = draw(st.sampled_from(known.opening))
        answering = draw(st.lists(st.sampled_from(known.answering), max_size=3))
        for line, (code, modifier) in enumerate((opening, *answering), 1):
            rows.append(
                {
                    **claim,
                    "line_number": draw(mostly(str(line), ("1", "63", ""))),
                    "from_date": draw(mostly(day, _days(year))),
                    "procedure_code": draw(mostly(code, (code.lower(), "99999"))),
                    "modifier_1": modifier,
                    "modifier_2": draw(mostly("", MODIFIERS)),
                    "place_of_service": draw(mostly("11", PLACES)),
                    "diagnosis_1": draw(mostly(asked, ("", *known.asked[:5]))),
                    "diagnosis_12": draw(mostly("", ("z00.00", *known.asked, *known.shutting))),
                    "status": draw(mostly("", ("paid", "denied", "Denied"))),
                    "payer": draw(mostly("MB", ("", "mb", "CI"))),
                }
            )
    again = draw(st.lists(st.sampled_from(rows), max_size=3))
    return World(year, measures, tuple(draw(st.permutations([*rows, *again]))))


def _days(year: int) -> list[str]:
    """Days at the edges of the year and of birthdays, and none."""
    days = [f"{year}-{day}" for day in ("01-01", "02-28", "03-01", "05-05", "07-01", "12-31")]
    return [*days, *days, f"{year - 1}-12-31", f"{year + 1}-01-01", ""]


def _same_patient(rows: Sequence[dict[str, str]], claim: dict[str, str]) -> dict[str, str]:
    """The claim, of the patient that an earlier one of the same name has."""
    key = ("claim_id", "tin", "rendering_npi")
    for row in rows:
        if all(row[name] == claim[name] for name in key):
            own = {name: row[name] for name in ("patient_id", "birth_date", "sex")}
            return {**claim, **own}
    return claim
