"""`openmips payments`: whether Medicare paid as the final score says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from openmips.answers.payment_check import NOT_ADJUSTED, PaymentsAnswer
from openmips.answers.payment_check import payments as ask
from openmips.cli.claims_options import many, tell_file, tell_problems
from openmips.cli.output import answering, as_json_option, identifiers_option, print_json
from openmips.cli.tables import print_table
from openmips.cli.words import echo_wrapped, money, signed, spelt
from openmips.formats.spreadsheets import table_text

SHOWN = 20
_COLUMNS = ("Lines", "Otherwise paid", "Due", "Paid", "Difference", "Sequestration")
TABLE = (
    "claim",
    "line",
    "npi",
    "patient",
    "code",
    "day",
    "paidOn",
    "base",
    "changed",
    "due",
    "sequestration",
    "sequestrationDue",
    "questions",
)
"""The columns of the lines to question."""

_SUMS = ("base", "due", "changed", "difference", "sequestration")


def _percents(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in value:
        npi, equals, percent = text.partition("=")
        if not equals:
            raise click.BadParameter(f"{text!r} is not NPI=PERCENT, such as 1000000004=-9.")
        found[npi.strip()] = percent.strip()
    return found


@click.command()
@click.argument(
    "remittances", nargs=-1, required=True, metavar="REMITTANCES...", type=click.Path(exists=True)
)
@click.option("--year", type=int, required=True, help="Performance year; it pays two years later.")
@click.option("--percent", help="The adjustment of CMS's feedback, in percent: 0.33 or -9.")
@click.option("--score", help="The final score instead.")
@click.option(
    "--clinician",
    "clinicians",
    multiple=True,
    callback=_percents,
    metavar="NPI=PERCENT",
    help=f"A clinician's own percent, or {NOT_ADJUSTED} (repeatable).",
)
@click.option("--csv", "as_table", is_flag=True, help="Print the lines to question as CSV.")
@identifiers_option
@as_json_option
def payments(
    remittances: tuple[str, ...],
    year: int,
    percent: str | None,
    score: str | None,
    clinicians: Mapping[str, str],
    as_table: bool,
    show_identifiers: bool,
    as_json: bool,
) -> None:
    """Compare what Medicare paid (835 REMITTANCES) with the adjustment that was due.

    Every line is checked to the cent: the adjustment (CO 144, CO 237 with N807) apart from
    sequestration (CO 253), and services that are not adjusted. Ends with 1 when a line is to
    be questioned.
    """
    with answering(as_json):
        answer = ask(
            *remittances,
            performance_year=year,
            percent=percent,
            score=score,
            clinicians=clinicians,
            identifiers=show_identifiers,
            told=tell_file,
        )
    wrong = any(one["severity"] == "error" for one in answer["problems"])
    if as_json:
        print_json(answer)
    else:
        if as_table:
            rows = [{**one, "questions": " ".join(one["questions"])} for one in answer["questions"]]
            click.echo(table_text(TABLE, rows), nl=False)
        else:
            _print(answer)
        tell_problems(answer["problems"])
    if wrong or answer["questions"] or answer["drifts"]:
        raise click.exceptions.Exit(1)


def _print(answer: PaymentsAnswer) -> None:
    total = answer["total"]
    told = f"Payment year {answer['paymentYear']}, performance year {answer['performanceYear']}"
    if answer["percent"] is not None:
        told += f": {signed(answer['percent'])} % is due"
    click.echo(f"{told}.")
    echo_wrapped(
        f"{many(total['lines'], 'paid line')}, {total['judged']:,} of them judged: due"
        f" {money(total['due'], True)}, paid {money(total['changed'], True)}, difference"
        f" {money(total['difference'], True)}."
    )
    rows = [(one["month"] or "no date", *_cells(one)) for one in answer["months"]]
    click.echo()
    print_table("By month of payment", ("Month", *_COLUMNS), rows)
    rows = [(one["npi"], _due(one), *_cells(one)) for one in answer["clinicians"]]
    click.echo()
    print_table("By clinician", ("NPI", "Percent", *_COLUMNS), rows)
    for one in answer["notJudged"]:
        echo_wrapped(f"Not judged: {many(one['lines'], 'line')}, {one['reason']}.", "", "  ")
    if answer["questions"] or answer["drifts"]:
        click.echo("\nTo question")
    for drift in answer["drifts"]:
        echo_wrapped(f"{drift['npi']}, {many(drift['lines'], 'line')}: {drift['says']}", "- ", "  ")
    for line in answer["questions"][:SHOWN]:
        echo_wrapped(spelt(_question(line)), "- ", "  ")
    more = len(answer["questions"]) - SHOWN + answer["notListed"]
    if more > 0:
        click.echo(f"  and {more:,} more: --csv prints them all.")
    click.echo()
    for sentence in answer["says"]:
        echo_wrapped(sentence)


def _due(one: Mapping[str, Any]) -> str:
    if not one["known"]:
        return "not given"
    return "none" if one["percent"] is None else signed(one["percent"])


def _cells(one: Mapping[str, Any]) -> Iterator[str]:
    yield f"{one['lines']:,}"
    yield from (money(one[name], name != "base") for name in _SUMS)


def _question(line: Mapping[str, Any]) -> str:
    what = f"Claim {line['claim']}"
    if line["line"]:
        what += f", line {line['line']}"
    if line["code"]:
        what += f", {line['code']}"
    if line["day"] is not None:
        what += f" of {line['day']}"
    due = "" if line["due"] is None else f", due {money(line['due'], True)}"
    amounts = f"otherwise {money(line['base'])}, changed by {money(line['changed'], True)}{due}"
    return f"{what}: {amounts}. {' '.join(line['says'])}"
