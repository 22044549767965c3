"""What codes of the rules are called on pages."""

from __future__ import annotations

import re

STATUSES = {
    "required": "Must report",
    "may_report": "May report",
    "opt_in_eligible": "May opt in",
    "opted_in": "Opted in, so must report",
    "voluntary_only": "Need not report",
    "election_needed": "Out, unless MIPS is elected",
    "excluded": "Excluded",
    "unknown": "Not known yet",
}
SPECIAL_STATUSES = {
    "small_practice": "Small practice",
    "rural": "Rural",
    "hpsa": "Health professional shortage area",
    "non_patient_facing": "Non-patient facing",
    "hospital_based": "Hospital-based",
    "asc_based": "Ambulatory surgical center-based",
    "facility_based": "Facility-based",
}
LEVELS = {
    "individual": "As an individual",
    "group": "As a group",
    "virtualGroup": "As a virtual group",
    "apm": "As an APM entity",
    "subgroup": "As a subgroup",
}
OPTIONS = {"traditional_mips": "Traditional MIPS", "mvp": "An MVP", "app": "The APP"}
OPENNESS = {
    "open": "Open",
    "register": "Open once registered",
    "unknown": "Depends on facts not known yet",
    "closed": "Closed",
    "not_offered": "Not offered",
}

_SMALL_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


def spelt(code: str) -> str:
    """A code in words: `familyMedicine` and `family_medicine` as "Family medicine"."""
    words = _SMALL_WORDS.sub(" ", code).split()
    kept = [word if word.isupper() else word.lower() for word in words]
    text = " ".join(kept)
    return text[:1].upper() + text[1:]
