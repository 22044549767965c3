"""What of a practice's result will be public, and whether CMS's preview of it is right."""

from __future__ import annotations

from datetime import date

from openmips.amounts import Span
from openmips.answers.feedback import line_answer, situation_of, unclear
from openmips.answers.feedback_reading import read_stated
from openmips.answers.feedback_shapes import (
    FeedbackLine,
    PreviewAnswer,
    PublishedItem,
    PublishingAnswer,
)
from openmips.answers.score import Facts, read, warned
from openmips.answers.why import why_document
from openmips.catalog import Catalog
from openmips.feedback.explaining import comparison
from openmips.feedback.ours import figures_of
from openmips.feedback.publishing import Item, profile_page, publication
from openmips.feedback.situation import scored
from openmips.feedback.stated import Figure, Kind
from openmips.formats.strict_json import Source
from openmips.performance import Category
from openmips.policy.feedback_topics import PublishingPolicy
from openmips.policy.topics import Policy
from openmips.problems.finding import Problem
from openmips.timeline.deadlines import timeline

_SHOWN_BY = {Category.ACTIVITIES: Kind.POINTS}


def publishing(
    *submissions: Source,
    profile: Source | None = None,
    preview: Source | None = None,
    as_of: date | None = None,
) -> PublishingAnswer:
    """What of the result of submissions and a profile CMS publishes, may publish or withholds.

    `preview` is what was copied from CMS's preview, in the form of its feedback; it is put
    beside our numbers. Raises ProblemsFound.
    """
    facts = read(submissions, profile)
    policy, situation = facts.policy, situation_of(facts)
    final = scored(situation)
    ours = figures_of(final, policy)
    page = profile_page(final, policy)
    lines, found = _preview_lines(facts, preview)
    return {
        "performanceYear": policy.performance_year,
        "asOf": (as_of or date.today()).isoformat(),
        "preview": _preview(policy),
        "mayDecline": policy.topic(PublishingPolicy).voluntary_may_decline.value,
        "notes": [] if page is None else [why_document(page)],
        "items": [
            _item(one, ours, facts.catalog) for one in publication(final, facts.catalog, policy)
        ],
        "lines": lines,
        "warnings": [warned(one) for one in (*facts.warnings, *found)],
    }


def _preview_lines(
    facts: Facts, preview: Source | None
) -> tuple[list[FeedbackLine], tuple[Problem, ...]]:
    """The preview beside our numbers. It shows rates more often than points."""
    if preview is None:
        return [], ()
    told = read_stated(preview, facts.policy.performance_year)
    found = comparison(situation_of(facts), told.value)
    return [line_answer(one) for one in found.lines], (*told.warnings, *unclear(found))


def _preview(policy: Policy) -> PreviewAnswer:
    """When the preview opens, and for how long."""
    opens = next(one for one in timeline(policy) if one.milestone_id == "public_preview")
    return {
        "opens": None if opens.when is None else str(opens.when),
        "days": policy.topic(PublishingPolicy).preview_days.value,
        "why": why_document(opens.date.why),
    }


def _item(one: Item, ours: dict[Figure, Span], catalog: Catalog | None) -> PublishedItem:
    value = ours.get(_figure(one))
    known = catalog is not None and one.category is not None and one.name != one.category.value
    return {
        "name": one.name,
        "title": catalog.entry(one.name).title if catalog is not None and known else None,
        "category": None if one.category is None else one.category.value,
        "collectionType": one.collection_type,
        "shown": one.shown.value,
        "display": one.display,
        "value": None if value is None else str(value),
        "why": why_document(one.why),
    }


def _figure(one: Item) -> Figure:
    """The figure that is shown of a part: a measure's rate, else its score."""
    if one.category is None:
        return Figure(Kind.FINAL_SCORE)
    if one.name == one.category.value:
        return Figure(_SHOWN_BY.get(one.category, Kind.PERCENT), one.category)
    kind = Kind.RATE if one.category is Category.QUALITY else Kind.MEASURE_POINTS
    return Figure(kind, one.category, one.name, one.collection_type)
