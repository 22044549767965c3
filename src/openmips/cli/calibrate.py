"""`openmips calibrate`: how often published results follow from their own parts by our rules."""

from __future__ import annotations

import click

from openmips.answers.calibration import CalibrationAnswer, misses_into
from openmips.answers.calibration import calibrate as ask
from openmips.cli.output import answering, as_json_option, print_json
from openmips.cli.tables import print_table
from openmips.cli.words import echo_wrapped

_MOST_SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--year", type=int, help="Performance year of the table, if it says none.")
@click.option(
    "--misses", type=click.Path(dir_okay=False, writable=True), help="A CSV file for every miss."
)
@as_json_option
def calibrate(file: str, year: int | None, misses: str | None, as_json: bool) -> None:
    """Re-score a table of published results: CMS's public use file, or any like it.

    Each number is compared with what its parts make by our rules. A table may be as long as
    it likes.
    """
    with answering(as_json), misses_into(misses) as took:
        answer = ask(file, year, took)
    if as_json:
        print_json(answer)
        return
    _print(answer)


def _print(answer: CalibrationAnswer) -> None:
    for warning in answer["warnings"]:
        click.echo(f"Warning: {warning}", err=True)
    echo_wrapped(f"{answer['rows']:,} rows read.")
    rows = [
        (
            str(one["performanceYear"]),
            one["check"],
            f"{one['compared']:,}",
            f"{one['matched']:,}",
            one["percent"],
            "; ".join(
                f"{name.replace('_', ' ')} {many:,}" for name, many in one["reasons"].items()
            ),
        )
        for one in answer["rates"]
    ]
    columns = ("year", "number", "compared", "matched", "percent", "reasons of misses")
    print_table("Match rates", columns, rows)
    for one in answer["unread"]:
        echo_wrapped(f"Not read: {one['rows']:,} rows. The first: {one['message']}")
    for miss in answer["misses"][:_MOST_SHOWN]:
        echo_wrapped(
            f"Row {miss['row']}, {miss['check']}: published {miss['published']}, ours"
            f" {miss['oursLow']} to {miss['oursHigh']}. {miss['says']}"
        )
    if answer["missed"] > _MOST_SHOWN:
        echo_wrapped(f"{answer['missed'] - _MOST_SHOWN:,} more misses; --misses writes them all.")


def _reasons(counts: dict[str, int]) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {many:,}" for name, many in counts.items())
