"""CSV and Parquet in the claim-line layout become typed lines; bad rows are named and left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from claims.intake.tables import PLAIN, row, table
from claims.intake.taking import column, found, rows, take

from openmips.claims.intake import tabular
from openmips.claims.intake.notes import MOST_LISTED, Count
from openmips.claims.intake.reading import Intake
from openmips.claims.intake.table import SCHEMA, parquet_parts, scan
from openmips.claims.lines import NAMES

SECRETS = ("1SL0OI0BZ00", "ROSE ROE", "123456789", "1950")


def one(tmp_path: Path, content: bytes, name: str = "a.csv") -> Intake:
    """The intake of one file."""
    return take(tmp_path, {name: content})


def test_a_table_reads_with_typed_columns(tmp_path: Path) -> None:
    """Text stays text with its zeros, dates and amounts become what they are."""
    full = row(
        to_date="2024-03-02",
        modifier_2=" gt ",
        diagnosis_2="i10",
        charge="$1,120.50",
        payer="mb",
        frequency="1",
        status="PAID",
        allowed="90",
    )
    intake = one(tmp_path, table([full]))
    assert scan(intake.table).collect_schema() == SCHEMA
    (found_row,) = rows(intake)
    filled = {name: cell for name, cell in found_row.items() if cell is not None}
    assert filled == {
        "claim_id": "A1",
        "tin": "000123456",
        "rendering_npi": "1000000004",
        "patient_id": "0007",
        "birth_date": date(1950, 6, 15),
        "sex": "F",
        "from_date": date(2024, 3, 1),
        "to_date": date(2024, 3, 2),
        "line_number": 1,
        "procedure_code": "99213",
        "modifier_1": "25",
        "modifier_2": "GT",
        "place_of_service": "02",
        "diagnosis_1": "E119",
        "diagnosis_2": "I10",
        "charge": Decimal("1120.50"),
        "payer": "MB",
        "frequency": 1,
        "status": "paid",
        "allowed": Decimal(90),
    }
    assert found(intake) == []


@pytest.mark.parametrize(
    "content",
    [
        table([PLAIN], ";"),
        table([PLAIN], "\t"),
        table([PLAIN], "|"),
        b"\xef\xbb\xbf" + table([PLAIN]),
        table([PLAIN]).replace(b"\n", b"\r\n"),
        table([PLAIN]).rstrip(),
        table([PLAIN]).replace(b"claim_id", b"Claim_ID ").replace(b"tin,", b'"TIN",'),
        table([PLAIN]) + b"\n" + b"," * 11 + b"\n",
    ],
)
def test_csv_comes_in_many_forms(tmp_path: Path, content: bytes) -> None:
    """Separators, line ends, a mark at the start, capitals and empty rows do not matter."""
    intake = one(tmp_path, content)
    assert [each["claim_id"] for each in rows(intake)] == ["A1"]
    assert found(intake) == []


def test_missing_columns_are_named_in_one_error(tmp_path: Path) -> None:
    """The table is left out, and all that it lacks is said at once."""
    names = [name for name in PLAIN if name not in {"tin", "sex", "from_date"}]
    bad = table([{name: PLAIN[name] for name in names}])
    intake = take(tmp_path, {"a.csv": bad, "b.csv": table([PLAIN])})
    assert intake.summary.lines == 1
    (problem,) = intake.problems
    assert problem.code == "claims_columns_missing"
    assert problem.message == "There is no column tin, sex or from_date."


def test_unknown_columns_are_warned_about_once(tmp_path: Path) -> None:
    """Columns that nothing reads are named together."""
    intake = one(tmp_path, table([row(units="1", facility="Oak")] * 3))
    (problem,) = intake.problems
    assert problem.code == "claims_columns_unknown"
    assert problem.message == 'Not used: "units", "facility".'


def test_many_unknown_columns_are_not_all_named(tmp_path: Path) -> None:
    """A dozen are named, the others counted."""
    intake = one(tmp_path, table([row(**{f"extra_{number}": "x" for number in range(20)})]))
    assert intake.problems[0].message.endswith(' "extra_11" and 8 more.')


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """One of its values would be lost unseen."""
    intake = take(tmp_path, {"a.csv": b"tin," + table([PLAIN]), "b.csv": table([PLAIN])})
    assert found(intake) == ["repeated_column"]


@pytest.mark.parametrize(
    ("column_name", "cell", "message"),
    [
        ("from_date", "03/05/2024", 'From_date is "99/99/9999"; expected a date as YYYY-MM-DD.'),
        ("birth_date", "1950-13-01", 'Birth_date is "9999-99-99"; expected a date as YYYY-MM-DD.'),
        ("to_date", "soon", 'To_date is "AAAA"; expected a date as YYYY-MM-DD.'),
        ("line_number", "one", 'Line_number is "AAA"; expected digits.'),
        ("line_number", "-1", 'Line_number is "-9"; expected digits.'),
        ("frequency", "2", 'Frequency is "9"; expected 1, 7 or 8.'),
        ("tin", "1234567", 'Tin is "9999999"; expected nine digits, leading zeros included.'),
        ("rendering_npi", "ROSE ROE", 'Rendering_npi is "AAAA AAA"; expected ten digits.'),
        ("sex", "female", 'Sex is "AAAAAA"; expected F, M or U.'),
        ("status", "open", 'Status is "AAAA"; expected paid or denied.'),
        ("charge", "12.3.4", 'Charge is "99.9.9"; expected dollars.'),
        ("allowed", "1.23456", 'Allowed is "9.99999"; expected dollars.'),
        ("procedure_code", " . ", 'Procedure_code is "."; expected a code.'),
    ],
)
def test_bad_cells_are_named_with_file_and_row(
    tmp_path: Path, column_name: str, cell: str, message: str
) -> None:
    """The row is left out, the rest goes on, and the cell itself is not shown."""
    intake = one(
        tmp_path,
        table(
            [PLAIN | {column_name: ""} | PLAIN, row(**{column_name: cell}), PLAIN],
            names=dict.fromkeys([*PLAIN, column_name]),
        ),
    )
    assert intake.summary.lines == 2
    (problem,) = intake.problems
    assert (problem.code, problem.location) == ("claims_cell_unreadable", "row 3")
    assert problem.message == message
    assert str(problem.file).endswith("a.csv")
    assert intake.summary.skipped == {"claims_cell_unreadable": Count(0, 1)}


@pytest.mark.parametrize(
    "name",
    [
        "claim_id",
        "tin",
        "rendering_npi",
        "patient_id",
        "from_date",
        "line_number",
        "procedure_code",
    ],
)
def test_rows_that_lack_what_is_needed_are_left_out(tmp_path: Path, name: str) -> None:
    """An empty cell in a needed column makes the row useless."""
    intake = one(tmp_path, table([row(**{name: " "}), PLAIN]))
    (problem,) = intake.problems
    assert (problem.code, problem.location) == ("claims_cell_missing", "row 2")
    assert f"{name} is empty".lower() in problem.message.lower()
    assert intake.summary.lines == 1


def test_what_a_person_may_lack_stays_empty(tmp_path: Path) -> None:
    """Birth date, sex, modifiers, place and diagnoses may be empty."""
    empty = row(birth_date="", sex="", modifier_1="", place_of_service="", diagnosis_1="")
    (found_row,) = rows(one(tmp_path, table([empty])))
    assert [found_row[name] for name in ("birth_date", "sex", "diagnosis_1")] == [None, None, None]


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    """The first hundred are listed, all are counted."""
    bad = [row(from_date="?")] * (MOST_LISTED + 50)
    intake = one(tmp_path, table([*bad, PLAIN]))
    assert len(intake.problems) == MOST_LISTED + 1
    assert intake.problems[-1].message.startswith("There are 50 more")
    assert intake.summary.skipped == {"claims_cell_unreadable": Count(0, MOST_LISTED + 50)}


def test_no_cell_is_shown_in_a_problem(tmp_path: Path) -> None:
    """Where a row is shifted, names and identifiers stand anywhere; none is repeated."""
    shifted = dict(zip(PLAIN, [*SECRETS] * 3, strict=True))
    intake = one(tmp_path, table([shifted, row(tin="1SL0OI0BZ00"), PLAIN]))
    text = " ".join(map(str, intake.problems))
    assert intake.problems
    assert not [secret for secret in SECRETS if secret in text]


def test_lines_for_other_payers_are_counted(tmp_path: Path) -> None:
    """Part B lines and those without a payer count; the others are told by payer."""
    lines = [row(payer=payer) for payer in ("MB", "", "CI", "CI", "MA")]
    lines[-1]["from_date"] = "not looked at"
    intake = one(tmp_path, table(lines))
    assert column(intake, "payer") == ["MB", None]
    assert intake.summary.skipped == {"not_part_b": Count(0, 3)}
    assert intake.summary.payers == {"CI": 2, "MA": 1}
    assert found(intake) == []


def test_rows_that_break_the_rules_of_csv_are_left_out(tmp_path: Path) -> None:
    """Too many cells and broken quotes cost their own row only."""
    lines = table([row(claim_id=f"A{number}") for number in range(5)]).splitlines()
    lines[2] += b",too,many"
    lines[3] = lines[3].replace(b"99213", b'"99213"x')
    lines[4] = lines[4].replace(b"99213", b'"99213"')
    intake = one(tmp_path, b"\n".join(lines) + b"\n")
    assert column(intake, "claim_id") == ["A0", "A3", "A4"]
    assert [(problem.code, problem.location) for problem in intake.problems] == [
        ("claims_row_unreadable", "row 3"),
        ("claims_row_unreadable", "row 4"),
    ]
    assert intake.problems[0].message == "There are 14 cells for 12 columns."


def test_a_quote_without_end_costs_its_own_row(tmp_path: Path) -> None:
    """The rows after it are read."""
    lines = table([row(claim_id=f"A{number}") for number in range(4)]).splitlines()
    lines[2] = lines[2].replace(b"99213", b'"99213')
    intake = one(tmp_path, b"\n".join(lines) + b"\n")
    assert column(intake, "claim_id") == ["A0", "A2", "A3"]
    assert [problem.location for problem in intake.problems] == ["row 3"]


def test_bytes_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    """Columns nobody needs may hold anything; the needed ones are read."""
    data = table([row(note="x")]).replace(b",x", b",\xff\xfe")
    assert column(one(tmp_path, data), "claim_id") == ["A1"]


def test_a_table_without_rows_is_read_as_one(tmp_path: Path) -> None:
    """A header alone gives no lines and no problem."""
    intake = one(tmp_path, table([PLAIN]).splitlines()[0] + b"\n")
    assert (intake.summary.lines, found(intake)) == (0, [])
    assert scan(intake.table).collect().height == 0


def test_a_table_that_ends_with_its_header_is_empty(tmp_path: Path) -> None:
    """Not even a line end follows the header."""
    intake = one(tmp_path, table([PLAIN]).splitlines()[0])
    assert (intake.summary.lines, found(intake)) == (0, [])


def test_a_table_that_cannot_be_mended_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where even the mended copy cannot be read the file is named, and its traces go."""

    def unmended(old: Path, new: Path, *rest: object) -> Iterator[tuple[int, str]]:
        new.write_bytes(old.read_bytes())
        return iter(())

    monkeypatch.setattr(tabular, "mended", unmended)
    bad = table([PLAIN]).replace(b"99213", b'"99213"x')
    intake = take(tmp_path, {"a.csv": bad, "b.csv": table([PLAIN])})
    assert found(intake) == ["claims_file_damaged"]
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["table-00002.parquet"]


