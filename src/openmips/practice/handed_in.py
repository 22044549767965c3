"""What of a year's records would be handed in under its choices, and what stays out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from openmips.catalog import Catalog, catalog_for
from openmips.catalog.entries import Activity, InteroperabilityMeasure, QualityMeasure
from openmips.formats.programs import TRADITIONAL
from openmips.people import EntityType
from openmips.performance import Category

GROUP, INDIVIDUAL = EntityType.GROUP.value, EntityType.INDIVIDUAL.value

PROGRAM, LEVEL, INTEROPERABILITY = "program", "entityType", "promotingInteroperability"
"""The keys of the choices that decide what is handed in."""

LEAVE_OUT = "leave_out"
"""The choice not to submit promoting interoperability."""

_OTHER_LEVEL = {
    GROUP: "It is a clinician's own, and you report as a group.",
    INDIVIDUAL: "It is the group's, and you report as individuals.",
}
_NOT_HELD = "{} does not hold it."
_DECIDED = "You decided not to submit promoting interoperability."


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A result or attestation that is on record and would not be handed in."""

    key: str
    why: str

    @property
    def name(self) -> str:
        """CMS's name of the measure or activity."""
        return self.key.split("/")[2]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Results and attestations by key, as far as the choices let them through."""

    program: str
    level: str
    results: Mapping[str, Any]
    attestations: Mapping[str, Any]
    left_out: tuple[LeftOut, ...]


def handed_in(
    performance_year: int,
    choices: Mapping[str, Any],
    results: Mapping[str, Any],
    attestations: Mapping[str, Any],
) -> HandedIn:
    """Of what is on record, what the program, the level and the decisions let through."""
    program = str(choices.get(PROGRAM, TRADITIONAL))
    level = level_of(choices, (*results, *attestations))
    catalog = catalog_for(performance_year)
    out = [
        LeftOut(key, why)
        for key in sorted((*results, *attestations))
        if (why := _reason(key, program, level, choices, catalog)) is not None
    ]
    gone = {one.key for one in out}
    return HandedIn(
        program,
        level,
        {key: one for key, one in results.items() if key not in gone},
        {key: one for key, one in attestations.items() if key not in gone},
        tuple(out),
    )


def level_of(choices: Mapping[str, Any], keys: Iterable[str]) -> str:
    """The level chosen; else that of what is on record, the group first."""
    if LEVEL in choices:
        return str(choices[LEVEL])
    kinds = {key.partition("/")[0].partition(":")[0] for key in keys}
    return INDIVIDUAL if kinds == {INDIVIDUAL} else GROUP


def _reason(
    key: str, program: str, level: str, choices: Mapping[str, Any], catalog: Catalog
) -> str | None:
    """Why something on record is not handed in; None where it is."""
    entity, category, name = key.split("/")
    if entity.partition(":")[0] != level:
        return _OTHER_LEVEL.get(level, _OTHER_LEVEL[GROUP])
    if category == Category.INTEROPERABILITY.value and choices.get(INTEROPERABILITY) == LEAVE_OUT:
        return _DECIDED
    programs = programs_of(category, name, catalog)
    if programs is not None and program not in programs:
        return _NOT_HELD.format(program)
    return None


def programs_of(category: str, name: str, catalog: Catalog) -> frozenset[str] | None:
    """The programs that hold a measure or activity; None of one that the year does not know."""
    entry: InteroperabilityMeasure | Activity | QualityMeasure | None
    match category:
        case Category.INTEROPERABILITY.value:
            entry = catalog.interoperability.get(name)
        case Category.ACTIVITIES.value:
            entry = catalog.activities.get(name)
        case _:
            entry = catalog.quality.get(name)
    return None if entry is None else frozenset(entry.programs)
