"""What may keep somebody from signing in, from inviting, or from changing who works on records."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error

# Who works on the records

LAST_OWNER = _error(
    "last_owner",
    "The practice would be left without an owner.",
    "Make somebody else an owner first.",
)
MEMBER_THERE = _error(
    "member_there",
    "This person works on the practice's records already.",
    "Change the role in the list of members.",
)
INVITATION_UNUSABLE = _error(
    "invitation_unusable",
    "The invitation is unknown, was used or withdrawn, or is too old.",
    "Ask an owner of the practice for another one.",
)
INVITATION_OF_ANOTHER = _error(
    "invitation_of_another",
    "The invitation is for another address than the one you signed in with.",
    "Sign out, and sign in as the person who is invited.",
)
NOT_YOURS_TO_RESET = _error(
    "not_yours_to_reset",
    "This person also works on records of practices that you do not own.",
    "Ask whoever runs the site: openmips site user does it.",
)

# Accounts

ACCOUNT_THERE = _error(
    "account_there",
    "There is an account with this address already.",
    "Sign in with it. If the password is lost, ask an owner or whoever runs the site.",
)
ACCOUNT_UNKNOWN = _error(
    "account_unknown",
    "Nobody signs in with this address.",
    "Check the address.",
)
PASSWORD_REFUSED = _error(
    "password_refused",
    "The password could be guessed.",
    "Take several words that do not belong together.",
)
RESET_UNUSABLE = _error(
    "reset_unusable",
    "The link to set a password was used, replaced or is too old.",
    "Ask for another one.",
)

# The second factor

CODE_REFUSED = _error(
    "code_refused",
    "The code is not right, or it was used already.",
    "Wait for the next code of your app. After a wrong one wait a moment: each makes the wait"
    " longer.",
)
LAST_SECOND_FACTOR = _error(
    "last_second_factor",
    "Without it your account would rest on the password alone.",
    "Add another app or passkey first.",
)
