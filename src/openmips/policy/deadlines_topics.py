"""The law of dates: which provisions exist, and what type each has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openmips.why import Provision


@dataclass(frozen=True, slots=True)
class DeadlinesPolicy:
    """When the things of a performance year happen, in New York, and what moves with them.

    Keyed by the thing. A date is text as precise as its source: "2024-12-31 20:00",
    "2024-12-31", "2024-12" (some day of the month), "late 2025", or "unknown". `actual`
    holds what came otherwise than `planned`; `hours` belong to days of other topics, and to
    computed days.
    """

    planned: Mapping[str, Provision[str]]
    actual: Mapping[str, Provision[str]]
    hours: Mapping[str, Provision[str]]
    claims_processing_days: Provision[int]
    review_days_after_adjustments: Provision[int | None]
    retention_years: Provision[int]
    audit_response_days: Provision[int]
