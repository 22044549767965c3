"""`openmips improve`: what would raise a practice's score most."""

from __future__ import annotations

from datetime import date

import click

from openmips.answers.improve import MOST, ImproveAnswer
from openmips.answers.improve import improve as ask
from openmips.cli.explain import print_why
from openmips.cli.footing import print_footing
from openmips.cli.output import (
    answering,
    as_json_option,
    as_of_option,
    explain_option,
    print_json,
    print_warnings,
    profile_option,
    sources,
    submissions_argument,
)
from openmips.cli.score_report import pays
from openmips.cli.words import echo_wrapped, money, signed, span, spelt


@click.command()
@submissions_argument
@profile_option
@click.option(
    "--top", type=click.IntRange(min=1), default=MOST, show_default=True, help="How many changes."
)
@as_of_option
@explain_option
@as_json_option
def improve(
    submissions: tuple[str, ...],
    profile: str | None,
    top: int,
    as_of: date | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Name the changes that would raise a score most, each by itself.

    Takes what `openmips score` takes. Gains go by the low end where the score is a range.
    """
    documents, facts = sources(submissions, profile)
    with answering(as_json):
        answer = ask(*documents, profile=facts, top=top, as_of=as_of)
    print_warnings(answer["warnings"])
    if as_json:
        print_json(answer)
    else:
        _print(answer, explain)


def _print(answer: ImproveAnswer, explain: bool) -> None:
    score = answer["finalScore"]
    echo_wrapped(
        f"Final score {span(score['low'], score['high'])}; {pays(answer['paymentAdjustment'])} in"
        f" {answer['paymentYear']}."
    )
    over = f"The time to submit {answer['performanceYear']} is over. " if answer["closed"] else ""
    if not answer["improvements"]:
        still = "" if over else " and can still be made"
        echo_wrapped(f"{over}No single change that was tried{still} would raise it.")
    else:
        would = "would have raised" if over else "would raise"
        echo_wrapped(f"{over}What {would} it most, each by itself:")
    for place, one in enumerate(answer["improvements"], 1):
        click.echo()
        only = f" ({spelt(one['onlyIf'])})" if "onlyIf" in one else ""
        echo_wrapped(f"{one['says']}{only}", f"{place}. ", "   ")
        gained = one["dollarsGained"]
        worth = "" if gained is None else f", {money(gained, True)} a year"
        then = span(one["finalScore"]["low"], one["finalScore"]["high"])
        note = f" {one['note']}" if "note" in one else ""
        echo_wrapped(f"{signed(one['pointsGained'])} points{worth}: then {then}.{note}", "   ")
        if explain:
            print_why(one["why"], depth=2)
    print_footing(answer["performanceYear"], answer["assumptions"])
