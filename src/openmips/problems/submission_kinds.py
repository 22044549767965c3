"""What may be wrong with a submission, or with several documents of one entity."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

# Year and entity

UNSUPPORTED_YEAR = _error(
    "unsupported_year",
    "The performance year is none that can be read here.",
    "Correct the year, or use data of a supported year.",
)
BAD_TIN = _error(
    "bad_tin",
    "A taxpayer identification number is not nine digits.",
    "Write the TIN as a text of nine digits, without hyphen and with its leading zeros.",
)
BAD_NPI = _error(
    "bad_npi",
    "A national provider identifier is not ten digits.",
    "Write the NPI as a text of ten digits.",
)
NPI_CHECK_DIGIT = _warning(
    "npi_check_digit",
    "The last digit of an NPI does not fit the others, so it was probably mistyped.",
    "Check the NPI.",
)
IDENTIFIER_NOT_FOR_ENTITY = _error(
    "identifier_not_for_entity",
    "An identifier stands beside an entity type that it does not belong to.",
    "Take the identifier out, or correct entityType.",
)

# Measurement sets

CATEGORY_NOT_SUBMITTED = _error(
    "category_not_submitted",
    "Cost is computed by CMS from claims; nobody submits it.",
    "Take the set out and put its results into the profile, under cost.",
)
COMPUTED_BY_CMS = _error(
    "computed_by_cms",
    "A measure that CMS computes from claims; nobody submits it.",
    "Take it out and put its result into the profile, under administrativeClaims.",
)
METHOD_NOT_FOR_CATEGORY = _error(
    "method_not_for_category",
    "The submission method does not carry this category.",
    "Correct submissionMethod or category.",
)
UNKNOWN_PROGRAM = _error(
    "unknown_program",
    "The program name is none of the performance year's.",
    "Use mips, app1, appPlus or the id of an MVP, as far as the year has them.",
)
PROGRAM_NOT_SCORED = _error(
    "program_not_scored",
    "The program exists, and its results are not scored here.",
    "Take the set out; score only MIPS, the APM performance pathway and MVPs.",
)
PROGRAM_NOT_FOR_ENTITY = _error(
    "program_not_for_entity",
    "This type of entity cannot report this program.",
    "Correct entityType or programName.",
)
REPEATED_SET = _error(
    "repeated_set",
    "Two sets of one submitter have the same category, submission method and program.",
    "Put the measurements into one set.",
)
EMPTY_SET = _warning(
    "empty_set",
    "A set holds no measurements, so that it counts as not submitted.",
    "Add its measurements, or take the set out.",
)
MISSING_CEHRT_ID = _warning(
    "missing_cehrt_id",
    "A promoting interoperability set names no certified EHR technology; it scores zero.",
    "Add cehrtId, the CMS EHR certification id of your system.",
)
BAD_CEHRT_ID = _warning(
    "bad_cehrt_id",
    "The certification id does not look like one.",
    "Check cehrtId; its letters are capitals.",
)
PERIOD_ENDS_BEFORE_START = _error(
    "period_ends_before_start",
    "The performance period ends before it starts.",
    "Correct performanceStart or performanceEnd.",
)
PERIOD_IN_ANOTHER_YEAR = _error(
    "period_in_another_year",
    "No day of the performance period lies in the performance year.",
    "Correct the dates or performanceYear.",
)
PERIOD_LEAVES_YEAR = _warning(
    "period_leaves_year",
    "Part of the performance period lies outside the performance year.",
    "Check the dates.",
)

# Measurements

UNKNOWN_MEASURE = _error(
    "unknown_measure",
    "The performance year has no such measure or activity.",
    "Correct the id; ids are texts, with leading zeros and capitals as CMS writes them.",
)
MEASURE_OF_OTHER_CATEGORY = _error(
    "measure_of_other_category",
    "The measure or activity belongs to another category than its set.",
    "Move it to a set of its category.",
)
MEASURE_NOT_IN_PROGRAM = _error(
    "measure_not_in_program",
    "The measure or activity cannot be reported under the program of its set.",
    "Take it out, or report it under a program that has it.",
)
MEASURE_NOT_BY_METHOD = _error(
    "measure_not_by_method",
    "The measure cannot be reported through the submission method of its set.",
    "Move it to a set with a method that the measure has.",
)
REPEATED_MEASURE = _error(
    "repeated_measure",
    "One set or list holds the same measure twice.",
    "Keep the measure once, with the right value.",
)
IMPOSSIBLE_COUNTS = _error(
    "impossible_counts",
    "The counts of a measure contradict one another.",
    "Correct the counts.",
)
EXCLUSION_NOT_ALLOWED = _error(
    "exclusion_not_allowed",
    "A measure that a registry reports cannot have exclusions, unless it is a QCDR measure.",
    "Leave the excluded cases out of eligiblePopulation, and write 0.",
)
RATE_AS_FRACTION = _warning(
    "rate_as_fraction",
    "The rate looks like a fraction of 1, where a percent is expected.",
    "Write the rate in percent, from 0 to 100.",
)
UNKNOWN_STRATUM = _error(
    "unknown_stratum",
    "The measure has no stratum of this name.",
    "Use the stratum names of the measure.",
)
MISSING_STRATUM = _error(
    "missing_stratum",
    "A stratum of the measure is not there.",
    "Add the stratum, with zeros where there were no cases.",
)
STRATUM_LEFT_OUT = _warning(
    "stratum_left_out",
    "A stratum that does not enter the rate of the measure is not there.",
    "Add the stratum if your registry counts it.",
)
REPEATED_STRATUM = _error(
    "repeated_stratum",
    "A measure holds the same stratum twice.",
    "Keep the stratum once.",
)
STRATUM_SPELLING = _warning(
    "stratum_spelling",
    "The name of a stratum differs from CMS's in small and capital letters.",
    "Nothing need be done here; CMS may want the exact name.",
)
EXCLUSION_BESIDE_MEASURE = _error(
    "exclusion_beside_measure",
    "A promoting interoperability measure stands beside its own exclusion.",
    "Keep the measure or the exclusion.",
)
SUBSTITUTE_BESIDE_MEASURE = _error(
    "substitute_beside_measure",
    "Two promoting interoperability entries stand together that replace each other.",
    "Keep one of the two.",
)

# Several documents together

NOTHING_TO_SCORE = _error(
    "nothing_to_score",
    "Neither a submission nor a profile was given.",
    "Give a submission, a profile, or both.",
)
DIFFERENT_YEARS = _error(
    "different_years",
    "The documents are of different performance years.",
    "Score each year by itself, with its own profile.",
)
DIFFERENT_CLINICIANS = _error(
    "different_clinicians",
    "The submissions belong to different clinicians or practices.",
    "Score each clinician and each practice by itself.",
)
PROFILE_OF_ANOTHER = _error(
    "profile_of_another",
    "The profile states an entity type or a program that no submission has.",
    "Take the field out of the profile, or use the profile of this entity.",
)
