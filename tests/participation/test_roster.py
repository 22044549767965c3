"""Rosters are read whole, and everything wrong in them is named with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmips.formats.roster import COLUMNS, read_roster
from openmips.participation.facts import ClinicianFacts, QpStatus, Setting, Totals
from openmips.people import Election, SpecialStatus
from openmips.policy.load import policy_for
from openmips.problems.finding import ProblemsFound

POLICY = policy_for(2024)
ROW = {"npi": "1000000004", "tin": "000000001"}


def csv(*rows: Mapping[str, str]) -> bytes:
    """Rows as CSV, with every column that one of them has."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, *([f'"{row.get(column, "")}"' for column in columns] for row in rows)]
    return "\n".join(",".join(line) for line in lines).encode()


def read(*rows: Mapping[str, str]) -> tuple[ClinicianFacts, ...]:
    """What a CSV roster of these rows says."""
    return read_roster(csv(*rows), POLICY).value


def problems(source: Any) -> list[tuple[str, str]]:
    """Code and place of all that is wrong with a roster."""
    with pytest.raises(ProblemsFound) as caught:
        read_roster(source, POLICY)
    return [(problem.code, problem.location) for problem in caught.value.problems]


def warnings(source: Any) -> list[str]:
    """The codes of the warnings about a roster."""
    return [problem.code for problem in read_roster(source, POLICY).warnings]


def test_empty_cells_are_unknown() -> None:
    """A row with nothing but its identifiers knows nothing else."""
    (facts,) = read(ROW)
    assert facts == ClinicianFacts("1000000004", "000000001")


def test_every_column_is_read() -> None:
    """Each column of the contract lands in its fact, money exact."""
    row = {
        **ROW,
        "tin": "00-0000001",
        "clinician_type": "NP",
        "medicare_enrolled": "2010-05-01",
        "first_billed_under_tin": "2015-01-02",
        "qp_status": "partial",
        "mips_apm": "TRUE",
        "opted_in": "voluntary",
        "virtual_group": "VG1",
        "subgroup": "SG1; SG2",
        "zip": "90001-1234",
        "individual_charges_1": "90000.01",
        "individual_patients_1": "201",
        "individual_services_1": "202",
        "group_charges_2": "1",
        "pos_hospital_share": "0.75",
        "pos_asc_share": "25%",
        "patient_facing_encounters": "100",
        "rural": "yes",
        "hpsa": "no",
        "small_practice": "true",
        "facility_based": "false",
        "group_opted_in": "none",
    }
    (facts,) = read(row)
    assert facts.tin == "000000001"
    assert facts.clinician_type == "nurse_practitioner"
    assert (facts.qp_status, facts.mips_apm) == (QpStatus.PARTIAL, True)
    assert (facts.election, facts.group_election) == (Election.VOLUNTARY, Election.NONE)
    assert (facts.virtual_group, facts.subgroups) == ("VG1", ("SG1", "SG2"))
    assert facts.zip_code == "90001"
    assert facts.individual == (Totals(Decimal("90000.01"), 201, 202), Totals())
    assert facts.group == (Totals(), Totals(Decimal(1)))
    assert facts.settings == (Setting(Decimal("0.75"), Decimal("0.25"), 100, True, False),)
    assert facts.designated == {
        SpecialStatus.SMALL_PRACTICE: True,
        SpecialStatus.FACILITY_BASED: False,
    }


NESTED = [
    {"individual": {"charges": {"1": "95000"}, "patients": {"1": 210}}},
    {"segments": {"1": {"individual": {"charges": "95000", "patients": 210}}}},
    {"segment_1": {"individual_charges": "95000", "individual_patients": 210}},
    {"individual": [{"charges": "95000", "patients": 210}]},
    {"individualCharges1": 95000, "individualPatients1": 210},
]


@pytest.mark.parametrize("nested", NESTED)
def test_nested_objects_spell_the_columns(nested: dict[str, Any]) -> None:
    """However the same names are nested in JSON, the same facts come out."""
    (facts,) = read_roster([{**ROW, **nested}], POLICY).value
    assert facts.individual[0] == Totals(Decimal(95000), 210)


