"""What may be wrong with a QRDA III document, by the numbers of CMS's own converter.

A code such as qrda3_ct_14 is number 14 of CMS's converter, which OpenMIPS gives in its
comparing mode as the number alone.
"""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE
from openmips.problems.finding import ProblemKind

CONVERTER: dict[int, ProblemKind] = {}
"""The kinds that have a number in CMS's converter, by number."""

CONVERTER_CODES: dict[str, str] = {}
"""What the comparing mode calls a kind, by its code."""

_QUALITY = "quality measures"
_INTEROPERABILITY = "promoting interoperability"
_ACTIVITIES = "improvement activities"
_PERIOD = "the reporting period of a section"
_HEADER = "the header of the document"
_COMPARING = "comparing mode"


def enter(number: int, kind: ProblemKind) -> None:
    """Note the number that CMS's converter has for a kind."""
    CONVERTER[number] = kind
    CONVERTER_CODES[kind.code] = str(number)


def _numbered(number: int, meaning: str, remedy: str, applies_to: str, years: str = "") -> None:
    enter(number, CATALOGUE.error(f"qrda3_ct_{number}", meaning, remedy, applies_to, years))


# The document as a whole

_numbered(
    1,
    "A section holds a part that CMS's converter can read and not write.",
    "Take the part out of the section, or move it to where it belongs.",
    _COMPARING,
)
_numbered(
    2,
    "CMS's converter cannot read the text as XML.",
    "Export the file again. The mode without --compat says what is wrong with the text.",
    _COMPARING,
)
_numbered(
    3,
    "CMS's converter breaks off at a value that it expects to be a number or a date.",
    "Correct the value. The mode without --compat says which it is.",
    _COMPARING,
)
_numbered(
    5,
    "The document is none that QRDA III of the year allows.",
    "Export the report again as QRDA III for the performance year.",
    "the root of the document",
)
_numbered(
    23,
    "The document has no section that CMS reads.",
    "Add a quality, promoting interoperability or improvement activity section, with the template"
    " id of its kind.",
    "the document",
)
_numbered(
    24,
    "The program name is missing, or there is more than one.",
    "Write one program name, such as MIPS_GROUP, into informationRecipient.",
    _HEADER,
)
_numbered(
    25,
    "The program name is none that may be reported this way in the year.",
    "Use one of the program names of the year.",
    _HEADER,
)
_numbered(
    26,
    "There are two promoting interoperability sections.",
    "Put their measures into one section.",
    _INTEROPERABILITY,
)
_numbered(
    27,
    "There are two improvement activity sections. CMS's converter says the same of two quality"
    " sections.",
    "Put their content into one section.",
    _ACTIVITIES,
)
_numbered(
    28,
    "There are two quality sections.",
    "Put their measures into one section.",
    _QUALITY,
)
_numbered(
    78,
    "The program is that of a virtual group, and the id of the group is missing.",
    "Write the id of the virtual group beside the TIN, under its own root.",
    _HEADER,
)
_numbered(
    82,
    "CMS's converter lists a hundred errors and stops.",
    "Correct the errors listed, then check the document again.",
    _COMPARING,
)

# The reporting period

_numbered(
    22,
    "The promoting interoperability section has no reporting period, or more than one.",
    "Give the section one reporting parameters act.",
    _INTEROPERABILITY,
)
_numbered(
    29,
    "The period has no start, or more than one.",
    "Write one low with a value into the effectiveTime of the reporting parameters act.",
    _PERIOD,
)
_numbered(
    30,
    "The period has no end, or more than one.",
    "Write one high with a value into the effectiveTime of the reporting parameters act.",
    _PERIOD,
)
_numbered(
    32,
    "The quality section has no reporting period, or more than one.",
    "Give the section one reporting parameters act.",
    _QUALITY,
)
_numbered(
    44,
    "The improvement activity section has no reporting period, or more than one.",
    "Give the section one reporting parameters act.",
    _ACTIVITIES,
)
_numbered(
    69,
    "A date of the period cannot be read.",
    "Write the date as eight digits, such as 20250101.",
    _PERIOD,
)

# Quality measures

