"""The law of Part B claims measures: which provisions exist, and what type each has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from openmips.why import Provision


class CountingUnit(Enum):
    """What a claims measure counts once."""

    PATIENT_PROCESS = "patient_process"
    PATIENT_INTERMEDIATE = "patient_intermediate"
    VISIT = "visit"
    PROCEDURE = "procedure"
    EPISODE = "episode"
    PATIENT_PERIODIC = "patient_periodic"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class ClaimsPolicy:
    """How Part B claims measures are counted.

    `counting_units`, `stratum_names` and `last_claim_date` are keyed by measure id;
    `best_answer` holds CMS's names of the answers, the one that stands first.
    """

    performance_modifiers: Provision[frozenset[str]]
    best_answer: Provision[tuple[str, ...]]
    best_answer_inverse: Provision[tuple[str, ...]]
    stratum_names: Mapping[str, Provision[tuple[str, ...]]]
    last_claim_date: Mapping[str, Provision[date | None]]
    counting_units: Mapping[str, Provision[CountingUnit]]