# Parquet


def frame(**changes: pl.Series) -> pl.DataFrame:
    """The plain row three times, with the types of the layout."""
    plain = pl.DataFrame([PLAIN] * 3).with_columns(
        pl.col("birth_date", "from_date").str.to_date(), pl.col("line_number").cast(pl.Int64)
    )
    return plain.with_columns(**changes)


def stored(data: pl.DataFrame) -> bytes:
    """A frame as a Parquet file."""
    from io import BytesIO

    into = BytesIO()
    data.write_parquet(into)
    return into.getvalue()


def test_parquet_in_the_layout_is_scanned_where_it_lies(tmp_path: Path) -> None:
    """No copy is made of a sound file, and columns it lacks are empty."""
    intake = one(tmp_path, stored(frame()), "a.parquet")
    (part,) = intake.table.parts
    assert part.path == tmp_path / "in" / "a.parquet"
    assert list((tmp_path / "work").iterdir()) == []
    assert part.lines == intake.summary.lines == 3
    assert scan(intake.table).collect_schema() == SCHEMA
    assert column(intake, "diagnosis_1") == ["E11.9"] * 3
    assert column(intake, "payer") == [None] * 3
    assert parquet_parts(intake.table, tmp_path / "copies") == (part.path,)


def test_parquet_with_all_columns_needs_nothing_at_all(tmp_path: Path) -> None:
    """A file with the whole layout, as this program writes it, is taken as it is."""
    whole = scan(one(tmp_path / "1", stored(frame()), "a.parquet").table).collect()
    (part,) = one(tmp_path / "2", stored(whole), "a.parquet").table.parts
    assert part.whole
    assert part.path.parent.name == "in"


