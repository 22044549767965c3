"""Pictures of what is ahead: dates in order, and plans by effort and safety."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import svg
from django.utils.safestring import SafeString

from openmips.amounts import plain
from openmips.web.plots.drawing import ACCENT, PAPER, WIDE, Scale, box, figure, rule, words

LEFT, MARGIN = 50, 30
APART = 24
"""Labels on one side of the line must be twice as far apart, so that each can be read."""


def timeline(
    name: str,
    first: date,
    last: date,
    today: date,
    marks: Sequence[tuple[date, str]],
    width: int = WIDE,
) -> SafeString:
    """Dates between two days as marks with numbers, today as a line; the list says what each is.

    Marks that lie close together share a label.
    """
    right = width - MARGIN
    scale = Scale(Decimal(first.toordinal()), Decimal(last.toordinal()), LEFT, right)
    drawn: list[svg.Element] = [rule(LEFT, 40, right, 40)]
    groups: list[tuple[int, list[int]]] = []
    for day, number in sorted((day, number) for number, (day, _) in enumerate(marks, 1)):
        at = scale(day.toordinal())
        if not groups or at - groups[-1][0] >= APART:
            groups.append((at, []))
        groups[-1][1].append(number)
        drawn.append(svg.Circle(cx=at, cy=40, r=5, fill=ACCENT))
    for index, (at, numbers) in enumerate(groups):
        drawn.append(words(at, 26 if index % 2 else 62, _runs(numbers), "middle"))
    if first <= today <= last:
        at = scale(today.toordinal())
        drawn += [rule(at, 16, at, 70, dashed=True), words(at, 84, "today", "middle", bold=True)]
    drawn += [words(LEFT, 104, f"{first:%B %Y}"), words(right, 104, f"{last:%B %Y}", "end")]
    says = "; ".join(f"{number}: {what}" for number, (_, what) in enumerate(marks, 1)) or "No date."
    return figure(name, width, 112, "The dates ahead", says, drawn)


def _runs(numbers: Sequence[int]) -> str:
    """Numbers with those in a row put together: "1-3, 7"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{one[0]}-{one[-1]}" if len(one) > 1 else f"{one[0]}" for one in runs)


@dataclass(frozen=True, slots=True)
class PlanPoint:
    """A plan: hours of work, chance of no penalty (0 to 1), and whether it is the chosen one."""

    label: str
    hours: Decimal
    chance: Decimal
    chosen: bool = False


def frontier(name: str, plans: Sequence[PlanPoint], width: int = WIDE) -> SafeString:
    """Plans by hours and by the chance of reaching the threshold."""
    top, bottom, right = 20, 210, width - MARGIN
    across = Scale(Decimal(0), max((one.hours for one in plans), default=Decimal(1)), LEFT, right)
    up = Scale(Decimal(0), Decimal(1), bottom, top)
    drawn: list[svg.Element] = [
        rule(LEFT, bottom, right, bottom),
        rule(LEFT, bottom, LEFT, top),
        words(LEFT - 6, top + 4, "100 %", "end"),
        words(LEFT - 6, bottom + 4, "0 %", "end"),
        words((LEFT + right) // 2, bottom + 32, "Hours of work", "middle"),
        words(right, bottom + 16, plain(across.highest), "end"),
    ]
    for one in plans:
        x, y = across(one.hours), up(one.chance)
        fill = ACCENT if one.chosen else PAPER
        drawn.append(svg.Circle(cx=x, cy=y, r=7, fill=fill, stroke=ACCENT, stroke_width=2))
        end = x > (LEFT + right) // 2
        drawn.append(words(x - 12 if end else x + 12, y + 4, one.label, "end" if end else "start"))
    told = "; ".join(
        f"{one.label}: {plain(one.hours)} hours, {plain(one.chance * 100)} percent" for one in plans
    )
    return figure(name, width, bottom + 42, "Plans by effort and safety", f"{told}.", drawn)


def interval(
    name: str,
    title: str,
    low: Decimal,
    high: Decimal,
    least: Decimal,
    most: Decimal,
    width: int = WIDE,
) -> SafeString:
    """A range on a line from `least` to `most`: what is not known exactly."""
    right = width - MARGIN
    scale = Scale(least, most, LEFT, right)
    drawn: list[svg.Element] = [
        rule(LEFT, 24, right, 24),
        box(scale(low), 12, scale(high) - scale(low), 24, ACCENT),
        words(LEFT, 56, plain(least)),
        words(right, 56, plain(most), "end"),
    ]
    return figure(name, width, 64, title, f"From {plain(low)} to {plain(high)}.", drawn)
