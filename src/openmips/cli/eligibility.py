"""`openmips eligibility`: who must, may or need not report, from a roster or CMS's answers."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from openmips.answers.eligibility import eligibility as ask
from openmips.answers.eligibility_cms import beside, eligibility_from_cms, eligibility_year
from openmips.cli.eligibility_report import print_report
from openmips.cli.output import (
    STANDARD_INPUT,
    answering,
    as_json_option,
    as_of_option,
    explain_option,
    identifiers_option,
    print_json,
    print_warnings,
)
from openmips.cli.status_lookup import LookupFailed, StatusLookup
from openmips.formats.identifiers import check_digit_fits

_NPI_LENGTH = 10


def _npis(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    for npi in value:
        if not (npi.isascii() and npi.isdecimal() and len(npi) == _NPI_LENGTH):
            raise click.BadParameter(f"an NPI has {_NPI_LENGTH} digits.")
        if not check_digit_fits(npi):
            raise click.BadParameter("the last digit does not fit; the NPI is mistyped.")
    return value


@click.command()
@click.argument(
    "roster",
    required=False,
    metavar="[ROSTER]",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
)
@click.option("--year", type=int, help="Performance year. [needed for a roster]")
@click.option(
    "--api-response",
    "responses",
    multiple=True,
    type=click.Path(exists=True, allow_dash=True),
    metavar="FILE-or-FOLDER",
    help="CMS's saved status answer, or a folder of them.",
)
@click.option("--npi", "npis", multiple=True, callback=_npis, help="An NPI to ask CMS for.")
@click.option("--online", is_flag=True, help="Ask CMS's public status tool. Never the default.")
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --online: the folder that keeps CMS's answers.",
)
@click.option(
    "--through",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The roster's totals reach to this day: forecast where the segment will end.",
)
@as_of_option
@explain_option
@identifiers_option
@as_json_option
def eligibility(
    roster: str | None,
    year: int | None,
    responses: tuple[str, ...],
    npis: tuple[str, ...],
    online: bool,
    cache: Path | None,
    through: date | None,
    as_of: date | None,
    explain: bool,
    show_identifiers: bool,
    as_json: bool,
) -> None:
    """Say who must, may or need not report, at every level, and what to do next.

    ROSTER is a table (CSV) or JSON with one row for each clinician and practice. Without one,
    give CMS's saved answers with --api-response, or ask CMS with --npi and --online.
    """
    _check(roster, year, responses, npis, online, cache)
    day = as_of or date.today()
    last = through and date(through.year, through.month, through.day)
    with answering(as_json):
        files: list[str | bytes | Path] = [_source(path) for path in responses]
        if roster is None or year is None:
            files += _looked_up(npis, cache, eligibility_year(year, day))
            answer = eligibility_from_cms(*files, performance_year=year, as_of=day)
        else:
            answer = ask(_source(roster), year, as_of=day, through=last)
            listed = [row["npi"] for row in answer["clinicians"]]
            files += _looked_up([*npis, *listed], cache, year)
            if files:
                from_cms = eligibility_from_cms(*files, performance_year=year, as_of=day)
                answer = beside(answer, from_cms)
    print_warnings(answer["warnings"])
    if as_json:
        print_json(answer)
    else:
        print_report(answer, explain=explain, show_identifiers=show_identifiers)
    if answer.get("problems"):
        raise click.exceptions.Exit(1)


def _check(
    roster: str | None,
    year: int | None,
    responses: tuple[str, ...],
    npis: tuple[str, ...],
    online: bool,
    cache: Path | None,
) -> None:
    """Refuse options that do not go together."""
    if roster is not None and year is None:
        raise click.UsageError("A roster needs --year.")
    if (npis or cache) and not online:
        raise click.UsageError("--npi and --cache ask CMS; say so with --online.")
    if online and cache is None:
        raise click.UsageError("--online needs --cache, a folder that keeps CMS's answers.")
    if roster is None and not responses and not npis:
        raise click.UsageError("Give a roster, or --api-response, or --npi with --online.")
    if [roster, *responses].count(STANDARD_INPUT) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")


def _source(path: str) -> str | bytes:
    return sys.stdin.buffer.read() if path == STANDARD_INPUT else path


def _looked_up(npis: Iterable[str], cache: Path | None, year: int) -> list[Path]:
    """The files with CMS's answers; those already there are not asked for again."""
    if cache is None:
        return []
    lookup = StatusLookup(cache, year)
    wanted = [npi for npi in dict.fromkeys(npis) if check_digit_fits(npi)]
    found = []
    for number, npi in enumerate(wanted, 1):
        if not lookup.cached(npi).exists():
            click.echo(f"Asking CMS: {number} of {len(wanted)}", err=True)
        try:
            found.append(lookup.answer(npi))
        except LookupFailed as error:
            raise click.ClickException(str(error)) from error
    return found
