"""How rosters name types of clinicians, and which type of the policy that is."""

from __future__ import annotations

import re

from openmips.problems import document_kinds, practice_kinds
from openmips.problems.finding import Findings, nearest, shown

_NOT_WORD = re.compile(r"[^a-z0-9]+")

_NAMES: dict[str, tuple[str, ...]] = {
    "physician": ("doctor", "dr"),
    "medical_doctor": ("md", "doctor_of_medicine"),
    "osteopathic_doctor": (
        "do",
        "osteopath",
        "osteopathic_practitioner",
        "osteopathic_physician",
        "doctor_of_osteopathy",
        "doctor_of_osteopathic_medicine",
    ),
    "dental_surgeon": ("dds", "dentist", "doctor_of_dental_surgery"),
    "dental_medicine_doctor": ("dmd", "doctor_of_dental_medicine"),
    "podiatrist": ("dpm", "doctor_of_podiatric_medicine"),
    "optometrist": ("od", "doctor_of_optometry"),
    "chiropractor": ("dc", "doctor_of_chiropractic"),
    "physician_assistant": ("pa", "pa_c", "physician_associate"),
    "nurse_practitioner": ("np", "aprn_np"),
    "clinical_nurse_specialist": ("cns",),
    # The statute counts anesthesiologist assistants among nurse anesthetists.
    "nurse_anesthetist": (
        "crna",
        "certified_registered_nurse_anesthetist",
        "anesthesiologist_assistant",
    ),
    "physical_therapist": ("pt",),
    "occupational_therapist": ("ot",),
    "speech_language_pathologist": ("slp", "qualified_speech_language_pathologist"),
    "audiologist": ("qualified_audiologist",),
    "clinical_psychologist": ("psychologist",),
    "dietitian": (
        "rd",
        "registered_dietitian",
        "registered_dietician",
        "nutrition_professional",
        "registered_dietitian_or_nutrition_professional",
        "dietician",
    ),
    "clinical_social_worker": ("csw", "lcsw", "licensed_clinical_social_worker"),
    "nurse_midwife": ("cnm", "certified_nurse_midwife"),
}
_UNLISTED = frozenset(
    {
        "other",
        "pharmacist",
        "registered_nurse",
        "rn",
        "licensed_practical_nurse",
        "marriage_and_family_therapist",
        "mental_health_counselor",
        "genetic_counselor",
        "massage_therapist",
        "acupuncturist",
        "medical_assistant",
        "social_worker",
        "nurse",
    }
)
_BY_NAME = {alias: name for name, aliases in _NAMES.items() for alias in (name, *aliases)}


def clinician_type(written: str, location: str, findings: Findings) -> str | None:
    """The policy's name of the type that is written, or what is written where it is none.

    A name that comes near a known one was probably mistyped: that is an error, since taking
    it for another type would exclude the clinician.
    """
    name = _NOT_WORD.sub("_", written.casefold()).strip("_")
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name in _UNLISTED:
        return name
    found = f"the clinician type {shown(written)} is not known"
    hint = nearest(name, _BY_NAME)
    if hint:
        findings.add(document_kinds.UNKNOWN_VALUE, location, found, "a type of clinician", hint)
        return None
    findings.add(practice_kinds.UNKNOWN_CLINICIAN_TYPE, location, found)
    return name or None
