"""What CMS refuses when a submission is sent by file, or would count as nothing."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

NOTHING_TO_UPLOAD = _error(
    "nothing_to_upload",
    "The submission holds no measurement set, so that there is nothing to send.",
    "Add at least one measurement set, or do not send the file.",
)
METHOD_NOT_UPLOADED = _error(
    "method_not_uploaded",
    "Results of claims, surveys and the old web interface reach CMS in other ways than by file.",
    "Take the set out of the file. To see what its results earn, give the file to openmips score.",
)
OLD_CATEGORY_NAME = _error(
    "old_category_name",
    "The category has a new name since 2019.",
    "Write pi in place of aci.",
)
INTEROPERABILITY_NOT_TAKEN = _error(
    "interoperability_not_taken",
    "CMS takes no promoting interoperability data of this type of entity.",
    "Take the set out; the practices or clinicians of the entity report it themselves.",
)
CEHRT_ID_NEEDED = _error(
    "cehrt_id_needed",
    "The set does not name the certified EHR technology its data come from.",
    "Add cehrtId, the CMS EHR certification id of your system; your EHR vendor or chpl.healthit.gov"
    " has it.",
    "promoting interoperability sets; from 2025 also quality sets from an EHR",
)
CEHRT_ID_FORM = _error(
    "cehrt_id_form",
    "The certification id is not of the form CMS takes.",
    "Copy cehrtId from your certificate: two characters and 15C, or 2025C, then ten capital"
    " letters or digits.",
)
FIELD_REMOVED = _error(
    "field_removed",
    "The submission format of the year does not have this field any more.",
    "Take the field out.",
    "measurement sets",
    "2025 on",
)
PERIOD_TOO_SHORT = _warning(
    "period_too_short",
    "The performance period is shorter than the category asks for, so that it earns nothing.",
    "Correct the dates, if the period was longer. Otherwise the set brings no points.",
)
PERIOD_NOT_WHOLE_YEAR = _warning(
    "period_not_whole_year",
    "Quality is measured from the first to the last day of the year.",
    "Send the data of the whole year; what is left out may count against data completeness.",
)
ACTIVITY_NOT_DONE = _warning(
    "activity_not_done",
    "An activity is sent with the answer no, which earns nothing.",
    "Take the activity out, or answer true if it was performed.",
)
SUBGROUP_ID_FORM = _warning(
    "subgroup_id_form",
    "The id of a subgroup looks like SG-00000001.",
    "Copy the id from your registration.",
)
RATE_DIFFERS = _warning(
    "rate_differs",
    "A rate that is written beside the counts is not the rate of the counts.",
    "Check the counts. CMS computes the rate from them and ignores the one written.",
)
