"""What can be asked of the dates, in the shapes that are promised."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from answers.practices import at_rate, measurement_set, submission
from answers.shape_check import faults

from openmips.answers.deadlines import DeadlinesAnswer, deadlines
from openmips.answers.deadlines_left import LeftAnswer, deadlines_left
from openmips.answers.possibilities import fitting
from openmips.answers.score import score
from openmips.catalog import YEARS, catalog_for
from openmips.problems.finding import ProblemsFound

DAY = date(2024, 9, 21)
SMALL = {"performanceYear": 2024, "practice": {"clinicianCount": 4}, "partBPaid": "400000"}


@pytest.fixture
def oak(root: Path) -> tuple[Path, Path]:
    """The sample practice: its submission and its profile."""
    folder = root / "examples" / "oak-street"
    return folder / "submission.json", folder / "profile.json"


def row(answer: LeftAnswer, deadline: str) -> Any:
    """The row of one date."""
    (found,) = [one for one in answer["left"] if one["id"] == deadline]
    return found


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("day", ["2022-06-01", "2024-11-21", "2026-11-21", "2033-01-01"])
def test_dates_have_the_promised_shape(year: int, day: str) -> None:
    """Every year answers for every day, in the declared shape."""
    answer = deadlines(year, as_of=date.fromisoformat(day))
    assert faults(answer, DeadlinesAnswer) == []
    order = ["ahead", "today", "unknown", "past"]
    places = [order.index(one["status"]) for one in answer["deadlines"]]
    assert [max(place, 1) for place in places] == sorted(max(place, 1) for place in places)


def test_what_came_otherwise_shows_what_was_planned() -> None:
    """The extended submission of 2024 names both days, and its hour in New York and UTC."""
    found = {one["id"]: one for one in deadlines(2024, as_of=DAY)["deadlines"]}
    closes = found["submission_closes"]
    assert closes["when"] == {
        "first": "2025-04-14",
        "last": "2025-04-14",
        "precision": "instant",
        "inWords": "April 14, 2025, 8 p.m. Eastern time",
        "time": "20:00",
        "utc": "2025-04-15T00:00:00Z",
    }
    assert closes["planned"] is not None
    assert closes["planned"]["first"] == "2025-03-31"
    assert "planned" not in found["submission_opens"]
    assert found["validation_notices_end"]["when"] is None
    assert "no source" in found["validation_notices_end"]["reason"]


def test_today_is_the_day_unless_one_is_given() -> None:
    """The clock is read where no day is given."""
    assert deadlines(2026)["asOf"] == date.today().isoformat()
    assert deadlines_left(performance_year=2026)["asOf"] == date.today().isoformat()


def test_a_year_without_dates_is_a_problem() -> None:
    """2022, 2027, no year at all, and a year that is not the profile's are refused."""
    for year in (2022, 2027, None):
        with pytest.raises(ProblemsFound) as caught:
            deadlines(year)
        assert caught.value.problems[0].code == "unknown_year"
    with pytest.raises(ProblemsFound, match="profile is of 2024"):
        deadlines(2025, profile=SMALL)
    with pytest.raises(ProblemsFound):
        deadlines_left(performance_year=2022)
    with pytest.raises(ProblemsFound):
        deadlines_left(profile={"performanceYear": 2022, "given": {"ia": {"points": "40"}}})


def test_the_year_of_the_profile_may_be_repeated() -> None:
    """The year may be given beside a profile of the same year."""
    assert deadlines(2024, profile=SMALL, as_of=DAY)["performanceYear"] == 2024


def test_a_profile_that_says_nothing_of_size_is_warned_of() -> None:
    """The warnings of the profile come along."""
    answer = deadlines(profile={"performanceYear": 2024}, as_of=DAY)
    assert [one["code"] for one in answer["warnings"]] == ["practice_size_unknown"]


def test_what_is_left_has_the_promised_shape(oak: tuple[Path, Path]) -> None:
    """With a submission, a profile, both or none the shape is the declared one."""
    document, profile = oak
    for answer in (
        deadlines_left(document, profile=profile, as_of=DAY),
        deadlines_left(document, as_of=DAY),
        deadlines_left(profile=profile, as_of=DAY),
        deadlines_left(performance_year=2024, as_of=DAY),
    ):
        assert faults(answer, LeftAnswer) == []
        assert [one["when"]["first"] for one in answer["left"]] == sorted(
            one["when"]["first"] for one in answer["left"]
        )


def test_gains_are_what_scoring_again_makes(oak: tuple[Path, Path]) -> None:
    """Submitting is worth the whole score, an exception the way to the threshold."""
    document, profile = oak
    answer = deadlines_left(document, profile=profile, as_of=DAY)
    now = score(document, profile=profile, as_of=DAY)
    assert answer["finalScore"] == now["finalScore"]
    submit = row(answer, "submission_closes")["possible"][0]
    assert submit["pointsGained"] == now["finalScore"]["low"]
    exception = row(answer, "exception_applications_close")["pointsAtMost"]
    assert float(exception) + float(now["finalScore"]["low"]) == pytest.approx(75)


