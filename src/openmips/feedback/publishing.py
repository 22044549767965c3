"""What of a result CMS publishes, what it may publish, and what it holds back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from openmips.catalog.load import Catalog
from openmips.people import EntityType
from openmips.performance import Category
from openmips.policy.feedback_topics import PublishingPolicy
from openmips.policy.topics import Policy
from openmips.scoring.results import Basis, FinalScore, MeasureScore
from openmips.why import Provision, Why


class Shown(Enum):
    """Whether something will be public. MAY: CMS's own test of reliability decides."""

    PUBLISHED = "published"
    MAY = "may_be_published"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a result; `name` is "final_score", a category or a measure's id.

    `display` is how it would be shown: "stars", "check_mark" or "number".
    """

    name: str
    category: Category | None
    collection_type: str | None
    shown: Shown
    display: str
    why: Why


_RATED = (Category.QUALITY, Category.COST)


def publication(final: FinalScore, catalog: Catalog | None, policy: Policy) -> tuple[Item, ...]:
    """Each part of a result with what becomes of it (rule PUB-WHAT).

    Sources: 42 CFR 414.1395 and what CMS says of Care Compare.
    """
    rules = policy.topic(PublishingPolicy)
    level = final.performance.entity.entity_type.value
    if level not in rules.levels.value:
        why = Why("Nothing is published of a {}.", (level,), (rules.levels,))
        return (Item("final_score", None, None, Shown.WITHHELD, "number", why),)
    return (
        *_scores(final, rules),
        *(_measure(row, catalog, policy, rules) for row in final.measures if _listed(row)),
    )


def profile_page(final: FinalScore, policy: Policy) -> Why | None:
    """Why a group has no profile page of its own; None where it has one, or may have."""
    fewest = policy.topic(PublishingPolicy).clinicians_minimum
    performance = final.performance
    count = performance.practice.clinician_count
    if performance.entity.entity_type is not EntityType.GROUP or count is None:
        return None
    if count >= fewest.value:
        return None
    says = "A group of {} has no profile page: it takes {} clinicians."
    return Why(says, (count, fewest.value), (fewest,))


def _scores(final: FinalScore, rules: PublishingPolicy) -> Iterator[Item]:
    under = rules.scores_published
    shown = Shown.PUBLISHED if under.value else Shown.WITHHELD
    says = "Final scores are {}."
    word = "published" if under.value else "not published"
    why = Why(says, (word,), (under,))
    yield Item("final_score", None, None, shown, "number", why)
    for category, weighted in final.categories.items():
        display = "check_mark" if category.value in rules.checked_off.value else "number"
        if weighted.weight:
            why = Why("Category scores are {}.", (word,), (under, rules.checked_off))
            yield Item(category.value, category, None, shown, display, why)
        else:
            why = Why("The category counts nothing, so it has no score.", (), (under,))
            yield Item(category.value, category, None, Shown.WITHHELD, display, why)


def _listed(row: MeasureScore) -> bool:
    return row.measure_id is not None and row.basis not in (Basis.NOT_SUBMITTED, Basis.EXCLUDED)


def _measure(
    row: MeasureScore, catalog: Catalog | None, policy: Policy, rules: PublishingPolicy
) -> Item:
    shown, why = _of_measure(row, catalog, policy, rules)
    display = "stars" if row.category.value in rules.starred.value else "number"
    return Item(row.measure_id or "", row.category, row.collection_type, shown, display, why)


def _of_measure(
    row: MeasureScore, catalog: Catalog | None, policy: Policy, rules: PublishingPolicy
) -> tuple[Shown, Why]:
    rated = row.category in _RATED
    withheld = rules.withheld_years if rated else rules.withheld_years_others
    if catalog is not None and _years_in_use(row, catalog, policy) < withheld.value:
        says = "It is in its first {} years of use."
        return Shown.WITHHELD, Why(says, (withheld.value,), (withheld,))
    if rated:
        held = _too_thin(row, rules.case_minimum)
        if held is not None:
            return Shown.WITHHELD, held
    says = "CMS decides by its own test of reliability, and by what readers understand."
    return Shown.MAY, Why(says, (), (withheld,))


def _years_in_use(row: MeasureScore, catalog: Catalog, policy: Policy) -> int:
    """In how many years before this one the measure was in use."""
    first = catalog.entry(row.measure_id or "").first_performance_year
    return policy.performance_year - first


def _too_thin(row: MeasureScore, fewest: Provision[int]) -> Why | None:
    """Why a measure's result rests on too little."""
    if row.basis in (Basis.SUPPRESSED, Basis.NOT_SCORED):
        return Why("It is not scored.", (), (fewest,))
    measured = row.measured
    cases = None if measured is None else measured.cases
    if cases is None or cases >= fewest.value:
        return None
    return Why("It has {} cases, fewer than {}.", (cases, fewest.value), (fewest,))
