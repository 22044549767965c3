"""The commands of the catalog print what was asked, and say what to do where nothing fits."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from catalog.conftest import YEAR
from catalog.invented import write, year_of_cms
from click.testing import CliRunner, Result

from openmips.cli.catalog import activities, benchmarks, catalog, measures, mvps
from openmips.cli.tables import print_table


def run(command: click.Command, *arguments: str | Path) -> Result:
    """The command's result."""
    names = ["-h", "--help"]
    return CliRunner().invoke(command, list(map(str, arguments)), help_option_names=names)


def document(command: click.Command, *arguments: str | Path) -> Any:
    """The one JSON document on standard output."""
    result = run(command, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_measures_are_listed_with_the_year() -> None:
    """The table says the year it speaks of."""
    result = run(measures, "--search", "I10")
    assert result.exit_code == 0
    assert result.stdout.startswith("Measures of 2024: 1\n")
    assert "eligible diagnosis I10" in result.stdout
    assert "TPCC_1" in run(measures, "--search", "capita").stdout


def test_measures_are_filtered() -> None:
    """By the names of CMS or by words."""
    found = document(
        measures, "--search", "diabetes", "--collection", "CLAIMS", "--specialty", "family medicine"
    )
    assert found["performanceYear"] == 2024
    assert [measure["measureId"] for measure in found["measures"]] == ["001"]
    both = document(measures, "--outcome", "--high-priority", "--program", "g0055")
    assert all(measure["highPriority"] for measure in both["measures"])


def test_a_measure_is_shown_in_full() -> None:
    """Flags in words, ladders, pathways, clusters, links."""
    result = run(measures, "236")
    for expected in (
        "236 (2024): Controlling High Blood Pressure",
        "Outcome measure.",
        "MVP M0005: Value in Primary Care",
        "Specialty set cardiology, Part B claims: 047 226 236 317",
        "Benchmarks",
        "98.18",
        "Specification, registry (CQM): http",
    ):
        assert expected in result.stdout
    assert "CMS's reason BR-022" in run(measures, "488").stdout
    assert "National average: $1540.37" in run(measures, "TPCC_1").stdout
    assert "Offered in every MVP" in run(measures, "pi_ep_1").stdout
    assert "Specification" not in run(measures, "CAHPS_1").stdout


def test_a_measure_is_one_json_document() -> None:
    """Amounts are texts; code sets come when asked for."""
    shown = document(measures, "236", "--codes")
    assert shown["measure"]["measureId"] == "236"
    assert shown["benchmarks"][0]["percentiles"]["99"] == "99"
    assert shown["claims"]["eligibilityOptions"][0]["diagnosisCodes"] == ["I10"]
    assert "claims" not in document(measures, "236")
    assert document(measures, "TPCC_1")["nationalAverage"]["group"] == "1540.37"


def test_code_sets_are_printed_on_request() -> None:
    """In the text answer, too; a measure without any prints none."""
    assert '"procedureCodes"' in run(measures, "047", "--codes").stdout
    assert '"procedureCodes"' not in run(measures, "005", "--codes").stdout


def test_activities_and_pathways_are_listed_and_shown() -> None:
    """With their titles and what they offer."""
    assert "IA_EPA_2" in run(activities, "--search", "telehealth").stdout
    assert "Weight: medium" in run(activities, "ia_epa_2").stdout
    assert "Weight: none in this year" in run(activities, "IA_EPA_2", "--year", "2025").stdout
    assert "MVP G0053" in run(activities, "ia_epa_2").stdout
    assert len(document(activities)["activities"]) == 106
    assert document(activities, "IA_EPA_2")["activity"]["weight"] == "medium"
    assert "M0005" in run(mvps, "--search", "family medicine").stdout
    assert "236  Controlling High Blood Pressure" in run(mvps, "m0005").stdout
    assert len(document(mvps)["mvps"]) == 16
    assert document(mvps, "M0005")["mvp"]["mvpId"] == "M0005"


def test_benchmarks_are_listed() -> None:
    """All, or those of a measure."""
    assert len(document(benchmarks)["benchmarks"]) == 358
    result = run(benchmarks, "1")
    assert result.stdout.startswith("Benchmarks of 2024: 4; the values at each percentile")
    ladder = "       1     10     20     30     40     50     60     70     80     90     99"
    assert ladder in result.stdout.splitlines()
    assert "lower is better" in result.stdout
    cost = run(benchmarks, "TPCC_1").stdout
    assert "1046.81" in cost
    every = [*run(benchmarks).stdout.splitlines(), *cost.splitlines()]
    assert max(map(len, every)) <= 80
    assert "placeholder, never scored" in run(benchmarks, "479", "--year", "2026").stdout
    assert run(benchmarks, "005", "--collection", "claims").exit_code == 1


@pytest.mark.parametrize("command", [measures, activities, mvps, benchmarks])
def test_nothing_found_is_exit_code_1(command: click.Command) -> None:
    """The advice goes to standard error; JSON stays one document."""
    result = run(command, "--search", "xyzzy", "--json")
    assert result.exit_code == 1
    assert [] in json.loads(result.stdout).values()
    assert "Use fewer words" in result.stderr
    assert run(command, "--search", "xyzzy").stdout == ""


@pytest.mark.parametrize(
    ("command", "hint"), [(measures, "measures"), (activities, "activities"), (mvps, "mvps")]
)
def test_an_unknown_id_says_what_to_do(command: click.Command, hint: str) -> None:
    """Search by words, or another year that has it."""
    result = run(command, "999")
    assert result.exit_code == 1
    assert f"openmips {hint} --search WORDS" in result.stderr


def test_an_id_of_another_year_names_the_year() -> None:
    """Measure 113 left nothing behind in one year: the error says where it is."""
    result = run(measures, "CAHPS_1", "--year", "2024")
    assert result.exit_code == 0
    gone = run(mvps, "M1503", "--year", "2024")
    assert gone.exit_code == 1
    assert "It is in the catalog of 2026: choose it with --year." in gone.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--year", "2019"),
        ("--collection", "pigeon"),
        ("--specialty", "surgery"),
        ("--program", "nothing"),
    ],
)
def test_misuse_is_exit_code_2(arguments: tuple[str, str]) -> None:
    """The names that are known are listed."""
    result = run(measures, *arguments)
    assert result.exit_code == 2
    assert "2024" in result.stderr or "none of, or more than one of" in result.stderr


