"""How the comparison with CMS's feedback reads: figures, verdicts, and each reason once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openmips.answers.feedback_shapes import CauseAnswer, FeedbackLine

CATEGORIES = {
    "quality": "Quality",
    "ia": "Improvement activities",
    "pi": "Promoting interoperability",
    "cost": "Cost",
}
FIGURES = {
    "final_score": "Final score",
    "adjustment": "Payment adjustment, percent",
    "complex_patient_bonus": "Complex patient bonus",
    "percent": "percent",
    "points": "points",
    "weight": "weight",
    "contribution": "contribution to the final score",
    "bonus": "bonus points",
    "improvement": "improvement, percent",
    "measure_points": "points",
    "rate": "rate",
}
VERDICTS = {
    "same": "same",
    "in_range": "within our range",
    "different": "different",
    "only_cms": "only CMS has it",
    "only_ours": "only we have it",
}


@dataclass(frozen=True, slots=True)
class ToldCause:
    """A reason, and the names of the figures that it explains."""

    cause: CauseAnswer
    figures: tuple[str, ...]


def figure_name(line: FeedbackLine) -> str:
    """What a line is about, in a few words."""
    name = FIGURES[line["figure"]]
    if line["measureId"] is not None:
        kind = f" ({line['collectionType']})" if line["collectionType"] else ""
        return f"{line['measureId']}{kind}, {name}"
    if line["category"] is not None:
        return f"{CATEGORIES[line['category']]}, {name}"
    return name


def told_causes(lines: Iterable[FeedbackLine]) -> list[ToldCause]:
    """Each reason once, in the order of the lines, with the figures that it explains."""
    figures: dict[tuple[str, str], list[str]] = {}
    causes: dict[tuple[str, str], CauseAnswer] = {}
    for line in lines:
        for cause in line["causes"]:
            key = cause["reason"], cause["about"]
            causes[key] = cause
            figures.setdefault(key, []).append(figure_name(line))
    return [ToldCause(cause, tuple(figures[key])) for key, cause in causes.items()]


def unexplained(lines: Iterable[FeedbackLine]) -> list[str]:
    """The figures that differ and that nothing explains."""
    return [figure_name(line) for line in lines if line["explained"] is False]
