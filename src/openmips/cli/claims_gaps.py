"""`openmips claims gaps`: which claims lack a quality code, also of one before it is billed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from importlib import import_module
from typing import Any

import click

from openmips.answers.claims_gaps import gaps_of
from openmips.cli.claims_gaps_report import print_gaps
from openmips.cli.claims_options import (
    mapping_option,
    measures_option,
    patients_option,
    program_option,
    remittances_option,
    tell_file,
    tell_problems,
)
from openmips.cli.output import (
    STANDARD_INPUT,
    answering,
    as_json_option,
    as_of_option,
    explain_option,
    identifiers_option,
    print_json,
)
from openmips.cli.words import echo_wrapped


@click.command()
@click.argument(
    "claims",
    nargs=-1,
    required=True,
    metavar="CLAIMS...",
    type=click.Path(exists=True, allow_dash=True),
)
@click.option("--year", type=int, help="Performance year. [default for -: that of the claim]")
@measures_option
@program_option
@click.option(
    "--history",
    type=click.Path(exists=True),
    metavar="PATH",
    help="What the year has answered: from openmips claims history, or claims.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only claims of this day or later.",
)
@click.option("--npi", "npis", multiple=True, help="Only claims of this clinician (repeatable).")
@click.option(
    "--sent-through",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Claims up to this day are sent, so that no code can be added.",
)
@click.option(
    "--no-renewals",
    is_flag=True,
    help="Ask nothing at later visits while an earlier answer of the year stands.",
)
@mapping_option
@remittances_option
@as_of_option
@explain_option
@patients_option
@identifiers_option
@as_json_option
def gaps(
    claims: tuple[str, ...],
    year: int | None,
    measures: tuple[str, ...] | None,
    program: str | None,
    history: str | None,
    since: date | None,
    npis: tuple[str, ...],
    sent_through: date | None,
    no_renewals: bool,
    mapping: str | None,
    remittances: tuple[str, ...],
    as_of: date | None,
    explain: bool,
    show_patients: bool,
    show_identifiers: bool,
    as_json: bool,
) -> None:
    """Name the claims without a valid answer to a measure, and the codes that would answer it.

    CLAIMS are 837P files, CSV or Parquet in the claim-line layout, or folders of them. A
    single - reads one claim or a few from standard input (837P, JSON or CSV) and answers at
    once, before they are billed. Ends with 1 when something is missing.
    """
    with answering(as_json):
        if STANDARD_INPUT in claims:
            if len(claims) > 1 or since or npis or sent_through or mapping or remittances:
                raise click.UsageError("- goes alone, without --since, --npi and --sent-through.")
            answer: Mapping[str, Any] = gaps_of(
                sys.stdin.buffer.read(),
                year,
                measures,
                program=program,
                history=history,
                as_of=as_of,
                renewals=not no_renewals,
                explain=explain,
            )
        else:
            if year is None:
                raise click.UsageError("Missing option '--year'.")
            # Files may be of any size: what reads them takes longer to load than one claim.
            files = import_module("openmips.answers.claims_gaps_files")
            answer = files.claims_gaps(
                *claims,
                year=year,
                measures=measures,
                program=program,
                history=history,
                since=_day(since),
                npis=npis,
                sent_through=_day(sent_through),
                as_of=as_of,
                mapping=mapping,
                remittances=remittances,
                renewals=not no_renewals,
                explain=explain,
                told=tell_file,
            )
    if as_json:
        print_json(answer)
        wrong = any(problem["severity"] == "error" for problem in answer["problems"])
    else:
        print_gaps(answer, explain, show_patients, show_identifiers)
        if measures is None and answer["gaps"]:
            click.echo()
            echo_wrapped(
                "These are all claims measures of the year. Name those that you report with"
                " --measures, and nothing is asked for the others."
            )
        wrong = tell_problems(answer["problems"])
    if answer["gaps"] or wrong:
        raise click.exceptions.Exit(1)


def _day(value: date | None) -> date | None:
    """A day that was written, without its hour."""
    return None if value is None else date(value.year, value.month, value.day)