def test_what_can_no_longer_be_started_says_so(oak: tuple[Path, Path]) -> None:
    """After the last start an activity can be attested only if it was under way."""
    document, profile = oak
    early = deadlines_left(document, profile=profile, as_of=DAY)
    late = deadlines_left(document, profile=profile, as_of=date(2024, 10, 4))
    assert row(early, "last_activity_start")["possible"][0]["kind"] == "activities"
    assert "activities" not in [o["kind"] for o in row(early, "submission_closes")["possible"]]
    (attest,) = [
        one for one in row(late, "submission_closes")["possible"] if one["kind"] == "activities"
    ]
    assert attest["says"].endswith("Only if it was under way by October 3, 2024.")
    assert "last_activity_start" in late["closed"]


def test_each_change_belongs_to_the_date_that_ends_it(oak: tuple[Path, Path]) -> None:
    """Codes on claims and care end with the year; the rest with the submission."""
    document, profile = oak
    answer = deadlines_left(document, profile=profile, as_of=DAY)
    claims = row(answer, "claims_reporting_ends")["possible"]
    care = row(answer, "performance_year_ends")["possible"]
    assert {one["collectionType"] for one in claims} == {"claims"}
    assert "claims" not in {one["collectionType"] for one in care}
    assert {one["kind"] for one in care} <= {"next_decile", "best_rate", "case_minimum"}


def test_an_mvp_is_tried_with_the_measures_that_were_submitted() -> None:
    """The best MVP is named with what it offers; without a measure none is tried."""
    measures = [at_rate("236", 9000), at_rate("001", 1000), at_rate("019", 9000)]
    document = submission(measurement_set("quality", "registry", measures))
    answer = deadlines_left(document, profile=SMALL, as_of=DAY)
    (tried,) = row(answer, "mvp_registration_closes")["possible"]
    assert tried["pointsGained"] is not None
    assert "of the 3 measures given" in tried["says"]
    alone = submission(measurement_set("quality", "registry", [at_rate("019", 9000)]))
    rheumatologist = {**SMALL, "practice": {"clinicianCount": 4, "specialtySet": "rheumatology"}}
    answer = deadlines_left(alone, profile=rheumatologist, as_of=DAY)
    (none,) = row(answer, "mvp_registration_closes")["possible"]
    assert none["reason"] == "No MVP of the specialty offers any of the measures given."
    given = {**SMALL, "given": {"quality": {"percent": "80"}}}
    (untried,) = row(deadlines_left(profile=given, as_of=DAY), "mvp_registration_closes")[
        "possible"
    ]
    assert untried["pointsGained"] is None
    assert "none are given" in untried["reason"]


def test_an_mvp_that_gains_nothing_is_not_recommended() -> None:
    """Whoever reports the best MVP already is told that no other one gains."""
    measures = [at_rate("236", 9000), at_rate("001", 1000)]
    first = deadlines_left(
        submission(measurement_set("quality", "registry", measures)), profile=SMALL, as_of=DAY
    )
    says = row(first, "mvp_registration_closes")["possible"][0]["says"]
    best = says.removeprefix("Register for the MVP ").partition(" ")[0]
    document = submission(measurement_set("quality", "registry", measures, best))
    answer = deadlines_left(document, profile=SMALL, as_of=DAY)
    (tried,) = row(answer, "mvp_registration_closes")["possible"]
    assert tried["pointsGained"] == "0.00"
    assert "none gains points" in tried["says"]


def test_what_can_still_be_started_has_its_own_date(oak: tuple[Path, Path]) -> None:
    """Before the last start of the period, interoperability data belong to that date."""
    document, profile = oak
    answer = deadlines_left(document, profile=profile, as_of=date(2024, 3, 1))
    start = row(answer, "last_interoperability_start")["possible"]
    assert [one["kind"] for one in start] == ["promoting_interoperability"]
    kinds = {one["kind"] for one in row(answer, "submission_closes")["possible"]}
    assert not kinds & {"promoting_interoperability", "activities"}


def test_mvps_of_the_own_specialty_come_first() -> None:
    """Only MVPs of the specialty are tried where there are any."""
    mvps = catalog_for(2024).mvps
    own = fitting(mvps, "familyMedicine")
    assert own
    assert all("Family Medicine" in mvps[one].specialties for one in own)
    assert fitting(mvps, "podiatry") == tuple(mvps)
    assert fitting(mvps, None) == tuple(mvps)


def test_without_what_medicare_pays_there_are_no_dollars() -> None:
    """Points are there, dollars are null, and the reason stands beside them."""
    profile = {"performanceYear": 2024, "practice": {"clinicianCount": 4}}
    quality = measurement_set("quality", "registry", [at_rate("236", 7000)])
    answer = deadlines_left(submission(quality), profile=profile, as_of=DAY)
    submit = row(answer, "submission_closes")
    assert submit["dollarsAtMost"] is None
    assert "partBPaid" in submit["reason"]
    assert all("reason" in one for one in submit["possible"])
    assert row(answer, "opt_in_election_closes")["pointsAtMost"] is None


def test_when_all_is_over_nothing_is_left() -> None:
    """After the targeted review no date of the year can change its score."""
    answer = deadlines_left(performance_year=2024, as_of=date(2025, 11, 15))
    assert answer["left"] == []
    assert "submission_closes" in answer["closed"]


def test_warnings_of_the_documents_come_along() -> None:
    """Without a profile the practice counts as not small, and that is said."""
    quality = measurement_set("quality", "registry", [at_rate("236", 7000)])
    answer = deadlines_left(submission(quality), as_of=DAY)
    assert "practice_size_unknown" in [one["code"] for one in answer["warnings"]]
