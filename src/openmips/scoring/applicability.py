"""How many measures were applicable to a practice that reported fewer than required."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from openmips.catalog.entries import REGISTRY, MeasureGroup, QualityMeasure
from openmips.policy.topics import QualityPolicy
from openmips.scoring.choosing import Requirement
from openmips.scoring.results import Basis, MeasureScore
from openmips.why import Why

SPECIALTY_SET = "specialty_set"


def applicable_measures(
    rows: Iterable[MeasureScore],
    measures: Mapping[str, QualityMeasure],
    groups: Iterable[MeasureGroup],
    quality: QualityPolicy,
) -> Requirement:
    """The number of measures required of this submission (rule Q-EMA-1).

    Only a submission made of Part B claims measures and MIPS CQMs alone is looked at, and
    only when it has fewer measures than required, or no outcome or high priority measure.
    Every clinical cluster (of one collection type) with a submitted measure is tried, and
    every small specialty set that holds all submitted measures; each of its measures that was
    not submitted still counts as missing.
    The reading that asks for fewest measures is used. A MIPS CQM submitted without a single
    eligible case shows that it is not applicable: it completes a cluster and is not required.
    Any other measure without a reported case was not submitted.
    """
    required = quality.required_measures
    full = Requirement(required.value, required)
    submitted: set[tuple[str, str]] = set()
    inapplicable: set[tuple[str, str]] = set()
    for row in rows:
        pair = (row.measure_id or "", row.collection_type or "")
        if row.basis is not Basis.NOT_SUBMITTED:
            submitted.add(pair)
        elif row.collection_type == REGISTRY and row.measured and row.measured.no_cases:
            inapplicable.add(pair)
    pairs = submitted | inapplicable
    if not pairs or not all(_looked_at(pair, measures, quality) for pair in pairs):
        return full
    applicable = {measure_id for measure_id, _ in submitted}
    has_outcome = any(measures[one].outcome_or_high_priority for one in applicable)
    if len(applicable) >= required.value and has_outcome:
        return full
    best: Requirement | None = None
    for group in groups:
        asked = _asked(group, pairs, applicable, has_outcome, measures, quality)
        if asked and (best is None or _order(asked) < _order(best)):
            best = asked
    return best if best and _order(best) < _order(full) else full


def _order(requirement: Requirement) -> tuple[int, bool]:
    return requirement.measures, requirement.outcome_needed


def _looked_at(
    pair: tuple[str, str], measures: Mapping[str, QualityMeasure], quality: QualityPolicy
) -> bool:
    measure_id, collection_type = pair
    types = quality.applicability_collection_types.value
    return collection_type in types and not measures[measure_id].registry_measure


def _asked(
    group: MeasureGroup,
    pairs: set[tuple[str, str]],
    applicable: set[str],
    has_outcome: bool,
    measures: Mapping[str, QualityMeasure],
    quality: QualityPolicy,
) -> Requirement | None:
    """What one cluster or specialty set asks for; None if nothing of it was submitted."""
    submitted = {
        measure_id
        for measure_id in group.measure_ids
        if (measure_id, group.collection_type) in pairs
    }
    beyond = not applicable <= set(group.measure_ids)
    if not submitted & applicable or (group.kind == SPECIALTY_SET and beyond):
        return None
    missing = [measure_id for measure_id in group.measure_ids if measure_id not in submitted]
    required = quality.required_measures.value
    wanted = min(required, len(applicable) + len(missing))
    needed = has_outcome or any(
        measures[one].outcome_or_high_priority for one in missing if one in measures
    )
    why = Why(
        "{} ({}, {}) has {} measures; {} of them were not submitted, so {} are required.",
        (
            group.name,
            group.kind.replace("_", " "),
            group.collection_type,
            len(group.measure_ids),
            len(missing),
            wanted,
        ),
        (quality.applicability_collection_types, quality.required_measures),
    )
    note = (
        f"CMS decides whether more measures apply to a practice. By its own list {group.name}"
        f" ({group.collection_type}), {wanted} are taken to be required."
    )
    return Requirement(wanted, quality.required_measures, needed, why, note)
