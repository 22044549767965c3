"""Commands about files of claims: counted, searched for gaps, kept as history, read and mapped."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from answers.shape_check import faults
from claims.commands.handed import as_rows, as_x12
from claims.intake.writing import claim, professional
from claims.micro import rows_of
from cli.conftest import Call, Ended

from openmips.answers.claims_gaps import ClaimsGapsAnswer
from openmips.answers.claims_gaps_files import ClaimsHistoryAnswer, claims_gaps
from openmips.answers.claims_measure import ClaimsMeasureAnswer, claims_measure
from openmips.answers.claims_reading import ClaimsReadAnswer, ColumnsAnswer
from openmips.claims.lines import NAMES

WIDTH = 80
WHOLE = ("001000001", "1000000004", "1000000012", "PATIENT-ADA-1", "PATIENT-BEA-2", "1950-01-31")
"""Identifiers of the world below that nobody may see unasked."""

ADA, BEA = "PATIENT-ADA-1", "PATIENT-BEA-2"
WORLD: list[dict[str, Any]] = [
    {"id": "a1", "patient": ADA, "day": "01-08", "lines": ["99213", "1123F"]},
    {"id": "a2", "patient": ADA, "day": "06-03", "lines": ["99213", "G8783"]},
    {"id": "b1", "patient": BEA, "day": "02-05", "lines": ["99214"]},
    {"id": "b2", "patient": BEA, "day": "03-04", "lines": ["99213-95", "G8783"]},
    {
        "id": "b3",
        "patient": BEA,
        "clinician": "two",
        "day": "02-05",
        "lines": ["99213", "1123F-8P"],
    },
]
"""Two patients of two clinicians; 047 and 317 are reported, not completely."""


def written(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Rows as a CSV file in the layout."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, NAMES, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """The world as a CSV file."""
    return written(tmp_path / "claims.csv", rows_of(WORLD, "2024"))


def document(ended: Ended) -> dict[str, Any]:
    """The one document on standard output."""
    found: dict[str, Any] = json.loads(ended.out)
    return found


def test_measure_counts_every_rate_of_every_clinician(openmips: Call, world: Path) -> None:
    """047 and 317 come out as anybody can count: two clinicians, one bare visit, telehealth out."""
    ended = openmips(
        "claims", "measure", world, "--year", "2024", "--measures", "047,317", "--json"
    )
    answer = document(ended)
    assert ended.code == 0
    assert faults(answer, ClaimsMeasureAnswer) == []
    common = {"stratum": "", "tin": "001000001", "provisional": False, "submitted": True}
    zero = {"eligiblePopulationExclusion": 0, "eligiblePopulationException": 0}
    assert answer["results"] == [
        {
            **common,
            **zero,
            "measureId": "047",
            "npi": "1000000004",
            "eligiblePopulation": 2,
            "performanceMet": 1,
            "performanceNotMet": 0,
            "notReported": 1,
            "performanceRate": "100",
            "dataCompleteness": "50",
        },
        {
            **common,
            **zero,
            "measureId": "317",
            "npi": "1000000004",
            "eligiblePopulation": 3,
            "performanceMet": 1,
            "performanceNotMet": 0,
            "notReported": 2,
            "performanceRate": "100",
            "dataCompleteness": "33.3333",
        },
        {
            **common,
            **zero,
            "measureId": "047",
            "npi": "1000000012",
            "eligiblePopulation": 1,
            "performanceMet": 0,
            "performanceNotMet": 1,
            "notReported": 0,
            "performanceRate": "0",
            "dataCompleteness": "100",
        },
        {
            **common,
            **zero,
            "measureId": "317",
            "npi": "1000000012",
            "eligiblePopulation": 1,
            "performanceMet": 0,
            "performanceNotMet": 0,
            "notReported": 1,
            "performanceRate": None,
            "performanceRateReason": "no_performance",
            "dataCompleteness": "0",
            "submitted": False,
        },
    ]


def test_measure_by_tin_adds_up_clinicians(openmips: Call, world: Path) -> None:
    """The group's counts are the sums of its clinicians', with no NPI."""
    ask = ("claims", "measure", world, "--year", "2024", "--measures", "047", "--by", "tin")
    (row,) = document(openmips(*ask, "--json"))["results"]
    assert (row["npi"], row["eligiblePopulation"], row["performanceMet"]) == (None, 3, 1)
    assert (row["performanceRate"], row["dataCompleteness"]) == ("50", "66.6667")


def test_strata_have_the_names_of_submissions(openmips: Call, world: Path) -> None:
    """226 has its option groups, and beside them CMS's names."""
    ask = ("claims", "measure", world, "--year", "2024", "--measures", "226", "--json")
    names = {row["stratum"]: row["stratumName"] for row in document(openmips(*ask))["results"]}
    assert names == {"00": "reporting", "02": "combinedPopulations"}


