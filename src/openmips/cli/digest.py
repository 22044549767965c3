"""`openmips digest`: what changed between two years that touches one practice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from openmips.answers.digest_words import counted
from openmips.answers.year_digest import digest as ask
from openmips.cli.files import print_exact
from openmips.cli.output import (
    answering,
    as_json_option,
    print_warnings,
    profile_option,
    sources,
    submissions_argument,
)
from openmips.cli.words import echo_wrapped, money, short, signed, span, spelt


@click.command()
@click.argument("earlier", type=int)
@click.argument("later", type=int)
@submissions_argument
@profile_option
@as_json_option
def digest(
    earlier: int, later: int, submissions: tuple[str, ...], profile: str | None, as_json: bool
) -> None:
    """Show what changed from one year to another that touches this practice.

    The submissions are of the EARLIER year; the profile may be of either. Only what the
    practice has results of counts, rules on which its score rests, and its dates: first how
    many, then each with its points and dollars.
    """
    paths, facts = sources(submissions, profile)
    with answering(as_json):
        answer = ask(earlier, later, *paths, profile=facts)
    print_warnings(answer["warnings"])
    if as_json:
        print_exact(answer)
    else:
        _print(answer)


def _print(answer: Mapping[str, Any]) -> None:
    for side in (answer["earlier"], answer["later"]):
        score = side["finalScore"]
        told = f"{side['performanceYear']}: {span(score['low'], score['high'])} points; in"
        echo_wrapped(f"{told} {side['paymentYear']} about {_paid(side)}", "", "  ")
    echo_wrapped(f"Difference: {signed(short(answer['points']))} points, {_paid(answer)}", "", "  ")
    echo_wrapped(
        f"What touches you: {', '.join(counted(answer['counts'])) or 'nothing'}.", "", "  "
    )
    if answer["moved"]:
        click.echo("\nWhat moved the score")
    for one in answer["moved"]:
        echo_wrapped(one["says"], "- ", "  ")
    if answer["changes"]:
        click.echo("\nEach change by itself")
    for change in answer["changes"]:
        _print_change(change)
    if answer["dates"]:
        click.echo("\nDates that are not just a year later")
    for one in answer["dates"]:
        echo_wrapped(f"{one['name']}: {one['says']}", "- ", "  ")
    click.echo()
    for sentence in answer["assumptions"]:
        echo_wrapped(sentence)


def _print_change(change: Mapping[str, Any]) -> None:
    by = f" ({change['collectionType']})" if "collectionType" in change else ""
    head = change["title"] if change["kind"] == "rule" else f"{change['id']}{by}: {change['title']}"
    told = f"{head.rstrip('.')}. {spelt(change['says'])}"
    if change["points"] is not None:
        worth = f"{signed(short(change['points']))} points"
        if change["dollars"] is not None:
            worth += f", {money(change['dollars'], True)} a year"
        told += f" {worth}."
    echo_wrapped(told, "- ", "  ")


def _paid(side: Mapping[str, Any]) -> str:
    """Percent, and dollars where they are known."""
    percent = f"{signed(side['percent'])} %"
    return (
        percent if side["dollars"] is None else f"{percent}, {money(side['dollars'], True)} a year"
    )
