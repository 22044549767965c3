"""How the facts of a code card read: whom it asks about, with which visits and diagnoses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openmips.claims.cards import in_ranges
from openmips.claims.meanings import meanings

_MOST_CODES = 24
_SEXES = {"F": "women", "M": "men"}


def facts(card: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What holds for the whole card: a label and a text each."""
    provisional = f", with the codes of {answer['codeSetYear']}" if answer["provisional"] else ""
    yield "Year", f"{answer['performanceYear']}{provisional}; Medicare Part B claims"
    yield "Asked", card["counted"] + ("; a lower rate is better" if card["inverse"] else "")
    if "mips" not in card["programs"]:
        yield "Counts in", ", ".join(card["programs"])


def parts(card: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]], list[Any]]]:
    """Each rate: its name where there are several, its facts, its codes.

    Whom several rates ask about is told once where it is the same.
    """
    rates = card["parts"]
    alike = all(_who(part) == _who(rates[0]) for part in rates)
    for number, part in enumerate(rates):
        told: list[tuple[str, str]] = []
        if not (alike and number):
            told += [fact for way in part["waysIn"] for fact in _way(way)]
        second = part["waysIn"][0]["secondCodes"]
        if second:
            told.append(("With", f"{', '.join(second)} on the same claim"))
        yield f"Part {part['stratum']}" if len(rates) > 1 else "", told, part["codes"]


def _who(part: Mapping[str, Any]) -> list[Any]:
    return [{**way, "secondCodes": []} for way in part["waysIn"]]


def _way(way: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Who", _people(way)
    for visits in way["visits"]:
        yield "Visits", _shortened(in_ranges(visits["codes"])) + _without(visits)
    diagnoses, excluded = way["diagnoses"], way["excludedDiagnoses"]
    if diagnoses:
        count = f"{len(diagnoses):,}: " if len(diagnoses) > 1 else ""
        yield "Diagnoses", f"{count}{_shortened(diagnoses)}"
    if excluded:
        yield "Not with", f"{len(excluded):,} diagnoses: {_shortened(excluded)}"


def _people(way: Mapping[str, Any]) -> str:
    low, high = way["minimumAge"], way["maximumAge"]
    who = _SEXES.get(way["sex"] or "", "patients")
    if low is not None and high is not None:
        return f"{who} of {low} to {high}"
    return f"{who} of {low} or older" if low is not None else f"{who} of any age"


def _shortened(codes: Sequence[str]) -> str:
    if len(codes) <= _MOST_CODES:
        return ", ".join(codes)
    shown = ", ".join(codes[: _MOST_CODES - 1])
    return f"{shown} and {len(codes) - _MOST_CODES + 1:,} others: see the specification"


def _without(visits: Mapping[str, Any]) -> str:
    words = meanings()
    found = ""
    if visits["notWithModifiers"]:
        found += f"; not with modifier {_or(visits['notWithModifiers'])}"
    if visits["notAtPlaces"]:
        found += f"; not at place {_or([words.place(place) for place in visits['notAtPlaces']])}"
    return found


def _or(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
