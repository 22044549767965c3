"""What `openmips digest` and its function answer: changes and dates that touch a practice."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from planning.documents import profile, submission

from openmips import digest
from openmips.cli.main import openmips
from openmips.problems import ProblemsFound

OAK = Path(__file__).resolve().parents[2] / "examples" / "oak-street"
FILES = [str(OAK / "submission.json"), "--profile", str(OAK / "profile.json")]


def of_oak(earlier: int = 2024, later: int = 2025) -> dict[str, Any]:
    """The digest of the sample practice."""
    return dict(digest(earlier, later, OAK / "submission.json", profile=OAK / "profile.json"))


def test_every_change_is_counted_and_the_greatest_stands_first() -> None:
    """The counts are of what is listed; what has no worth stands last."""
    answer = of_oak()
    for kind, number in answer["counts"].items():
        listed = answer["dates"] if kind == "date" else answer["changes"]
        assert number == sum(kind == one.get("kind", "date") for one in listed), kind
    points = [one["points"] for one in answer["changes"]]
    known = [abs(Decimal(each)) for each in points if each is not None]
    assert known == sorted(known, reverse=True)
    assert None not in points[: len(known)]


def test_the_difference_is_that_of_the_sides_and_of_the_topics() -> None:
    """Points, percent and dollars are the later side less the earlier one."""
    answer = of_oak()
    early, late = answer["earlier"], answer["later"]
    assert Decimal(answer["percent"]) == Decimal(late["percent"]) - Decimal(early["percent"])
    assert Decimal(answer["dollars"]) == Decimal(412000) * Decimal(answer["percent"]) / 100
    moved = sum(Decimal(one["points"]) for one in answer["moved"])
    assert abs(moved - Decimal(answer["points"])) <= Decimal("0.001")
    assert early["snapshot"]["inputDigest"] != late["snapshot"]["inputDigest"]


def test_a_date_is_named_only_if_it_is_on_another_day() -> None:
    """December 31 is December 31; submission closed on April 14, 2025."""
    dates = {one["id"]: one["says"] for one in of_oak()["dates"]}
    assert "performance_year_ends" not in dates
    assert dates["submission_closes"].startswith("April 14, 2025")
    assert dates["final_scores"].endswith("now not known.")


def test_a_practice_without_results_is_told_of_rules_and_dates_only() -> None:
    """The profile alone, of the later year, is enough to ask."""
    answer = digest(2025, 2026, profile=profile(performanceYear=2026, partBPaid=None))
    kinds = {one["kind"] for one in answer["changes"]}
    assert kinds <= {"rule"}
    assert answer["dates"]
    assert answer["dollars"] is None


def test_what_an_mvp_lost_and_gained_is_named() -> None:
    """The lists of M0005 differ from one year to the next."""
    answer = digest(2024, 2025, profile=profile(performanceYear=2024, program="M0005"))
    lists = [one for one in answer["changes"] if one["kind"] == "mvp"]
    assert lists
    assert all("gone: " in one["says"] or "new: " in one["says"] for one in lists)


@pytest.mark.parametrize(
    ("earlier", "later", "says"),
    [
        (2025, 2026, "It has no benchmark any more."),
        (2024, 2025, "It has a benchmark now."),
    ],
)
def test_a_benchmark_that_came_or_went_is_told_so(earlier: int, later: int, says: str) -> None:
    """Measure 261 has one for registries in 2025 only."""
    sent = submission(earlier)
    sent["measurementSets"][0]["submissionMethod"] = "registry"
    sent["measurementSets"][0]["measurements"][0]["measureId"] = "261"
    answer = digest(earlier, later, sent, profile=profile(performanceYear=earlier))
    (told,) = (one for one in answer["changes"] if one["id"] == "261")
    assert told["says"] == says


@pytest.mark.parametrize(
    ("earlier", "later", "sent", "facts", "expected"),
    [
        (2019, 2025, None, 2025, "2019"),
        (2025, 2024, None, 2025, "the earlier year first"),
        (2024, 2024, None, 2024, "the earlier year first"),
        (2023, 2024, 2024, 2024, "a submission is of 2024"),
        (2023, 2024, None, 2025, "2023 or 2024"),
    ],
)
def test_years_that_do_not_fit_are_refused(
    earlier: int, later: int, sent: int | None, facts: int, expected: str
) -> None:
    """A year without rules, years the wrong way round, documents of another year."""
    given = [] if sent is None else [submission(sent)]
    with pytest.raises(ProblemsFound, match=expected) as caught:
        digest(earlier, later, *given, profile=profile(performanceYear=facts))
    assert caught.value.problems[0].code == "unknown_year"


def test_the_command_says_counts_first_and_then_each_change() -> None:
    """The text and the document come from the same answer."""
    told = CliRunner().invoke(openmips, ["digest", "2024", "2025", *FILES])
    assert told.exit_code == 0
    assert "What touches you: 5 benchmarks, 1 activity, 3 rules, " in told.output
    assert told.output.index("What moved the score") < told.output.index("Each change by itself")
    assert "236 (electronicHealthRecord): Controlling High Blood Pressure." in told.output
    printed = CliRunner().invoke(openmips, ["digest", "2024", "2025", *FILES, "--json"])
    assert json.loads(printed.output) == of_oak()


def test_the_command_refuses_what_cannot_be_compared() -> None:
    """Years the wrong way round end with 1, a question without a practice with 2."""
    refused = CliRunner().invoke(openmips, ["digest", "2025", "2024", *FILES])
    assert refused.exit_code == 1
    assert "the earlier year first" in refused.output
    assert CliRunner().invoke(openmips, ["digest", "2024", "2025"]).exit_code == 2