_numbered(
    6,
    "No electronic measure of the year has this identifier.",
    "Use the version-specific identifier of the measure for the performance year.",
    _QUALITY,
)
_numbered(
    7,
    "A measure has no population counts.",
    "Add the counts of its populations, or take the measure out.",
    _QUALITY,
)
_numbered(
    8,
    "A count has no value, or more than one.",
    "Write one value element with the number.",
    "counts",
)
_numbered(
    9,
    "A count is not a whole number that a computer's integer can hold.",
    "Write the count as digits only.",
    "counts",
)
_numbered(
    13,
    "The denominator is larger than the initial population.",
    "Correct the counts: the denominator is drawn from the initial population.",
    _QUALITY,
)
_numbered(
    14,
    "A measure has too few or too many of one of its populations.",
    "Report each population that the measure defines exactly once.",
    _QUALITY,
)
_numbered(
    33,
    "A performance rate is not a number from 0 to 1.",
    "Write the rate as a fraction of 1, such as 0.6667, not as a percent.",
    _QUALITY,
)
_numbered(
    52,
    "A population has no count, or more than one.",
    "Give each population one aggregate count.",
    _QUALITY,
)
_numbered(53, "A count is below zero.", "Correct the count.", _QUALITY)
_numbered(
    57,
    "A population has no identifier, or more than one.",
    "Refer to the population by its one identifier in externalObservation.",
    _QUALITY,
)
_numbered(
    58,
    "A population has more than one code.",
    "Keep the code of the population, such as DENOM, once.",
    _QUALITY,
)
_numbered(
    59,
    "A population or a performance rate has an identifier that is not the measure's.",
    "Use the identifiers that the measure's definition gives its populations in the year.",
    _QUALITY,
)
_numbered(
    61,
    "A performance rate does not say which numerator it belongs to.",
    "Refer to the numerator by its identifier in externalObservation.",
    _QUALITY,
)
_numbered(
    70,
    "A measure has no identifier, or more than one.",
    "Write one identifier under the root for electronic measures.",
    _QUALITY,
)
_numbered(
    71,
    "The same measure stands twice in the quality section.",
    "Keep the measure once, with the right counts.",
    _QUALITY,
)
_numbered(
    72,
    "A performance rate has no value.",
    "Write the rate, or nullFlavor NA where nobody was left to be rated.",
    _QUALITY,
)
_numbered(
    81,
    "The quality section has no measure.",
    "Add the measures, or take the section out.",
    _QUALITY,
)
_numbered(
    95,
    "The quality section lacks the template id that QRDA III gives to every such section.",
    "Add the template id with the extension of the year.",
    _QUALITY,
)

# Promoting interoperability

_numbered(
    11,
    "A measure answered by yes or no has no answer, or more than one.",
    "Give the measure one answer.",
    _INTEROPERABILITY,
)
_numbered(
    12,
    "A measure answered by yes or no has no id, or more than one.",
    "Give the measure its one id, such as PI_PPHI_1.",
    _INTEROPERABILITY,
)
_numbered(
    15,
    "A measure with numerator and denominator stands outside the promoting interoperability"
    " section.",
    "Move the measure into that section.",
    _INTEROPERABILITY,
)
_numbered(
    16,
    "A measure with numerator and denominator has no id, or more than one.",
    "Give the measure its one id, such as PI_EP_1.",
    _INTEROPERABILITY,
)
_numbered(
    17,
    "A measure has neither numerator nor denominator.",
    "Add both, or take the measure out.",
    _INTEROPERABILITY,
)
_numbered(
    18,
    "A measure does not have exactly one numerator and one denominator.",
    "Give the measure one of each.",
    _INTEROPERABILITY,
)
_numbered(
    39,
    "A numerator or denominator has no count, or more than one.",
    "Give it one aggregate count.",
    _INTEROPERABILITY,
)
_numbered(
    41,
    "The count of a numerator or denominator is not a whole number.",
    "Write the count as digits only.",
    _INTEROPERABILITY,
)
_numbered(
    42,
    "The count of a numerator or denominator is missing, below zero, or stands twice.",
    "Write one count of 0 or more.",
    _INTEROPERABILITY,
)
_numbered(
    102,
    "The exchange by bidirectional health information exchange stands beside a measure or exclusion"
    " that it replaces.",
    "Keep PI_HIE_5, or the measures and exclusions it stands for.",
    _INTEROPERABILITY,
)

# Improvement activities

_numbered(
    43,
    "The improvement activity section has no activity.",
    "Add the activities, or take the section out.",
    _ACTIVITIES,
)
_numbered(
    45,
    "The improvement activity section holds something else than activities.",
    "Move it to the section it belongs to.",
    _ACTIVITIES,
)
_numbered(
    50,
    "An activity has no answer, or more than one.",
    "Give the activity one answer.",
    _ACTIVITIES,
)
_numbered(51, "An answer is neither Y nor N.", "Write Y or N.", "answers")
