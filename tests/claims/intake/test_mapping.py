"""A mapping file makes a table of other making readable, and one is proposed from its header."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from claims.intake.tables import row, table
from claims.intake.taking import column, found, rows, take

from openmips.claims.intake.csv_texts import sample
from openmips.claims.intake.mapping import (
    ColumnMapping,
    date_pattern,
    mapping_text,
    read_mapping,
)
from openmips.claims.intake.proposing import propose_mapping
from openmips.claims.lines import NAMES
from openmips.problems import ProblemsFound

REPOSITORY = {
    "splt_clm_id": "77",
    "clm_rndrg_prvdr_tax_num": "000123456",
    "clm_line_rndrg_prvdr_npi_num": "1000000004",
    "bene_sk": "4711",
    "clm_ptnt_birth_dt": "1950-06-15",
    "clm_bene_sex_cd": "2",
    "clm_from_dt": "2024-03-01",
    "clm_thru_dt": "2024-03-09",
    "clm_line_from_dt": "2024-03-02",
    "clm_line_thru_dt": "2024-03-03",
    "clm_line_num": "1",
    "clm_line_hcpcs_cd": "99213",
    "hcpcs_1_mdfr_cd": "25",
    "hcpcs_5_mdfr_cd": "GT",
    "clm_pos_cd": "11",
    "clm_dgns_1_cd": "E119",
    "clm_dgns_12_cd": "I10",
}

BILLING = {
    "Claim #": "77",
    "Tax ID": "000123456",
    "Rendering Provider NPI": "1000000004",
    "Billing NPI": "1000000012",
    "Patient Name": "X",
    "MBI": "1SL0OI0BZ00",
    "DOB": "06/15/1950",
    "Gender": "Female",
    "DOS": "3/1/2024",
    "Line": "1",
    "CPT Code": "99213",
    "Mod 1": "25",
    "POS": "11",
    "ICD1": "E11.9",
    "Dx 2": "I10",
    "Billed Amount": "$120.00",
    "Allowed": "90",
    "Status": "P",
    "Insurance Type": "Medicare Part B",
}


def written(tmp_path: Path, text: str) -> Path:
    """A mapping file."""
    path = tmp_path / "mapping.toml"
    path.write_text(text, "utf-8")
    return path


def refusal(tmp_path: Path, text: str) -> str:
    """The message for a mapping that cannot be used."""
    with pytest.raises(ProblemsFound) as caught:
        read_mapping(written(tmp_path, text))
    (problem,) = caught.value.problems
    assert problem.code == "mapping_unreadable"
    return f"{problem.location}: {problem.message} {problem.remedy}"


def test_a_mapping_names_columns_values_dates_and_fixed_texts(tmp_path: Path) -> None:
    """Everything it says holds for every file of the intake."""
    text = """
    [columns]
    claim_id = "Claim #"
    birth_date = "DOB"
    [fixed]
    tin = "000123456"
    payer = "MB"
    [values.sex]
    "1" = "M"
    "2" = "F"
    [dates]
    all = "YYYYMMDD"
    birth_date = "MM/DD/YYYY"
    """
    mapping = read_mapping(written(tmp_path, text))
    cells = row(sex="2", from_date="20240301")
    cells["Claim #"], cells["DOB"] = cells.pop("claim_id"), "06/15/1950"
    del cells["birth_date"], cells["tin"]
    (found_row,) = rows(take(tmp_path / "in", {"a.csv": table([cells])}, mapping))
    assert found_row["claim_id"] == "A1"
    assert found_row["tin"] == "000123456"
    assert found_row["payer"] == "MB"
    assert found_row["sex"] == "F"
    assert (found_row["birth_date"], found_row["from_date"]) == (
        date(1950, 6, 15),
        date(2024, 3, 1),
    )


def test_a_mapped_column_that_is_not_there_is_named_as_the_table_should_have_it(
    tmp_path: Path,
) -> None:
    """The missing name is the one the mapping gave, also of an optional column."""
    mapping = ColumnMapping({"tin": "TAX", "charge": "FEE"})
    with pytest.raises(ProblemsFound) as caught:
        take(tmp_path, {"a.csv": table([row()])}, mapping)
    assert caught.value.problems[0].message == "There is no column TAX or FEE."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[columns", "$: It is no TOML: "),
        ("a = " + "[" * 5000, "$: It is no TOML: "),
        ("[column]\n", '$: "column" is not known here; expected columns, fixed, values or dates.'),
        ("[columns]\nclaimid = 'x'", '$.columns: "claimid" is not known here'),
        ("[columns]\nclaim_id = 3", "$.columns.claim_id: The value is no text"),
        ("columns = 'x'", "$.columns: This is no table"),
        ("values = 'x'", "$.values: Values is no table"),
        ("[values.gender]\n1 = 'M'", '$.values: "gender" is not known here'),
        ("[dates]\nsex = 'YYYY-MM-DD'", '$.dates: "sex" is not known here'),
        ("[dates]\nall = 'MM/DD/YY'", '$.dates.all: The form of dates is "MM/DD/YY"'),
        ("[columns]\ntin = 'x'\n[fixed]\ntin = 'y'", "$.fixed: Tin stands in columns and in fixed"),
    ],
)
def test_what_a_mapping_says_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    """An unknown name, a form that is no date, a value that is no text: nothing is guessed."""
    assert refusal(tmp_path, text).startswith(message)


def test_close_names_are_hinted_at(tmp_path: Path) -> None:
    """A misspelt column of ours is met with the right one."""
    assert "Did you mean claim_id?" in refusal(tmp_path, "[columns]\nclaimid = 'x'")


def test_a_mapping_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    """A file that cannot be read, or is no mapping by its size, is a problem with a code."""
    with pytest.raises(ProblemsFound) as caught:
        read_mapping(tmp_path / "none.toml")
    assert caught.value.problems[0].code == "file_not_readable"
    with pytest.raises(ProblemsFound) as caught:
        read_mapping(written(tmp_path, "#" * (1 << 20) + "\n"))
    assert caught.value.problems[0].code == "file_too_large"


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("YYYY-MM-DD", "%Y-%m-%d"),
        ("DDMMMYYYY", "%d%b%Y"),
        ("MM/DD/YYYY", "%m/%d/%Y"),
        ("DD%MM%YYYY", "%d%%%m%%%Y"),
        ("YYYY-MM", None),
        ("MM/DD/YY", None),
        ("YYYY-MM-DD hh", None),
        ("MM MMM DD YYYY", None),
    ],
)
def test_forms_of_dates_name_year_month_and_day(form: str, pattern: str | None) -> None:
    """Each exactly once, with signs between them."""
    assert date_pattern(form) == pattern


def test_a_mapping_that_was_written_reads_the_same(tmp_path: Path) -> None:
    """Whatever columns are called: quotes, backslashes and control characters come through."""
    mapping = ColumnMapping(
        {"claim_id": 'a "b" \\ c', "tin": "x\ty"},
        {"payer": "MB"},
        {"sex": {"1": "M", "f.": "F"}},
        {"all": "YYYYMMDD"},
    )
    text = mapping_text(mapping, ["one", "two"])
    assert text.startswith("# one\n# two\n\n[columns]\n")
    assert read_mapping(written(tmp_path, text)) == mapping
    assert read_mapping(written(tmp_path, mapping_text(ColumnMapping()))) == ColumnMapping()


def test_the_columns_of_cmss_own_repository_are_known(tmp_path: Path) -> None:
    """Every column is found, dates are those of the line, and sex 2 is female."""
    path = tmp_path / "idr.csv"
    path.write_bytes(table([REPOSITORY]))
    proposal = propose_mapping(*sample(path))
    assert proposal.missing == ()
    assert proposal.unused == ("clm_from_dt", "clm_thru_dt")
    intake = take(tmp_path / "in", {"a.csv": path.read_bytes()}, proposal.mapping)
    (found_row,) = rows(intake)
    assert found_row["claim_id"] == "77"
    assert (found_row["from_date"], found_row["to_date"]) == (date(2024, 3, 2), date(2024, 3, 3))
    assert (found_row["sex"], found_row["patient_id"]) == ("F", "4711")
    assert (found_row["modifier_1"], found_row["modifier_5"]) == ("25", "GT")
    assert (found_row["diagnosis_1"], found_row["diagnosis_12"]) == ("E119", "I10")
    assert found(intake) == ["claims_columns_unknown"]


def test_a_billing_export_is_understood_with_its_values(tmp_path: Path) -> None:
    """Names with blanks and signs, American dates, words for sex and payer, letters for status."""
    content = table([BILLING, BILLING | {"Gender": "male", "Line": "2", "Status": "d"}])
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    proposal = propose_mapping(*sample(path))
    assert proposal.missing == ()
    assert proposal.unused == ("Billing NPI", "Patient Name")
    intake = take(tmp_path / "in", {"a.csv": content}, proposal.mapping)
    assert column(intake, "sex") == ["F", "M"]
    assert column(intake, "status") == ["paid", "denied"]
    assert column(intake, "payer") == ["MB", "MB"]
    assert column(intake, "birth_date") == [date(1950, 6, 15)] * 2
    assert column(intake, "from_date") == [date(2024, 3, 1)] * 2
    assert column(intake, "charge") == [Decimal(120)] * 2
    assert column(intake, "diagnosis_2") == ["I10"] * 2


def test_the_layout_itself_needs_no_mapping() -> None:
    """Every column of ours is proposed for its own name."""
    proposal = propose_mapping(NAMES)
    assert proposal.mapping == ColumnMapping(dict(zip(NAMES, NAMES, strict=True)))
    assert (proposal.missing, proposal.unused) == ((), ())


def test_a_sample_ends_where_the_table_breaks(tmp_path: Path) -> None:
    """A few rows are enough; a quote without end, or many rows, do no harm."""
    path = tmp_path / "broken.csv"
    path.write_bytes(table([row()]) + b'"' + b"x" * 200_000 + b"\n")
    names, found_rows = sample(path)
    assert (names[0], len(found_rows)) == ("claim_id", 1)
    path.write_bytes(table([row()] * 1000))
    assert len(sample(path)[1]) == 200


def test_what_no_column_fits_is_said(tmp_path: Path) -> None:
    """Somebody must fill in the rest by hand."""
    proposal = propose_mapping(["Claim ID", "Foo", "NPI"], [["1", "2", "3"]])
    assert proposal.mapping.columns == {"claim_id": "Claim ID", "rendering_npi": "NPI"}
    assert proposal.missing[:3] == ("tin", "patient_id", "birth_date")
    assert proposal.unused == ("Foo",)


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["2024-03-01", "2024-12-31"], {}),
        (["20240301"], {"from_date": "YYYYMMDD"}),
        (["03/01/2024", "12/31/2024"], {"from_date": "MM/DD/YYYY"}),
        (["03-01-2024"], {"from_date": "MM-DD-YYYY"}),
        (["2024/03/01"], {"from_date": "YYYY/MM/DD"}),
        (["01MAR2024"], {"from_date": "DDMMMYYYY"}),
        (["1-Mar-2024"], {"from_date": "DD-MMM-YYYY"}),
        (["13/01/2024"], {}),
        ([""], {}),
    ],
)
def test_the_form_of_dates_shows_in_a_sample(cells: list[str], form: dict[str, str]) -> None:
    """Where all cells fit one form it is proposed; where none does it is left to a person."""
    assert propose_mapping(["DOS"], [[cell] for cell in cells]).mapping.dates == form


def test_dates_with_the_names_of_months_are_read(tmp_path: Path) -> None:
    """As older systems write them."""
    mapping = ColumnMapping(dates={"all": "DDMMMYYYY"})
    cells = row(from_date="01MAR2024", birth_date="15jun1950")
    intake = take(tmp_path, {"a.csv": table([cells])}, mapping)
    assert column(intake, "from_date") == [date(2024, 3, 1)]
    assert column(intake, "birth_date") == [date(1950, 6, 15)]