def test_a_json_roster_may_come_from_anywhere(tmp_path: Path) -> None:
    """A list, an object, bytes, a stream and a file say the same."""
    document = {"performanceYear": 2024, "clinicians": [ROW]}
    text = json.dumps(document).encode()
    path = tmp_path / "roster.JSON"
    path.write_bytes(text)
    sources: list[Any] = [[ROW], document, text, BytesIO(text), path, str(path)]
    found = [read_roster(source, POLICY).value for source in sources]
    assert found == [found[0]] * len(sources)


def test_what_stands_beside_the_clinicians_holds_for_all() -> None:
    """An object may say once what every row would repeat."""
    document = {
        "tin": "000000001",
        "group": {"charges": {"1": "5"}},
        "clinicians": [{"npi": "1000000004"}, {"npi": "1000000012", "tin": "000000002"}],
    }
    first, second = read_roster(document, POLICY).value
    assert (first.tin, second.tin) == ("000000001", "000000002")
    assert first.group[0].charges == Decimal(5)


def test_one_row_may_speak_for_its_practice() -> None:
    """Group totals in one row hold for all rows of the TIN, however it is written."""
    first, second, other = read(
        {**ROW, "group_charges_1": "5"},
        {"npi": "1000000012", "tin": "00-0000001", "group_charges_1": "5.00"},
        {"npi": "1000000012", "tin": "000000002"},
    )
    assert first.group[0].charges == second.group[0].charges == Decimal(5)
    assert other.group[0].empty


def test_segments_of_a_setting_fill_from_the_whole() -> None:
    """A setting named for one segment takes what it does not say from the whole period."""
    row = {**ROW, "rural": "true", "hpsa_2": "true", "services_by_place": "11:1;22:3"}
    (facts,) = read(row)
    assert facts.settings == (Setting(Decimal("0.75"), Decimal(0), None, True, True),)


BAD_CELLS = {
    "npi": ("123", "bad_npi"),
    "tin": ("12345678", "bad_tin"),
    "clinician_type": ("nurse practicioner", "unknown_value"),
    "medicare_enrolled": ("05/01/2010", "bad_date"),
    "first_billed_under_tin": ("2024-13-01", "bad_date"),
    "qp_status": ("perhaps", "unknown_value"),
    "qp_payment_percent": ("101", "bad_amount"),
    "mips_apm": ("perhaps", "bad_flag"),
    "opted_in": ("maybe", "unknown_value"),
    "zip": ("9000", "unknown_value"),
    "individual_charges_1": ("$95,000", "bad_amount"),
    "individual_charges_2": ("-1", "bad_amount"),
    "group_patients_1": ("12.5", "bad_count"),
    "individual_services_2": ("many", "bad_count"),
    "pos_hospital_share": ("101", "bad_share"),
    "pos_asc_share": ("much", "bad_share"),
    "patient_facing_encounters": ("-1", "bad_count"),
    "rural": ("2", "bad_flag"),
    "payment_method": ("cash", "unknown_value"),
    "services_by_place": ("22", "bad_count"),
}


@pytest.mark.parametrize(("column", "bad"), BAD_CELLS.items(), ids=BAD_CELLS.keys())
def test_a_bad_cell_is_named_with_row_and_column(column: str, bad: tuple[str, str]) -> None:
    """Each wrong value is an error at its row and column, and its text is no identifier."""
    written, code = bad
    assert problems(csv({**ROW, column: written})) == [(code, f"$.row[2].{column}")]


def test_cells_of_json_have_types_of_their_own() -> None:
    """Numbers, flags and lists of JSON are read; objects where one value is due are not."""
    cells = {"mips_apm": True, "individual_patients_1": 5, "individual_charges_1": Decimal("1.50")}
    lists = {"subgroup": ["A", "B"], "services_by_place": {"11": 1}}
    (facts,) = read_roster([{**ROW, **cells, **lists}], POLICY).value
    assert (facts.mips_apm, facts.subgroups) == (True, ("A", "B"))
    assert facts.individual[0] == Totals(Decimal("1.50"), 5)
    assert problems([{**ROW, "zip": [1]}]) == [("wrong_type", "$.clinicians[0].zip")]
    assert problems([{**ROW, "subgroup": [1]}]) == [("wrong_type", "$.clinicians[0].subgroup")]


