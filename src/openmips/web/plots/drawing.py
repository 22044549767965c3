"""What all pictures share: the frame with its title, scales, inks that print in black and white."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import svg
from django.utils.html import escape
from django.utils.safestring import SafeString

INK, SOFT, ACCENT, LINE, PAPER = "#1b1b1b", "#dfe1e2", "#0b4778", "#71767a", "#ffffff"
TEXT_SIZE = 13
WIDE, NARROW = 640, 328
"""The widths of drawings, in their own units: for desks and paper, and for phones."""

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to places on the paper, in whole units of the picture."""

    lowest: Decimal
    highest: Decimal
    start: int
    end: int

    def __call__(self, value: int | Decimal) -> int:
        """The place of a value; what lies outside stands at the edge."""
        if self.lowest == self.highest:
            return self.start
        kept = min(max(Decimal(value), self.lowest), self.highest)
        share = (kept - self.lowest) / (self.highest - self.lowest)
        return self.start + int(share * (self.end - self.start))


def for_any_screen(draw: Callable[..., SafeString], name: str, *told: object) -> SafeString:
    """A picture drawn for wide screens and again for phones; the style sheet shows one of them."""
    wide, narrow = draw(name, *told, width=WIDE), draw(f"{name}-narrow", *told, width=NARROW)
    return SafeString(f"{wide}{narrow}")


def hatched(name: str) -> str:
    """The fill of what is not certain, in the picture called `name`."""
    return f"url(#{name}-hatch)"


def words(x: int, y: int, text: str, anchor: Anchor = "start", bold: bool = False) -> svg.Text:
    """A piece of text; whatever it holds is text and nothing else."""
    return svg.Text(
        x=x,
        y=y,
        text=escape(text),
        fill=INK,
        font_size=TEXT_SIZE,
        font_weight="bold" if bold else None,
        text_anchor=anchor,
    )


def clear(x: int, y: int, text: str, bold: bool = False) -> list[svg.Element]:
    """A piece of text on plain paper, so that a line below it does not cross it."""
    wide = len(text) * TEXT_SIZE * 3 // 5
    paper = svg.Rect(x=x - 2, y=y - TEXT_SIZE, width=wide, height=TEXT_SIZE + 4, fill=PAPER)
    return [paper, words(x, y, text, bold=bold)]


def box(x: int, y: int, width: int, height: int, fill: str) -> svg.Rect:
    """A filled rectangle with an outline that shows in print."""
    width = max(width, 1)
    return svg.Rect(x=x, y=y, width=width, height=height, fill=fill, stroke=INK, stroke_width=1)


def rule(x1: int, y1: int, x2: int, y2: int, dashed: bool = False) -> svg.Line:
    """A thin straight line."""
    dashes: list[Decimal | float | int] | None = [4, 4] if dashed else None
    return svg.Line(x1=x1, y1=y1, x2=x2, y2=y2, stroke=INK, stroke_width=1, stroke_dasharray=dashes)


def figure(
    name: str, width: int, height: int, title: str, says: str, parts: Sequence[svg.Element]
) -> SafeString:
    """The picture as SVG. `name` is the picture's own on its page; `says` tells what it shows."""
    hatch = svg.Pattern(
        id=f"{name}-hatch",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        elements=[
            svg.Rect(width=6, height=6, fill=PAPER),
            svg.Path(d=[svg.M(0, 6), svg.L(6, 0)], stroke=ACCENT, stroke_width=2),
        ],
    )
    drawn = svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, width, height),
        class_=["om-plot", "om-plot--narrow" if width < WIDE else "om-plot--wide"],
        extra={"role": "img", "aria-labelledby": f"{name}-title {name}-says"},
        elements=[
            svg.Title(id=f"{name}-title", text=escape(title)),
            svg.Desc(id=f"{name}-says", text=escape(says)),
            svg.Defs(elements=[hatch]),
            *parts,
        ],
    )
    return SafeString(drawn.as_str())
