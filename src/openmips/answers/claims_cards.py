"""Code cards: a page for each measure, to print and put up where claims are coded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NotRequired, TypedDict

from openmips.amounts import plain
from openmips.answers.claims_asked import UNITS, RefusedAnswer, claims_definitions, refused_answer
from openmips.answers.claims_gap_shapes import CodeAnswer, code_answers
from openmips.catalog.entries import CLAIMS
from openmips.catalog.load import catalog_for
from openmips.claims.cards import Card, Part, WayIn, card


class VisitsAnswer(TypedDict):
    """Visit or procedure codes, and the modifiers and places of service they do not count with."""

    codes: list[str]
    notWithModifiers: list[str]
    notAtPlaces: list[str]


class WayInAnswer(TypedDict):
    """One way for a claim to belong to the measure; what is None or empty asks for nothing."""

    minimumAge: str | None
    maximumAge: str | None
    sex: str | None
    visits: list[VisitsAnswer]
    secondCodes: list[str]
    diagnoses: list[str]
    excludedDiagnoses: list[str]


class PartAnswer(TypedDict):
    """One rate of the measure with its answers."""

    stratum: str
    waysIn: list[WayInAnswer]
    codes: list[CodeAnswer]


class CardAnswer(TypedDict):
    """A measure on a page. `counted` says how often it asks; `title` is our own short one."""

    measureId: str
    title: str
    officialTitle: str
    asks: str
    unit: str
    counted: str
    inverse: bool
    parts: list[PartAnswer]
    traps: list[str]
    programs: list[str]
    specification: NotRequired[str]


class ClaimsCardsAnswer(TypedDict):
    """Cards of measures in order."""

    performanceYear: int
    codeSetYear: int
    provisional: bool
    cards: list[CardAnswer]
    refused: list[RefusedAnswer]


def claims_cards(
    measures: Iterable[str] | None = None, *, year: int, program: str | None = None
) -> ClaimsCardsAnswer:
    """The cards of some measures, or of all of the year. Raises ProblemsFound."""
    definitions = claims_definitions(year, measures, program)
    names = dict.fromkeys(rate.measure_id for rate in definitions.rates)
    return {
        "performanceYear": year,
        "codeSetYear": definitions.code_set_year,
        "provisional": definitions.provisional,
        "cards": [_card(card(name, definitions), year) for name in names],
        "refused": refused_answer(definitions),
    }


def _card(one: Card, year: int) -> CardAnswer:
    entry = catalog_for(year).quality[one.measure_id]
    answer: CardAnswer = {
        "measureId": one.measure_id,
        "title": one.title,
        "officialTitle": entry.title,
        "asks": one.asks,
        "unit": one.unit.value,
        "counted": UNITS[one.unit],
        "inverse": one.inverse,
        "parts": [_part(part, one.measure_id) for part in one.parts],
        "traps": list(one.traps),
        "programs": sorted(entry.programs),
    }
    link = (entry.specifications or {}).get(CLAIMS)
    if link:
        answer["specification"] = link
    return answer


def _part(part: Part, measure_id: str) -> PartAnswer:
    return {
        "stratum": part.stratum,
        "waysIn": [_way(way) for way in part.ways],
        "codes": code_answers(measure_id, part.answers),
    }


def _way(way: WayIn) -> WayInAnswer:
    return {
        "minimumAge": None if way.minimum_age is None else plain(way.minimum_age),
        "maximumAge": None if way.maximum_age is None else plain(way.maximum_age),
        "sex": way.sex,
        "visits": [
            {
                "codes": list(group.codes),
                "notWithModifiers": list(group.not_with),
                "notAtPlaces": list(group.not_at),
            }
            for group in way.visits
        ],
        "secondCodes": list(way.second_codes),
        "diagnoses": list(way.diagnoses),
        "excludedDiagnoses": list(way.excluded_diagnoses),
    }
