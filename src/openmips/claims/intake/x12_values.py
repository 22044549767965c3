"""What single elements of X12 mean: dates, amounts, codes with their modifiers.

The same few thousand texts stand in millions of segments, so answers are remembered.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from openmips.claims.values import normal

_REMEMBERED = 1 << 16
_AMOUNT = re.compile(r"-?(?:\d{1,15}(?:\.\d{0,4})?|\.\d{1,4})", re.ASCII)
_DATE = re.compile(r"\d{8}", re.ASCII)
_LONGEST_SHAPE = 20
_MOST_MODIFIERS = 4


@lru_cache(_REMEMBERED)
def day(text: str) -> date | None:
    """The date that CCYYMMDD names, or None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


@lru_cache(_REMEMBERED)
def days(qualifier: str, text: str) -> tuple[date, date] | None:
    """First and last day of a D8 date or an RD8 range, or None."""
    if qualifier == "RD8":
        start, _, end = text.partition("-")
    elif qualifier == "D8":
        start = end = text
    else:
        return None
    first, last = day(start), day(end)
    if first is None or last is None or last < first:
        return None
    return first, last


@lru_cache(_REMEMBERED)
def amount(text: str) -> Decimal | None:
    """Dollars, exactly as written, or None where the text is no amount."""
    return Decimal(text) if _AMOUNT.fullmatch(text) else None


@lru_cache(_REMEMBERED)
def procedure(text: str, component: str) -> tuple[str, str, tuple[str, ...]]:
    """Qualifier, code and modifiers of a composite such as HC:99213:25."""
    qualifier, *rest = text.split(component)
    codes = [normal(code) for code in rest[: 1 + _MOST_MODIFIERS]]
    return qualifier, codes[0] if codes else "", tuple(code for code in codes[1:] if code)


@lru_cache(_REMEMBERED)
def diagnosis(text: str, component: str) -> tuple[str, str]:
    """Qualifier and code of a composite such as ABK:E119."""
    qualifier, _, code = text.partition(component)
    return qualifier, normal(code.partition(component)[0])


@lru_cache(_REMEMBERED)
def has_digits(text: str, length: int) -> bool:
    """Whether the text is so many digits and nothing else."""
    return len(text) == length and text.isdecimal() and text.isascii()


def shape(text: str) -> str:
    """What a text looks like, without what it says: digits as 9, letters as A.

    It tells an author what is wrong with a date, and nobody whose it is.
    """
    drawn = "".join(_drawn(character) for character in text[:_LONGEST_SHAPE])
    return f'"{drawn}..."' if len(text) > _LONGEST_SHAPE else f'"{drawn}"'


def _drawn(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isalpha():
        return "A"
    return character if character.isprintable() else "?"