def test_measure_explains_every_instance(openmips: Call, world: Path) -> None:
    """--explain lists each patient counted, with claims, lines and provisions, and who is out."""
    ask = ("claims", "measure", world, "--year", "2024", "--measures", "317", "--explain")
    answer = document(openmips(*ask, "--json"))
    assert faults(answer, ClaimsMeasureAnswer) == []
    assert [one["claimIds"] for one in answer["instances"]] == [["a1"], ["a2"], ["b1"], ["b3"]]
    assert [one["claimId"] for one in answer["leftOut"]] == ["b2"]
    text = " ".join(openmips(*ask).out.split())
    assert "317: met, by G8783." in text
    assert "claims.counting_units.317" in text
    assert "317: claim b2. No visit or procedure on it counts. Line 1 (99213-95)" in text


def test_measure_explains_one_measure_at_a_time_in_text(openmips: Call, world: Path) -> None:
    """Without one measure named, a list of everything is a misuse of a terminal."""
    assert openmips("claims", "measure", world, "--year", "2024", "--explain").code == 2


def test_measures_that_nobody_can_count_are_refused(openmips: Call, tmp_path: Path) -> None:
    """2023: asked for, 110 is an error; among all, it is left out and named."""
    path = written(tmp_path / "claims.csv", rows_of(WORLD, "2023"))
    ask = ("claims", "measure", path, "--year", "2023", "--json")
    ended = openmips(*ask, "--measures", "110")
    assert ended.code == 1
    assert [each["code"] for each in document(ended)["problems"]] == ["measure_not_counted"]
    everything = openmips(*ask)
    assert everything.code == 0
    refused = document(everything)["refused"]
    assert [each["measureId"] for each in refused] == ["110", "111", "147"]
    assert all(each["why"]["cites"] for each in refused)


def test_2026_is_provisional(openmips: Call, tmp_path: Path) -> None:
    """2026 runs on the code sets of 2025, and every row says so."""
    path = written(tmp_path / "claims.csv", rows_of(WORLD, "2026"))
    ended = openmips("claims", "measure", path, "--year", "2026", "--json")
    answer = document(ended)
    assert (answer["provisional"], answer["codeSetYear"]) == (True, 2025)
    assert all(row["provisional"] for row in answer["results"])
    assert "Provisional" in openmips("claims", "measure", path, "--year", "2026").out


def test_a_program_narrows_the_measures(openmips: Call, world: Path) -> None:
    """112 and 128 do not count in traditional MIPS."""
    ask = ("claims", "measure", world, "--year", "2024", "--json")
    every = {row["measureId"] for row in document(openmips(*ask))["results"]}
    mips = {row["measureId"] for row in document(openmips(*ask, "--program", "mips"))["results"]}
    assert every - mips == {"112", "128"}


def test_gaps_of_files_are_by_day_and_claim(openmips: Call, world: Path) -> None:
    """Bea's visits lack 047, and 317 but for telehealth; Ada's visit of January lacks 317."""
    ask = ("claims", "gaps", world, "--year", "2024", "--measures", "047,317", "--json")
    ended = openmips(*ask, "--as-of", "2024-07-01")
    answer = document(ended)
    assert ended.code == 1
    assert faults(answer, ClaimsGapsAnswer) == []
    assert [(gap["claimId"], gap["measureId"]) for gap in answer["gaps"]] == [
        ("a1", "317"),
        ("b1", "047"),
        ("b1", "317"),
        ("b3", "317"),
        ("b2", "047"),
    ]
    assert [lost["claimId"] for lost in answer["lostCodes"]] == ["b2"]
    assert answer["open"] == 4


def test_gaps_are_narrowed_by_day_and_clinician(openmips: Call, world: Path) -> None:
    """--since and --npi leave the others out of the list."""
    ask = ("claims", "gaps", world, "--year", "2024", "--measures", "317", "--json")
    since = document(openmips(*ask, "--since", "2024-02-01"))["gaps"]
    assert [gap["claimId"] for gap in since] == ["b1", "b3"]
    two = document(openmips(*ask, "--npi", "1000000012"))["gaps"]
    assert [gap["claimId"] for gap in two] == ["b3"]


