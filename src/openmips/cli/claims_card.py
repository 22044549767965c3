"""`openmips claims card`: a page of codes for each measure, to print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from openmips.answers.claims_card_words import facts, parts
from openmips.answers.claims_cards import claims_cards
from openmips.cli.claims_card_html import page
from openmips.cli.claims_gaps_report import print_codes
from openmips.cli.claims_options import program_option, year_option
from openmips.cli.output import answering, as_json_option, print_json
from openmips.cli.words import echo_wrapped

_LABEL = 12
_FORM_FEED = "\f"


@click.command()
@click.argument("measures", nargs=-1, metavar="[MEASURE]...")
@year_option
@program_option
@click.option("--html", "as_html", is_flag=True, help="Print one page of HTML for a browser.")
@as_json_option
def card(
    measures: tuple[str, ...], year: int, program: str | None, as_html: bool, as_json: bool
) -> None:
    """Print what a MEASURE asks, of whom, when, and the codes that answer it.

    Without a MEASURE all claims measures of the year, a page each.
    """
    if as_html and as_json:
        raise click.UsageError("Choose --html or --json.")
    with answering(as_json):
        answer = claims_cards(measures or None, year=year, program=program)
    if as_json:
        print_json(answer)
    elif as_html:
        click.echo(page(answer), nl=False)
    else:
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
    for label, text in facts(one, answer):
        _told(label, text)
    for name, told, codes in parts(one):
        if name:
            click.echo(f"\n{name}")
        for label, text in told:
            _told(label, text)
        click.echo()
        print_codes(codes, "  ")
    click.echo("\nMind")
    for trap in one["traps"]:
        echo_wrapped(trap, "- ", "  ")
    if "specification" in one:
        click.echo(one["specification"])


def _told(label: str, text: str) -> None:
    echo_wrapped(text, f"{label:<{_LABEL}}", " " * _LABEL)
