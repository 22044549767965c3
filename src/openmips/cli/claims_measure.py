"""`openmips claims measure`: the counts of every claims measure, and why they are so."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import click

from openmips.answers.claims_asked import claims_definitions
from openmips.answers.claims_measure import BY, measure_answer
from openmips.answers.claims_tables import Files, claims_at_hand
from openmips.claims.engine.counting import Engine
from openmips.cli.claims_gaps_report import print_left_out
from openmips.cli.claims_options import (
    claims_argument,
    hidden_patient,
    mapping_option,
    measures_option,
    patients_option,
    program_option,
    remittances_option,
    tell_file,
    tell_problems,
    year_option,
)
from openmips.cli.explain import print_why
from openmips.cli.footing import print_footing
from openmips.cli.output import (
    answering,
    as_json_option,
    explain_option,
    identifiers_option,
    print_json,
)
from openmips.cli.tables import print_table
from openmips.cli.words import echo_wrapped, hidden, short

_HEADS = (
    "Measure",
    "Eligible",
    "Met",
    "Not met",
    "Excluded",
    "Except.",
    "Open",
    "Rate",
    "Complete",
)
_NONE = "-"


@click.command()
@claims_argument
@year_option
@measures_option
@program_option
@click.option(
    "--by",
    type=click.Choice(BY),
    default=BY[0],
    show_default=True,
    help="Each clinician alone, or all of a TIN together.",
)
@click.option(
    "--engine",
    type=click.Choice([engine.value for engine in Engine]),
    default=Engine.POLARS.value,
    show_default=True,
    help="What counts: Polars in memory, or an engine for more than fits.",
)
@mapping_option
@remittances_option
@explain_option
@patients_option
@identifiers_option
@as_json_option
def measure(
    claims: tuple[str, ...],
    year: int,
    measures: tuple[str, ...] | None,
    program: str | None,
    by: str,
    engine: str,
    mapping: str | None,
    remittances: tuple[str, ...],
    explain: bool,
    show_patients: bool,
    show_identifiers: bool,
    as_json: bool,
) -> None:
    """Count every claims measure of the year, for each clinician or TIN.

    With --explain and one measure, text lists every patient, visit, procedure or episode that
    was counted, and every claim left out, with the reason.
    """
    if explain and not as_json and (measures is None or len(measures) != 1):
        raise click.UsageError("--explain needs --measures with one measure, or --json.")
    with answering(as_json):
        definitions = claims_definitions(year, measures, program)
        with claims_at_hand(Files.of(claims, mapping, remittances), tell_file) as at_hand:
            answer = measure_answer(at_hand, definitions, by, Engine(engine), explain)
    if as_json:
        print_json(answer)
        wrong = any(problem["severity"] == "error" for problem in answer["problems"])
    else:
        _print(answer, explain, show_patients, show_identifiers)
        wrong = tell_problems(answer["problems"])
    if wrong:
        raise click.exceptions.Exit(1)


def _print(
    answer: Mapping[str, Any], explain: bool, show_patients: bool, show_identifiers: bool
) -> None:
    year = answer["performanceYear"]
    results = answer["results"]
    if not results:
        echo_wrapped(f"No claim of {year} is eligible for these measures.")
    for owner, rows in groupby(results, lambda row: (row["tin"], row["npi"])):
        print_table(_owner(owner, show_identifiers), _HEADS, [_cells(row) for row in rows])
        click.echo()
    if explain:
        _print_instances(answer["instances"], show_patients, show_identifiers)
        print_left_out(answer["leftOut"])
        click.echo()
    if any(not row["submitted"] for row in results):
        echo_wrapped("Measures without any answer are not submitted, so they do not count as 0.")
    if answer["provisional"]:
        echo_wrapped(
            f"Provisional: CMS has not published the code sets of {year}; those of"
            f" {answer['codeSetYear']} stand in."
        )
    for refused in answer["refused"]:
        echo_wrapped(f"Left out: {refused['why']['says']}", "", "  ")
    print_footing(year)


def _owner(owner: tuple[str, str | None], show: bool) -> str:
    tin, npi = owner
    practice = f"TIN {hidden(tin, show)}"
    return practice if npi is None else f"NPI {hidden(npi, show)}, {practice}"


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    rate = row["performanceRate"]
    name = f"{row['measureId']} {row['stratum']}".strip()
    return (
        name,
        f"{row['eligiblePopulation']:,}",
        f"{row['performanceMet']:,}",
        f"{row['performanceNotMet']:,}",
        f"{row['eligiblePopulationExclusion']:,}",
        f"{row['eligiblePopulationException']:,}",
        f"{row['notReported']:,}",
        _NONE if rate is None else f"{short(rate)} %",
        f"{short(row['dataCompleteness'])} %",
    )


def _print_instances(
    rows: list[Mapping[str, Any]], show_patients: bool, show_identifiers: bool
) -> None:
    for row in rows:
        times = f", {row['weight']} times" if row["weight"] > 1 else ""
        echo_wrapped(
            f"Patient {hidden_patient(row['patient'], show_patients)}, NPI"
            f" {hidden(row['npi'], show_identifiers)}{times}"
        )
        print_why(row["why"], 1)
    if rows:
        click.echo()
