"""Exact arithmetic for points, percents, rates and money; the only place that rounds."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from fractions import Fraction

from openmips.values import value

Amount = int | Decimal | Fraction
"""An exact number. Binary floats are never amounts."""

HUNDRED = 100
"""Percent are hundredths."""

_DECIMAL = (Decimal, int)
_SHOWN = 4
_WIDE = Context(prec=60)
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(13))


def amount(text: str | int | Decimal) -> Decimal:
    """The decimal number that `text` writes.

    Raises ValueError when it is no finite decimal number (floats are refused by type).
    """
    try:
        value = Decimal(text)
    except (InvalidOperation, TypeError) as error:
        raise ValueError(f"{text!r} is not a decimal number") from error
    if not value.is_finite():
        raise ValueError(f"{text!r} is not a finite number")
    return value


def round_half_up(value: Amount, places: int) -> Decimal:
    """`value` to `places` decimals, halves away from zero. Exact for every rational."""
    if isinstance(value, _DECIMAL):
        return Decimal(value).quantize(_STEPS[places], ROUND_HALF_UP, _WIDE)
    above, below = value.numerator, value.denominator
    if above < 0:
        return -ratio_half_up(-above, below, places)
    return ratio_half_up(above, below, places)


def round_half_down(value: Amount, places: int) -> Decimal:
    """`value` (at least zero) to `places` decimals, halves down: an interval's open end."""
    nearest = round_half_up(value, places)
    past = as_fraction(nearest) - as_fraction(value)
    return nearest - _STEPS[places] if 2 * past == as_fraction(_STEPS[places]) else nearest


def ratio_half_up(above: int, below: int, places: int) -> Decimal:
    """`above / below` to `places` decimals, halves up; neither is below zero. Exact."""
    units = (2 * above * 10**places + below) // (2 * below)
    return _WIDE.multiply(units, _STEPS[places])


def plain(value: object) -> str:
    """`value` as the public answers print it: amounts to at most 4 decimals, no exponent.

    Trailing zeros go, so 6.3000 reads "6.3" and 60 reads "60". Anything that is no amount
    prints as itself.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        text = f"{value:f}"
        if len(text) - text.find(".") > _SHOWN + 1 and "." in text:
            text = f"{round_half_up(value, _SHOWN):f}"
    elif isinstance(value, int):
        return str(value)
    elif isinstance(value, Fraction):
        text = f"{round_half_up(value, _SHOWN):f}"
    else:
        return str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def fixed(value: Amount, places: int = 2) -> str:
    """`value` with exactly `places` decimals: final scores, adjustment percents, money."""
    rounded = round_half_up(value, places)
    return f"{rounded if rounded else abs(rounded):f}"


def as_fraction(value: Amount) -> Fraction:
    """`value` as an exact fraction."""
    return Fraction(value) if isinstance(value, _DECIMAL) else value


def clamp(value: Fraction, low: Amount, high: Amount) -> Fraction:
    """`value` held between `low` and `high`."""
    return max(as_fraction(low), min(as_fraction(high), value))


def quotient_half_up(numerator: Decimal, denominator: Decimal, places: int) -> Decimal:
    """`numerator / denominator` to `places` decimals, halves up; both at least zero. Exact."""
    above, below = numerator.as_integer_ratio()
    over, under = denominator.as_integer_ratio()
    return ratio_half_up(above * under, below * over, places)


def total(amounts: Iterable[Amount]) -> Fraction:
    """The exact sum of amounts of any kind."""
    whole = Decimal(0)
    parts = Fraction(0)
    for one in amounts:
        if isinstance(one, _DECIMAL):
            whole = _WIDE.add(whole, one)
        else:
            parts += one
    return parts + Fraction(whole) if parts else Fraction(whole)


@value
class Span:
    """Every value from `low` to `high`; one value where they are equal."""

    low: Fraction
    high: Fraction

    @classmethod
    def at(cls, value: Amount) -> Span:
        """The span that is one value."""
        exact = as_fraction(value)
        return cls(exact, exact)

    @property
    def exact(self) -> bool:
        """Whether the span is one value."""
        return self.low is self.high or self.low == self.high

    def __str__(self) -> str:
        return plain(self.low) if self.exact else f"{plain(self.low)} to {plain(self.high)}"
