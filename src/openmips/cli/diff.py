"""`openmips diff`: what changed between two submissions, in measures and in money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from openmips.answers.differences import diff as ask
from openmips.cli.files import print_exact
from openmips.cli.output import (
    answering,
    as_json_option,
    as_of_option,
    print_warnings,
    profile_option,
    sources,
)
from openmips.cli.score_report import pays
from openmips.cli.words import CATEGORIES, ENTITIES, echo_wrapped, money, short, signed, span

_COUNTS = {
    "eligiblePopulation": "eligible",
    "performanceMet": "met",
    "performanceNotMet": "not met",
    "eligiblePopulationExclusion": "excluded",
    "eligiblePopulationException": "excepted",
    "numerator": "numerator",
    "denominator": "denominator",
}
_FIELDS = {
    "performanceStart": "first day",
    "performanceEnd": "last day",
    "cehrtId": "certification id",
}

_side = click.Path(exists=True, allow_dash=True)


@click.command()
@click.argument("before", type=_side)
@click.argument("after", type=_side)
@profile_option
@as_of_option
@as_json_option
def diff(before: str, after: str, profile: str | None, as_of: date | None, as_json: bool) -> None:
    """Show what changed from one submission to another, and what it does to the score.

    BEFORE and AFTER are files (QPP JSON or XML, QRDA III), or folders or archives of the
    files of one practice. With a profile the score is the practice's, and dollars are shown.
    """
    (old, new), facts = sources([before, after], profile)
    with answering(as_json):
        answer = ask(old, new, facts, as_of)
    print_warnings(answer["warnings"])
    if as_json:
        print_exact(answer)
    else:
        _print(answer)


def _print(answer: Mapping[str, Any]) -> None:
    difference = answer["difference"]
    click.echo(f"Performance year {answer['performanceYear']}")
    for name in ("before", "after"):
        side = answer[name]
        score = side["finalScore"]
        who = f"{ENTITIES[side['entityType']]}, {side['program']}"
        pays_now = pays(side["paymentAdjustment"])
        told = f"{name.capitalize()} ({who}): {span(score['low'], score['high'])}; {pays_now}"
        echo_wrapped(told, "", "  ")
    moved = span(signed(difference["low"]), signed(difference["high"]))
    percent = span(signed(difference["percentLow"]), signed(difference["percentHigh"]))
    told = f"Difference: {moved} points; {percent} %"
    if difference["dollarsLow"] is not None:
        low, high = money(difference["dollarsLow"], True), money(difference["dollarsHigh"], True)
        told += f"; {span(low, high)} a year"
    echo_wrapped(told, "", "  ")
    click.echo()
    if not answer["changes"]:
        click.echo("The submissions say the same.")
    for change in answer["changes"]:
        _print_change(change)
    if answer["measures"]:
        click.echo("\nPoints that count")
    for row in answer["measures"]:
        by = f" ({row['collectionType']})" if "collectionType" in row else ""
        was, now = (_points(row[name]) for name in ("before", "after"))
        echo_wrapped(f"{row['measureId'] or '(nothing)'}{by}: {was}, now {now}.", "- ", "  ")


def _print_change(change: Mapping[str, Any]) -> None:
    place = f"{CATEGORIES[change['category']]} by {change['submissionMethod']}"
    if change["program"] != "mips":
        place += f" under {change['program']}"
    if "field" in change:
        was, now = (change[name] or "none" for name in ("before", "after"))
        what = f"{_FIELDS[change['field']]} {was}, now {now}"
    else:
        what = f"{change['measureId']} {change['change']}"
        details = _details(change["before"], change["after"])
        what += f": {details}" if details else ""
    echo_wrapped(f"{place}: {what}.", "- ", "  ")


def _details(before: Any, after: Any) -> str:
    """What of a value is otherwise: the counts, or yes and no."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = [name for name in dict.fromkeys((*before, *after)) if name != "strata"]
        told = [
            f"{_COUNTS.get(name, name)} {_said(before.get(name))}, now {_said(after.get(name))}"
            for name in names
            if before.get(name) != after.get(name)
        ]
        old, new = (_strata(value) for value in (before, after))
        for name in dict.fromkeys((*old, *new)):
            inner = _details(old.get(name, {}), new.get(name, {}))
            told += [f"{name}: {inner}"] if inner else []
        return "; ".join(told)
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        return ""
    return f"{_said(before)}, now {_said(after)}"


def _strata(value: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {
        part["stratum"]: {name: each for name, each in part.items() if name != "stratum"}
        for part in value.get("strata", ())
    }


def _said(value: Any) -> str:
    if value is None:
        return "none"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _points(points: str | None) -> str:
    return "none" if points is None else short(points)
