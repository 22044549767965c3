"""What is said after the data were handed in: CMS's result, and what becomes of a review.

That the year is sealed is no bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from openmips.feedback.request import Event, StepRefused, remembered, stepped
from openmips.policy.load import policy_for
from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.statements import Origin, add
from openmips.practice.deeds import deed, touch
from openmips.practice.handed_in import GROUP
from openmips.practice.models import PracticeYear, Role, Topic
from openmips.practice.refusals import refusal
from openmips.practice.reviews import request_of, review_key, written
from openmips.practice.sayings import CmsResult
from openmips.problems.feedback_kinds import REVIEW_STEP_REFUSED


def say_cms_result(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    document: Mapping[str, Any] | None,
    *,
    whose: str = GROUP,
    expected_version: int | None = None,
) -> PracticeYear:
    """Say what CMS's feedback shows of one who reports; None takes it back.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound for a document that
    cannot be compared with the year.
    """
    access.year(actor, practice_id, performance_year, Role.EDITOR)
    said = CmsResult(document, whose).said(performance_year)
    with deed(actor, "CMS's result said") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        touch(year, expected_version, though_sealed=True)
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"keys": add(actor, year, said, Origin())}
    return year


def note_review_step(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    event: Event,
    on: date,
    *,
    grounds: Sequence[str] = (),
    whose: str = GROUP,
    expected_version: int | None = None,
) -> PracticeYear:
    """Note what happened on a day to a request for a review; the first step keeps its grounds.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound where it cannot follow.
    """
    with deed(actor, "review step noted") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        before = request_of(year, whose)
        if not before.steps:
            before = replace(before, grounds=tuple(grounds))
        try:
            request = stepped(before, event, on, policy_for(performance_year))
        except StepRefused as error:
            raise refusal(REVIEW_STEP_REFUSED, error.found, error.expected) from error
        touch(year, expected_version, though_sealed=True)
        add(actor, year, {Topic.CHOICE: {review_key(whose): written(request)}}, Origin())
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"event": event.value}
    return year


def take_back_review_step(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    *,
    whose: str = GROUP,
    expected_version: int | None = None,
) -> PracticeYear:
    """Take the last step back that was noted; it stays in the history.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound where none was noted.
    """
    with deed(actor, "review step taken back") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        request = request_of(year, whose)
        if not request.steps:
            raise refusal(REVIEW_STEP_REFUSED, "no step is noted", "a step to take back")
        touch(year, expected_version, though_sealed=True)
        left = remembered(performance_year, request.grounds, request.steps[:-1])
        add(actor, year, {Topic.CHOICE: {review_key(whose): written(left)}}, Origin())
        done.practice_id, done.about = year.practice_id, str(performance_year)
    return year
