"""`openmips claims progress`, `rank`, `results` and `forecast`, called as a user does."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import Ran

Call = Callable[..., Ran]

TIN, NPI = "000007341", "1000000418"
MEASURES = ("--year", "2025", "--measures", "039,047,236", "--as-of", "2025-11-21")


def with_codes(week: Path) -> list[Path]:
    """The claims of the year so far, and of the week with its codes."""
    return [week / "so-far", week / "with-codes"]


def two_clinicians(week: Path, folder: Path, last: str = "1000000426") -> Path:
    """The year so far with every second claim by another clinician of the practice."""
    with (week / "so-far" / "claims.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if int(row["claim_id"][1:]) % 2:
            row["rendering_npi"] = last
    path = folder / "claims.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize("command", ["progress", "rank", "forecast"])
def test_text_fits_and_hides_who_it_is_about(command: str, claims: Call, week: Path) -> None:
    """80 characters; TIN, NPI and patients only by their last digits."""
    narrowed = ("--year", "2025", "--as-of", "2025-11-21", "--explain")
    ran = claims(command, *with_codes(week), *narrowed)
    assert (ran.code, ran.errors) == (0, "")
    assert max(map(len, ran.output.splitlines())) <= 80
    for identifier in (TIN, NPI, "1Z00L00SS"):
        assert identifier not in ran.output


@pytest.mark.parametrize("command", ["progress", "rank", "results", "forecast"])
def test_json_is_one_document_with_whole_identifiers(
    command: str, claims: Call, week: Path
) -> None:
    """The day is echoed, TINs are whole, and problems stand apart."""
    asked = ("--year", "2025", "--as-of", "2025-11-21", "--json")
    ran = claims(command, *with_codes(week), *asked)
    assert (ran.code, ran.errors) == (0, "")
    answer = json.loads(ran.output)
    assert (answer["asOf"], answer["problems"]) == ("2025-11-21", [])
    assert TIN in ran.output


def test_progress_lists_patients_only_where_asked(claims: Call, week: Path) -> None:
    """Their identifiers are whole with --show-patients, or in JSON."""
    bare = claims("progress", *with_codes(week), *MEASURES)
    assert "still to see" not in bare.output
    hidden = claims("progress", *with_codes(week), *MEASURES, "--patients")
    assert "Patients still to see: 14" in hidden.output
    assert "1Z00L00SS" not in hidden.output
    shown = claims("progress", *with_codes(week), *MEASURES, "--patients", "--show-patients")
    assert shown.output.count("1Z00L00SS") == 14


def test_progress_is_that_of_a_practice_or_of_each_clinician(
    claims: Call, week: Path, tmp_path: Path
) -> None:
    """By TIN the counts of two clinicians are added up."""
    path = two_clinicians(week, tmp_path)
    each = json.loads(claims("progress", path, *MEASURES, "--json").output)["progress"]
    whole = claims("progress", path, *MEASURES, "--by", "tin", "--json").output
    for row in json.loads(whole)["progress"]:
        own = [one for one in each if one["measureId"] == row["measureId"]]
        assert len(own) == 2
        for key in ("eligiblePopulation", "answered"):
            assert row[key] == sum(one[key] for one in own)


def test_results_go_to_standard_output_or_a_file(claims: Call, week: Path, tmp_path: Path) -> None:
    """The same text either way, and the example beside the walkthrough is that text."""
    printed = claims("results", *with_codes(week), *MEASURES)
    assert printed.output == (week / "with-codes.json").read_text("utf-8")
    out = tmp_path / "results.json"
    ran = claims("results", *with_codes(week), *MEASURES, "-o", out)
    assert (ran.code, ran.output) == (0, "")
    assert ran.errors == f"Wrote {out}\n"
    assert out.read_text("utf-8") == printed.output
    before = claims("results", week / "so-far", week / "outbox", *MEASURES)
    assert before.output == (week / "as-billed.json").read_text("utf-8")


def test_results_of_several_clinicians_need_a_folder(
    claims: Call, week: Path, tmp_path: Path
) -> None:
    """One file each, named by the last digits of its NPI; alone they are refused."""
    path = two_clinicians(week, tmp_path)
    refused = claims("results", path, *MEASURES)
    assert refused.code == 2
    assert "2 clinicians have results: name a folder with -o." in refused.errors
    folder = tmp_path / "results"
    assert claims("results", path, *MEASURES, "-o", folder).code == 0
    assert sorted(one.name for one in folder.iterdir()) == ["npi-0418.json", "npi-0426.json"]
    in_the_way = claims("results", path, *MEASURES, "-o", path)
    assert (in_the_way.code, path.stat().st_size > 0) == (2, True)


def test_clinicians_with_the_same_last_digits_do_not_overwrite_each_other(
    claims: Call, week: Path, tmp_path: Path
) -> None:
    """The second gets a number."""
    path = two_clinicians(week, tmp_path, last="1000010418")
    folder = tmp_path / "results"
    claims("results", path, *MEASURES, "-o", folder)
    assert sorted(one.name for one in folder.iterdir()) == ["npi-0418-2.json", "npi-0418.json"]


def test_results_of_nothing_are_an_error(claims: Call, week: Path, tmp_path: Path) -> None:
    """Where nothing was answered nothing is written."""
    out = tmp_path / "results.json"
    ran = claims("results", week / "outbox", "--year", "2025", "--measures", "226", "-o", out)
    assert (ran.code, out.exists()) == (1, False)
    assert "No claim has a valid answer to a measure of the program." in ran.errors


def test_measures_outside_the_program_are_named(claims: Call, week: Path, tmp_path: Path) -> None:
    """Under an MVP that lacks 039 and 047 only 236 is written, and the others are told of."""
    ran = claims("results", *with_codes(week), *MEASURES, "--program", "M1366")
    told = [line for line in ran.errors.splitlines() if "left out" in line]
    (only,) = json.loads(ran.output)["measurementSets"]
    written = [one["measureId"] for one in only["measurements"]]
    assert sorted([*written, *told[0].rstrip(".").split(": ")[-1].split(", ")]) == [
        "039",
        "047",
        "236",
    ]
    assert NPI not in ran.errors


def test_a_program_that_is_none_is_refused(claims: Call, week: Path) -> None:
    """The answer names those there are."""
    ran = claims("rank", *with_codes(week), "--year", "2025", "--program", "M9999")
    assert ran.code == 1
    assert 'program is "M9999"' in ran.errors


def test_a_damaged_file_is_told_and_the_rest_is_counted(
    claims: Call, week: Path, tmp_path: Path
) -> None:
    """The claims before the damage count, and the command ends with 1."""
    whole = (week / "with-codes" / "2025-11-18.837").read_bytes()
    (tmp_path / "cut.837").write_bytes(whole[: len(whole) - 300])
    ran = claims("progress", week / "so-far", tmp_path, *MEASURES, "--json")
    answer = json.loads(ran.output)
    assert ran.code == 1
    assert [one["severity"] for one in answer["problems"]] == ["error"] * len(answer["problems"])
    assert {one["measureId"] for one in answer["progress"]} == {"039", "047", "236"}


def test_a_year_without_claims_is_a_problem_and_no_traceback(claims: Call, week: Path) -> None:
    """The claims are of 2025."""
    ran = claims("progress", week / "so-far", "--year", "2024", "--json")
    (problem,) = json.loads(ran.output)["problems"]
    assert (ran.code, problem["code"]) == (1, "no_claims_in_year")
