"""What may keep a program from being answered: its token, an address, somebody else's change."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error

TOKEN_NEEDED = _error(
    "token_needed",
    "The request bears no token, or one that is unknown, was revoked or has expired.",
    "Make a token on the page of API tokens, and send it in the header Authorization, after the"
    " word Bearer.",
)
RECORD_NOT_THERE = _error(
    "record_not_there",
    "There is nothing at this address, or nothing that the token reaches.",
    "Check the address, and which practice the token is for.",
)
RIGHT_MISSING = _error(
    "right_missing",
    "The token, or the role of whoever holds it, does not reach so far.",
    "Make a token that may write, or have an owner give you another role.",
)
METHOD_NOT_OFFERED = _error(
    "method_not_offered",
    "The address does not take this method.",
    "Use one of the methods that the header Allow names.",
)
CHANGED_MEANWHILE = _error(
    "changed_meanwhile",
    "Somebody else changed the records since they were read. Nothing was saved.",
    "Read the records again, look at what changed, and send the request with the new version.",
)
UNEXPECTED_FAILURE = _error(
    "unexpected_failure",
    "OpenMIPS met an error that it did not expect. Nothing was saved.",
    "Please report it with the address and the time; the log says where it happened.",
)
