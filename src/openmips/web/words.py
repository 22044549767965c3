"""What codes of the rules are called on pages."""

from __future__ import annotations

import re
from datetime import date

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

ATTESTED = {
    "regulation": "regulation",
    "cms_document": "CMS document",
    "cms_data": "CMS data",
    "published_result": "published result",
    "secondary": "secondary source",
    "derived": "derived",
    "recalled": "from memory",
}
_SPOKEN = {
    "electronicHealthRecord": "EHR",
    "qp_status": "QP status",
    "mips_apm": "whether in a MIPS APM",
    "medicare_enrolled": "the day enrolled in Medicare",
    "clinician_type": "type of clinician",
} | {
    f"{prefix}_{name}_{segment}": f"{whose} {name} in segment {segment}"
    for prefix, whose in (("individual", "own"), ("group", "the group's"))
    for name in ("charges", "patients", "services")
    for segment in (1, 2)
}
_CODE = re.compile(rf"\b(?:{'|'.join(_SPOKEN)})\b")
_CATEGORY = re.compile(r"^(?:ia|pi)(?=: | has )")
_CATEGORIES = {"ia": "Improvement activities", "pi": "Promoting interoperability"}
_MONTH_FIRST = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December)"
    r" (\d{1,2}), (\d{4})\b"
)
_IN_FIGURES = re.compile(r"\b(\d{4}-\d{2}-\d{2})(?: (\d{2}):00 ET)?\b")
_NOON = 12
_OF_THE_PAGE = frozenset({"", "$", "$.performanceYear"})
_INDEX = re.compile(r"\[(\d+)\]")
_IN_THE_PROFILE = "put them into the profile under cost or given"
_IN_THE_FACTS = "type their percent among the facts of the practice"
_SMALL_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|_")


def spelt(code: str) -> str:
    """A code in words: `familyMedicine` and `family_medicine` as "Family medicine"."""
    words = _SMALL_WORDS.sub(" ", code).split()
    kept = [word if word.isupper() else word.lower() for word in words]
    text = " ".join(kept)
    return text[:1].upper() + text[1:]


def spoken(text: str) -> str:
    """A sentence of the rules as pages say it: names of columns in words, days as 30 November 2026.

    The rules write days as November 30, 2026, or as 2026-11-30 20:00 ET.
    """
    said = _CATEGORY.sub(lambda code: _CATEGORIES[code.group()], text)
    said = _CODE.sub(lambda code: _SPOKEN[code.group()], said)
    said = said.replace(_IN_THE_PROFILE, _IN_THE_FACTS)
    return day_first(_IN_FIGURES.sub(_in_words, said))


def day_first(text: str) -> str:
    """A text with its written-out days as 30 November 2026, and all else as somebody wrote it."""
    return _MONTH_FIRST.sub(r"\2 \1 \3", text)


def placed(location: str) -> str:
    """A place in a document as people say it: `$.sets[0].category` as "sets 1, category".

    The document itself and its year are the page's own, and need no saying.
    """
    if location in _OF_THE_PAGE:
        return ""
    if not location.startswith("$"):
        return location
    within = location.removeprefix("$").lstrip(".")
    named = f"entry{within}" if within.startswith("[") else within
    said = _INDEX.sub(lambda at: f" {int(at[1]) + 1}", named)
    return ", ".join(_SMALL_WORDS.sub(" ", one).strip().lower() for one in said.split("."))


def _in_words(found: re.Match[str]) -> str:
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        return found[0]
    said = f"{day.day} {day:%B} {day.year}"
    if found[2] is None:
        return said
    hour = int(found[2])
    half = "p.m." if hour >= _NOON else "a.m."
    return f"{said}, {hour % _NOON or _NOON} {half} Eastern time"