def test_an_import_builds_and_reports(tmp_path: Path) -> None:
    """Years, records, notes; the built folder can be compared."""
    source = write(tmp_path / "cms", YEAR, year_of_cms(YEAR))
    result = run(catalog, "import", source, "--to", tmp_path / "one", "--source-version", "1")
    assert result.exit_code == 0
    assert "Built" in result.stdout
    assert "2031: CMS lists areas without ZIP codes" in result.stdout
    again = document(catalog, "import", source, "--to", tmp_path / "two", "--year", YEAR)
    assert again["years"][0]["performanceYear"] == YEAR
    same = run(catalog, "diff", tmp_path / "one", tmp_path / "two")
    assert same.stdout == "2031: nothing moved.\n"


def test_refused_rows_are_exit_code_1(tmp_path: Path) -> None:
    """They are listed on standard error; the rest is built."""
    files = year_of_cms(YEAR)
    files["measures"][0]["measureType"] = "magic"
    source = write(tmp_path / "cms", YEAR, files)
    result = run(catalog, "import", source, "--to", tmp_path / "built")
    assert result.exit_code == 1
    assert "Refused: measures/2031/measures-data.json: 002: measureType is" in result.stderr
    assert (tmp_path / "built" / "2031" / "quality.jsonl").is_file()


def test_an_import_without_files_says_what_is_expected(tmp_path: Path) -> None:
    """Exit code 1 and the places that were looked at."""
    result = run(catalog, "import", tmp_path)
    assert result.exit_code == 1
    assert "Expected a checkout of CMSgov/qpp-measures-data" in result.stderr


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The advice is another folder."""
    source = write(tmp_path / "cms", YEAR, year_of_cms(YEAR))
    (tmp_path / "file").write_text("")
    result = run(catalog, "import", source, "--to", tmp_path / "file" / "below")
    assert result.exit_code == 1
    assert "Choose another folder with --to." in result.stderr


def test_years_are_compared() -> None:
    """A summary, or each change of a part."""
    assert "quality" in run(catalog, "diff", "2024", "2025").stdout
    shown = run(catalog, "diff", "2024", "2025", "--part", "mvps").stdout
    assert "added M1420" in shown
    assert "quality_measures: +" in shown
    ladders = run(catalog, "diff", "2024", "2025", "--part", "benchmarks").stdout
    assert "average: 11.7 -> 11.02" in ladders
    assert "percentiles: 3.92 14.53" in ladders
    found = document(catalog, "diff", "2024", "2025", "--part", "cost")
    assert list(found["differences"]["2024 to 2025"]) == ["cost"]
    assert "nothing moved" in run(catalog, "diff", "2024", "2024").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2019", "2024"), "There is no catalog of 2019"),
        (("2024", "2025", "--part", "nothing"), "is no part. The parts: quality"),
        (("nowhere", "2024"), "nowhere is no catalog. Expected two years"),
    ],
)
def test_what_cannot_be_compared_is_misuse(arguments: tuple[str, ...], message: str) -> None:
    """The error says what is expected."""
    result = run(catalog, "diff", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_folders_without_a_common_year_cannot_be_compared(tmp_path: Path) -> None:
    """Each folder holds years; at least one must be in both."""
    for year in (2031, 2032):
        source = write(tmp_path / f"cms{year}", year, year_of_cms(year))
        run(catalog, "import", source, "--to", tmp_path / f"built{year}")
    result = run(catalog, "diff", tmp_path / "built2031", tmp_path / "built2032")
    assert result.exit_code == 2
    assert "have no year in common" in result.stderr


def test_a_table_in_a_pipe_is_plain(capsys: pytest.CaptureFixture[str]) -> None:
    """Aligned columns, nothing cut off, no colours."""
    print_table("Title", ("Id", "Name"), [("1", "x" * 200), ("22", "")])
    assert capsys.readouterr().out == f"Title\nId  Name\n1   {'x' * 200}\n22\n"


def test_a_wide_table_goes_on_in_further_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """The widest column is wrapped to what the others leave; an empty cell stays empty."""
    print_table("Title", ("Id", "Name", "By"), [("1", "word " * 30, "x"), ("2", "", "y")])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert (lines[2][-1], lines[3][:8], lines[-1].split()) == ("x", "    word", ["2", "y"])


def test_a_table_in_a_terminal_fits(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long cells are folded to the width of the terminal; brackets are no markup."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    print_table("Title", ("Id", "Name"), [("[b]1[/b]", "word " * 30)])
    out = capsys.readouterr().out
    assert "[b]1[/b]" in out
    shown, styles = re.sub(r"\x1b\[\d*m", "", out), set(re.findall(r"\x1b\[(\d*)m", out))
    assert max(map(len, shown.splitlines())) <= 40
    assert styles <= {"0", "1", "3"}
