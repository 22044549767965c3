"""What may keep a rehearsal of CMS's submissions service from being answered as asked."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_KIND = "rehearsals"

NOT_BY_ORGANIZATION = _error(
    "rehearsal_not_by_organization",
    "CMS lets only a practice's own staff create a whole submission at once.",
    "Post each measurement set, or send the header organization-id: individual.",
    _KIND,
)
NOT_ACCEPTABLE = _error(
    "rehearsal_not_acceptable",
    "The header Accept names no form that answers have here.",
    "Send Accept: application/vnd.qpp.cms.gov.v1+json or application/json.",
    _KIND,
)
WRONG_MEDIA_TYPE = _error(
    "rehearsal_wrong_media_type",
    "The body comes in a form that this address does not read.",
    "Send JSON as application/json. Whole submissions may be XML, as application/xml.",
    _KIND,
)
BAD_PARAMETER = _error(
    "rehearsal_bad_parameter",
    "A parameter of the address, or a header, has no value that can be used.",
    "Correct it, or leave it out.",
    _KIND,
)
DUPLICATE = _error(
    "rehearsal_duplicate",
    "There is one already, and there can be one only.",
    "Replace the one there is with PUT, or add to it with PATCH.",
    _KIND,
)
NO_SUBMISSION_NAMED = _error(
    "rehearsal_no_submission_named",
    "A measurement set does not say which submission it belongs to.",
    "Send submissionId, or submission with entityType, the ids and performanceYear.",
    _KIND,
)
OTHER_SUBMISSION = _error(
    "rehearsal_other_submission",
    "A submission keeps its entity and its performance year.",
    "Create another submission for another entity or year.",
    _KIND,
)
ENTITY_ID_UNUSABLE = _error(
    "rehearsal_entity_id_unusable",
    "An entity's id is too long, or holds what cannot be printed.",
    "Check the id.",
    _KIND,
)
NOT_A_TEST_TIN = _error(
    "rehearsal_not_a_test_tin",
    "This rehearsal takes only TINs that begin with 000, as CMS's preview does.",
    "Use such a TIN, or run without OPENMIPS_REHEARSAL_PREVIEW.",
    _KIND,
)
WINDOW_CLOSED = _error(
    "rehearsal_window_closed",
    "The submission window of the performance year is closed in this rehearsal.",
    "Use an open year, or name the year in OPENMIPS_REHEARSAL_YEARS.",
    _KIND,
)
NO_SET_OF_PROGRAM = _error(
    "rehearsal_no_set_of_program",
    "There is nothing to score.",
    "Send a measurement set first, or ask for a program that has one.",
    _KIND,
)
