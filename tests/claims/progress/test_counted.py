"""From claim lines to counts of a year: its days, its pace, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from claims.progress.counting import NPI, TIN

from openmips.answers.asked import asked
from openmips.answers.claims_asked import claims_definitions
from openmips.answers.claims_counted import Counted, count_claims
from openmips.answers.claims_progress import progress_answer
from openmips.claims.days import UpTo, between, span
from openmips.claims.engine.counting import Engine
from openmips.claims.intake.table import SCHEMA
from openmips.performance import Counts
from openmips.problems.finding import ProblemsFound

NEW_YEAR, SUMMER = date(2024, 1, 1), date(2024, 7, 18)


@dataclass(frozen=True, slots=True)
class Table:
    """Claim lines at hand."""

    rows: Sequence[dict[str, Any]]

    def scan(self) -> pl.LazyFrame:
        """The lines in the layout."""
        return pl.LazyFrame(list(self.rows), schema=dict(SCHEMA))

    @property
    def parquet(self) -> Sequence[Path]:
        """They lie in no file."""
        return ()


def visit(patient: int, day: date, *codes: str) -> list[dict[str, Any]]:
    """An office visit for high blood pressure, and the quality codes on its claim."""
    common = {
        "claim_id": f"{patient}-{day}",
        "tin": TIN,
        "rendering_npi": NPI,
        "patient_id": f"P{patient}",
        "birth_date": date(1960, 5, 1),
        "sex": "F",
        "from_date": day,
        "place_of_service": "11",
        "diagnosis_1": "I10",
    }
    return [
        {**common, "line_number": number, "procedure_code": code}
        for number, code in enumerate(("99213", *codes), 1)
    ]


def told(rows: Sequence[dict[str, Any]], as_of: date = SUMMER, year: int = 2024) -> Counted:
    """What the lines come to for blood pressure."""
    definitions = claims_definitions(year, ["236"])
    question = asked(None, year)
    return count_claims(Table(rows), question, definitions, "mips", as_of, Engine.POLARS)


def patients(count: int, first: date, *codes: str, start: int = 0) -> list[dict[str, Any]]:
    """So many patients, one a day from a day on."""
    return [
        line
        for number in range(count)
        for line in visit(start + number, first + timedelta(days=number), *codes)
    ]


def test_counts_and_days_are_those_of_the_year() -> None:
    """Claims of another year change neither the counts nor the days."""
    rows = [
        *patients(20, NEW_YEAR, "G8752", "G8754"),
        *visit(90, date(2023, 12, 31)),
        *visit(91, SUMMER),
    ]
    found = told(rows)
    assert (found.first, found.last) == (NEW_YEAR, SUMMER)
    assert (found.course.done, found.course.left) == (200, 166)
    (row,) = found.rows
    assert (row.tin, row.npi, row.measure_id, row.counts) == (TIN, NPI, "236", Counts(21, 20))


def test_who_comes_again_is_not_new() -> None:
    """Thirty patients in January come again in June, with two new ones: two more are to come."""
    again = patients(30, date(2024, 6, 1))
    new = patients(2, date(2024, 6, 1), start=100)
    rows = [*patients(30, NEW_YEAR, "G8752", "G8754"), *again, *new]
    (row,) = progress_answer(told(rows), "npi", False, None)["progress"]
    assert (row["eligiblePopulation"], row["expectedNew"]) == (32, 2)


def test_early_in_the_year_the_pace_is_that_of_all_days() -> None:
    """31 in the 31 days of January make 335 in the 335 days left."""
    found = told(patients(31, NEW_YEAR, "G8752", "G8754"), date(2024, 1, 31))
    assert found.earlier is None
    (row,) = progress_answer(found, "npi", False, None)["progress"]
    assert row["expectedNew"] == 335


def test_claims_that_end_early_are_noticed() -> None:
    """The last claim is of January 31 and the question of July 18: 169 days between."""
    found = told(patients(31, NEW_YEAR))
    (warning,) = found.problems
    assert warning.code == "claims_end_early"
    assert warning.message == "The claims end on 2024-01-31, 169 days before 2024-07-18."
    assert told(patients(31, NEW_YEAR), date(2024, 2, 14)).problems == ()


def test_a_year_without_claims_is_refused() -> None:
    """There is nothing to tell of it, and the answer says what to do."""
    with pytest.raises(ProblemsFound) as caught:
        told(patients(3, NEW_YEAR), year=2025)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == (
        "no_claims_in_year",
        "No claim has a day in 2025.",
    )


def test_later_claims_were_not_known_on_the_day() -> None:
    """On July 18 nobody had seen the patients of July 19 and later."""
    rows = [*patients(3, date(2024, 7, 17), "G8752", "G8754"), *patients(1, NEW_YEAR, start=50)]
    found = told(rows)
    assert (found.last, found.rows[0].counts) == (SUMMER, Counts(3, 2))
    with pytest.raises(ProblemsFound) as caught:
        told(patients(3, SUMMER), date(2024, 7, 17))
    (problem,) = caught.value.problems
    assert problem.message == "No claim has a day in 2024 up to 2024-07-17."


def test_a_table_has_a_first_and_a_last_day() -> None:
    """The span of its lines; without lines there is none."""
    lines = Table(patients(5, SUMMER)).scan()
    assert span(lines) == (SUMMER, date(2024, 7, 22))
    assert span(between(lines, NEW_YEAR, date(2024, 7, 20))) == (SUMMER, date(2024, 7, 20))
    assert span(Table([]).scan()) is None


def test_a_table_can_end_earlier() -> None:
    """Only the lines up to a day, which no file holds by themselves."""
    part = UpTo(Table(patients(5, SUMMER)), date(2024, 7, 19))
    assert span(part.scan()) == (SUMMER, date(2024, 7, 19))
    assert part.parquet == ()