def test_sent_claims_cannot_take_a_code(openmips: Call, world: Path) -> None:
    """Up to the day that is sent a visit is lost, and a patient is asked at a later visit."""
    ask = ("claims", "gaps", world, "--year", "2024", "--measures", "047,317", "--json")
    options = ("--sent-through", "2024-06-30", "--as-of", "2024-07-01")
    gaps = document(openmips(*ask, *options))["gaps"]
    assert {gap["measureId"]: gap["remedy"] for gap in gaps} == {
        "047": "later_claim",
        "317": "none",
    }


def test_a_complete_file_ends_well(openmips: Call, world: Path) -> None:
    """The second clinician answered 047: nothing is missing, and the command ends with 0."""
    ask = ("claims", "gaps", world, "--year", "2024", "--measures", "047", "--npi", "1000000012")
    ended = openmips(*ask)
    assert ended.code == 0
    assert ended.out.startswith("Nothing is missing for 2024")


def test_a_history_is_kept_and_used(openmips: Call, world: Path, tmp_path: Path) -> None:
    """The history of the year closes what later claims need not answer, as the claims do."""
    file = tmp_path / "history.jsonl"
    ended = openmips("claims", "history", world, "--year", "2024", "-o", file, "--json")
    told = document(ended)
    assert ended.code == 0
    assert faults({k: v for k, v in told.items() if k != "file"}, ClaimsHistoryAnswer) == []
    assert (told["patients"], told["answers"]) == (2, 3)
    assert file.stat().st_mode & 0o077 == 0
    today = [
        {"id": "a9", "patient": ADA, "day": "09-09", "lines": ["99213"]},
        {"id": "b9", "patient": BEA, "day": "09-09", "lines": ["99213"]},
    ]
    new = written(tmp_path / "today.csv", rows_of(today, "2024"))
    ask = ("claims", "gaps", new, "--year", "2024", "--measures", "047", "--json")
    for history in (file, world):
        gaps = document(openmips(*ask, "--history", history))["gaps"]
        assert [gap["claimId"] for gap in gaps] == ["b9"]


def test_an_837p_is_measured_and_searched(openmips: Call, tmp_path: Path) -> None:
    """An 837P file is read as any other; half an answer is found in it."""
    path = tmp_path / "today.837"
    path.write_bytes(as_x12())
    ask = ("--year", "2024", "--measures", "236", "--json")
    (row,) = document(openmips("claims", "measure", path, *ask))["results"]
    assert (row["eligiblePopulation"], row["notReported"]) == (1, 1)
    (gap,) = document(openmips("claims", "gaps", path, *ask))["gaps"]
    assert (gap["claimId"], gap["fault"]) == ("A1", "half_answer")


@pytest.mark.parametrize(
    "options",
    [
        ("measure", "--measures", "317", "--explain"),
        ("measure",),
        ("gaps",),
        ("gaps", "--explain"),
        ("gaps", "--measures", "047"),
        ("read",),
    ],
)
def test_no_identifier_is_told_unasked(
    openmips: Call, world: Path, options: tuple[str, ...]
) -> None:
    """Neither text nor messages show a TIN, an NPI, a patient or a birth date; lines fit."""
    command, *more = options
    year = () if command == "read" else ("--year", "2024")
    ended = openmips("claims", command, world, *year, *more)
    for whole in WHOLE:
        assert whole not in ended.out + ended.err
    lines = [line for line in ended.out.splitlines() if str(world) not in line]
    assert max(map(len, lines)) <= WIDTH


def test_identifiers_are_shown_where_asked(openmips: Call, world: Path) -> None:
    """--show-patients and --show-identifiers show what they name."""
    out = openmips(
        "claims", "gaps", world, "--year", "2024", "--show-patients", "--show-identifiers"
    ).out
    assert all(whole in out for whole in WHOLE if whole != "1950-01-31")
    explained = ("claims", "measure", world, "--year", "2024", "--measures", "047", "--explain")
    assert ADA in openmips(*explained, "--show-patients").out


def test_broken_lines_are_named_without_identifiers(openmips: Call, tmp_path: Path) -> None:
    """A row that cannot be read is an error of its own; the others are counted all the same."""
    rows = list(rows_of(WORLD, "2024"))
    rows[0] = {**rows[0], "birth_date": "31 January 1950", "from_date": "someday"}
    path = written(tmp_path / "claims.csv", rows)
    ended = openmips("claims", "measure", path, "--year", "2024", "--measures", "047", "--json")
    answer = document(ended)
    assert ended.code == 1
    assert answer["problems"]
    assert answer["results"]
    assert not any(whole in ended.err for whole in WHOLE)
    assert not any(whole in json.dumps(answer["problems"]) for whole in WHOLE)