@pytest.mark.parametrize(
    "changes",
    [
        {"sex": pl.Series(["F", "F", "X"])},
        {"tin": pl.Series(["000123456", "000123456", ""])},
        {"from_date": pl.Series([date(2024, 3, 1), date(2024, 3, 1), None])},
        {"claim_id": pl.Series(["A1", "A1", " "])},
        {"line_number": pl.Series([1, 2, -1])},
        {"frequency": pl.Series([None, 1, 2])},
        {"charge": pl.Series(["1", "2", "123456789012345"]).cast(pl.Decimal(20, 2))},
        {"charge": pl.Series(["1", "2.0001", "2.00001"]).cast(pl.Decimal(20, 5))},
    ],
)
def test_parquet_with_bad_rows_is_written_without_them(
    tmp_path: Path, changes: dict[str, pl.Series]
) -> None:
    """The row is named by its number, from 1, and the others go on."""
    intake = one(tmp_path, stored(frame(**changes)), "a.parquet")
    assert intake.summary.lines == 2
    assert [problem.location for problem in intake.problems] == ["row 3"]
    assert intake.table.parts[0].path.parent.name == "work"


def test_parquet_with_other_types_is_turned_into_the_layout(tmp_path: Path) -> None:
    """Times of day, floats of money and numbers as text are what they mean."""
    changes = {
        "from_date": pl.Series([date(2024, 3, 1)] * 3).cast(pl.Datetime),
        "birth_date": pl.Series(["1950-06-15", "1950-06-15T00:00:00", "1950-06-15 00:00"]),
        "charge": pl.Series([120.1, 0.01, None]),
        "allowed": pl.Series([Decimal("1.5"), None, None]),
        "line_number": pl.Series([1.0, 2.0, 3.0]),
        "patient_id": pl.Series([7, 7, 8]),
        "sex": pl.Series(["F", "F", "M"], dtype=pl.Categorical),
        "frequency": pl.Series([1, 1, 7], dtype=pl.Int8),
    }
    intake = one(tmp_path, stored(frame(**changes)), "a.parquet")
    assert found(intake) == []
    assert column(intake, "from_date") == [date(2024, 3, 1)] * 3
    assert column(intake, "birth_date") == [date(1950, 6, 15)] * 3
    assert column(intake, "charge") == [Decimal("120.1"), Decimal("0.01"), None]
    assert column(intake, "allowed") == [Decimal("1.5"), None, None]
    assert column(intake, "line_number") == [1, 2, 3]
    assert column(intake, "patient_id") == ["7", "7", "8"]
    assert column(intake, "sex") == ["F", "F", "M"]


