"""What may be wrong with a profile, a roster or CMS's status answer."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

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

CLINICIANS_UNLISTED = _warning(
    "clinicians_unlisted",
    "A practice billed more than its clinicians in the roster together.",
    "Add everybody who bills under the TIN: their number decides what is a small practice.",
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
