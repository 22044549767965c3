"""`openmips policy` answers in text and in JSON, and its exit status tells how it went."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from openmips.cli import policy as command
from openmips.policy.load import FOLDER, policy_for


def run(*arguments: str) -> Result:
    """Run the command group."""
    names = ["-h", "--help"]
    return CliRunner().invoke(command.policy, list(arguments), help_option_names=names)


def document(*arguments: str) -> Any:
    """What the command prints with --json."""
    return json.loads(run(*arguments, "--json").stdout)


def test_show_lists_a_year() -> None:
    """Without a topic every provision has one line, and what is recalled says so."""
    result = run("show", "2024")
    assert result.exit_code == 0
    assert "quality.case_minimum: 20 cases\n" in result.stdout
    assert "programme.money_places: 2 decimal places (recalled)\n" in result.stdout


def test_show_explains_a_provision() -> None:
    """One provision is shown with its words, its source and the day checked."""
    assert run("show", "2024", "quality.case_minimum").stdout == (
        "quality.case_minimum: 20 cases\n"
        "    A measure is scored against its benchmark only with at least this many\n    cases.\n"
        "    42 CFR 414.1380, (b)(1)(iii). Attested by: regulation. Checked November 21,\n"
        "    2026.\n\n"
    )


@pytest.mark.parametrize(
    ("what", "first", "number"),
    [("final", "final.maximum", 7), ("activities.points", "activities.points.medium", 2)],
)
def test_show_takes_a_topic_or_a_group(what: str, first: str, number: int) -> None:
    """A topic and a group stand for all provisions below them."""
    names = [entry["provision"] for entry in document("show", "2024", what)["provisions"]]
    assert (names[0], len(names)) == (first, number)


def test_show_as_json_has_the_digest() -> None:
    """The JSON carries the year and the digest that scores carry."""
    found = document("show", "2022")
    assert found["performanceYear"] == 2022
    assert found["policyDigest"] == policy_for(2022).digest


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "2027"), "no policy for 2027; there is for 2022, 2023, 2024, 2025, 2026"),
        (("show", "2024", "qualty"), "2024 has no topic or provision 'qualty'. Topics: programme"),
        (("show", "2022", "quality"), "2022 has no topic or provision 'quality'"),
        (("diff", "2024", "2027"), "no policy for 2027"),
        (("show", "soon"), "not a valid integer"),
    ],
)
def test_misuse_exits_with_2(arguments: tuple[str, ...], message: str) -> None:
    """Who asks for what is not there is told what is, and the exit status is 2."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_diff_shows_both_sides() -> None:
    """Each change names the provision and its value in both years."""
    result = run("diff", "2023", "2024")
    assert result.exit_code == 0
    assert (
        "quality.data_completeness\n    2023: 70 percent\n    2024: 75 percent\n" in result.stdout
    )
    assert (
        "cost.case_minimums.COST_SPH_1\n    2023: 20 cases\n    2024: does not exist\n"
        in result.stdout
    )
    number = len(document("diff", "2023", "2024")["differences"])
    assert result.stdout.endswith(f"{number} provisions differ between 2023 and 2024.\n")


def test_diff_as_json_has_null_for_what_does_not_exist() -> None:
    """A provision that one year lacks is null on that side."""
    found = {entry["provision"]: entry for entry in document("diff", "2024", "2025")["differences"]}
    assert found["activities.points.unweighted"]["earlier"] is None
    assert found["activities.points.unweighted"]["later"]["value"] == "20"
    assert found["activities.points.high"]["later"] is None


def test_check_is_content_and_names_what_to_read_again() -> None:
    """The files are in order; what is known from memory only is listed by year."""
    result = run("check")
    assert result.exit_code == 0
    assert "2022 is in order." in result.stdout
    assert "  weights.rows.pi_standard: 42 CFR 414.1380, (c)(2)\n" in result.stdout
    one = document("check", "2024")
    assert (one["years"], one["problems"]) == ([2024], [])
    assert "weights.rows.pi_standard" in one["onlyRecalled"]["2024"]


def test_check_of_a_year_to_come_is_a_list_of_what_to_do() -> None:
    """A year that does not exist exits with 1 and names every provision it lacks."""
    result = run("check", "2027")
    assert result.exit_code == 1
    assert "quality.case_minimum (2026: 20 cases)\n" in result.stdout
    assert "There is no policy for 2027; there is for 2022" in result.stdout
    lacking = document("check", "2027")["missing"]
    assert result.stdout.endswith(f"It lacks {len(lacking)} provisions.\n")
    assert "quality.case_minimum" in lacking


def test_check_names_every_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken file exits with 1 and says where and what."""
    folder = tmp_path / "policy"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "final.yaml"
    file.write_text(file.read_text("utf-8").replace("unit: points", "unit: goals", 1), "utf-8")
    monkeypatch.setattr(command, "FOLDER", folder)
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.startswith("final.yaml, maximum: found 'goals'; expected one of")
    assert document("check")["onlyRecalled"] == {}