def test_identifiers_are_needed_and_never_shown() -> None:
    """A row without TIN or NPI is refused; what stands there instead is not repeated."""
    assert problems([{}]) == [
        ("missing_field", "$.clinicians[0].npi"),
        ("missing_field", "$.clinicians[0].tin"),
    ]
    with pytest.raises(ProblemsFound) as caught:
        read({**ROW, "tin": "123456789012"})
    assert "123456789012" not in str(caught.value)


def test_twins_are_refused() -> None:
    """The same clinician under the same TIN may stand there once."""
    assert problems(csv(ROW, {**ROW, "tin": "00-0000001"})) == [("repeated_clinician", "$.row[3]")]


def test_rows_of_a_practice_agree() -> None:
    """Two rows that say different things of one group are refused, with the place."""
    rows = (
        {**ROW, "group_charges_1": "5"},
        {"npi": "1000000012", "tin": "000000001", "group_charges_1": "6"},
    )
    assert problems(csv(*rows)) == [("group_differs", "$.row[3].group_charges_1")]
    words = [
        {**row, "group_opted_in": word}
        for row, word in zip(rows, ("none", "opted_in"), strict=True)
    ]
    assert ("group_differs", "$.clinicians[1].group_opted_in") in problems(words)


def test_columns_that_nobody_reads_are_pointed_out() -> None:
    """An unknown column is a warning, in CSV and in JSON."""
    assert warnings(csv({**ROW, "favourite": "x"})) == ["unknown_column"]
    assert warnings([{**ROW, "favourite": {"color": "red"}}]) == ["unknown_column"]


def test_a_table_has_its_columns_once() -> None:
    """Missing and doubled columns are errors."""
    assert problems(b"npi,zip\n1000000004,1") == [("missing_column", "$")]
    assert problems(b"npi,tin,zip,zip\n1000000004,000000001,90001,90001") == [
        ("repeated_column", "$.zip")
    ]
    twice = {**ROW, "individual_charges_1": 1, "individual": {"charges": [1]}}
    assert problems([twice]) == [("repeated_column", "$.clinicians[0].individual.charges[0]")]


def test_what_is_no_table_is_refused() -> None:
    """Broken CSV, too many cells, no rows, and JSON of another shape."""
    assert problems(b'npi,tin\n"1000000004') == [("not_csv", "$")]
    assert problems(b"npi,tin\n1000000004,000000001,3") == [("not_csv", "$.row[2]")]
    assert problems(b"npi,tin\n\n") == [("no_rows", "$")]
    assert problems(b"[]") == [("no_rows", "$")]
    assert problems({"clinicians": {}}) == [("wrong_type", "$")]
    assert problems([1]) == [("wrong_type", "$.clinicians[0]")]
    assert problems({"performanceYear": 2023, "clinicians": []}) == [("unsupported_year", "$")]


def test_doubtful_values_are_kept_with_a_warning() -> None:
    """A mistyped NPI, a share written as a percent and an unknown type can be used."""
    assert warnings(csv({**ROW, "npi": "1234567890"})) == ["npi_check_digit"]
    assert warnings(csv({**ROW, "pos_asc_share": "75"})) == ["share_as_percent"]
    assert warnings(csv({**ROW, "clinician_type": "zookeeper"})) == ["unknown_clinician_type"]


def test_short_rows_leave_the_rest_unknown() -> None:
    """A row may end early, and blank lines do not count."""
    source = b"npi,tin,zip\r\n\r\n1000000004,000000001\r\n"
    assert read_roster(source, POLICY).value == (ClinicianFacts("1000000004", "000000001"),)


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**12),
    st.text(max_size=12),
    st.sampled_from(["opted_in", "2024-02-30", "0.5", "qp", "11:2", "1e9", "NaN"]),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=8), st.integers(), max_size=2),
)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(COLUMNS)), CELL, max_size=8), max_size=4))
def test_whatever_stands_in_a_roster_is_named_or_read(rows: list[dict[str, Any]]) -> None:
    """No content of the cells raises anything but problems with a code."""
    with suppress(ProblemsFound):
        assert len(read_roster(rows, POLICY).value) == len(rows)


@given(st.binary(max_size=80) | st.text(alphabet='npitzip,"\n1', max_size=40).map(str.encode))
def test_any_bytes_are_named_or_read(source: bytes) -> None:
    """No bytes raise anything but problems."""
    with suppress(ProblemsFound):
        assert read_roster(source, POLICY).value
