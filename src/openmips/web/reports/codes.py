"""The quality codes that answer a measure, together by what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from openmips.answers.claims_cards import claims_cards
from openmips.problems.finding import ProblemsFound
from openmips.web.templatetags.collect import OUTCOMES

MOST_CODES = 4
"""How many codes of one outcome a line shows; the code card has them all."""


@dataclass(frozen=True, slots=True)
class Codes:
    """A measure's short title, and the codes of each outcome as one text."""

    title: str
    outcomes: tuple[tuple[str, str], ...]


def codes_of(measure_id: str, year: int) -> Codes | None:
    """The codes of a claims measure; None where it has none, or nobody can count it."""
    try:
        found = claims_cards([measure_id], year=year)["cards"]
    except ProblemsFound:
        return None
    if not found:
        return None
    codes = [code for part in found[0]["parts"] for code in part["codes"]]
    return Codes(found[0]["title"], by_outcome(codes))


def answers_of(codes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The codes of each answer together."""
    return [
        {"outcome": held[0]["outcome"], "codes": held}
        for _, group in groupby(codes, key=lambda one: one["answer"])
        for held in [list(group)]
    ]


def by_outcome(codes: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Each outcome in words, with the codes that say it in a line."""
    texts: dict[str, dict[str, None]] = {name: {} for name in OUTCOMES}
    for one in answers_of(codes):
        texts[one["outcome"]][" with ".join(map(code_text, one["codes"]))] = None
    return tuple(
        (OUTCOMES[outcome], _line(list(found))) for outcome, found in texts.items() if found
    )


def code_text(code: Mapping[str, Any]) -> str:
    """A code with its modifier."""
    return f"{code['code']}-{code['modifier']}" if code["modifier"] else str(code["code"])


def _line(found: list[str]) -> str:
    more = len(found) - MOST_CODES
    shown = " or ".join(found[:MOST_CODES])
    return f"{shown} or {more} more" if more > 0 else shown
