"""Pictures of a score: where it comes from, and what it pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import svg
from django.utils.safestring import SafeString

from openmips.amounts import plain, round_half_up
from openmips.web.plots.drawing import (
    ACCENT,
    PAPER,
    SOFT,
    WIDE,
    Scale,
    box,
    clear,
    figure,
    hatched,
    rule,
    words,
)

ROW, LABELS, RIGHT = 34, 210, 60
TALL_ROW, MARGIN = 50, 8
"""Rows of the narrow waterfall, whose labels stand above their bars."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one part adds to the final score, in points; `high` where it is not certain."""

    label: str
    low: Decimal
    high: Decimal


def waterfall(
    name: str,
    parts: Sequence[Contribution],
    threshold: Decimal,
    highest: Decimal,
    width: int = WIDE,
) -> SafeString:
    """Each part's points stacked into the score, uncertain ones hatched, the threshold as a line.

    `highest` is the highest score there is. Where the picture is narrow, labels stand above.
    """
    above = width < WIDE
    row, start, end = (TALL_ROW, MARGIN, width - MARGIN) if above else (ROW, LABELS, width - RIGHT)
    scale = Scale(Decimal(0), highest, start, end)
    bottom = len(parts) * row + 8
    line = scale(threshold)
    drawn: list[svg.Element] = [rule(line, 0, line, bottom + row, dashed=True)]
    told = []
    low = high = Decimal(0)
    for index, part in enumerate(parts):
        y, says = index * row + 8, _range(part.low, part.high)
        sure, open_ = scale(low + part.low), scale(low + part.high)
        drawn += _labelled(part.label, says, y, open_, above=above)
        y += row - ROW
        drawn.append(box(scale(low), y, sure - scale(low), ROW - 12, ACCENT))
        if part.high > part.low:
            drawn.append(box(sure, y, open_ - sure, ROW - 12, hatched(name)))
        told.append(f"{part.label} {says}")
        low, high = low + part.low, high + part.high
    score = _range(_score(low), _score(high))
    drawn += _labelled("Final score", score, bottom, scale(high), above=above, bold=True)
    y = bottom + row - ROW
    drawn.append(box(start, y, scale(low) - start, ROW - 12, SOFT))
    if high > low:
        drawn.append(box(scale(low), y, scale(high) - scale(low), ROW - 12, hatched(name)))
    drawn.append(words(line, bottom + row + 14, f"{plain(threshold)}: no penalty", "middle"))
    says = f"{'; '.join(told)}; together {score} of {plain(highest)} points."
    return figure(name, width, bottom + row + 22, "Where the final score comes from", says, drawn)


def _labelled(
    label: str, says: str, y: int, end: int, *, above: bool, bold: bool = False
) -> list[svg.Element]:
    """What a bar is called and what it says: beside it, or above it where there is no room."""
    if above:
        return clear(MARGIN, y + 11, f"{label}: {says}", bold=bold)
    named = words(LABELS - 10, y + 17, label, "end", bold=bold)
    return [named, *clear(end + 6, y + 17, says, bold=bold)]


def payment_curve(
    name: str,
    curve: Sequence[tuple[Decimal, Decimal]],
    band: tuple[Decimal, Decimal] | None,
    threshold: Decimal,
    width: int = WIDE,
) -> SafeString:
    """What each score pays: `curve` as (score, percent) corners, `band` the score's range.

    Without a band no score is known.
    """
    left, right, top, bottom = 60, width - 20, 16, 230
    across = Scale(curve[0][0], curve[-1][0], left, right)
    percents = [percent for _, percent in curve]
    up = Scale(min(percents), max(*percents, Decimal(2)), bottom, top)
    corners: list[svg.PathData] = [
        (svg.L if index else svg.M)(across(score), up(percent))
        for index, (score, percent) in enumerate(curve)
    ]
    drawn: list[svg.Element] = []
    lies = "Your score is not known."
    if band is not None:
        low, high = band
        drawn.append(box(across(low), top, across(high) - across(low), bottom - top, hatched(name)))
        lies = f"Your score lies at {_range(low, high)}."
    drawn += [
        rule(left, up(Decimal(0)), right, up(Decimal(0))),
        rule(across(threshold), top, across(threshold), bottom, dashed=True),
        svg.Path(d=corners, fill="none", stroke=PAPER, stroke_width=6),
        svg.Path(d=corners, fill="none", stroke=ACCENT, stroke_width=3),
        words(left - 6, up(Decimal(0)) + 4, "0 %", "end"),
        *(
            words(left - 6, up(percent) + 4, f"{plain(percent)} %", "end")
            for percent in {percents[0], percents[-1]}
        ),
        *(
            words(across(score), bottom + 18, plain(score), "middle")
            for score in {curve[0][0], threshold, curve[-1][0]}
        ),
        words((left + right) // 2, bottom + 36, "Final score", "middle"),
    ]
    says = (
        f"From {plain(percents[0])} percent at {plain(curve[0][0])} points through 0 at "
        f"{plain(threshold)} to {plain(percents[-1])} percent at {plain(curve[-1][0])}. "
        f"{lies}"
    )
    return figure(name, width, bottom + 46, "What a score pays", says, drawn)


def _score(points: Decimal) -> Decimal:
    """A final score as it is told: to a hundredth."""
    return round_half_up(points, 2)


def _range(low: Decimal, high: Decimal) -> str:
    if low == high:
        return plain(low)
    return f"{plain(low)} to {plain(high)}"
