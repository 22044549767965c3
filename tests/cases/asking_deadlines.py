"""What cases about dates ask, and the short form in which they expect the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from openmips.answers.deadlines import dates, deadlines
from openmips.answers.deadlines_left import deadlines_left
from openmips.policy.load import policy_for
from openmips.policy.when import NEW_YORK
from openmips.timeline.audits import answer_due
from openmips.timeline.deadlines import Deadline


def _timeline(year: int, given: Mapping[str, Any]) -> Any:
    """Every date of the year, planned and as it came, with what attests it."""
    every = dates(year, None, True).mine
    whens = {one.milestone_id: one.when for one in every}
    return {
        "dates": {name: str(when) if when else "unknown" for name, when in whens.items()},
        "planned": {
            one.milestone_id: str(one.planned.when) for one in every if one.actual is not None
        },
        "utc": {
            name: f"{when.over:%Y-%m-%d %H:%M}" for name, when in whens.items() if when is not None
        },
        "attested": {one.milestone_id: one.date.attestation.value for one in every},
        "says": {one.milestone_id: one.date.why.says for one in every},
        "open": _open(every, given.get("at")),
    }


def _open(every: tuple[Deadline, ...], at: str | None) -> dict[str, bool]:
    """Which dates are not over yet at an instant of New York."""
    if at is None:
        return {}
    instant = datetime.fromisoformat(at).replace(tzinfo=NEW_YORK)
    return {one.milestone_id: not one.over(instant) for one in every}


def _mine(year: int, given: Mapping[str, Any]) -> Any:
    """Which dates concern the practice of a profile, and what comes next."""
    profile = {"performanceYear": year, **given["profile"]}
    answer = deadlines(profile=profile, as_of=date.fromisoformat(given["asOf"]))
    return {
        "next": answer["next"],
        "mine": {one["id"]: True for one in answer["deadlines"]}
        | dict.fromkeys(answer["notForYou"], False),
        "status": {one["id"]: one["status"] for one in answer["deadlines"]},
        "daysLeft": {one["id"]: one["daysLeft"] for one in answer["deadlines"]},
    }


def _left(year: int, given: Mapping[str, Any]) -> Any:
    """What can still change the score, with the points of each date."""
    profile = {"performanceYear": year, **given["profile"]} if "profile" in given else None
    day = date.fromisoformat(given["asOf"])
    answer = deadlines_left(profile=profile, performance_year=year, as_of=day)
    return {
        "basis": answer["basis"],
        "closed": answer["closed"],
        "order": [row["id"] for row in answer["left"]],
        "points": {row["id"]: row["pointsAtMost"] for row in answer["left"]},
        "dollars": {row["id"]: row["dollarsAtMost"] for row in answer["left"]},
    }


def _audited(year: int, given: Mapping[str, Any]) -> Any:
    """Until when the notice of an audit is answered, and how many days are left."""
    found = answer_due(date.fromisoformat(given["notice"]), policy_for(year))
    on = date.fromisoformat(given["asOf"])
    return {
        "due": found.day.isoformat(),
        "daysLeft": found.days_left(on),
        "attested": found.attestation.value,
    }


ASKS = {"audit": _audited, "timeline": _timeline, "my deadlines": _mine, "deadlines left": _left}
