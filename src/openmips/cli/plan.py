"""`openmips plan`: what to do next, at what price, with which chances."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from openmips.answers.plan import NUMBERS
from openmips.answers.plan import plan as ask
from openmips.answers.plan_situation import Asked
from openmips.answers.portfolio import portfolio as ask_portfolio
from openmips.cli.output import (
    STANDARD_INPUT,
    answering,
    as_json_option,
    as_of_option,
    print_json,
    print_warnings,
    profile_option,
    sources,
)
from openmips.cli.plan_report import print_plan, print_portfolio
from openmips.planning.candidates import EFFORTS


@click.command()
@click.argument(
    "submissions",
    nargs=-1,
    metavar="[SUBMISSION]...",
    type=click.Path(exists=True, allow_dash=True),
)
@profile_option
@click.option(
    "--last-year",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="Last year's feedback or submission (JSON; repeatable).",
)
@click.option(
    "--last-numbers",
    nargs=len(NUMBERS),
    metavar="SCORE QUALITY IA PI COST BONUS IMPROVEMENT ADJUSTMENT",
    help="Last year's feedback as eight numbers; - for one that is not known.",
)
@click.option("--last-numbers-of", type=int, help="The year of those numbers.")
@click.option("--year", type=int, help="The year to plan for, where there is no profile.")
@click.option("--hours", type=int, help="The hours there are, at most.")
@click.option(
    "--mvp", multiple=True, help="An MVP to consider (repeatable). [default: by specialty]"
)
@click.option(
    "--collection",
    multiple=True,
    type=click.Choice(list(EFFORTS)),
    help="How new measures could be reported (repeatable). [default: as now, else claims]",
)
@click.option("--done", multiple=True, help="An activity done and not yet attested (repeatable).")
@click.option(
    "--all", "everything", is_flag=True, help="Evidence, every lever, losses, assumptions too."
)
@click.option("--portfolio", is_flag=True, help="Take a folder with a folder for each practice.")
@as_of_option
@as_json_option
def plan(
    submissions: tuple[str, ...],
    profile: str | None,
    last_year: tuple[str, ...],
    last_numbers: tuple[str, ...] | None,
    last_numbers_of: int | None,
    year: int | None,
    hours: int | None,
    mvp: tuple[str, ...],
    collection: tuple[str, ...],
    done: tuple[str, ...],
    everything: bool,
    portfolio: bool,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Plan the year: three plans, every lever with its price, and where points were lost.

    From this year's profile and submissions as far as there are any, and from last year's
    feedback. With --portfolio, a table of practices, most dollars at risk first.
    """
    asked = Asked(
        last_numbers or (),
        last_numbers_of,
        year,
        None if hours is None else Decimal(hours),
        collection,
        done,
        mvp,
    )
    if portfolio:
        _portfolio(submissions, asked, as_of, as_json)
        return
    documents: list[str | bytes] = []
    facts: str | bytes | None = None
    if submissions or profile is not None or not (last_year or last_numbers):
        if any(name != STANDARD_INPUT and Path(name).is_dir() for name in submissions):
            raise click.UsageError("A folder needs --portfolio.")
        documents, facts = sources(submissions, profile)
    with answering(as_json):
        answer = ask(*documents, profile=facts, last_year=last_year, asked=asked, as_of=as_of)
    print_warnings(answer["warnings"])
    if as_json:
        print_json(answer)
    else:
        print_plan(answer, everything)


def _portfolio(folders: tuple[str, ...], asked: Asked, as_of: date | None, as_json: bool) -> None:
    if len(folders) != 1 or not Path(folders[0]).is_dir():
        raise click.UsageError("--portfolio takes one folder.")
    answer = ask_portfolio(Path(folders[0]), asked, as_of)
    if as_json:
        print_json(answer)
    else:
        print_portfolio(answer)
    if answer["problems"]:
        raise click.exceptions.Exit(1)
