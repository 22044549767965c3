"""What to keep as evidence of anything that is reported: one list for each thing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from openmips.catalog.entries import Activity, InteroperabilityMeasure
from openmips.catalog.load import Catalog
from openmips.performance import Category
from openmips.policy.read import read_yaml
from openmips.policy.values import typed
from openmips.selection.evidence import evidence_for

FILE = Path(__file__).parent / "proofs.yaml"
"""The data."""

PRACTICE = "practice"
"""Stands beside the categories for what concerns the practice as a whole."""

_Lists = Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def lists() -> _Lists:
    """The lists by category and kind. Raises PolicyError for a file of another form."""
    content = read_yaml(FILE.read_text("utf-8"), FILE.name)
    found: _Lists = typed(content, Mapping[str, Mapping[str, tuple[str, ...]]])
    return found


def proofs_of(
    category: str, entry_id: str | None, collection_type: str | None, catalog: Catalog
) -> tuple[str, ...]:
    """What proves an activity, a measure, or a category as a whole; the special lines first.

    An id that the year does not know has the lines of its category.
    """
    if category == Category.ACTIVITIES.value:
        known: Activity | str | None = catalog.activities.get(entry_id or "", entry_id)
        return evidence_for(known or "").evidence
    own = lists()[category]
    kind = collection_type or ""
    if category == Category.INTEROPERABILITY.value and entry_id is not None:
        kind = _kind(catalog.interoperability.get(entry_id))
    return (*own.get(kind, ()), *own["every"])


def numbered(category: str, entry_id: str | None, catalog: Catalog) -> tuple[str, ...]:
    """Every line that may prove it, whatever the collection type; a line's place is its number."""
    if category == Category.ACTIVITIES.value:
        return proofs_of(category, entry_id, None, catalog)
    return tuple(line for lines_of_kind in lists()[category].values() for line in lines_of_kind)


def _kind(measure: InteroperabilityMeasure | None) -> str:
    """Whether a measure is a ratio, an answer, or the exclusion of another."""
    if measure is None:
        return ""
    if measure.proportion:
        return "ratio"
    return "exclusion" if "_EX_" in measure.measure_id else "answer"
