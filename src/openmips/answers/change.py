"""One thing a practice could do differently, and the performance it would make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from openmips.performance import Category, Performance


class ChangeKind(Enum):
    """What would be done."""

    ACTIVITIES = "activities"
    NEXT_DECILE = "next_decile"
    BEST_RATE = "best_rate"
    COMPLETENESS = "data_completeness"
    CASES = "case_minimum"
    NEW_MEASURE = "new_measure"
    INTEROPERABILITY = "promoting_interoperability"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what to do in a sentence, and the performance with it done.

    `only_if` is a condition that nobody knows here.
    """

    kind: ChangeKind
    category: Category
    says: str
    performance: Performance
    measure_id: str | None = None
    collection_type: str | None = None
    only_if: str | None = None
