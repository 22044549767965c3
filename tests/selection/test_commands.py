"""`openmips select` and `openmips find-mvp` answer in text and in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from cases.writing import submission
from click.testing import CliRunner, Result

from openmips.answers.checking import check_submissions
from openmips.cli.selection import find, select
from openmips.problems.finding import ProblemsFound


def run(command: click.Command, *arguments: str | Path) -> Result:
    """The command's result."""
    return CliRunner().invoke(command, list(map(str, arguments)))


@pytest.fixture
def oak_street(root: Path) -> tuple[str, ...]:
    """The example's submission and profile, as arguments."""
    folder = root / "examples/oak-street"
    return (str(folder / "submission.json"), "--profile", str(folder / "profile.json"))


def test_measures_that_fit_are_listed_with_words() -> None:
    """Each measure has its points and what to know of it, in words."""
    result = run(select, "--collection", "claims", "--specialty", "family medicine")
    assert result.exit_code == 0
    assert result.stdout.startswith("Measures that fit in 2024: ")
    assert "       cliff, cap, topped out, high priority\n" in result.stdout.replace(
        "047  ", "     "
    )
    every = run(select, "--year", "2026")
    assert max(map(len, every.stdout.splitlines())) <= 80


def test_one_measure_shows_its_deciles() -> None:
    """A single measure is told in sentences, with the rate each decile takes."""
    result = run(select, "--measures", "317", "--collection", "claims", "--rate", "99.5")
    assert "- Capped: it earns at most 7 points." in result.stdout
    assert "7       empty      7" in result.stdout
    assert "10      100        7" in result.stdout


def test_a_measure_without_a_ladder_shows_none() -> None:
    """Without a benchmark there are no deciles to show."""
    result = run(select, "--measures", "418", "--collection", "claims")
    assert "No benchmark" in result.stdout
    assert "Decile" not in result.stdout


def test_nothing_that_fits_ends_with_one() -> None:
    """Where no measure fits, the command says what to do and ends with 1."""
    result = run(select, "--codes", "00000", "--collection", "claims")
    assert result.exit_code == 1
    assert "No measure fits" in result.stderr


def test_expected_rates_are_given_by_measure() -> None:
    """--expect names a measure and its rate; another form is misuse."""
    result = run(
        select, "--measures", "236", "--collection", "claims", "--expect", "236=70.5", "--json"
    )
    (row,) = json.loads(result.stdout)["measures"]
    assert (row["rate"], row["expectedPoints"]) == ("70.5", "8.05")
    assert run(select, "--expect", "236").exit_code == 2


def test_a_check_says_what_is_missing_and_ends_with_one(oak_street: tuple[str, ...]) -> None:
    """Each gap stands with what mending it could bring."""
    result = run(select, "--check", *oak_street)
    assert result.exit_code == 1
    assert "Improvement activities have 20 of 40 points" in result.stdout
    assert "Up to +15.00 points" in result.stdout
    answer = json.loads(run(select, "--check", *oak_street, "--json").stdout)
    gaps = [one["gap"] for one in answer["checks"][0]["lacking"]]
    assert gaps == ["data_completeness", "improvement_activities"]


def test_a_whole_submission_lacks_nothing(tmp_path: Path) -> None:
    """A submission that lacks nothing ends with 0; a choice nobody can mend shows no gain."""
    six = {key: {"performanceRate": "80"} for key in ("236", "039", "134", "047", "226", "317")}
    whole = submission({"ia": ["IA_EPA_1", "IA_BE_6"], "quality": {"registry": six}}, 2024)
    path = tmp_path / "whole.json"
    path.write_text(json.dumps(whole), "utf-8")
    profile = tmp_path / "profile.json"
    facts: dict[str, Any] = {"performanceYear": 2024, "practice": {"clinicianCount": 4}}
    profile.write_text(json.dumps(facts), "utf-8")
    result = run(select, "--check", path, "--profile", profile)
    assert (result.exit_code, "nothing is missing" in result.stdout) == (0, True)
    large = run(select, "--check", path)
    assert "Promoting interoperability is needed, for 180 days in a row.\n" in large.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--check",),
        ("--start", "IA_EPA_1=2024-05-01"),
        ("--activities", "--start", "IA_EPA_1=May"),
    ],
)
def test_options_that_do_not_go_together_are_misuse(arguments: tuple[str, ...]) -> None:
    """--check needs a submission, --start needs --activities and a day."""
    assert run(select, *arguments).exit_code == 2