def test_parquet_for_other_payers_is_written_without_them(tmp_path: Path) -> None:
    """Lines that go elsewhere are counted and left out, in whatever file they stand."""
    mixed = frame(payer=pl.Series(["MB", None, "CI"]))
    intake = one(tmp_path, stored(mixed), "a.parquet")
    assert intake.summary.payers == {"CI": 1}
    assert intake.summary.lines == 2


def test_amounts_of_another_size_are_taken_as_they_lie(tmp_path: Path) -> None:
    """Decimals with fewer places need no copy; scanning gives them the layout's size."""
    data = frame(charge=pl.Series(["1.5", "0.01", None]).cast(pl.Decimal(9, 2)))
    intake = one(tmp_path, stored(data), "a.parquet")
    assert intake.table.parts[0].path.parent.name == "in"
    assert column(intake, "charge") == [Decimal("1.5"), Decimal("0.01"), None]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("tin", [123456, 1, 2]),
        ("place_of_service", [11, 2, 2]),
        ("from_date", [20240301] * 3),
        ("line_number", [True, True, False]),
        ("claim_id", [1.5, 2.5, 3.5]),
    ],
)
def test_types_that_lose_what_matters_are_refused(
    tmp_path: Path, name: str, values: list[Any]
) -> None:
    """A TIN as a number has lost its zeros: the column is named, nothing is guessed."""
    files = {
        "a.parquet": stored(frame(**{name: pl.Series(values)})),
        "b.parquet": stored(frame()),
    }
    intake = take(tmp_path, files)
    assert found(intake) == ["claims_column_type"]
    assert intake.problems[0].message.startswith(f"Of the columns {name} is ")
    assert intake.summary.lines == 3


def test_parquet_without_a_needed_column_is_left_out(tmp_path: Path) -> None:
    """It is named as for CSV."""
    files = {"a.parquet": stored(frame().drop("tin")), "b.parquet": stored(frame())}
    intake = take(tmp_path, files)
    assert found(intake) == ["claims_columns_missing"]
    assert intake.summary.lines == 3


