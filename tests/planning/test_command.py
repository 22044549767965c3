"""`openmips plan` says what to do first, and prints one document when asked to."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from planning.documents import NUMBERS, feedback, profile, submission

from openmips.cli.plan import plan


def run(*arguments: str) -> Result:
    """Run the command on a day in spring."""
    return CliRunner().invoke(plan, [*arguments, "--as-of", "2024-03-01"])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a profile, a submission and last year's feedback."""
    for name, document in (
        ("profile", profile()),
        ("submission", submission()),
        ("feedback", feedback()),
        ("before", submission(2023)),
    ):
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    return tmp_path


def test_the_first_words_are_what_to_do(files: Path) -> None:
    """One thing, its hours, its owner and day, and what it is worth; every line fits."""
    result = run("--profile", str(files / "profile.json"), "--last-numbers", *NUMBERS)
    assert result.exit_code == 0
    assert result.output.startswith("Do this one thing, about 4 hours in all, then submit:")
    assert "IA_AHE_1" in result.output
    text = " ".join(result.output.split())
    assert "Practice manager; start by October 3, 2024, due April 14, 2025." in text
    assert "Keep:" not in text
    assert "begun by October 3, 2024" in text
    assert "+$" in result.output
    assert "true, accurate and complete" in result.output
    assert "2023 re-scored: 50.30. CMS said 50.30." in result.output
    assert max(map(len, result.output.splitlines())) <= 80
    assert len(result.output.splitlines()) <= 60
    assert not re.search(r"\b\d{4}-\d\d", result.output)


def test_the_details_come_with_all(files: Path) -> None:
    """Evidence, ranges, losses and assumptions stand there only when they are asked for."""
    arguments = ("--profile", str(files / "profile.json"), "--last-numbers", *NUMBERS)
    short, whole = run(*arguments).output, run(*arguments, "--all").output
    for words in ("Keep: ", "Where 49.7 points of 2023 were lost", "Assumed: "):
        assert words in whole, words
        assert words not in short, words
    assert re.search(r"points \(\d+\.\d\d to", whole)
    assert not re.search(r"points \(\d+\.\d\d to", short)
    assert max(map(len, whole.splitlines())) <= 80


def test_levers_that_bring_the_same_stand_together(files: Path) -> None:
    """New measures with the same gain, hours and days are one line; JSON keeps each."""
    arguments = (
        str(files / "submission.json"),
        "--profile",
        str(files / "profile.json"),
        "--collection",
        "electronicHealthRecord",
    )
    levers = json.loads(run(*arguments, "--json").stdout)["levers"]
    new = [one for one in levers if one["kind"] == "new_measure"]
    means = [one["pointsGained"]["mean"] for one in new]
    twins = next(mean for mean in means if means.count(mean) > 1)
    names = [one["id"] for one in new if one["pointsGained"]["mean"] == twins]
    text = " ".join(run(*arguments, "--all").stdout.split())
    assert text.count(f"+{twins} points") == 1
    assert f"The same with {', '.join(names[1:-1])}" in text
    assert f" or {names[-1]}." in text


def test_all_of_it_is_one_document(files: Path) -> None:
    """With --json nothing else is printed."""
    result = run(
        str(files / "submission.json"),
        "--profile",
        str(files / "profile.json"),
        "--last-year",
        str(files / "feedback.json"),
        "--last-year",
        str(files / "before.json"),
        "--hours",
        "20",
        "--collection",
        "registry",
        "--mvp",
        "M0005",
        "--done",
        "IA_BE_4",
        "--json",
    )
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["asOf"] == "2024-03-01"
    assert set(document["plans"]) - {"surest"} == {"minimum_safe", "balanced", "highest"}
    assert (document["plans"]["minimum_safe"] is None) == ("surest" in document["plans"])
    assert ("surest" in document["plans"]) == ("minimumSafeReason" in document)


def test_text_tells_of_rule_changes_and_differences(files: Path) -> None:
    """Last year's submission under this year's rules, measure by measure."""
    told = feedback(feedback={"finalScore": "60.00"})
    (files / "feedback.json").write_text(json.dumps(told))
    result = run(
        "--profile",
        str(files / "profile.json"),
        "--last-year",
        str(files / "feedback.json"),
        "--last-year",
        str(files / "before.json"),
    )
    assert "final score: CMS 60" in result.output
    assert "under the rules of 2024" in result.output
    assert "039:" not in result.output
    path, before = str(files / "feedback.json"), str(files / "before.json")
    every = ("--profile", str(files / "profile.json"), "--last-year", path, "--last-year", before)
    assert "039:" in run(*every, "--all").output


def test_a_year_that_is_closed_says_so(files: Path) -> None:
    """And names the option that looks back."""
    arguments = [str(files / "submission.json"), "--profile", str(files / "profile.json")]
    result = CliRunner().invoke(plan, [*arguments, "--as-of", "2025-06-01"])
    assert result.output.startswith("The time to submit 2024 is over")
    assert "--as-of" in result.output


def test_nothing_worth_doing_is_said(files: Path) -> None:
    """A practice with all it needs goes on as it does."""
    full = profile(given={"quality": {"percent": "95"}, "ia": {"points": "40"}})
    (files / "profile.json").write_text(json.dumps(full))
    result = run("--profile", str(files / "profile.json"))
    assert result.output.startswith("Go on as you do")


