"""Whether a difference is nothing but rounding: in what was written down, or on CMS's way."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from openmips.amounts import HUNDRED, Span, as_fraction, round_half_up
from openmips.feedback.comparing import Line, Verdict
from openmips.feedback.ours import paid_span
from openmips.feedback.stated import Figure, Kind, Stated, places_of
from openmips.performance import Category
from openmips.policy.topics import Policy

_LAST_PLACE = 2


def rounding(
    line: Line, stated: Stated, lines: Mapping[Figure, Line], policy: Policy
) -> str | None:
    """How rounding makes CMS's figure of ours, None where it does not.

    Tried are: fewer decimals written down than usual, decimals cut off, a final score made
    of rounded parts, and a percent made of the rounded final score.
    """
    if line.verdict is not Verdict.DIFFERENT or line.cms is None or line.ours is None:
        return None
    if not line.ours.exact:
        return None
    ours, usual = line.ours.low, line.figure.usual_places
    written = places_of(line.cms)
    if written < usual and round_half_up(ours, written) == line.cms:
        return "fewer decimals were written down"
    if _cut(ours, max(written, usual)) == line.cms:
        return "decimals were cut off"
    if line.figure.kind is Kind.FINAL_SCORE and _of_rounded_parts(stated, lines) == line.cms:
        return "the final score is made of rounded parts"
    if line.figure.kind is Kind.ADJUSTMENT and _of_rounded_score(line.cms, stated, lines, policy):
        return "the percent is made of the rounded final score"
    return None


def _cut(ours: Fraction, places: int) -> Decimal:
    """The number without what stands behind the last place, which is nearer to 0."""
    shift = Fraction(10) ** places
    return round_half_up(Fraction(int(ours * shift)) / shift, places)


def _of_rounded_parts(stated: Stated, lines: Mapping[Figure, Line]) -> Decimal | None:
    """The sum of CMS's own rounded parts, where each of them agrees with ours."""
    total = Fraction(0)
    for category in Category:
        weight = Figure(Kind.WEIGHT, category)
        if not _agrees(weight, lines):
            return None
        percent = Figure(Kind.PERCENT, category)
        share = stated.figures[weight]
        if share and not _agrees(percent, lines):
            return None
        if share:
            part = Fraction(share) * Fraction(stated.figures[percent]) / HUNDRED
            total += Fraction(round_half_up(part, _LAST_PLACE))
    bonus = stated.get(Kind.COMPLEX_PATIENT_BONUS) or Decimal(0)
    return round_half_up(total + as_fraction(bonus), _LAST_PLACE)


def _agrees(figure: Figure, lines: Mapping[Figure, Line]) -> bool:
    return figure in lines and lines[figure].verdict is Verdict.SAME


def _of_rounded_score(
    cms: Decimal, stated: Stated, lines: Mapping[Figure, Line], policy: Policy
) -> bool:
    score = stated.get(Kind.FINAL_SCORE)
    if score is None or not _agrees(Figure(Kind.FINAL_SCORE), lines):
        return False
    return _holds(paid_span(score, score, policy), cms)


def _holds(span: Span, number: Decimal) -> bool:
    return span.low <= as_fraction(number) <= span.high
