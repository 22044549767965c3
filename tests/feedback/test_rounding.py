"""Differences that are nothing but rounding."""

from __future__ import annotations

from decimal import Decimal

from openmips.amounts import Amount, Span
from openmips.feedback.comparing import Line, Verdict, lines_of
from openmips.feedback.rounding import rounding
from openmips.feedback.stated import Figure, Kind, Stated
from openmips.performance import Category
from openmips.policy.load import policy_for

YEAR = 2024
FINAL, PERCENT = Figure(Kind.FINAL_SCORE), Figure(Kind.ADJUSTMENT)
WEIGHTS = {
    Category.QUALITY: "40",
    Category.ACTIVITIES: "30",
    Category.INTEROPERABILITY: "0",
    Category.COST: "30",
}
PERCENTS = {Category.QUALITY: "40.81", Category.ACTIVITIES: "100", Category.COST: "50.01"}


def told(cms: dict[Figure, str], ours: dict[Figure, Amount], about: Figure) -> str | None:
    """How rounding makes CMS's figure of ours."""
    stated = Stated(YEAR, {figure: Decimal(text) for figure, text in cms.items()})
    lines = {one.figure: one for one in lines_of(stated, {k: Span.at(v) for k, v in ours.items()})}
    return rounding(lines[about], stated, lines, policy_for(YEAR))


def test_a_figure_that_agrees_needs_no_rounding() -> None:
    """Nor does one that only CMS has, or one of ours that is a range."""
    assert told({FINAL: "61.33"}, {FINAL: Decimal("61.329")}, FINAL) is None
    assert told({FINAL: "61.33"}, {}, FINAL) is None
    line = Line(FINAL, Decimal(9), Span(Span.at(1).low, Span.at(2).low), Verdict.DIFFERENT)
    assert rounding(line, Stated(YEAR, {}), {}, policy_for(YEAR)) is None


def test_fewer_decimals_and_cut_decimals_are_told_apart() -> None:
    """61.3 has fewer, 61.32 was cut, and so was -1.64 of -1.649; 61.4 is another number."""
    assert told({FINAL: "61.3"}, {FINAL: Decimal("61.329")}, FINAL) is not None
    cut = "decimals were cut off"
    assert told({FINAL: "61.32"}, {FINAL: Decimal("61.329")}, FINAL) == cut
    assert told({PERCENT: "-1.64"}, {PERCENT: Decimal("-1.649")}, PERCENT) == cut
    assert told({FINAL: "61.4"}, {FINAL: Decimal("61.329")}, FINAL) is None


def parts(**over: str) -> tuple[dict[Figure, str], dict[Figure, Amount]]:
    """CMS's parts, which are ours, and a final score that their rounding made."""
    cms = {Figure(Kind.WEIGHT, one): weight for one, weight in WEIGHTS.items()}
    cms |= {Figure(Kind.PERCENT, one): percent for one, percent in PERCENTS.items()}
    ours: dict[Figure, Amount] = {figure: Decimal(text) for figure, text in cms.items()}
    return {**cms, FINAL: over.get("final", "61.32")}, {**ours, FINAL: Decimal("61.334")}


def test_a_final_score_may_be_made_of_rounded_parts() -> None:
    """16.324 and 15.003 become 16.32 and 15.00, which is 61.32 with the 30 of the activities."""
    cms, ours = parts()
    assert told(cms, ours, FINAL) == "the final score is made of rounded parts"
    cms, ours = parts(final="61.37")
    assert told(cms, ours, FINAL) is None


def test_parts_that_differ_are_no_rounding() -> None:
    """Neither another weight nor another percent may stand behind it."""
    for figure in (Figure(Kind.WEIGHT, Category.COST), Figure(Kind.PERCENT, Category.COST)):
        cms, ours = parts()
        assert told(cms, {**ours, figure: Decimal(1)}, FINAL) is None


def test_a_percent_may_be_made_of_the_rounded_score() -> None:
    """74.96 pays nothing to two decimals, 74.95 a hundredth less: the score decides which."""
    ours = {FINAL: Decimal("74.9549"), PERCENT: Decimal("-0.02")}
    cms = {FINAL: "74.95", PERCENT: "-0.01"}
    assert told(cms, ours, PERCENT) == "the percent is made of the rounded final score"
    assert told({**cms, PERCENT: "-0.05"}, ours, PERCENT) is None
    assert told({PERCENT: "-0.01"}, ours, PERCENT) is None
    assert told({**cms, FINAL: "70.00"}, ours, PERCENT) is None
