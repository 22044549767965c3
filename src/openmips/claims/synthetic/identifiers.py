"""Identifiers that look right and belong to nobody."""

from __future__ import annotations

MOST_CLINICIANS = 300_000
"""So many NPIs lie below the first that was ever given out."""

MOST_PRACTICES = 10_000_000
PATIENT_DIGITS = 7
MOST_PATIENTS = 9 * 10 ** (PATIENT_DIGITS - 1)

NEVER_ISSUED = "SLOIBZ"
"""The letters that Medicare leaves out of its patient identifiers, as they look like digits."""

LETTERS_IN_PATIENT_ID = 4
MOST_WORLDS = len(NEVER_ISSUED) ** LETTERS_IN_PATIENT_ID

_FIRST_NPI = 100_000_000
_CARD_PREFIX = 24
"""What the digits 80840, which stand before every NPI on a card, add to its check sum."""


def npi(number: int) -> str:
    """The NPI of invented clinician `number`, counted from 0; its check digit fits.

    Raises ValueError where the number has no NPI.
    """
    if not 0 <= number < MOST_CLINICIANS:
        raise ValueError(f"an invented clinician is numbered from 0 to {MOST_CLINICIANS - 1}")
    digits = str(_FIRST_NPI + number)
    total = _CARD_PREFIX
    for position, digit in enumerate(map(int, digits)):
        doubled = digit * 2 if position % 2 == 0 else digit
        total += doubled // 10 + doubled % 10
    return f"{digits}{-total % 10}"


def tin(number: int) -> str:
    """The TIN of invented practice `number`, counted from 0: no real one starts with 00.

    Raises ValueError where the number has no TIN.
    """
    if not 0 <= number < MOST_PRACTICES:
        raise ValueError(f"an invented practice is numbered from 0 to {MOST_PRACTICES - 1}")
    return f"00{number:07}"


def patient_id(number: int, world: int = 0) -> str:
    """The identifier of invented patient `number`, counted from 0, in one of many worlds.

    It has the form of a Medicare beneficiary identifier and letters that those never have.
    The world is in the letters, the number in the digits.

    Raises ValueError where the number or the world has none.
    """
    if not (0 <= number < MOST_PATIENTS and 0 <= world < MOST_WORLDS):
        raise ValueError("there is no identifier for such a patient")
    digits = str(10 ** (PATIENT_DIGITS - 1) + number)
    own = letters(world)
    return f"{digits[0]}{own[0]}{digits[1:3]}{own[1]}{digits[3:5]}{own[2:]}{digits[5:]}"


def letters(world: int) -> str:
    """The four letters in the patient identifiers of a world."""
    result = ""
    for _ in range(LETTERS_IN_PATIENT_ID):
        world, place = divmod(world, len(NEVER_ISSUED))
        result += NEVER_ISSUED[place]
    return result
