"""Pictures of a measure: where a rate stands among the deciles, and how far reporting has come."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import svg
from django.utils.safestring import SafeString

from openmips.amounts import plain
from openmips.web.plots.drawing import ACCENT, PAPER, SOFT, WIDE, Scale, box, figure, rule, words

LEFT = 16


def decile_strip(
    name: str,
    cuts: Sequence[Decimal],
    rate: Decimal | None,
    points: Sequence[str],
    lowest: Decimal,
    highest: Decimal,
    width: int = WIDE,
) -> SafeString:
    """The deciles of a benchmark with their real widths, and the practice's rate as a mark.

    `cuts` are the inner bounds from the least to the most points; they fall where lower rates
    are better. `points` says what each segment earns. `lowest` and `highest` bound the rates.
    """
    falling = len(cuts) > 1 and cuts[-1] < cuts[0]
    first, last = (highest, lowest) if falling else (lowest, highest)
    ends = [first, *cuts, last]
    right_end = width - LEFT
    scale = Scale(min(first, last), max(first, last), LEFT, right_end)
    drawn: list[svg.Element] = []
    for index, (start, end) in enumerate(pairwise(ends)):
        left, right = sorted((scale(start), scale(end)))
        drawn.append(box(left, 30, right - left, 34, SOFT if index % 2 else PAPER))
        if right - left > 26 and index < len(points):
            drawn.append(words((left + right) // 2, 52, points[index], "middle"))
    drawn += [
        words(LEFT, 84, plain(min(first, last))),
        words(right_end, 84, plain(max(first, last)), "end"),
    ]
    told = "no rate yet"
    if rate is not None:
        at = scale(rate)
        drawn += [
            svg.Path(d=[svg.M(at - 7, 17), svg.L(at + 7, 17), svg.L(at, 29), svg.Z()], fill=ACCENT),
            rule(at, 26, at, 68),
            words(
                min(max(at, LEFT + 40), right_end - 40), 12, f"{plain(rate)} %", "middle", bold=True
            ),
        ]
        told = f"the rate is {plain(rate)} percent"
    says = f"{len(ends) - 1} segments with bounds at {', '.join(map(plain, cuts))}; {told}."
    return figure(name, width, 92, "Where the rate stands among the deciles", says, drawn)


def meter(
    name: str,
    title: str,
    reached: Decimal,
    target: Decimal,
    most: Decimal,
    unit: str,
    width: int = WIDE,
) -> SafeString:
    """How far something has come towards a target, on a bar that ends at `most`."""
    right = width - LEFT
    scale = Scale(Decimal(0), max(most, target), LEFT, right)
    told_at = min(max(scale(target), LEFT + 45), right - 45)
    drawn: list[svg.Element] = [
        box(LEFT, 10, right - LEFT, 22, PAPER),
        box(LEFT, 10, scale(reached) - LEFT, 22, ACCENT),
        rule(scale(target), 4, scale(target), 38, dashed=True),
        words(told_at, 54, f"needed: {plain(target)}{unit}", "middle"),
    ]
    says = f"{plain(reached)}{unit} of {plain(target)}{unit} needed."
    return figure(name, width, 62, title, says, drawn)
