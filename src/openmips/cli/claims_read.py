"""`openmips claims read` and `map`: what is read of claims, and how a foreign table could be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import click

from openmips.answers.claims_reading import ClaimsReadAnswer, claims_columns, claims_read
from openmips.cli.claims_options import (
    claims_argument,
    many,
    mapping_option,
    remittances_option,
    tell_file,
    tell_problems,
)
from openmips.cli.output import answering, as_json_option, print_json
from openmips.cli.words import echo_wrapped


@click.command()
@claims_argument
@mapping_option
@remittances_option
@as_json_option
def read(
    claims: tuple[str, ...], mapping: str | None, remittances: tuple[str, ...], as_json: bool
) -> None:
    """Say what is read of CLAIMS, what is left out, and why."""
    with answering(as_json):
        answer = claims_read(*claims, mapping=mapping, remittances=remittances, told=tell_file)
    if as_json:
        print_json(answer)
        wrong = any(problem["severity"] == "error" for problem in answer["problems"])
    else:
        for line in _told(answer):
            echo_wrapped(line, "", "  ")
        wrong = tell_problems(answer["problems"])
    if wrong:
        raise click.exceptions.Exit(1)


def _told(answer: ClaimsReadAnswer) -> Iterator[str]:
    days = ""
    if answer["firstDay"] is not None:
        days = f", of {answer['firstDay']} to {answer['lastDay']}"
    counted = answer["countedClaims"]
    verb = "counts" if counted == 1 else "count"
    yield f"{many(answer['lines'], 'line')}; {many(counted, 'claim')} {verb}{days}."
    for file in answer["files"]:
        yield f"{file['kind']}  {file['file']}: {_amount(file['claims'], file['lines'])}"
    for name in answer["passedOver"]:
        yield f"Passed over, for it holds no claims: {name}"
    for skipped in answer["skipped"]:
        yield f"Left out: {_amount(skipped['claims'], skipped['lines'])}. {skipped['says']}"
    for aside in answer["notCounted"]:
        yield f"Read and not counted: {many(aside['lines'], 'line')}. {aside['says']}"
    payers = answer["otherPayers"]
    if payers:
        named = ", ".join(f"{name} {count:,}" for name, count in payers.items())
        yield f"Claims of other payers, by their code: {named}"
    told = answer["remittances"]
    if told["claims"]:
        yield (
            f"Medicare answered {many(told['claims'], 'claim')}: {many(told['paid'], 'line')} paid,"
            f" {told['denied']:,} denied, {many(told['received'], 'quality code')} received,"
            f" {many(told['unmatched'], 'line')} of claims that are not here."
        )


def _amount(claims: int, lines: int) -> str:
    """How much it is; tables of lines count lines alone."""
    return f"{many(claims, 'claim')}, {many(lines, 'line')}" if claims else many(lines, "line")


@click.command("map")
@click.argument("header_file", type=click.Path(exists=True, dir_okay=False))
@as_json_option
def map_columns(header_file: str, as_json: bool) -> None:
    """Propose a mapping for the table in HEADER_FILE (CSV), to check and use with --mapping.

    Ends with 1 where a needed column is missing.
    """
    with answering(as_json):
        answer = claims_columns(header_file)
    if as_json:
        print_json(answer)
    else:
        click.echo(answer["mapping"], nl=False)
        for line in chain(
            (f"Needed and not found: {name}" for name in answer["missing"]),
            (f"Not used: {name}" for name in answer["unused"]),
        ):
            click.echo(line, err=True)
    if answer["missing"]:
        raise click.exceptions.Exit(1)
