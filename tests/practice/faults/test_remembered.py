"""What is worked out once is never older than the year, nor kept where it should not be."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from practice.faults.conftest import Office
from practice.faults.test_at_once import at_once
from practice.faults.worker import AT

from openmips.practice.access import Actor
from openmips.practice.actions.statements import state
from openmips.practice.chosen import MEASURES
from openmips.practice.claims_held import DONE, gap_key, gaps_of, progress_of
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.remembered import Remembered
from openmips.site.own_machine import owner

BOTH = 2


def test_what_two_ask_for_at_once_is_worked_out_once(office: Office) -> None:
    """The second waits for the first and gets the same answer."""
    made: list[int] = []

    def make(year: PracticeYear, as_of: Any) -> int:
        made.append(year.version)
        time.sleep(0.2)
        return len(made)

    with office.opened() as year:
        answers = Remembered(make)
        found = at_once([lambda: answers(year, None) for _ in range(BOTH)])
    assert found == [1, 1]
    assert made == [year.version]


def test_an_answer_made_while_the_year_changed_is_made_anew(office: Office) -> None:
    """What was read half before and half after a change is neither given out nor kept."""
    changes = iter([True])

    def make(year: PracticeYear, as_of: Any) -> int:
        if next(changes, False):
            PracticeYear.objects.filter(pk=year.pk).update(version=year.version + 1)
        return year.version

    with office.opened() as year:
        answers = Remembered(make)
        assert answers(year, None) == year.version + 1
        assert answers.at_hand(year, None) is None
        year.refresh_from_db()
        assert answers.at_hand(year, None) == year.version


def test_only_so_many_answers_are_kept(office: Office) -> None:
    """The one that was asked for longest ago goes first."""
    with office.opened() as year:
        answers = Remembered(lambda year, as_of, whose: whose, most=2)
        for whose in ("a", "b", "a", "c"):
            assert answers(year, None, whose) == whose
        assert [answers.at_hand(year, None, whose) for whose in "abc"] == ["a", None, "c"]


def test_marking_a_gap_counts_no_claim_anew(office: Office) -> None:
    """What follows from the files alone stays at hand; another choice of measures is looked for."""
    day = date(2024, 12, 1)
    office.do("confirm", office.read())
    with office.opened() as year:
        first = gaps_of(year, day)
        assert first.answer is not None
        mark = {"status": DONE, "claimId": "C00000", "measureId": "047"}
        place = (Actor(owner(), AT), year.practice_id, 2024)
        marked = state(*place, Topic.TASK, {gap_key(first.answer["gaps"][0]): mark})
        assert gaps_of(marked, day) is first
        chosen = state(*place, Topic.CHOICE, {MEASURES: ["claims/236"]})
        assert gaps_of(chosen, day) is not first


def test_problems_of_the_moment_are_not_kept(office: Office) -> None:
    """Claims that could not be counted for want of their file are counted once it is back."""
    day = date(2024, 12, 1)
    digest = office.do("confirm", office.read())
    with office.opened() as year:
        (kept,) = office.data.rglob(f"files/*/{digest}")
        away = kept.rename(kept.with_name("away"))
        assert [one.code for one in progress_of(year, day).problems] == ["stored_file_missing"]
        away.rename(kept)
        assert progress_of(year, day).answer is not None
