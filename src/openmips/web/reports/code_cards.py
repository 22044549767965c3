"""Code cards: what a measure asks, of whom, and the codes that answer it; a sheet each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from openmips.answers.claims_card_words import facts, parts
from openmips.answers.claims_cards import claims_cards
from openmips.problems.finding import ProblemsFound
from openmips.web.reports.codes import answers_of, code_text
from openmips.web.reports.report import Report


def code_cards(
    practice: str, performance_year: int, as_of: date, answer: Mapping[str, Any]
) -> Report:
    """The cards of an answer about cards."""
    made = {
        "cards": [_card(one, answer) for one in answer["cards"]],
        "refused": [one["why"]["says"] for one in answer["refused"]],
    }
    heading = f"Code cards {performance_year}"
    pages = len(answer["cards"]) or 1
    return Report("cards", heading, practice, performance_year, as_of, made, pages=pages)


def cards_of(measures: Iterable[str], year: int) -> dict[str, Any]:
    """The cards of some measures; what nobody can count has none."""
    answer: dict[str, Any] = {"cards": [], "refused": []}
    for measure_id in measures:
        try:
            found = claims_cards([measure_id], year=year)
        except ProblemsFound:
            continue
        answer = {**found, "cards": [*answer["cards"], *found["cards"]]}
    return answer


def _card(card: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "card": card,
        "facts": list(facts(card, answer)),
        "parts": [
            {"name": name, "facts": told, "answers": list(_answers(codes))}
            for name, told, codes in parts(card)
        ],
    }


def _answers(codes: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row for each answer: its codes belong together."""
    for one in answers_of(codes):
        told = [(code_text(code), code["meaning"]) for code in one["codes"]]
        yield {"outcome": one["outcome"], "codes": told}
