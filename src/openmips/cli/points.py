"""`openmips points`: what a measure's rate earns, for one rate or a whole file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, BinaryIO

import click

from openmips.answers.points import PointsAnswer, points_batch
from openmips.answers.points import points as ask
from openmips.cli.explain import print_why
from openmips.cli.footing import print_footing
from openmips.cli.output import answering, as_json_option, explain_option, print_json
from openmips.cli.words import echo_wrapped, span

_LINES_AT_ONCE = 1000
_PROBLEM = b'{"problem"'
_BASES = {
    "benchmark": "by its benchmark",
    "new_measure_floor": "the least a new measure earns",
    "small_practice_floor": "what a small practice earns without a usable benchmark",
    "no_points": "nothing without a usable benchmark",
    "suppressed": "suppressed this year: it leaves the score",
    "not_scored": "it is not scored and leaves the score",
    "benchmark_pending": "the benchmark is not published yet",
    "not_submitted": "it counts as not submitted",
}


@click.command()
@click.option("--year", type=int, help="Performance year: 2023 to 2026.")
@click.option("--measure", help="Measure id: 236, TPCC_1, ...")
@click.option("--collection", help="Collection type: claims, registry, electronicHealthRecord, ...")
@click.option("--rate", help="The rate: 70.00.")
@click.option("--small-practice", is_flag=True, help="The practice has 15 clinicians or fewer.")
@click.option("--cases", type=int, help="Eligible cases. [default: enough]")
@click.option("--completeness", help="Data completeness in percent. [default: complete]")
@click.option(
    "--batch", type=click.File("rb"), help="JSON requests, one a line; - is standard input."
)
@click.option("--no-why", is_flag=True, help="With --batch: leave the reasons out.")
@explain_option
@as_json_option
def points(
    year: int | None,
    measure: str | None,
    collection: str | None,
    rate: str | None,
    small_practice: bool,
    cases: int | None,
    completeness: str | None,
    batch: BinaryIO | None,
    no_why: bool,
    explain: bool,
    as_json: bool,
) -> None:
    """Say how many points a measure's rate earns.

    With --batch, answer every line of a file of JSON requests with one line of JSON.
    """
    stated: dict[str, Any] = {
        "performanceYear": year,
        "measureId": measure,
        "collectionType": collection,
        "rate": rate,
        "cases": cases,
        "dataCompleteness": completeness,
    }
    request = {key: value for key, value in stated.items() if value is not None}
    if batch is not None:
        if request or small_practice:
            raise click.UsageError("--batch takes every request from its file.")
        raise click.exceptions.Exit(_answer_batch(batch, why=not no_why))
    if no_why:
        raise click.UsageError("--no-why goes with --batch.")
    named = {"--year": year, "--measure": measure, "--collection": collection, "--rate": rate}
    absent = [option for option, value in named.items() if value is None]
    if absent:
        raise click.UsageError(f"Missing {', '.join(absent)} (or --batch FILE).")
    with answering(as_json):
        answer = ask(request | {"smallPractice": small_practice})
    if as_json:
        print_json(answer)
        return
    _print(answer)
    if explain:
        click.echo("\nWhy")
        print_why(answer["why"])
    else:
        echo_wrapped(answer["why"]["says"])
    print_footing(stated["performanceYear"])


def _answer_batch(lines: Iterable[bytes], why: bool) -> int:
    """Write one answer a line; the exit code is 1 if any is a problem."""
    out = sys.stdout.buffer
    waiting: list[bytes] = []
    code = 0
    for answer in points_batch(lines, why):
        if answer.startswith(_PROBLEM):
            code = 1
        waiting.append(answer)
        if len(waiting) == _LINES_AT_ONCE:
            out.write(b"\n".join(waiting) + b"\n")
            waiting.clear()
    if waiting:
        out.write(b"\n".join(waiting) + b"\n")
    out.flush()
    return code


def _print(answer: PointsAnswer) -> None:
    earned = answer["points"]
    if "pointsLow" in answer:
        earned = span(answer["pointsLow"], answer["pointsHigh"])
    decile = "" if answer["decile"] is None else f", decile {answer['decile']}"
    capped = ", capped" if answer["capped"] else ""
    basis = _BASES[answer["basis"]]
    what = f"Measure {answer['measureId']} by {answer['collectionType']}"
    if earned is None:
        echo_wrapped(f"{what}: no points ({basis}).")
    else:
        echo_wrapped(f"{what}: {earned} of {answer['available']} points ({basis}{decile}{capped}).")
