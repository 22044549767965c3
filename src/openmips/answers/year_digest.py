"""What changed between two years that touches one practice: in points, dollars and dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any, TypedDict

from openmips.amounts import fixed, plain
from openmips.answers import problems
from openmips.answers.adjust import dollars_of
from openmips.answers.deadlines import WhenAnswer, practice_facts, when_answer
from openmips.answers.digest_words import DigestChange, digest_change
from openmips.answers.last_year import Moved, changes_answer
from openmips.answers.problems import problem
from openmips.answers.score import facts_of, said, warned
from openmips.answers.shapes import Ends, Warned
from openmips.answers.snapshot import Snapshot, snapshot
from openmips.catalog import YEARS, catalog_for
from openmips.formats.profile import Profile
from openmips.formats.strict_json import Source
from openmips.performance import Performance
from openmips.planning.estimates import estimates_for
from openmips.planning.rule_changes import YearRules
from openmips.planning.year_changes import (
    Touching,
    year_changes,
)
from openmips.policy.load import policy_for
from openmips.policy.topics import Policy
from openmips.policy.when import When
from openmips.problems.finding import listed
from openmips.scoring.final import final_score
from openmips.scoring.levels import counting_score
from openmips.scoring.results import FinalScore
from openmips.timeline.deadlines import Deadline, timeline

ASSUMED = (
    "The practice does in the later year what it did in the earlier one, with the same results.",
    (
        "What a change is worth is the later year's score less what it would be had this one thing"
        " stayed as it was; such worths need not sum to the whole."
    ),
)
_PUBLISHED = (
    "Where CMS has not published what 100 points pay in a year, {} percent is assumed, the last"
    " maximum that is known."
)
_YEARS = listed(map(str, YEARS))


class DigestDate(TypedDict):
    """A date that concerns the practice and did not just move on by the years between."""

    id: str
    name: str
    earlier: WhenAnswer | None
    later: WhenAnswer | None
    says: str


class DigestSide(TypedDict):
    """One of the two years: what the practice's results score and pay in it."""

    performanceYear: int
    paymentYear: int
    finalScore: Ends
    percent: str
    dollars: str | None
    snapshot: Snapshot


class DigestAnswer(TypedDict):
    """What touches the practice; `changes` and `moved` with the most points first."""

    earlier: DigestSide
    later: DigestSide
    points: str
    percent: str
    dollars: str | None
    counts: dict[str, int]
    moved: list[Moved]
    changes: list[DigestChange]
    dates: list[DigestDate]
    assumptions: list[str]
    warnings: list[Warned]


def digest(
    earlier: int,
    later: int,
    *submissions: Source,
    profile: Source | None = None,
) -> DigestAnswer:
    """What changed from one year to a later one that touches the practice, and nothing else.

    The submissions are of the earlier year, the profile of one of the two. Only measures,
    benchmarks and activities that the practice has results of count, rules on which one of its
    two scores rests, and dates that concern it. Raises ProblemsFound.
    """
    performance, facts, warnings = _performance(earlier, later, submissions, profile)
    old, new = _rules(earlier), _rules(later)
    assumed = Decimal(estimates_for(later).maximum_positive.value)
    found = year_changes(performance, old, new, assumed)
    paid = performance.part_b_paid
    worded = partial(digest_change, old=old, new=new, paid=paid)
    changes = sorted(map(worded, found.changes), key=_turn)
    dates = list(_dates(old.policy, new.policy, facts))
    before, after = found.percents
    moved = changes_answer(found.rules)
    percent = after - before
    counts = Counter(one["kind"] for one in changes)
    return {
        "earlier": _side(old, found.rules.before, before, performance),
        "later": _side(new, found.rules.after, after, found.rules.carried),
        "points": moved["difference"],
        "percent": fixed(percent),
        "dollars": dollars_of(percent, paid, new.policy),
        "counts": {**{kind.value: counts[kind.value] for kind in Touching}, "date": len(dates)},
        "moved": moved["moved"],
        "changes": changes,
        "dates": dates,
        "assumptions": [*ASSUMED, _PUBLISHED.format(plain(assumed))],
        "warnings": warnings,
    }


def _performance(
    earlier: int, later: int, submissions: Iterable[Source], profile: Source | None
) -> tuple[Performance, Profile, list[Warned]]:
    """What the practice did in the earlier year, its facts, and warnings."""
    for year in (earlier, later):
        if year not in YEARS:
            found = f"the year is {year}"
            raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", found, _YEARS)
    if later <= earlier:
        found = f"the years are {earlier} and {later}"
        raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", found, "the earlier year first")
    read, facts, warnings = said(submissions, profile)
    for what, year, fitting in (
        *(("a submission is", one.performance_year, (earlier,)) for one in read),
        *([("the profile is", facts.performance_year, (earlier, later))] if facts else []),
    ):
        if year not in fitting:
            found, expected = f"{what} of {year}", " or ".join(map(str, fitting))
            raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", found, expected)
    own = None if facts is None else replace(facts, performance_year=earlier)
    pooled = facts_of(read, own, warnings)
    scores = [final_score(one, pooled.catalog, pooled.policy) for one in pooled.performances]
    place, _ = counting_score(scores, pooled.policy)
    told = [warned(one) for one in pooled.warnings]
    return pooled.performances[place], own or Profile(earlier), told


def _rules(year: int) -> YearRules:
    return YearRules(catalog_for(year), policy_for(year))


def _side(
    rules: YearRules, final: FinalScore, percent: Decimal, performance: Performance
) -> DigestSide:
    policy = rules.policy
    return {
        "performanceYear": policy.performance_year,
        "paymentYear": policy.programme.payment_year.value,
        "finalScore": {"low": fixed(final.score.low), "high": fixed(final.score.high)},
        "percent": fixed(percent),
        "dollars": dollars_of(percent, performance.part_b_paid, policy),
        "snapshot": snapshot((performance,), rules.catalog, policy),
    }


def _turn(change: DigestChange) -> tuple[bool, Decimal, str, str]:
    """What has a worth first, the greatest first; the others by kind and name."""
    points = Decimal(0) if change["points"] is None else abs(Decimal(change["points"]))
    return change["points"] is None, -points, change["kind"], change["id"]


def _dates(old: Policy, new: Policy, facts: Profile) -> Iterator[DigestDate]:
    """The dates that concern the practice and are not on the same day of the other year."""
    before = _mine(old, facts)
    after = _mine(new, replace(facts, performance_year=new.performance_year))
    years = new.performance_year - old.performance_year
    for one in [*after.values(), *(before[name] for name in before.keys() - after.keys())]:
        name = one.milestone_id
        was, now = (side[name].when if name in side else None for side in (before, after))
        if _on_day(was, years) == _on_day(now):
            continue
        first, second = ("not known" if each is None else each.in_words() for each in (was, now))
        yield {
            "id": name,
            "name": one.milestone.name,
            "earlier": None if was is None else when_answer(was),
            "later": None if now is None else when_answer(now),
            "says": f"{first}, now {second}.",
        }


def _mine(policy: Policy, facts: Profile) -> dict[str, Deadline]:
    """The dates of a year that concern the practice, in time."""
    known = practice_facts(facts)
    found = (one for one in timeline(policy) if one.concerns(known, policy))
    return {one.milestone_id: one for one in found}


def _on_day(when: When | None, years: int = 0) -> tuple[Any, ...] | None:
    """What tells two dates apart, so many years later."""
    if when is None:
        return None
    first = when.first
    return first.year + years, first.month, first.day, when.precision, when.hour
