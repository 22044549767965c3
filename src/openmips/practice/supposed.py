"""What a year's score would be if something else were said: asked, answered, and not stored."""

from __future__ import annotations

from datetime import date

from openmips.practice.documents import Supposed, documents
from openmips.practice.handed_in import GROUP
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.standing import Standing, scored


def supposed(
    year: PracticeYear, supposing: Supposed, as_of: date, whose: str | None = None
) -> Standing:
    """The standing of one who reports with some values in place of those that hold."""
    return scored(documents(year, supposing, whose), as_of, whose or GROUP)


def attestation_key(category: str, name: str, entity: str = GROUP) -> str:
    """The key under which somebody attests something of a category: `ia` or `pi`."""
    return f"{entity}/{category}/{name}"


def result_key(collection_type: str, measure_id: str, entity: str = GROUP) -> str:
    """The key under which somebody's result of a measure stands."""
    return f"{entity}/{collection_type}/{measure_id}"


def attested(
    performance_year: int, names: list[str], category: str = "ia", entity: str = GROUP
) -> Supposed:
    """Suppose that somebody did things all year."""
    first, last = f"{performance_year}-01-01", f"{performance_year}-12-31"
    said = {"value": True, "start": first, "end": last}
    return {Topic.ATTESTATION: {attestation_key(category, name, entity): said for name in names}}