def test_activities_are_listed_with_their_last_start() -> None:
    """Points, days and the last day to begin; a start shows the window and the evidence."""
    result = run(select, "--activities", "--start", "IA_EPA_1=2024-10-04")
    assert "2024-10-03" in result.stdout
    assert "outside the performance year" in " ".join(result.stdout.split())
    assert "- The on-call schedule" in result.stdout


def test_flags_have_a_legend_and_expected_points_only_with_rates() -> None:
    """Each flag of the table is explained once below it; without a rate nothing is expected."""
    told = run(select, "--collection", "claims", "--specialty", "family medicine").stdout
    assert told.count("\ncliff: only a perfect rate earns much.") == 1
    assert "\ncap: it earns at most 7 points." in told
    assert "Expected" not in told
    assert "Expected" in run(select, "--collection", "claims", "--rate", "90").stdout


def test_an_activity_that_cannot_start_any_more_is_marked() -> None:
    """After the last start a star says that only what was begun counts."""
    late = run(select, "--activities", "--year", "2026", "--as-of", "2026-11-21").stdout
    assert "2026-10-03*" in late
    assert "* On November 21, 2026 it is too late to start; what was begun by then counts." in late
    assert max(map(len, late.splitlines())) <= 80
    early = run(select, "--activities", "--year", "2026", "--as-of", "2026-01-01").stdout
    assert "too late to start" not in early


def test_mvps_of_the_specialty_come_first(root: Path) -> None:
    """Those made for others follow by their score, and say for whom they are."""
    folder = root / "examples/five-clinicians"
    arguments = (find, folder / "so-far.json", "--profile", folder / "profile.json")
    text = " ".join(run(*arguments).stdout.split())
    assert "Not made for your specialty, but for: Nephrology." in text
    found = json.loads(run(*arguments, "--json").stdout)["mvps"]
    outside = [one["outsideSpecialty"] for one in found]
    assert outside == sorted(outside)
    scores = [float(one["finalScore"]["low"]) for one in found if one["outsideSpecialty"]]
    assert scores == sorted(scores, reverse=True)


def test_mvps_that_fit_say_whether_enough_can_be_reported(oak_street: tuple[str, ...]) -> None:
    """Each MVP says how many measures can be reported, and what it would score."""
    result = run(
        find, "--year", "2026", "--specialty", "family medicine", "--collection", "claims",
        "--as-of", "2026-11-21",
    )  # fmt: skip
    assert "M0005 Value in Primary Care" in result.stdout
    assert "it is open" in " ".join(result.stdout.split())
    scored = run(find, *oak_street, "--as-of", "2026-11-21")
    assert "With the data there are: final score" in scored.stdout
    assert "it is not open" in " ".join(scored.stdout.split())
    answer = json.loads(run(find, *oak_street, "--json").stdout)
    assert answer["mvps"][0]["finalScore"]


def test_no_mvp_that_fits_ends_with_one() -> None:
    """Words that no MVP knows find none."""
    result = run(find, "--specialty", "knitting")
    assert result.exit_code == 1
    assert "No MVP fits" in result.stderr


def test_a_year_without_a_catalog_cannot_be_checked() -> None:
    """2022 has final-score arithmetic only."""
    profile = {"performanceYear": 2022, "given": {"quality": {"percent": "80"}}}
    with pytest.raises(ProblemsFound, match="cannot be checked"):
        check_submissions(profile=profile)
