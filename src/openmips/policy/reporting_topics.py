"""The law of reporting options and levels: which provisions exist, and what type each has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from openmips.why import Provision


class MvpGroups(Enum):
    """Which practices may report an MVP as a group."""

    ANY = "any_group"
    SINGLE_SPECIALTY_OR_SMALL = "single_specialty_or_small"


@dataclass(frozen=True, slots=True)
class ReportingPolicy:
    """Which reporting option is open at which level, under which conditions and until when.

    `options` and `fewest_clinicians` are keyed by level, in CMS's names of entity types.
    """

    options: Mapping[str, Provision[frozenset[str]]]
    options_registered: Provision[frozenset[str]]
    options_for_apm_participants: Provision[frozenset[str]]
    levels_registered: Provision[frozenset[str]]
    levels_elected: Provision[frozenset[str]]
    levels_for_apm_participants: Provision[frozenset[str]]
    levels_barred_by_election: Provision[frozenset[str]]
    fewest_clinicians: Mapping[str, Provision[int]]
    virtual_group_most_clinicians: Provision[int]
    mvp_groups: Provision[MvpGroups]
    claims_levels: Provision[frozenset[str]]
    claims_small_practices_only: Provision[bool]
    survey_levels: Provision[frozenset[str]]
    survey_fewest_clinicians: Provision[int]
    mvp_registration_opens: Provision[date]
    mvp_registration_closes: Provision[date]
    survey_registration_closes: Provision[date]
    virtual_group_election_closes: Provision[date]
