"""`openmips claims progress`, `rank`, `results`, `forecast`: what a year's claims come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from openmips.answers.claims_counted import OWNERS
from openmips.answers.claims_results import ClaimsSubmission, results_answer
from openmips.answers.claims_year import (
    YearAsked,
    claims_progress,
    claims_rank,
    claims_results,
    claims_volume,
)
from openmips.claims.engine.counting import Engine
from openmips.cli.claims_options import (
    claims_argument,
    mapping_option,
    measures_option,
    patients_option,
    remittances_option,
    tell_file,
    tell_problems,
    year_option,
)
from openmips.cli.claims_progress_report import print_forecast, print_progress, print_rank
from openmips.cli.output import (
    answering,
    as_json_option,
    as_of_option,
    explain_option,
    identifiers_option,
    print_json,
)
from openmips.cli.words import SHOWN_DIGITS, hidden
from openmips.formats.programs import TRADITIONAL
from openmips.formats.whole_files import write_whole

F = TypeVar("F", bound=Callable[..., Any])

_by_option = click.option(
    "--by",
    type=click.Choice(OWNERS),
    default=OWNERS[0],
    show_default=True,
    help="Each clinician alone, or all of a TIN together.",
)
_program_option = click.option(
    "--program",
    default=TRADITIONAL,
    show_default=True,
    help="The program that is reported: mips, or the id of an MVP.",
)
_clinicians_option = click.option(
    "--clinicians",
    type=click.IntRange(1),
    help="How many clinicians bill under the TIN. [default: few]",
)


_engine_option = click.option(
    "--engine",
    type=click.Choice([engine.value for engine in Engine]),
    default=Engine.POLARS.value,
    show_default=True,
    callback=lambda ctx, param, value: Engine(value),
    help="What counts.",
)


def _files(command: F) -> F:
    """What tells a command which claims to read."""
    for option in (remittances_option, mapping_option, year_option, claims_argument):
        command = option(command)
    return command


@click.command()
@_files
@measures_option
@_program_option
@_by_option
@_engine_option
@click.option("--all", "every", is_flag=True, help="Also measures without an answer yet.")
@click.option("--patients", is_flag=True, help="List the patients still to see.")
@_clinicians_option
@as_of_option
@explain_option
@patients_option
@identifiers_option
@as_json_option
def progress(
    claims: Sequence[str],
    every: bool,
    patients: bool,
    explain: bool,
    show_patients: bool,
    show_identifiers: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Show where measures stand, what is open, and how well or badly the year can end.

    CLAIMS are all claims of the year so far. The worst and the best end are those of what a
    later claim can still answer, and of what is expected to come.
    """
    with answering(as_json):
        answer = claims_progress(
            *claims, wanted=YearAsked(**asked), every=every, patients=patients, told=tell_file
        )
    _end(
        answer,
        as_json,
        lambda: print_progress(answer, explain, show_identifiers, show_patients),
    )


@click.command()
@_files
@measures_option
@_program_option
@_by_option
@_engine_option
@_clinicians_option
@as_of_option
@explain_option
@identifiers_option
@as_json_option
def rank(
    claims: Sequence[str],
    explain: bool,
    show_identifiers: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Show which measures would earn most from the claims there are, and what each needs.

    With the claims of this year: what can still be earned. With all claims of a year that is
    over: which measures to choose for the next; then perfect rates decide.
    """
    with answering(as_json):
        answer = claims_rank(*claims, wanted=YearAsked(**asked), told=tell_file)
    _end(answer, as_json, lambda: print_rank(answer, explain, show_identifiers))


@click.command()
@_files
@as_of_option
@explain_option
@identifiers_option
@as_json_option
def forecast(
    claims: Sequence[str],
    explain: bool,
    show_identifiers: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Foretell where dollars, patients and services end, against the low-volume threshold.

    CLAIMS are those of both segments, from October two years before the performance year to
    September of it, or as far as there are any. Dollars are those allowed, from remittances
    or a column of allowed amounts; where neither says them, what was charged stands in.
    """
    with answering(as_json):
        answer = claims_volume(*claims, wanted=YearAsked(**asked), told=tell_file)
    _end(answer, as_json, lambda: print_forecast(answer, explain, show_identifiers))


@click.command()
@_files
@measures_option
@_program_option
@_by_option
@_engine_option
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="The file to write; for several clinicians or TINs a folder.",
)
@as_of_option
@as_json_option
def results(
    claims: Sequence[str],
    out: Path | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """Write what claims submit as QPP JSON, for openmips score and openmips plan.

    Measures without one answer are left out. Without -o the submission of the one clinician
    or TIN is printed: `openmips claims results ... | openmips score - --profile ...`. CMS
    counts claims itself: there is nothing to upload.
    """
    with answering(as_json):
        counted, found = claims_results(*claims, wanted=YearAsked(**asked), told=tell_file)
    answer = results_answer(counted, asked["by"])
    written = [one for one in found if one.submission is not None]
    if as_json:
        print_json(answer)
    elif not written:
        raise click.ClickException("No claim has a valid answer to a measure of the program.")
    elif out is None and len(written) > 1:
        owners = "clinicians" if asked["by"] == "npi" else "TINs"
        raise click.UsageError(f"{len(written)} {owners} have results: name a folder with -o.")
    elif out is None:
        click.echo(written[0].text, nl=False)
    if out is not None:
        for path in _write(written, out):
            click.echo(f"Wrote {path}", err=True)
    for one in found:
        if one.left_out:
            who = f"NPI {hidden(one.npi, False)}" if one.npi else f"TIN {hidden(one.tin, False)}"
            told = f"{who}: left out, not part of {answer['program']}: {', '.join(one.left_out)}."
            click.echo(told, err=True)
    _end(answer, True)


def _write(found: Sequence[ClaimsSubmission], out: Path) -> list[Path]:
    """Write one file, or a folder of files with the last digits of whose they are."""
    if len(found) == 1 and not out.is_dir():
        names = {out: found[0]}
    else:
        if out.exists() and not out.is_dir():
            raise click.UsageError(f"{out} is a file; several results need a folder.")
        out.mkdir(parents=True, exist_ok=True)
        names = {}
        for one in found:
            names[_free(out, one, names)] = one
    for path, one in names.items():
        write_whole(path, (one.text or "").encode())
    return list(names)


def _free(folder: Path, one: ClaimsSubmission, taken: Mapping[Path, Any]) -> Path:
    """A name that no other result has: tin-4555.json, npi-0061.json, npi-0061-2.json."""
    kind, identifier = ("tin", one.tin) if one.npi is None else ("npi", one.npi)
    stem, number = f"{kind}-{identifier[-SHOWN_DIGITS:]}", 1
    path = folder / f"{stem}.json"
    while path in taken:
        number += 1
        path = folder / f"{stem}-{number}.json"
    return path


def _end(answer: Mapping[str, Any], as_json: bool, show: Callable[[], None] | None = None) -> None:
    """Print the answer, tell what was wrong with the claims, and end with 1 after an error."""
    if as_json and show is not None:
        print_json(answer)
        wrong = any(problem["severity"] == "error" for problem in answer["problems"])
    else:
        if show is not None:
            show()
        wrong = tell_problems(answer["problems"])
    if wrong:
        raise click.exceptions.Exit(1)
