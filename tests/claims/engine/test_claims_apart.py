"""Claims that are looked at one by one: those of episodes, and those with doubled lines."""

from __future__ import annotations

from types import ModuleType

import polars as pl
import pytest
from claims.engine.rows import Rows, as_measured, definitions

from openmips.claims.engine import in_duckdb, in_polars
from openmips.claims.engine.episodes import EpisodeClaim, count_episodes
from openmips.claims.engine.masks import Masks
from openmips.claims.engine.polars_lines import Lines
from openmips.claims.engine.totals import Totals

OWNER = ("001000001", "1000000004")
VISIT = {
    "claim_id": "a",
    "tin": OWNER[0],
    "rendering_npi": OWNER[1],
    "patient_id": "Ada",
    "birth_date": "1950-01-31",
    "sex": "F",
    "from_date": "2024-04-16",
    "place_of_service": "11",
    "line_number": "1",
    "procedure_code": "99213",
    "diagnosis_1": "J029",
}


def test_claims_that_hang_together_over_others_are_one_episode() -> None:
    """A and C share nothing, but B shares a fracture with each; D is an episode of its own."""
    masks = Masks(definitions(2024, ("024",)))
    totals = Totals(masks.blocks)
    codes = ({"S52501A"}, {"S72001A"}, {"S52501A", "S72001A"}, {"S82001A", "J029"})
    claims = [EpisodeClaim(OWNER, "Ada", (1, 0, 0, 0, 0), own) for own in codes]
    count_episodes(masks.blocks, claims, totals)
    (one,) = totals.counts()
    assert one.counts.eligible == 2


def test_pieces_remember_the_numbers_of_lines_of_visits() -> None:
    """Two lines of a visit numbered 1 and 3, and a quality code, which is no visit."""
    lines = [
        {**VISIT, "line_number": "1"},
        {**VISIT, "line_number": "3", "procedure_code": "99212"},
        {**VISIT, "line_number": "4", "procedure_code": "G8783"},
    ]
    read = Lines(Masks(definitions(2024, ("317",)))).read(Rows(lines).scan().collect())
    piece = read.pieces.row(0, named=True)
    assert read.pieces.height == 1
    assert (piece["visit_lines"], piece["numbers"]) == (2, 1 << 1 | 1 << 3)


def visits(rows: list[dict[str, str]], engine: ModuleType) -> tuple[int, ...]:
    """How many visits an engine counts, and what was answered."""
    found = engine.count(Rows(rows), definitions(2024, ("317",)))
    return as_measured(found)[(*OWNER, "317", "")]


@pytest.mark.parametrize("engine", [in_polars, in_duckdb])
def test_a_line_that_stands_twice_counts_once_however_it_is_written(engine: ModuleType) -> None:
    """Equal as it stands, or equal once written one way; another number is another line."""
    again = {**VISIT, "procedure_code": " 99213", "sex": "f", "diagnosis_1": "j02.9"}
    assert visits([VISIT, VISIT], engine)[0] == 1
    assert visits([VISIT, again], engine)[0] == 1
    assert visits([VISIT, VISIT, again, {**VISIT, "modifier_1": "25"}], engine)[0] == 2
    assert visits([VISIT, {**VISIT, "line_number": "2"}, again], engine)[0] == 2
    assert visits([VISIT, {**VISIT, "line_number": "63"}], engine)[0] == 2


def test_claims_are_looked_at_again_only_where_a_line_number_stands_twice() -> None:
    """Ordinary claims are not, nor are those whose quality codes share a number."""
    codes = [{**VISIT, "line_number": "2", "procedure_code": code} for code in ("G8783", "1123F")]
    looked_at = []

    def watched(table: pl.LazyFrame, found: pl.DataFrame, *others: object) -> None:
        looked_at.append(found.height)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(in_polars, "take_off_doubled", watched)
        visits([VISIT, *codes], in_polars)
        visits([VISIT, {**VISIT, "modifier_1": "25"}], in_polars)
    assert looked_at == [0, 1]
