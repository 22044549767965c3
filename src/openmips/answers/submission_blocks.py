"""What keeps a submission from being sent although each of its parts is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from openmips.amounts import fixed, plain
from openmips.catalog.entries import CLAIMS
from openmips.catalog.load import Catalog
from openmips.formats.year_end import ClaimsFor, YearEnd
from openmips.people import EntityType
from openmips.performance import Category, Performance, ReportingOption
from openmips.policy.topics import Policy, QualityPolicy
from openmips.problems import builder_kinds
from openmips.problems.finding import Findings
from openmips.scoring.final import final_score
from openmips.scoring.quality_rows import claims_left_out
from openmips.scoring.results import FinalScore
from openmips.selection.activities import minimum_days
from openmips.timeline.deadlines import Deadline, timeline

_PLACES = {
    Category.QUALITY: "$.quality",
    Category.ACTIVITIES: "$.activities",
    Category.INTEROPERABILITY: "$.promotingInteroperability",
}
_OPENS, _CLOSES = "submission_opens", "submission_closes"


def check_option(said: YearEnd, findings: Findings) -> None:
    """An MVP must have been registered for."""
    if said.option is ReportingOption.MVP and not said.mvp_registered:
        found = f"program is {said.program}, and mvpRegistered is not true"
        findings.add(builder_kinds.MVP_NOT_REGISTERED, "$.mvpRegistered", found)


def check_activities(said: YearEnd, policy: Policy, findings: Findings) -> None:
    """Each activity must have been performed within the year for as long as it takes."""
    year = said.performance_year
    for one in said.activities:
        least, _ = minimum_days(one.activity_id, policy)
        start, end = max(one.start, date(year, 1, 1)), min(one.end, date(year, 12, 31))
        days = max(0, (end - start).days + 1)
        if days < least:
            found = f"{one.activity_id} was performed on {days} days of {year}"
            place, expected = one.place, f"at least {least} days in a row"
            findings.add(builder_kinds.ACTIVITY_NOT_IN_TIME, place, found, expected)


def check_claims(
    said: YearEnd, performance: Performance, policy: Policy, findings: Findings
) -> None:
    """Whose score the claims measures make is meant, and not an accident."""
    by_claims = any(one.collection_type == CLAIMS for one in performance.quality)
    if not by_claims or performance.entity.entity_type is EntityType.INDIVIDUAL:
        return
    place = "$.claimsFor"
    if said.claims_for is None:
        found = "claimsFor is missing, and there are claims measures"
        findings.add(builder_kinds.CLAIMS_FOR_WHOM, place, found)
    elif said.claims_for is ClaimsFor.INDIVIDUALS:
        level = performance.entity.entity_type.value
        found = f"claimsFor is individuals, and entityType {level}"
        findings.add(builder_kinds.GROUP_BY_ACCIDENT, place, found)
    elif claims_left_out(performance, policy.topic(QualityPolicy)):
        found = "there are claims measures of a group, and no group data in another category"
        findings.add(builder_kinds.GROUP_CLAIMS_ALONE, "$.activities", found)


def check_weights(
    said: YearEnd, now: FinalScore, catalog: Catalog, policy: Policy, findings: Findings
) -> None:
    """No category may begin to count by accident because its data are sent."""
    for category, without, after in brought_back(now, catalog, policy):
        if category in said.bring_back:
            continue
        reason = (without.categories[category].reason or "").replace("_", " ")
        found = (
            f"without its data {category.value} counts nothing ({reason}) and the final score is"
            f" {_span(without)}; with them it weighs {after} and the final score is {_span(now)}"
        )
        findings.add(builder_kinds.WEIGHT_BROUGHT_BACK, _PLACES[category], found)
    for category, place in _PLACES.items():
        if _sent(now.performance, category) and not now.categories[category].weight:
            reason = (now.categories[category].reason or "").replace("_", " ")
            found = f"{category.value} counts nothing ({reason}), and its data are sent"
            findings.add(builder_kinds.SENT_FOR_NOTHING, place, found)


def brought_back(
    now: FinalScore, catalog: Catalog, policy: Policy
) -> Iterator[tuple[Category, FinalScore, str]]:
    """The categories that weigh something only because data are sent.

    Each with the score without its data, and its weight with them.
    """
    for category in _PLACES:
        weight = now.categories[category].weight
        if not weight or not _sent(now.performance, category):
            continue
        without = final_score(_without(now.performance, category), catalog, policy)
        if not without.categories[category].weight:
            yield category, without, f"{plain(weight)} %"


def check_window(policy: Policy, as_of: date, findings: Findings) -> None:
    """Whether data can be sent on the day."""
    opens, closes = window(policy)
    if closes is not None and closes.when is not None and as_of > closes.when.last:
        found = f"the window closed on {closes.when.in_words()}"
        findings.add(builder_kinds.WINDOW_CLOSED, "$.performanceYear", found)
    elif opens is not None and opens.when is not None and as_of < opens.when.first:
        found = f"the window opens in {opens.when.in_words()}"
        if opens.when.exact:
            found = f"the window opens on {opens.when.in_words()}"
        findings.add(builder_kinds.WINDOW_NOT_OPEN, "$.performanceYear", found)


def window(policy: Policy) -> tuple[Deadline | None, Deadline | None]:
    """When the window opens and closes."""
    found = {one.milestone_id: one for one in timeline(policy)}
    return found.get(_OPENS), found.get(_CLOSES)


def _sent(performance: Performance, category: Category) -> bool:
    match category:
        case Category.QUALITY:
            return any(one.collection_type != CLAIMS for one in performance.quality)
        case Category.ACTIVITIES:
            return bool(performance.activities)
    return bool(performance.interoperability)


def _without(performance: Performance, category: Category) -> Performance:
    """The performance without the data of a category; its given result goes too."""
    given = performance.given
    match category:
        case Category.QUALITY:
            left = tuple(one for one in performance.quality if one.collection_type == CLAIMS)
            return replace(performance, quality=left, given=replace(given, quality_percent=None))
        case Category.ACTIVITIES:
            return replace(performance, activities=(), given=replace(given, activity_points=None))
    return replace(
        performance, interoperability=(), given=replace(given, interoperability_percent=None)
    )


def _span(score: FinalScore) -> str:
    low, high = fixed(score.score.low), fixed(score.score.high)
    return low if low == high else f"{low} to {high}"
