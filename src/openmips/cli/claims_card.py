"""`openmips claims card`: a page of codes for each measure, to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from openmips.answers.claims_cards import claims_cards
from openmips.claims.cards import in_ranges
from openmips.claims.meanings import meanings
from openmips.cli.claims_gaps_report import print_codes
from openmips.cli.claims_options import program_option, year_option
from openmips.cli.output import answering, as_json_option, print_json
from openmips.cli.words import echo_wrapped

_LABEL = 12
_MOST_CODES = 24
_SEXES = {"F": "women", "M": "men"}
_FORM_FEED = "\f"


@click.command()
@click.argument("measures", nargs=-1, metavar="[MEASURE]...")
@year_option
@program_option
@as_json_option
def card(measures: tuple[str, ...], year: int, program: str | None, as_json: bool) -> None:
    """Print what a MEASURE asks, of whom, when, and the codes that answer it.

    Without a MEASURE all claims measures of the year, a page each.
    """
    with answering(as_json):
        answer = claims_cards(measures or None, year=year, program=program)
    if as_json:
        print_json(answer)
        return
    for number, one in enumerate(answer["cards"]):
        if number:
            click.echo(_FORM_FEED, nl=False)
        _print(one, answer)
    for refused in answer["refused"]:
        click.echo()
        echo_wrapped(f"Left out: {refused['why']['says']}", "", "  ")


def _print(one: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    echo_wrapped(f"{one['measureId']}  {one['title']}", "", "     ")
    echo_wrapped(one["asks"], "     ", "     ")
    provisional = f", with the codes of {answer['codeSetYear']}" if answer["provisional"] else ""
    _told("Year", f"{answer['performanceYear']}{provisional}; Medicare Part B claims")
    _told("Asked", one["counted"] + ("; a lower rate is better" if one["inverse"] else ""))
    parts = one["parts"]
    if "mips" not in one["programs"]:
        _told("Counts in", ", ".join(one["programs"]))
    alike = all(_who(part) == _who(parts[0]) for part in parts)
    for number, part in enumerate(parts):
        if len(parts) > 1:
            click.echo()
            click.echo(f"Part {part['stratum']}")
        if not (alike and number):
            for way in part["waysIn"]:
                _print_way(way)
        second = part["waysIn"][0]["secondCodes"]
        if second:
            _told("With", f"{', '.join(second)} on the same claim")
        click.echo()
        print_codes(part["codes"], "  ")
    click.echo()
    click.echo("Mind")
    for trap in one["traps"]:
        echo_wrapped(trap, "- ", "  ")
    if "specification" in one:
        click.echo(one["specification"])


def _who(part: Mapping[str, Any]) -> list[Any]:
    return [{**way, "secondCodes": []} for way in part["waysIn"]]


def _print_way(way: Mapping[str, Any]) -> None:
    _told("Who", _people(way))
    for visits in way["visits"]:
        codes = _shortened(in_ranges(visits["codes"]))
        _told("Visits", f"{codes}{_without(visits)}")
    if way["diagnoses"]:
        count = len(way["diagnoses"])
        _told(
            "Diagnoses",
            f"{count:,}: {_shortened(way['diagnoses'])}" if count > 1 else way["diagnoses"][0],
        )
    if way["excludedDiagnoses"]:
        count = len(way["excludedDiagnoses"])
        _told("Not with", f"{count:,} diagnoses: {_shortened(way['excludedDiagnoses'])}")


def _people(way: Mapping[str, Any]) -> str:
    low, high = way["minimumAge"], way["maximumAge"]
    who = _SEXES.get(way["sex"] or "", "patients")
    if low is not None and high is not None:
        return f"{who} of {low} to {high}"
    return f"{who} of {low} or older" if low is not None else f"{who} of any age"


def _shortened(codes: Sequence[str]) -> str:
    if len(codes) <= _MOST_CODES:
        return ", ".join(codes)
    return f"{', '.join(codes[: _MOST_CODES - 1])} and others; --json lists them all"


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


def _told(label: str, text: str) -> None:
    echo_wrapped(text, f"{label:<{_LABEL}}", " " * _LABEL)
