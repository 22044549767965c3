"""Which quality measures a practice has chosen, and what each earns as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openmips.catalog import catalog_for
from openmips.practice import memory
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.standing import Standing

MEASURES = "measures"
"""The key of the choice; its value is a list of names such as `claims/047`."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A measure that was chosen or has results, with its row in the score if it has one."""

    collection_type: str
    measure_id: str
    title: str
    row: Mapping[str, Any] | None
    chosen: bool

    @property
    def name(self) -> str:
        """What the choice calls it."""
        return f"{self.collection_type}/{self.measure_id}"


def chosen_names(year: PracticeYear) -> list[str]:
    """The names of the measures chosen, in the order they were chosen."""
    held = memory.values(year, Topic.CHOICE).get(MEASURES)
    return list(held) if isinstance(held, list) else []


def slots(year: PracticeYear, now: Standing) -> list[Slot]:
    """The measures chosen, then those with results that were not chosen."""
    rows = rows_of(now)
    chosen = chosen_names(year)
    quality = catalog_for(year.performance_year).quality
    names = [*chosen, *(name for name in rows if name not in chosen)]
    found = []
    for name in names:
        collection_type, _, measure_id = name.partition("/")
        if measure_id in quality:
            found.append(
                Slot(
                    collection_type,
                    measure_id,
                    quality[measure_id].title,
                    rows.get(name),
                    name in chosen,
                )
            )
    return found


def rows_of(now: Standing) -> dict[str, Mapping[str, Any]]:
    """The quality measures of the score that somebody submits, by name."""
    measures = [] if now.score is None else now.score["measures"]
    return {
        f"{one['collectionType']}/{one['measureId']}": one
        for one in measures
        if one["category"] == "quality" and one["measureId"] and one.get("collectionType")
    }
