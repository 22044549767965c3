"""What CMS's converter refused of primary care first, a model outside MIPS that ended with 2024."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE
from openmips.problems.qrda3_converter_kinds import enter

_PCF = "primary care first, in comparing mode"
_YEARS = "2024"

_ERRORS = (
    (34, "The address of the practice is missing.", "Add addr to the participant."),
    (35, "There is not exactly one entity id.", "Write the entity id once."),
    (36, "There is no quality section.", "Add the quality section."),
    (
        37,
        "A measure has too few or too many performance rates.",
        "Report each rate of the measure once.",
    ),
    (
        48,
        "A stratum of the measure is missing.",
        "Report each population by all strata of the measure.",
    ),
    (
        49,
        "A population has too few or too many strata.",
        "Report each stratum of the measure once.",
    ),
    (55, "The period does not start on the first day of the year.", "Correct the start."),
    (56, "The period does not end on the last day of the year.", "Correct the end."),
    (62, "The entity id is blank.", "Write the entity id."),
    (
        66,
        "A count by sex, race, ethnicity or payer is missing.",
        "Report the count of every group, with 0 where there is nobody.",
    ),
    (
        67,
        "A group has no count, or more than one.",
        "Give each group one count.",
    ),
    (84, "There is no TIN.", "Add the TIN of the practice."),
    (85, "A TIN is not nine digits.", "Correct the TIN."),
    (86, "There are fewer TINs than NPIs.", "Write the TIN beside each NPI."),
    (87, "There is no NPI.", "Add the NPIs of the clinicians."),
    (88, "An NPI is not ten digits.", "Correct the NPI."),
    (89, "There are fewer NPIs than TINs.", "Write the NPI beside each TIN."),
    (
        91,
        "A rate is said not to apply although somebody was left to be rated.",
        "Write the rate.",
    ),
    (
        92,
        "More patients are excluded or excepted than the denominator has.",
        "Correct the counts.",
    ),
    (
        93,
        "The numerator is larger than the denominator, or than what exclusions leave of it.",
        "Correct the counts.",
    ),
    (94, "The exclusions are more than the denominator.", "Correct the counts."),
    (
        97,
        "The EHR certification id is missing, or not of the form it had then.",
        "Write the id of 15 characters with 15C in the third to fifth place.",
    ),
    (
        98,
        "The rate is 0 although nobody was left to be rated.",
        "Write nullFlavor NA in place of the rate.",
    ),
    (100, "There is more than one EHR certification id.", "Keep one."),
    (
        101,
        "The denominator differs from the initial population.",
        "Correct the counts.",
    ),
    (
        103,
        "One of the three measures that the model requires is missing.",
        "Add the measure.",
    ),
    (
        105,
        "One performer has several TINs or NPIs.",
        "Write one performer for each pair of TIN and NPI.",
    ),
    (106, "There is a promoting interoperability section.", "Take the section out."),
)
_WARNINGS = (
    (
        79,
        "CMS's converter was not given the model's roster, so it compared no TIN and NPI with it.",
        "Nothing need be done.",
    ),
    (
        90,
        "The model takes no improvement activities, so the section is passed over.",
        "Nothing need be done.",
    ),
)

for _number, _meaning, _remedy in _ERRORS:
    enter(_number, CATALOGUE.error(f"qrda3_ct_{_number}", _meaning, _remedy, _PCF, _YEARS))
for _number, _meaning, _remedy in _WARNINGS:
    enter(_number, CATALOGUE.warning(f"qrda3_ct_{_number}", _meaning, _remedy, _PCF, _YEARS))
