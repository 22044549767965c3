"""Which problems there are: every code with its meaning and its remedy."""

from __future__ import annotations

from openmips.formats.problems import Catalogue

CATALOGUE = Catalogue()
"""All kinds of problems, by code."""

_error = CATALOGUE.error
_warning = CATALOGUE.warning

# The file and its text

FILE_NOT_READABLE = _error(
    "file_not_readable",
    "The file does not exist or may not be read.",
    "Check the name and the permissions of the file.",
)
FILE_TOO_LARGE = _error(
    "file_too_large",
    "The input is larger than any real document of its kind.",
    "Check that this is the right file, or split it into one file for each entity.",
)
EMPTY = _error("empty", "The input holds nothing.", "Give a JSON document.")
NOT_UTF8 = _error(
    "not_utf8",
    "The input is not text in UTF-8.",
    "Save the file again with the encoding UTF-8.",
)
NOT_JSON = _error(
    "not_json",
    "The text breaks the rules of JSON.",
    "Correct the text at this line and column, or export the file again.",
)
TOO_DEEP = _error(
    "too_deep",
    "Lists and objects are nested deeper than any real document.",
    "Check that this is the right file.",
)
REPEATED_KEY = _error(
    "repeated_key",
    "One object has the same key twice, so that one of its values would be lost.",
    "Keep the key once, with the right value.",
)
NUMBER_OUT_OF_RANGE = _error(
    "number_out_of_range",
    "A number is too long, too large or too small to be a real amount, or is not finite.",
    "Write the number in at most 40 digits, or null where there is none.",
)
BROKEN_TEXT = _error(
    "broken_text",
    "A text holds half of a character (an unpaired surrogate).",
    "Write the character anew.",
)
NOT_JSON_VALUE = _error(
    "not_json_value",
    "A value handed over by a program has no counterpart in JSON.",
    "Hand over only dicts with text keys, lists, texts, numbers, booleans and None.",
)

# Any field

TOO_MANY_PROBLEMS = _error(
    "too_many_problems",
    "Reading stopped because of the number of errors.",
    "Correct the errors listed, then read the document again.",
)
MISSING_FIELD = _error(
    "missing_field", "A field that is required is absent or null.", "Add the field."
)
WRONG_TYPE = _error(
    "wrong_type",
    "A value has the wrong JSON type.",
    "Write the value as the type expected: texts in quotes, numbers and true or false without.",
)
BAD_COUNT = _error(
    "bad_count",
    "A count is not a whole number of 0 or more.",
    "Write the number of cases as digits only.",
)
BAD_AMOUNT = _error(
    "bad_amount",
    "An amount is not a decimal number, or lies outside the range it can have.",
    'Write the amount as a text with digits and a point, such as "62.50".',
)
BAD_DATE = _error("bad_date", "A date is not an ISO date.", "Write the date as YYYY-MM-DD.")
UNKNOWN_VALUE = _error(
    "unknown_value",
    "A text is none of the names that may stand there.",
    "Use one of the names expected.",
)
UNKNOWN_KEY = _error(
    "unknown_key",
    "A key that nothing would read; the value might be lost unseen.",
    "Correct the key or take it out.",
)
UNKNOWN_FIELD = _warning(
    "unknown_field",
    "A field that the submission format does not have.",
    "The field is not used. Check its spelling.",
)
UNUSED_FIELD = _warning(
    "unused_field",
    "A field that the submission format has, or had, and that is not used here.",
    "The field is not used.",
)

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

# The profile

PRACTICE_SIZE_UNKNOWN = _warning(
    "practice_size_unknown",
    "The profile does not say whether the practice is small, so it counts as not small.",
    "Add practice.clinicianCount or practice.specialStatuses to the profile.",
)
GIVEN_TWICE = _error(
    "given_twice",
    "One fact is given in two ways that may contradict each other.",
    "Keep one of the two.",
)
NOT_FOR_YEAR = _error(
    "not_for_year",
    "The catalog does not cover the year, so that this field cannot be used for it.",
    "Take the field out, and give the category's result under given.",
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

# The roster

NOT_CSV = _error(
    "not_csv",
    "The text breaks the rules of CSV.",
    "Save the table again as CSV with commas and a line of column names.",
)
MISSING_COLUMN = _error(
    "missing_column",
    "A column that every roster needs is not there.",
    "Add the column.",
)
REPEATED_COLUMN = _error(
    "repeated_column",
    "A column stands twice, so that one of its values would be lost.",
    "Keep the column once.",
)
UNKNOWN_COLUMN = _warning(
    "unknown_column",
    "A column that nothing reads.",
    "The column is not used. Check its spelling.",
)
BAD_FLAG = _error("bad_flag", "A value is neither true nor false.", "Write true or false.")
BAD_SHARE = _error(
    "bad_share",
    "A share does not lie between 0 and 1.",
    "Write three quarters as 0.75.",
)
SHARE_AS_PERCENT = _warning(
    "share_as_percent",
    "A share above 1 is read as a percent.",
    "Write three quarters as 0.75.",
)
REPEATED_CLINICIAN = _error(
    "repeated_clinician",
    "The roster holds the same TIN and NPI twice.",
    "Keep one row for each clinician and practice.",
)
GROUP_DIFFERS = _error(
    "group_differs",
    "Two rows of one practice say different things of the group.",
    "Write the same in every row of the practice, or only in one.",
)
UNKNOWN_CLINICIAN_TYPE = _warning(
    "unknown_clinician_type",
    "A clinician type that is not known counts as one that cannot be MIPS eligible.",
    "Check the type.",
)
NO_ROWS = _error("no_rows", "The roster holds no clinician.", "Add a row for each clinician.")
ELECTION_NOT_OPEN = _warning(
    "election_not_open",
    "An election stands in the roster for somebody who has none to make.",
    "Check opted_in: only who exceeds some of the criteria, not all, can elect.",
)

# CMS's public status answer

NOT_A_STATUS_ANSWER = _error(
    "not_a_status_answer",
    "The document is not an answer of CMS's status tool.",
    "Save the whole answer of the tool, beginning with data.",
)
STATUS_NOT_FOUND = _error(
    "status_not_found",
    "CMS knows no clinician with this NPI.",
    "Check the NPI; clinicians who never enrolled in Medicare have no answer.",
)
STATUS_REFUSED = _error(
    "status_refused",
    "CMS's status tool refused the question.",
    "Check the NPI, and ask again.",
)
UNREADABLE_FLAG = _warning(
    "unreadable_flag",
    "A field of CMS's answer does not have the type CMS documents; it counts as not said.",
    "Nothing need be done. Look at the field if the result surprises you.",
)
