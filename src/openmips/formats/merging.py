"""What several submissions of one entity are together, by the rules of CMS's own service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from openmips.formats.qpp_json import Submission
from openmips.formats.qpp_sets import MEASUREMENTS, MeasurementSet
from openmips.people import Entity, EntityType
from openmips.performance import ActivitySet, InteroperabilitySet
from openmips.problems import document_kinds, merge_kinds
from openmips.problems.finding import Findings, Read, listed

_NAMED_BY_TIN = frozenset({EntityType.INDIVIDUAL, EntityType.GROUP})


class SameSet(Enum):
    """What becomes of two sets with the same category, submission method and program.

    The later takes the earlier's place, as when CMS is sent a set anew; or its measurements
    are added and replaced one by one, as when CMS is sent a part of a set; or none of it.
    """

    REPLACE = "replace"
    COMBINE = "combine"
    REFUSE = "refuse"


def merged(submissions: Sequence[Submission], same_set: SameSet) -> Read[Submission]:
    """One submission that holds the sets of all, beside what was replaced on the way.

    Later submissions count before earlier ones. Raises ProblemsFound where they are not of
    one entity and year, or hold the same set and that is refused. There must be one at least.
    """
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    first = submissions[0]
    for other in submissions[1:]:
        _check_same(first, other, findings)
    findings.stop()
    sets: dict[object, tuple[MeasurementSet, str | None]] = {}
    kept: dict[str, object] = {}
    for one in submissions:
        for name, value in one.kept.items():
            if kept.get(name, value) != value:
                place = f"$.{name}"
                found = f"{name} of {one.file or 'a later file'} differs"
                findings.add(merge_kinds.KEPT_FIELD_REPLACED, place, found)
            kept[name] = value
        for number, given in enumerate(one.measurement_sets):
            key = (given.key, *map(str, given.submitter))
            held = given
            if key in sets:
                place = f"$.measurementSets[{number}]"
                held = _both(*sets[key], given, one.file, place, same_set, findings)
            sets[key] = (held, one.file)
    findings.stop()
    all_sets = tuple(measurement_set for measurement_set, _ in sets.values())
    entity = _most_said([one.entity for one in submissions])
    return findings.settle(
        Submission(first.performance_year, entity, all_sets, None, MappingProxyType(kept))
    )


def _check_same(first: Submission, other: Submission, findings: Findings) -> None:
    """Year, type and the ids that name the entity must agree."""
    different = [
        name
        for name, mine, its in (
            ("performanceYear", first.performance_year, other.performance_year),
            ("entityType", first.entity.entity_type, other.entity.entity_type),
            *_ids(first.entity, other.entity),
        )
        if mine != its
    ]
    if different:
        who = f"{other.file or 'a later file'} differs from {first.file or 'the first'}"
        found = f"{who} in {listed(different).replace(' or ', ' and ')}"
        findings.add(merge_kinds.NOT_ONE_SUBMISSION, f"$.{different[0]}", found)


def _ids(first: Entity, other: Entity) -> list[tuple[str, object, object]]:
    if first.entity_type in _NAMED_BY_TIN:
        return [
            ("taxpayerIdentificationNumber", first.tin, other.tin),
            ("nationalProviderIdentifier", first.npi, other.npi),
        ]
    return [("entityId", first.entity_id, other.entity_id)]


def _most_said(entities: Sequence[Entity]) -> Entity:
    """The entity with a TIN, where any file names it beside the entity's own id."""
    return next((one for one in entities if one.tin is not None), entities[0])


def _both(
    earlier: MeasurementSet,
    earlier_file: str | None,
    later: MeasurementSet,
    later_file: str | None,
    place: str,
    same_set: SameSet,
    findings: Findings,
) -> MeasurementSet:
    if later == earlier:
        return later
    category, method, program = later.key
    what = f"the set {category.value} by {method} under {program}"
    files = f"{earlier_file or 'an earlier file'} and {later_file or 'a later file'}"
    if same_set is SameSet.REFUSE:
        findings.add(merge_kinds.SAME_SET, place, f"{what} stands in {files}", "in one")
        return later
    before, after = list(_values(earlier)), set(_values(later))
    if same_set is SameSet.COMBINE:
        twice = [name for name in before if name in after]
        found = f"{what} was made from {files}"
        if twice:
            found += f"; the later one's {', '.join(twice)} counts"
        findings.add(merge_kinds.SETS_COMBINED, place, found)
        return _combined(earlier, later)
    found = f"{what} of {later_file or 'a later file'} replaces that of "
    found += earlier_file or "an earlier file"
    lost = [name for name in before if name not in after]
    if lost:
        found += f", and with it {', '.join(lost)}"
    findings.add(merge_kinds.SET_REPLACED, place, found)
    return later


def _values(one: MeasurementSet) -> Mapping[str, Any]:
    """What a set holds, by measure id."""
    match one.content:
        case ActivitySet(done=held) | InteroperabilitySet(measures=held):
            return held
        case results:
            return {result.measure_id: result for result in results}


def _combined(earlier: MeasurementSet, later: MeasurementSet) -> MeasurementSet:
    """The later set with the measurements that only the earlier one has before its own."""
    values = {**_values(earlier), **_values(later)}
    content = later.content
    match content:
        case ActivitySet():
            content = replace(content, done=MappingProxyType(values))
        case InteroperabilitySet():
            content = replace(content, measures=MappingProxyType(values))
        case _:
            content = tuple(values.values())
    only_earlier = frozenset(_values(earlier)) - frozenset(_values(later))
    return replace(
        later,
        content=content,
        end_to_end=(earlier.end_to_end & only_earlier) | later.end_to_end,
        kept=_combined_kept(earlier.kept, later.kept, only_earlier),
    )


def _combined_kept(
    earlier: Mapping[str, Any], later: Mapping[str, Any], only_earlier: frozenset[str]
) -> Mapping[str, object]:
    kept: dict[str, object] = {**earlier, **later}
    kept.pop(MEASUREMENTS, None)
    measured = {
        name: fields
        for name, fields in earlier.get(MEASUREMENTS, {}).items()
        if name in only_earlier
    } | dict(later.get(MEASUREMENTS, {}))
    if measured:
        kept[MEASUREMENTS] = measured
    return MappingProxyType(kept)
