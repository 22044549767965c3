"""The law of what comes after the score: which provisions exist, and what type each has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openmips.why import Provision


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """The targeted review. `grounds` holds the proofs that each ground asks for."""

    grounds: Mapping[str, Provision[tuple[str, ...]]]
    requesters: Provision[frozenset[str]]
    document_days: Provision[int]
    decision_final: Provision[bool]
    hours: Provision[int]


@dataclass(frozen=True, slots=True)
class PublishingPolicy:
    """What of a result is published, and what is withheld."""

    scores_published: Provision[bool]
    withheld_years: Provision[int]
    withheld_years_others: Provision[int]
    levels: Provision[frozenset[str]]
    case_minimum: Provision[int]
    starred: Provision[frozenset[str]]
    checked_off: Provision[frozenset[str]]
    preview_days: Provision[int]
    voluntary_may_decline: Provision[bool]
    clinicians_minimum: Provision[int]