EXCUSED = {name: ["extreme_and_uncontrollable"] for name in ("quality", "ia", "pi", "cost")}


def test_whoever_is_excused_need_send_nothing(files: Path) -> None:
    """And is told what sending does; no advice to submit."""
    excused = profile(entityType="individual", reweighted=EXCUSED)
    (files / "profile.json").write_text(json.dumps(excused))
    text = " ".join(run("--profile", str(files / "profile.json")).output.split())
    assert text.startswith("You need send nothing. 1. Send nothing more unless you choose to")
    assert "true, accurate and complete" in text
    assert "Submit all you have" not in text
    assert "That holds if you must report" not in text


def test_what_cannot_be_reached_is_said_first(files: Path) -> None:
    """In December: no safe plan, and a claims measure that cannot be complete starts today."""
    alone = {"performanceYear": 2024, "entityType": "individual", "partBPaid": "90000.00"}
    (files / "profile.json").write_text(json.dumps({**alone, "practice": {"clinicianCount": 1}}))
    path = str(files / "profile.json")
    result = CliRunner().invoke(plan, ["--profile", path, "--as-of", "2024-12-09"])
    text = " ".join(result.output.split())
    assert text.startswith("No plan that was tried reaches the threshold of 75 points.")
    assert "Two plans; none is safe" in text
    assert "Minimum safe" not in text
    assert "That holds if you must report" in text
    assert "too late to answer 75 % of the year's cases" in text
    assert "April 1, 2024" not in text
    document = json.loads(
        CliRunner().invoke(plan, ["--profile", path, "--as-of", "2024-12-09", "--json"]).stdout
    )
    assert document["plans"]["minimum_safe"] is None
    assert document["minimumSafeReason"].startswith("No plan that was tried reaches")
    assert Decimal(document["plans"]["surest"]["outcome"]["chanceOfThreshold"]) == 0


def test_a_plan_that_is_not_safe_is_not_called_so(files: Path) -> None:
    """Some chance, but less than what counts as safe: the surest plan, under its own name."""
    alone = {"performanceYear": 2024, "practice": {"clinicianCount": 1}, "partBPaid": "90000.00"}
    given = {"quality": {"percent": "60"}, "ia": {"points": "40"}}
    told = {**alone, "entityType": "individual", "given": given}
    (files / "profile.json").write_text(json.dumps(told))
    path = str(files / "profile.json")
    document = json.loads(run("--profile", path, "--json").stdout)
    chance = Decimal(document["plans"]["surest"]["outcome"]["chanceOfThreshold"])
    assert 0 < chance < Decimal("0.8")
    assert document["plans"]["minimum_safe"] is None
    assert "has a chance of 80 % to reach the threshold of 75" in document["minimumSafeReason"]
    text = run("--profile", path).stdout
    assert text.startswith("No plan is safe: none that was tried has a chance of 80 %")
    assert "Three plans; none is safe" in text
    assert "\nSurest " in text
    assert "Minimum safe" not in text


def test_a_group_that_sends_nothing_has_no_score(files: Path) -> None:
    """The answer says whose score it is; a group that has sent data has its own."""
    path = str(files / "profile.json")
    silent = json.loads(run("--profile", path, "--json").stdout)
    assert silent["asNowNote"].startswith("A group that sends nothing has no group score")
    sent = json.loads(run(str(files / "submission.json"), "--profile", path, "--json").stdout)
    assert sent["asNowNote"] is None


def test_without_known_payments_the_table_shows_percents() -> None:
    """Eight numbers alone are enough for a plan in points."""
    result = run("--last-numbers", *NUMBERS, "--year", "2024", "--last-numbers-of", "2023")
    assert result.exit_code == 0
    assert "Payments, 80 %" in result.output
    assert "$" not in result.output.split("Assumed")[0].split("All evidence")[0]


def test_a_folder_is_a_portfolio(files: Path) -> None:
    """A table with one row a practice; what cannot be read ends with 1."""
    portfolio = files / "practices"
    (portfolio / "oak").mkdir(parents=True)
    (portfolio / "oak" / "profile.json").write_text(json.dumps(profile()))
    fine = run(str(portfolio), "--portfolio")
    assert fine.exit_code == 0
    assert "oak" in fine.output
    (portfolio / "bad").mkdir()
    (portfolio / "bad" / "profile.json").write_text("{")
    broken = run(str(portfolio), "--portfolio")
    assert broken.exit_code == 1
    assert "Not read: bad" in broken.output
    document = json.loads(run(str(portfolio), "--portfolio", "--json").stdout)
    assert [row["practice"] for row in document["practices"]] == ["oak"]


def test_the_command_called_the_wrong_way_ends_with_two(files: Path) -> None:
    """No document at all, a folder without --portfolio, --portfolio without a folder."""
    assert run().exit_code == 2
    assert run(str(files)).exit_code == 2
    assert run("--portfolio").exit_code == 2
    assert run(str(files / "profile.json"), "--portfolio").exit_code == 2


def test_problems_end_with_one(files: Path) -> None:
    """A profile of no year, in text and as JSON."""
    (files / "profile.json").write_text(json.dumps({"performanceYear": 1999}))
    result = run("--profile", str(files / "profile.json"), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"]
