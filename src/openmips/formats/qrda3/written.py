"""What texts of a document mean: whole numbers, dates and rates, as CMS's converter reads them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

_WHOLE = re.compile(r"[+-]?\d{1,20}")
_DAY = re.compile(r"\d{8}", re.ASCII)
_RATE = re.compile(
    r"([+-]?)(\d{1,50}\.?\d{0,50}|\.\d{1,50})(?:[eE]([+-]?\d{1,4}))?[fFdD]?", re.ASCII
)
_BLANKS = "".join(map(chr, range(33)))
_SURELY_SMALL = 9
_LARGEST = 2**31 - 1
_SMALLEST = -(2**31)
_ONE_AS_FLOAT = 1 + Decimal(2) ** -24
"""The largest number that a float of 32 bits cannot tell from 1."""

_DAY_LENGTH = 8
_YEAR_LENGTH = 4


def whole(text: str | None) -> int | None:
    """The whole number of 32 bits that a text is; None where it is none."""
    if text is None:
        return None
    if len(text) < _SURELY_SMALL and text.isdecimal():
        return int(text)
    if not _WHOLE.fullmatch(text):
        return None
    number = int(text)
    return number if _SMALLEST <= number <= _LARGEST else None


def day(text: str) -> date | None:
    """The day that a date, or a date with a time, names; None where it names none."""
    digits = text.strip(_BLANKS).replace("-", "").replace("/", "")[:_DAY_LENGTH].strip(_BLANKS)
    if not _DAY.fullmatch(digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def starts_with_year(text: str) -> bool:
    """Whether a text is long enough to begin with a year."""
    return len(text) >= _YEAR_LENGTH


def year_of(text: str) -> int | None:
    """The year that a date begins with."""
    return whole(text[:_YEAR_LENGTH])


def rate(text: str) -> Decimal | None:
    """The number that a rate is; None where it is none."""
    written = _RATE.fullmatch(text.strip(_BLANKS))
    if not written:
        return None
    sign, digits, exponent = written.groups()
    return Decimal(f"{sign}{digits}e{exponent or 0}")


def is_fraction(number: Decimal) -> bool:
    """Whether a rate lies between 0 and 1, as far as CMS's converter can tell; -0 does not."""
    return not number.is_signed() and number <= _ONE_AS_FLOAT
