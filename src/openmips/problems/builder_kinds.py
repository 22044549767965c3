"""What keeps a submission from being put together at the end of a year, or should be looked at."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

MVP_ID_MISSING = _error(
    "mvp_id_missing",
    "Reporting is to be through an MVP, and none is named.",
    "Write the id of the MVP you registered for, such as M0005, as program.",
)
MVP_NOT_REGISTERED = _error(
    "mvp_not_registered",
    "An MVP can be reported only by those who registered for it.",
    "If you registered, write mvpRegistered: true. Otherwise report through traditional MIPS.",
)
OPTION_CONTRADICTS = _error(
    "option_contradicts",
    "The reporting option and the program do not belong together.",
    "Correct reportingOption or program.",
)
WEIGHT_BROUGHT_BACK = _error(
    "weight_brought_back",
    "A category counts nothing as things stand, and sending its data would make it count.",
    "Leave its data out. If you mean to have it scored, name the category under bringBack.",
)
SENT_FOR_NOTHING = _warning(
    "sent_for_nothing",
    "Data of a category are sent that counts nothing all the same, since they are not complete.",
    "Leave them out, or make them complete if you mean to have the category scored.",
)
CLAIMS_FOR_WHOM = _error(
    "claims_for_whom",
    "Sending group data makes the claims measures of all clinicians those of a group as well.",
    "Write claimsFor: group if the whole group is to be scored, or claimsFor: individuals.",
    "practices that report claims measures",
)
GROUP_BY_ACCIDENT = _error(
    "group_by_accident",
    "The claims measures are meant for individuals, and the data to send are a group's.",
    "Make one submission for each clinician, with entityType individual and the NPI.",
    "practices that report claims measures",
)
GROUP_CLAIMS_ALONE = _error(
    "group_claims_alone",
    "A group's claims measures count only beside group data in another category.",
    "Add an activity that the group performed, or report as individuals.",
    "practices that report claims measures",
)
ACTIVITY_NOT_IN_TIME = _error(
    "activity_not_in_time",
    "An activity was not performed for as many days in a row of the year as it takes.",
    "Take the activity out, or correct its dates.",
)
WINDOW_CLOSED = _error(
    "window_closed",
    "The time in which data can be sent is over.",
    "Nothing can be sent any more. See openmips deadlines for what can still be done.",
)
WINDOW_NOT_OPEN = _warning(
    "window_not_open",
    "The time in which data can be sent has not begun.",
    "Keep the file, and build it anew once the year is over and the window is open.",
)
CLAIMS_OF_OTHERS = _warning(
    "claims_of_others",
    "Results of claims are of somebody else than the submission is for; they were left out.",
    "Check the TIN and the NPI.",
    "practices that report claims measures",
)
