"""How values of claims are written: codes without dots and blanks, ages in whole years."""

from __future__ import annotations

from datetime import date


def normal(code: str) -> str:
    """A procedure, diagnosis or modifier code in upper case, without dots and blanks."""
    return code.strip().replace(".", "").upper()


def age_on(birth: date, day: date) -> int:
    """The age in whole years. Who is born on 29 February turns a year older on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
