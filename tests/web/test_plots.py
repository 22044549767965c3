"""Pictures tell in words what they show, and draw what the numbers say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

from openmips.web.plots.drawing import NARROW, WIDE, Scale, for_any_screen
from openmips.web.plots.measures import decile_strip, meter
from openmips.web.plots.plans import PlanPoint, frontier, interval, timeline
from openmips.web.plots.score import Contribution, payment_curve, waterfall

D = Decimal
NAME = "{http://www.w3.org/2000/svg}"


def said(picture: str) -> str:
    """The description of a picture, which must be well-formed and name its title and itself."""
    root = ET.fromstring(picture)
    title, says = root.find(f"{NAME}title"), root.find(f"{NAME}desc")
    assert title is not None
    assert says is not None
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {says.get('id')}"
    return says.text or ""


def test_a_scale_keeps_to_its_ends() -> None:
    """Values map in proportion; what lies outside stands at the edge."""
    scale = Scale(D(0), D(100), 10, 210)
    assert [scale(D(value)) for value in (-5, 0, 50, 100, 300)] == [10, 10, 110, 210, 210]
    assert Scale(D(3), D(3), 10, 210)(D(3)) == 10


def test_a_waterfall_tells_each_part_and_the_range() -> None:
    """Parts add up; what is uncertain widens the whole."""
    parts = [Contribution("Quality", D(32), D(32)), Contribution("Cost", D(8), D("22.5"))]
    assert said(waterfall("w", parts, D(75), D(100))) == (
        "Quality 32; Cost 8 to 22.5; together 40 to 54.5 of 100 points."
    )


def test_a_picture_for_phones_says_the_same_within_its_width() -> None:
    """Both drawings have names of their own; no label of the narrow one runs out of it."""
    parts = [
        Contribution("Quality", D(40), D(40)),
        Contribution("Promoting interoperability", D("8.25"), D("59.75")),
    ]
    both = ET.fromstring(f"<p>{for_any_screen(waterfall, 'w', parts, D(75), D(100))}</p>")
    wide, narrow = both.findall(f"{NAME}svg")
    assert said(ET.tostring(wide, "unicode")) == said(ET.tostring(narrow, "unicode"))
    assert [one.get("class") for one in (wide, narrow)] == [
        "om-plot om-plot--wide",
        "om-plot om-plot--narrow",
    ]
    assert [(one.get("viewBox") or "").split()[2] for one in (wide, narrow)] == [
        str(WIDE),
        str(NARROW),
    ]
    names = [one.get("id") for one in both.iter() if one.get("id")]
    assert len(names) == len(set(names))
    for one in narrow.findall(f"{NAME}rect"):
        assert int(one.get("x", "0")) + int(one.get("width", "0")) <= NARROW
    assert [one.text for one in narrow.findall(f"{NAME}text")] == [
        "Quality: 40",
        "Promoting interoperability: 8.25 to 59.75",
        "Final score: 48.25 to 99.75",
        "75: no penalty",
    ]


def test_a_payment_curve_tells_its_corners_and_the_score() -> None:
    """The corners of the curve and the band of the score stand in the description."""
    curve = [(D(0), D(-9)), (D("18.75"), D(-9)), (D(75), D(0)), (D(100), D("1.05"))]
    assert said(payment_curve("c", curve, (D(70), D(80)), D(75))) == (
        "From -9 percent at 0 points through 0 at 75 to 1.05 percent at 100. "
        "Your score lies at 70 to 80."
    )


def test_deciles_are_drawn_with_their_real_widths_either_way() -> None:
    """Where lower is better the bounds fall, and the picture still runs from low to high."""
    rising = decile_strip("d", [D(50), D(90)], D("94.2"), ["1", "2", "3"], D(0), D(100))
    falling = decile_strip("e", [D(50), D(10)], None, ["1", "2", "3"], D(0), D(100))
    assert said(rising) == "3 segments with bounds at 50, 90; the rate is 94.2 percent."
    assert said(falling) == "3 segments with bounds at 50, 10; no rate yet."
    widths = [int(one.get("width", "0")) for one in ET.fromstring(rising).findall(f"{NAME}rect")]
    assert widths == [304, 243, 61]


def test_text_from_outside_is_text() -> None:
    """A label cannot smuggle in markup."""
    drawn = frontier("f", [PlanPoint("<script>", D(1), D("0.5"), chosen=True)])
    assert "<script>" not in drawn
    assert said(drawn) == "<script>: 1 hours, 50 percent."


def test_meters_dates_and_ranges_are_told() -> None:
    """Each small picture says its numbers."""
    assert said(meter("m", "Completeness", D(66), D(75), D(100), " %")) == "66 % of 75 % needed."
    days = [(date(2026, 11, 30), "MVP registration"), (date(2026, 12, 31), "Exceptions")]
    drawn = timeline("t", date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 22), days)
    assert said(drawn) == "1: MVP registration; 2: Exceptions"
    assert said(interval("i", "Cost", D(40), D(75), D(0), D(100))) == "From 40 to 75."


def test_dates_that_lie_close_together_share_a_label() -> None:
    """Numbers that would cover each other are written as one label; single ones stay."""
    close = [(date(2026, 12, day), "a date") for day in (1, 2, 3)]
    days = [*close, (date(2028, 1, 1), "later"), (date(2026, 12, 4), "soon")]
    drawn = timeline("t", date(2026, 11, 22), date(2028, 1, 1), date(2026, 11, 22), days)
    assert ">1-3, 5<" in drawn
    assert ">4<" in drawn
