"""`openmips plan` says what to do first, and prints one document when asked to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from plan.documents import NUMBERS, feedback, profile, submission

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
    assert "Practice manager; start by 2024-10-03" in " ".join(result.output.split())
    assert "+$" in result.output
    assert "true, accurate and complete" in result.output
    assert "2023 re-scored: 50.30. CMS said 50.30." in result.output
    assert max(map(len, result.output.splitlines())) <= 80


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
    assert set(document["plans"]) == {"minimum_safe", "balanced", "highest"}


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
    assert "039:" in result.output


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
    assert "start by 2024-04" not in text
    assert "by 2024-04" not in text


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
