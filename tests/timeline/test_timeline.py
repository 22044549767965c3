"""Every date of every year is held by a case, and has a reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest
from cases.asking import answer
from cases.comparing import differences
from cases.reading import Instance, instances

from openmips.answers import deadlines as answers
from openmips.catalog import YEARS
from openmips.content.load import milestones
from openmips.policy.deadlines_topics import DeadlinesPolicy
from openmips.policy.load import policy_for
from openmips.policy.topics import Policy, TopicNotCovered
from openmips.policy.when import UNKNOWN, Precision
from openmips.timeline import concern
from openmips.timeline.deadlines import _COMPUTED, _CONCERNS, timeline
from openmips.why import Provision

ANOTHER = {"time of day": "21:07", "days": 59, "years": 7, "date": "2020-02-02"}


def cases(year: int) -> list[Instance]:
    """The cases that ask for the timeline of the year."""
    return [case for case in instances() if case.ask == "timeline" and case.year == year]


def changed(policy: Policy) -> Iterator[tuple[str, Policy]]:
    """The policy with each of its dates, hours and numbers of days changed."""
    rules = policy.topic(DeadlinesPolicy)
    for name in ("planned", "actual", "hours"):
        group: dict[str, Provision[Any]] = dict(getattr(rules, name))
        for key, held in group.items():
            other = MappingProxyType({**group, key: replace(held, value=ANOTHER[held.unit])})
            yield held.name, replace(policy, deadlines=replace(rules, **{name: other}))
    for name in ("claims_processing_days", "review_days_after_adjustments", "retention_years"):
        one: Provision[Any] = getattr(rules, name)
        parts: dict[str, Any] = {name: replace(one, value=ANOTHER[one.unit])}
        yield one.name, replace(policy, deadlines=replace(rules, **parts))


@pytest.mark.parametrize("year", YEARS)
def test_a_case_notices_every_change_of_a_date(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever date, hour or number of days is changed, a case comes out otherwise."""
    unnoticed = []
    for name, policy in changed(policy_for(year)):
        monkeypatch.setattr(answers, "policy_for", lambda _, policy=policy: policy)
        if not any(differences(case.expect, answer(case)) for case in cases(year)):
            unnoticed.append(name)
    allowed = {"deadlines.review_days_after_adjustments"} if year == YEARS[0] else set()
    assert set(unnoticed) <= allowed


def test_a_year_without_days_after_adjustments_has_the_written_review() -> None:
    """In 2023 the review closed on its written day, whatever followed the adjustments."""
    by_id = {one.milestone_id: one for one in timeline(policy_for(2023))}
    assert str(by_id["targeted_review_closes"].when) == "2024-10-11"
    assert by_id["targeted_review_closes"].actual is None


@pytest.mark.parametrize("year", YEARS)
def test_every_date_has_a_reason(year: int) -> None:
    """Each date says why; a date that is not known says so, and nothing is known for certain."""
    for one in timeline(policy_for(year)):
        assert one.date.why.says.endswith(".")
        assert one.when is not None or "not known" in one.date.why.says or one.date.why.under
        if UNKNOWN in [provision.value for provision in one.date.why.under]:
            assert one.when is None


@pytest.mark.parametrize("year", YEARS)
def test_dates_come_in_time(year: int) -> None:
    """What is known is in order, and what is not known stands last."""
    found = [one.when for one in timeline(policy_for(year))]
    known = [when for when in found if when is not None]
    assert found[: len(known)] == known
    days = [when.last if when.precision is Precision.HALF_YEAR else when.first for when in known]
    assert days == sorted(days)


def test_every_milestone_has_a_date_somewhere() -> None:
    """No milestone is without a date in every year, and no date without a milestone."""
    dated = {one.milestone_id for year in YEARS for one in timeline(policy_for(year))}
    assert dated == set(milestones())
    written = {name for year in YEARS for name in policy_for(year).topic(DeadlinesPolicy).planned}
    assert written | set(_COMPUTED) == set(milestones())


def test_every_milestone_asks_a_question_that_exists() -> None:
    """What decides whom a date concerns is known by name, and every question is asked."""
    assert {one.concerns for one in milestones().values()} == set(_CONCERNS)
    assert all(_CONCERNS[name] is getattr(concern, name) for name in _CONCERNS)


def test_a_year_without_dates_is_refused() -> None:
    """2022 has final-score arithmetic only."""
    with pytest.raises(TopicNotCovered):
        timeline(policy_for(2022))


def test_registration_moves_off_weekends() -> None:
    """No announced last day of registration is a Saturday or Sunday."""
    for year in YEARS:
        for one in timeline(policy_for(year)):
            if "registration_closes" in one.milestone_id and one.when is not None:
                assert one.when.first.weekday() < date(2024, 1, 6).weekday(), one.milestone_id