def test_parquet_with_fixed_or_mapped_values_is_written_anew(tmp_path: Path) -> None:
    """What a mapping adds is not in the file as it lies."""
    from openmips.claims.intake.mapping import ColumnMapping

    other = frame(sex=pl.Series([1, 2, 2])).drop("tin")
    mapping = ColumnMapping(fixed={"tin": "000123456"}, values={"sex": {"1": "M", "2": "F"}})
    intake = take(tmp_path, {"a.parquet": stored(other)}, mapping)
    assert column(intake, "sex") == ["M", "F", "F"]
    assert column(intake, "tin") == ["000123456"] * 3
    assert intake.table.parts[0].path.parent.name == "work"


def test_a_broken_parquet_file_is_named(tmp_path: Path) -> None:
    """Half a file is reported; the others are read."""
    data = stored(frame())
    intake = take(tmp_path, {"a.parquet": data[: len(data) // 2], "b.parquet": data})
    assert found(intake) == ["claims_file_damaged"]
    assert intake.summary.lines == 3


def test_parts_for_engines_bear_the_names_of_the_layout(tmp_path: Path) -> None:
    """A part with other names is written anew once; the others are taken as they lie."""
    from openmips.claims.intake.mapping import ColumnMapping

    renamed = frame().rename({"claim_id": "CLAIM"})
    files = {"a.parquet": stored(renamed), "b.parquet": stored(renamed)}
    intake = take(tmp_path, files, ColumnMapping({"claim_id": "CLAIM"}))
    assert [part.path.parent.name for part in intake.table.parts] == ["in", "in"]
    paths = parquet_parts(intake.table, tmp_path / "copies")
    assert [path.parent.name for path in paths] == ["copies", "copies"]
    assert pl.read_parquet(paths).columns == list(NAMES)
    assert column(intake, "claim_id") == ["A1"] * 6


# Amendments in tables


def amending(tmp_path: Path, *lines: dict[str, str]) -> Intake:
    """The intake of a table with frequencies and originals."""
    plain = {"frequency": "1", "original_claim_id": ""}
    return one(tmp_path, table([row(**{**plain, **line}) for line in lines]))


def named(intake: Intake) -> list[tuple[Any, ...]]:
    """Claim id, frequency and original of each row."""
    return [
        tuple(each.values()) for each in rows(intake, "claim_id", "frequency", "original_claim_id")
    ]


def test_an_original_named_in_the_table_is_found(tmp_path: Path) -> None:
    """Where the layout's rule holds already nothing changes."""
    intake = amending(
        tmp_path,
        {"claim_id": "A1"},
        {"claim_id": "A2", "frequency": "7", "original_claim_id": "A1"},
    )
    assert named(intake) == [("A1", 1, None), ("A2", 7, "A1")]
    assert (found(intake), intake.summary.amended) == ([], 1)


@pytest.mark.parametrize("original", ["", "A1"])
def test_an_amendment_under_the_same_id_is_told_apart(tmp_path: Path, original: str) -> None:
    """The original gets a mark, so that the one that stands can name it."""
    intake = amending(
        tmp_path,
        {"frequency": "7", "original_claim_id": original},
        {"frequency": ""},
        {"claim_id": "B2"},
        {"tin": "000654321"},
    )
    assert named(intake) == [
        ("A1", 7, "A1#2"),
        ("A1#2", None, None),
        ("B2", 1, None),
        ("A1", 1, None),
    ]
    assert intake.summary.amended == 1


def test_an_amendment_of_nothing_is_a_warning(tmp_path: Path) -> None:
    """What it names is not in the table; it counts by itself."""
    intake = amending(tmp_path, {"frequency": "8", "original_claim_id": "Z9"})
    assert named(intake) == [("A1", 8, "Z9")]
    assert found(intake) == ["original_not_found"]
    assert str(intake.problems[0].file).endswith("a.csv")


def test_a_sound_file_with_amendments_is_left_where_it_lies_if_nothing_changes(
    tmp_path: Path,
) -> None:
    """Only files in which names change are written anew."""
    good = frame(
        claim_id=pl.Series(["A1", "A2", "A3"]),
        frequency=pl.Series([1, 7, 1]),
        original_claim_id=pl.Series([None, "A1", None], dtype=pl.String),
    )
    same = frame(tin=pl.Series(["000654321"] * 3), frequency=pl.Series([1, 8, 1]))
    intake = take(tmp_path, {"a.parquet": stored(good), "b.parquet": stored(same)})
    assert [part.path.parent.name for part in intake.table.parts] == ["in", "work"]
    assert column(intake, "claim_id") == ["A1", "A2", "A3", "A1", "A1#2", "A1"]
