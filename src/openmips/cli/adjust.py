"""`openmips adjust`: what a final score pays."""

from __future__ import annotations

import click

from openmips.answers.adjust import AdjustAnswer
from openmips.answers.adjust import adjust as ask
from openmips.cli.explain import print_why
from openmips.cli.footing import print_footing
from openmips.cli.output import answering, as_json_option, explain_option, print_json
from openmips.cli.words import echo_wrapped, money, signed, span


@click.command()
@click.option("--year", type=int, required=True, help="Performance year: 2022 to 2026.")
@click.option("--score", required=True, help="The final score, 0 to 100, taken as typed.")
@click.option("--paid", help="Dollars that Medicare Part B pays the practice in a year.")
@click.option("--claim-paid", help="Dollars that Medicare pays for one claim line.")
@explain_option
@as_json_option
def adjust(
    year: int,
    score: str,
    paid: str | None,
    claim_paid: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Say what a final score pays, in percent and dollars."""
    with answering(as_json):
        answer = ask(year, score, paid, claim_paid)
    if as_json:
        print_json(answer)
        return
    _print(answer, paid)
    if explain:
        click.echo("\nWhy")
        print_why(answer["why"])
    print_footing(answer["performanceYear"])


def _print(answer: AdjustAnswer, paid: str | None) -> None:
    percent, bounds = answer["percent"], _bounds(answer)
    said = bounds if percent is None else signed(percent)
    echo_wrapped(
        f"A score of {answer['score']} in {answer['performanceYear']} changes what Medicare pays"
        f" in {answer['paymentYear']} by {said} %."
    )
    low, high = answer["dollarsLow"], answer["dollarsHigh"]
    if paid is not None and low is not None and high is not None:
        exact = answer["dollars"]
        worth = span(money(low, True), money(high, True)) if exact is None else money(exact, True)
        echo_wrapped(f"On {money(paid)} a year that is {worth}.")
    if "claim" in answer:
        line = answer["claim"]
        pays = span(money(line["adjustedLow"]), money(line["adjustedHigh"]))
        if line["adjusted"] is not None:
            pays = money(line["adjusted"])
        echo_wrapped(f"A claim line that paid {money(line['paid'])} pays {pays}.")
    if "percentReason" in answer:
        echo_wrapped(answer["percentReason"])
    elif answer["percentLow"] != answer["percentHigh"]:
        echo_wrapped(f"The year's maximum is known within bounds: {bounds} %.")


def _bounds(answer: AdjustAnswer) -> str:
    return span(signed(answer["percentLow"]), signed(answer["percentHigh"]))
