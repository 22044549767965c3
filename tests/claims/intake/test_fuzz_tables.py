"""Whatever happens to a table or a packed file, reading ends with lines or with problems."""

from __future__ import annotations

import gzip
import tempfile
from io import BytesIO
from pathlib import Path

import polars as pl
from claims.intake.tables import PLAIN, row, table
from claims.intake.writing import claim, professional
from hypothesis import given, settings
from hypothesis import strategies as st

from openmips.claims.intake.reading import Intake, read_claims
from openmips.claims.intake.table import SCHEMA, scan
from openmips.problems import ProblemsFound

FEW = settings(max_examples=60)

LINES = [row(claim_id=f"T{number}", charge="1.50") for number in range(6)]
CSV = table(LINES)

noise = st.one_of(
    st.binary(max_size=30),
    st.text(',;"\n\r\t| \x00T0123456789', max_size=20).map(str.encode),
)


def parquet() -> bytes:
    """The plain row as a Parquet file."""
    into = BytesIO()
    typed = pl.DataFrame([PLAIN] * 5).with_columns(
        pl.col("birth_date", "from_date").str.to_date(), pl.col("line_number").cast(pl.Int64)
    )
    typed.write_parquet(into)
    return into.getvalue()


PARQUET = parquet()
PACKED = gzip.compress(professional(*(claim(f"N{number}") for number in range(20))))


def spliced(whole: bytes, data: st.DataObject, bad: bytes, start: int = 0) -> bytes:
    """A file with bytes put in place of others."""
    at = data.draw(st.integers(start, len(whole)))
    gone = data.draw(st.integers(0, 40))
    return whole[:at] + bad + whole[at + gone :]


def read(content: bytes, name: str) -> tuple[list[str], bool]:
    """The claim ids of the lines read, and whether any problem was told."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            intake: Intake = read_claims([path], work_folder=Path(folder) / "work")
        except ProblemsFound as found:
            return [], bool(found.problems)
        lines = scan(intake.table).collect()
        assert lines.schema == SCHEMA
        assert lines.height == intake.summary.lines
        return lines["claim_id"].to_list(), bool(intake.problems)


@FEW
@given(st.data(), noise)
def test_a_damaged_csv_ends_in_lines_or_problems(data: st.DataObject, bad: bytes) -> None:
    """Nothing crashes, and what is left out without a word is at most what was cut away."""
    read(spliced(CSV, data, bad), "a.csv")


@FEW
@given(st.data(), st.text(',"', min_size=1, max_size=3))
def test_rows_before_a_broken_one_are_kept(data: st.DataObject, bad: str) -> None:
    """Stray separators and quotes in one row cost that row, and none before it."""
    rows = CSV.splitlines(keepends=True)
    number = data.draw(st.integers(1, len(LINES)))
    at = data.draw(st.integers(0, len(rows[number]) - 1))
    rows[number] = rows[number][:at] + bad.encode() + rows[number][at:]
    ids, _ = read(b"".join(rows), "a.csv")
    assert ids[: number - 1] == [f"T{each}" for each in range(number - 1)]


@FEW
@given(st.data(), st.binary(max_size=30))
def test_a_damaged_parquet_file_ends_in_lines_or_problems(data: st.DataObject, bad: bytes) -> None:
    """A broken footer, page or type is a problem of the file."""
    read(spliced(PARQUET, data, bad), "a.parquet")


@FEW
@given(st.data(), st.binary(max_size=30))
def test_a_damaged_packed_file_ends_in_lines_or_problems(data: st.DataObject, bad: bytes) -> None:
    """What was unpacked before the break is read."""
    read(spliced(PACKED, data, bad), "a.gz")


@FEW
@given(st.binary(max_size=300), st.sampled_from([b"", b"PAR1", b"PK\x03\x04", b"\x1f\x8b\x08\x00"]))
def test_any_bytes_end_in_lines_or_problems(content: bytes, start: bytes) -> None:
    """A file of random bytes gives no line, and says why."""
    ids, told = read(start + content, "a.bin")
    assert told
    assert ids == []
