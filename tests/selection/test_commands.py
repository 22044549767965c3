"""`openmips select` and `openmips find-mvp` answer in text and in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from cases.writing import submission
from click.testing import CliRunner, Result

import openmips
from openmips.answers.checking import check_submissions
from openmips.cli.selection import find, select
from openmips.problems.finding import ProblemsFound


def run(command: click.Command, *arguments: str | Path) -> Result:
    """The command's result."""
    return CliRunner().invoke(command, list(map(str, arguments)))


def of_2024(command: click.Command, *arguments: str | Path) -> Result:
    """The command's result for a year that is named."""
    return run(command, *arguments, "--year", "2024")


@pytest.fixture
def oak_street(root: Path) -> tuple[str, ...]:
    """The example's submission and profile, as arguments."""
    folder = root / "examples/oak-street"
    return (str(folder / "submission.json"), "--profile", str(folder / "profile.json"))


def test_measures_that_fit_are_listed_with_words() -> None:
    """Each measure has its points and what to know of it, in words."""
    result = of_2024(select, "--collection", "claims", "--specialty", "family medicine")
    assert result.exit_code == 0
    assert result.stdout.startswith("Measures that fit in 2024: ")
    assert "       cliff, cap, topped out, high priority\n" in result.stdout.replace(
        "047  ", "     "
    )
    every = run(select, "--year", "2026")
    assert max(map(len, every.stdout.splitlines())) <= 80


def test_one_measure_shows_its_deciles() -> None:
    """A single measure is told in sentences, with the rate each decile takes."""
    result = of_2024(select, "--measures", "317", "--collection", "claims", "--rate", "99.5")
    assert "- Capped: it earns at most 7 points." in result.stdout
    assert "7       empty      7" in result.stdout
    assert "10      100        7" in result.stdout


def test_a_measure_without_a_ladder_shows_none() -> None:
    """Without a benchmark there are no deciles to show."""
    result = of_2024(select, "--measures", "418", "--collection", "claims")
    assert "No benchmark" in result.stdout
    assert "Decile" not in result.stdout


def test_nothing_that_fits_ends_with_one() -> None:
    """Where no measure fits, the command says what to do and ends with 1."""
    result = of_2024(select, "--codes", "00000", "--collection", "claims")
    assert result.exit_code == 1
    assert "No measure fits" in result.stderr


def test_expected_rates_are_given_by_measure() -> None:
    """--expect names a measure and its rate; another form is misuse."""
    result = of_2024(
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
        ("--check", "--measures", "236"),
        ("--activity", "IA_EPA_1"),
        ("--start", "IA_EPA_1=2024-05-01"),
        ("--activities", "--start", "IA_EPA_1=May"),
    ],
)
def test_options_that_do_not_go_together_are_misuse(arguments: tuple[str, ...]) -> None:
    """--check needs a submission or measures, --start needs --activities and a day."""
    assert of_2024(select, *arguments).exit_code == 2


def test_a_year_must_be_named() -> None:
    """No year is taken for granted, by a command or from Python."""
    for command in (select, find):
        result = run(command, "--specialty", "family medicine")
        assert result.exit_code == 2
        assert "Give --year, or a profile with --profile." in result.stderr
    asked: tuple[Callable[[], object], ...]
    asked = (
        openmips.select,
        openmips.find_mvp,
        openmips.select_activities,
        openmips.options,
        openmips.deadlines,
        openmips.deadlines_left,
        lambda: openmips.check_choice([("236", "claims")]),
        openmips.plan,
    )
    for question in asked:
        with pytest.raises(ProblemsFound):
            question()


def test_a_submission_alone_is_checked(oak_street: tuple[str, ...]) -> None:
    """With a submission the question is what it lacks; nothing else can be asked of it."""
    assert run(select, *oak_street).stdout == run(select, "--check", *oak_street).stdout
    assert run(select, *oak_street, "--activities").exit_code == 2


def test_measures_that_are_only_chosen_are_checked() -> None:
    """Six measures and one activity of a small practice lack nothing; five lack one."""
    six = ("--measures", "236,039,134,047,226,317", "--collection", "registry")
    whole = of_2024(select, "--check", *six, "--activity", "IA_EPA_1")
    assert (whole.exit_code, whole.stdout) == (0, "Group, mips: nothing is missing.\n")
    five = ("--measures", "236,039,134,047,226", "--collection", "registry")
    lacking = of_2024(select, "--check", *five, "--json")
    assert lacking.exit_code == 1
    (check,) = json.loads(lacking.stdout)["checks"]
    assert check["lacking"][0]["gap"] == "too_few_measures"
    text = of_2024(select, "--check", *five).stdout
    assert text.startswith("Group, mips: Still missing: ")


def test_activities_are_listed_with_their_last_start() -> None:
    """Points, days and the last day to begin; a start shows the window and the evidence."""
    result = of_2024(select, "--activities", "--start", "IA_EPA_1=2024-10-04")
    assert "October 3, 2024" in result.stdout
    assert "outside the performance year" in " ".join(result.stdout.split())
    assert "- The on-call schedule" in result.stdout


def test_flags_have_a_legend_and_expected_points_only_with_rates() -> None:
    """Each flag of the table is explained once below it; without a rate nothing is expected."""
    told = of_2024(select, "--collection", "claims", "--specialty", "family medicine").stdout
    assert told.count("\ncliff: only a perfect rate earns much.") == 1
    assert "\ncap: it earns at most 7 points." in told
    assert "Expected" not in told
    assert "Expected" in of_2024(select, "--collection", "claims", "--rate", "90").stdout


def test_an_activity_that_cannot_start_any_more_is_marked() -> None:
    """After the last start a star says that only what was begun counts."""
    late = run(select, "--activities", "--year", "2026", "--as-of", "2026-11-21").stdout
    assert "October 3, 2026*" in late
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
    result = of_2024(find, "--specialty", "knitting")
    assert result.exit_code == 1
    assert "No MVP fits" in result.stderr


def test_a_year_without_a_catalog_cannot_be_checked() -> None:
    """2022 has final-score arithmetic only."""
    profile = {"performanceYear": 2022, "given": {"quality": {"percent": "80"}}}
    with pytest.raises(ProblemsFound, match="cannot be checked"):
        check_submissions(profile=profile)
