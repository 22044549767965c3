"""Which categories count nothing, and how much the others weigh then."""

from __future__ import annotations

from collections.abc import Mapping

from openmips.catalog.entries import CLAIMS
from openmips.people import EntityType
from openmips.performance import Category, Performance, ReportingOption, ReweightingReason
from openmips.policy.topics import Policy, VoidingSubmission, WeightRow
from openmips.scoring.results import CategoryScore
from openmips.values import value
from openmips.why import Provision, Why

TRADITIONAL = "traditional"
APP = "app"
ANY, SMALL, STANDARD = "any", "small", "standard"


@value
class Reweighted:
    """A category without weight: the reason in the contract's words, and why."""

    reason: str
    why: Why


def reweighted_categories(
    performance: Performance, scores: Mapping[Category, CategoryScore], policy: Policy
) -> dict[Category, Reweighted]:
    """The categories whose weight moves to the others, each with its reason.

    A submission brings a category back (any data, or only qualifying data, by year), except
    cost. Promoting interoperability needs no application where a special status reweights it.
    Sources: rules PI-RW-1 and FS-REWEIGHT.
    """
    moved = {}
    for category, score in scores.items():
        found = (
            _stated(category, score, performance, policy)
            or _automatic(category, score, performance, policy)
            or _not_scorable(score)
        )
        if found:
            moved[category] = found
    return moved


def _brought_back(category: Category, score: CategoryScore, policy: Policy) -> bool:
    """Whether submitted data restore the category's weight."""
    if category.value in policy.weights.never_restored.value:
        return False
    if policy.weights.voiding_submission.value is VoidingSubmission.ANY_DATA:
        return score.submitted
    return score.qualifying


def _claims_alone(performance: Performance, policy: Policy) -> bool:
    """Whether quality data are claims measures alone, which bring nothing back."""
    return not policy.weights.claims_alone_restore_quality.value and not (
        performance.activities
        or performance.interoperability
        or any(result.collection_type != CLAIMS for result in performance.quality)
    )


def _stated(
    category: Category, score: CategoryScore, performance: Performance, policy: Policy
) -> Reweighted | None:
    """Reweighting that was stated; a result that is merely given does not bring it back."""
    reasons = performance.reweighted.get(category)
    if not reasons:
        return None
    names = sorted(reason.value for reason in reasons)
    weights = policy.weights
    voidable = not (category is Category.QUALITY and _claims_alone(performance, policy)) and all(
        reason.value in weights.reasons_voided.value for reason in reasons
    )
    if voidable and _brought_back(category, score, policy):
        return None
    facts = (category.value, ", ".join(names).replace("_", " "))
    under = (weights.voiding_submission, weights.never_restored, weights.reasons_voided)
    return Reweighted(names[0], Why("{} is reweighted: {}.", facts, under))


def _automatic(
    category: Category, score: CategoryScore, performance: Performance, policy: Policy
) -> Reweighted | None:
    """Reweighting that needs no application: a special status, or the level of reporting."""
    weights = policy.weights
    entity = performance.entity.entity_type
    zeroed = weights.zero_for_apm_entities
    if entity is EntityType.APM_ENTITY and category.value in zeroed.value:
        says = "{} does not count for APM entities."
        return Reweighted("apm_entity", Why(says, (category.value,), (zeroed,)))
    in_app = weights.zero_in_app
    if performance.option is ReportingOption.APP and category.value in in_app.value:
        return Reweighted("app", Why("{} does not count in the APP.", (category.value,), (in_app,)))
    if category is not Category.INTEROPERABILITY:
        return None
    automatic = weights.interoperability_statuses
    held = {status.value for status in performance.practice.special_statuses}
    statuses = sorted(held & automatic.value)
    if not statuses or performance.given.interoperability_percent is not None:
        return None
    if _brought_back(category, score, policy):
        return None
    reason = (
        ReweightingReason.SMALL_PRACTICE.value
        if ReweightingReason.SMALL_PRACTICE.value in statuses
        else ReweightingReason.SPECIAL_STATUS.value
    )
    facts = (category.value, ", ".join(statuses).replace("_", " "))
    says = "{} has no weight without qualifying data: {}."
    return Reweighted(reason, Why(says, facts, (automatic, weights.voiding_submission)))


def _not_scorable(score: CategoryScore) -> Reweighted | None:
    """A category in which nothing can be scored has no weight."""
    if score.percent is not None:
        return None
    return Reweighted(score.reason or "not_scored", score.why)


def weight_row(
    performance: Performance, zeroed: frozenset[Category], policy: Policy
) -> Provision[WeightRow] | None:
    """The one row of weights that applies; None with too few categories left (FS-2).

    Source: 42 CFR 414.1380(c)(2), rule FS-WEIGHTS.
    """
    option = APP if performance.option is ReportingOption.APP else TRADITIONAL
    practice = SMALL if performance.practice.small else STANDARD
    names = frozenset(category.value for category in zeroed)
    for provision in policy.weights.rows.values():
        row = provision.value
        if row.option == option and row.practice in (ANY, practice) and row.zeroed == names:
            return provision
    return None
