"""Who of a practice's patients can still be answered."""

from __future__ import annotations

from datetime import date

from claims.progress.counting import NPI, TIN
from claims.progress.test_counted import Table, patients, visit

from openmips.answers.claims_year import YearAsked, progress_of

SUMMER = date(2024, 7, 18)


def still_to_see(rows: list[dict[str, object]], *measures: str, as_of: date = SUMMER) -> list[str]:
    """The patients still to see, in their order."""
    wanted = YearAsked(2024, measures, as_of=as_of)
    found = progress_of(Table(rows), wanted, patients=True)["patients"]
    assert found is not None
    return [one["patient"] for one in found]


def test_the_unanswered_are_listed_longest_ago_first() -> None:
    """Patient 1 was seen last in May, patient 2 in March; patient 3 has an answer."""
    rows = [
        *visit(1, date(2024, 2, 1)),
        *visit(1, date(2024, 5, 2)),
        *visit(2, date(2024, 3, 4)),
        *visit(3, date(2024, 1, 9), "G8752", "G8754"),
    ]
    assert still_to_see(rows, "236") == ["P2", "P1"]
    (_, second) = (
        progress_of(Table(rows), YearAsked(2024, ["236"], as_of=SUMMER), patients=True)["patients"]
        or ()
    )
    assert second == {
        "measureId": "236",
        "tin": TIN,
        "npi": NPI,
        "patient": "P1",
        "firstEligible": "2024-02-01",
        "lastSeen": "2024-05-02",
        "claimIds": ["1-2024-02-01", "1-2024-05-02"],
    }


def test_visits_are_over_once_they_are_billed() -> None:
    """A visit measure has nobody to wait for, and half an answer is none."""
    rows = [*visit(1, date(2024, 2, 1)), *visit(2, date(2024, 3, 4), "G8752")]
    assert still_to_see(rows, "317") == []
    assert still_to_see(rows, "236") == ["P1", "P2"]


def test_tobacco_users_without_counselling_are_waited_for_once() -> None:
    """226: unscreened patients wait for the screening, users for the counselling."""
    rows = [*visit(1, date(2024, 2, 1)), *visit(2, date(2024, 3, 4), "G9902")]
    assert still_to_see(rows, "226") == ["P1", "P2"]


def test_nobody_can_be_seen_in_a_year_that_is_over() -> None:
    """Then the list is empty, whoever is unanswered."""
    rows = patients(3, date(2024, 2, 1))
    assert still_to_see(rows, "236", as_of=date(2025, 1, 2)) == []
