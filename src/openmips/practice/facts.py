"""Facts of the profile, checked before they are stated: what could not be read is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from openmips.formats.profile import read_profile
from openmips.policy.load import policy_for
from openmips.practice.documents import FEEDBACK, held, profile
from openmips.practice.models import PracticeYear, Topic
from openmips.problems import document_kinds
from openmips.problems.finding import Findings, member, shown

_PATH = re.compile(r"[a-z][A-Za-z]{1,39}(\.[a-z][A-Za-z]{1,39}){0,2}", re.ASCII)


def check_facts(year: PracticeYear, facts: Mapping[str, Any]) -> None:
    """Refuse facts with which the year's profile could not be read. Raises ProblemsFound.

    A key is a path of the profile, such as `practice.clinicianCount`; None takes a fact back.
    """
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    supposing = {Topic.FACT: facts}
    known = held(year, Topic.FACT, supposing)
    for key in facts:
        place = f"{member('$', 'facts')}[{shown(key)}]"
        if key == FEEDBACK or not _PATH.fullmatch(key):
            expected = "a path of the profile, such as practice.clinicianCount"
            findings.add(document_kinds.UNKNOWN_KEY, place, f"the key is {shown(key)}", expected)
        elif any(_holds(one, key) or _holds(key, one) for one in known):
            found = f"{shown(key)} and a part of it cannot both be stated"
            findings.add(document_kinds.REPEATED_KEY, place, found)
    findings.stop()
    read_profile(profile(year, supposing), small_practice_clinicians=_small)


def _holds(whole: str, part: str) -> bool:
    return part.startswith(f"{whole}.")


def _small(performance_year: int) -> int:
    return policy_for(performance_year).programme.small_practice_clinicians.value