def test_read_tells_what_became_of_every_line(openmips: Call, tmp_path: Path) -> None:
    """Lines that count and those that do not, each with its reason."""
    rows = list(rows_of(WORLD, "2024"))
    rows.append(rows[0])
    rows += rows_of([{"id": "x1", "payer": "CI", "day": "03-04", "lines": ["99213"]}], "2024")
    path = written(tmp_path / "claims.csv", rows)
    ended = openmips("claims", "read", path, "--json")
    answer = document(ended)
    assert faults(answer, ClaimsReadAnswer) == []
    assert answer["countedClaims"] == 5
    assert (answer["firstDay"], answer["lastDay"]) == ("2024-01-08", "2024-06-03")
    assert {each["reason"]: each["lines"] for each in answer["notCounted"]} == {"duplicate": 1}
    assert {each["reason"]: each["lines"] for each in answer["skipped"]} == {"not_part_b": 1}


def test_read_names_files_without_claims(openmips: Call, tmp_path: Path) -> None:
    """In a folder what holds no claims is passed over by name."""
    written(tmp_path / "claims.csv", rows_of(WORLD, "2024"))
    (tmp_path / "notes.txt").write_text("Call the clearinghouse.\n")
    (tmp_path / "week.837").write_bytes(professional(claim("W1")))
    answer = document(openmips("claims", "read", tmp_path, "--json"))
    assert [Path(name).name for name in answer["passedOver"]] == ["notes.txt"]
    assert {each["kind"] for each in answer["files"]} == {"CSV", "837P"}


def test_nothing_to_read_is_an_error(openmips: Call, tmp_path: Path) -> None:
    """A folder without claims ends with 1, in one document."""
    (tmp_path / "notes.txt").write_text("nothing\n")
    ended = openmips("claims", "measure", tmp_path, "--year", "2024", "--json")
    assert ended.code == 1
    assert document(ended)["problems"]


def test_map_proposes_a_mapping_that_reads_the_table(openmips: Call, tmp_path: Path) -> None:
    """A table in other words is mapped, and the mapping used as it is gives the same counts."""
    own = {"claim_id": "CLAIM_NO", "tin": "TAX_ID", "from_date": "FROM_DATE", "sex": "SEX"}
    rows = [{own.get(k, k): v for k, v in row.items()} for row in rows_of(WORLD, "2024")]
    names = [own.get(name, name) for name in NAMES]
    table = tmp_path / "export.csv"
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    ended = openmips("claims", "map", table, "--json")
    answer = document(ended)
    assert faults(answer, ColumnsAnswer) == []
    assert answer["columns"]["claim_id"] == "CLAIM_NO"
    assert (ended.code, answer["missing"]) == (0, [])
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(openmips("claims", "map", table).out)
    ask = ("--year", "2024", "--measures", "047", "--mapping", mapping, "--json")
    results = document(openmips("claims", "measure", table, *ask))["results"]
    assert [row["eligiblePopulation"] for row in results] == [2, 1]


def test_map_names_what_no_column_fits(openmips: Call, tmp_path: Path) -> None:
    """Needed columns that the table lacks are named, and the command ends with 1."""
    table = tmp_path / "export.csv"
    table.write_text("claim_id,tin,rendering_npi,patient_id,colour\n")
    ended = openmips("claims", "map", table, "--json")
    assert ended.code == 1
    answer = document(ended)
    assert "from_date" in answer["missing"]
    assert answer["unused"] == ["colour"]


def test_programs_ask_as_the_commands_do(world: Path) -> None:
    """`claims_measure` and `claims_gaps` give the documents that the commands print."""
    results = claims_measure(world, year=2024, measures=["47"], by="tin")["results"]
    assert [row["eligiblePopulation"] for row in results] == [3]
    gaps = claims_gaps(world, year=2024, measures=["47"], as_of=date(2024, 7, 1))["gaps"]
    assert [gap["claimId"] for gap in gaps] == ["b1", "b2"]


def test_the_gate_and_the_files_agree(openmips: Call, tmp_path: Path) -> None:
    """One claim on standard input and in a file has the same gaps."""
    path = written(tmp_path / "claims.csv", as_rows())
    ask = ("--measures", "236", "--as-of", "2024-03-01", "--json")
    of_file = document(openmips("claims", "gaps", path, "--year", "2024", *ask))
    of_gate = document(openmips("claims", "gaps", "-", *ask, given=path.read_bytes()))
    assert of_file["gaps"] == of_gate["gaps"]
