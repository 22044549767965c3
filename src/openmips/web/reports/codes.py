"""The quality codes of a measure in a line for each answer, for reports with little room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openmips.answers.claims_cards import claims_cards
from openmips.problems.finding import ProblemsFound
from openmips.web.reports.gap_sheets import answers_of
from openmips.web.templatetags.collect import OUTCOMES

MOST_CODES = 4
"""How many codes of one answer are shown; the code card has them all."""


@dataclass(frozen=True, slots=True)
class Codes:
    """A measure's short title, and the codes of each answer as one text."""

    title: str
    answers: tuple[tuple[str, str], ...]


def codes_of(measure_id: str, year: int) -> Codes | None:
    """The codes of a claims measure; None where it has none, or nobody can count it."""
    try:
        found = claims_cards([measure_id], year=year)["cards"]
    except ProblemsFound:
        return None
    return Codes(found[0]["title"], tuple(_answers(found[0]["parts"]))) if found else None


def together(codes: list[Mapping[str, Any]]) -> str:
    """Codes that belong to one answer."""
    return " with ".join(code_text(one) for one in codes)


def code_text(code: Mapping[str, Any]) -> str:
    """A code with its modifier."""
    return f"{code['code']}-{code['modifier']}" if code["modifier"] else str(code["code"])


def _answers(parts: Any) -> Iterator[tuple[str, str]]:
    texts: dict[str, dict[str, None]] = {name: {} for name in OUTCOMES}
    for part in parts:
        for one in answers_of(part["codes"]):
            texts[one["outcome"]][together(one["codes"])] = None
    for outcome, found in texts.items():
        if found:
            shown = " or ".join(list(found)[:MOST_CODES])
            more = len(found) - MOST_CODES
            yield OUTCOMES[outcome], f"{shown} or {more} more" if more > 0 else shown
