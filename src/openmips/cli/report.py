"""`openmips report`: the plan, the score, code cards, gap sheets and a certificate, to print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openmips.cli.claims_options import claims_argument, measures_option, tell_problems, year_option
from openmips.cli.output import (
    answering,
    as_of_option,
    print_warnings,
    profile_option,
    sources,
    submissions_argument,
)
from openmips.problems.finding import ProblemsFound

if TYPE_CHECKING:
    from openmips.web.reports.report import Report

UNNAMED = "Your practice"
_OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group()
def report() -> None:
    """Reports to print: HTML that needs nothing beside it, and PDF that screen readers can read.

    Each takes --pdf FILE, --html FILE or both. Patients are masked.
    """


def _to_files(command: Callable[..., Report]) -> Callable[..., None]:
    """A command that gives a report and writes it to the files that are asked for."""

    @click.option("--pdf", type=_OUT, metavar="FILE", help="Write a tagged PDF (PDF/UA).")
    @click.option("--html", type=_OUT, metavar="FILE", help="Write HTML.")
    @wraps(command)
    def asked(*arguments: Any, pdf: Path | None, html: Path | None, **named: Any) -> None:
        if pdf is None and html is None:
            raise click.UsageError("Say where to write it: --pdf FILE or --html FILE.")
        try:
            from openmips.web.reports.paper import html_file, pdf_file
        except ImportError as error:
            raise click.UsageError(
                f'Reports need more packages ({error.name} is missing): install "openmips[web]".'
            ) from error
        with answering(False):
            made = command(*arguments, **named)
            written = {
                **({html: html_file(made).encode()} if html is not None else {}),
                **({pdf: pdf_file(made)} if pdf is not None else {}),
            }
        for path, content in written.items():
            _write(path, content)

    return asked


@report.command()
@submissions_argument
@profile_option
@click.option(
    "--roster", type=click.Path(exists=True, dir_okay=False), help="Who is there (CSV or JSON)."
)
@as_of_option
@_to_files
def plan(
    submissions: tuple[str, ...], profile: str | None, roster: str | None, as_of: date | None
) -> Report:
    """The year on one page: must we report, three dates, activities, measures with codes, money."""
    from openmips.answers.deadlines import deadlines
    from openmips.answers.eligibility import eligibility
    from openmips.web.reports.plan_sheet import PlanFacts, plan_sheet

    day = as_of or date.today()
    facts, answer, planned = _scored(submissions, profile, day)
    year = answer["performanceYear"]
    judged = None if roster is None else eligibility(roster, year, as_of=day)
    told = deadlines(year, profile=facts, as_of=day)
    known = PlanFacts(told["deadlines"], answer, planned, judged)
    return plan_sheet(_practice(answer), year, day, known)


@report.command()
@submissions_argument
@profile_option
@as_of_option
@_to_files
def score(submissions: tuple[str, ...], profile: str | None, as_of: date | None) -> Report:
    """The score in the order of CMS's feedback, with the reasons and what would raise it."""
    from openmips.web.reports.score_sheet import score_sheet

    day = as_of or date.today()
    _, answer, planned = _scored(submissions, profile, day)
    return score_sheet(_practice(answer), answer["performanceYear"], day, answer, plan=planned)


@report.command()
@submissions_argument
@profile_option
@as_of_option
@_to_files
def certificate(submissions: tuple[str, ...], profile: str | None, as_of: date | None) -> Report:
    """What a score stands on: digests of inputs, rules, data and reason, and how to repeat it."""
    from openmips.answers.score import score as ask
    from openmips.web.reports.certificate import certificate as certified

    day = as_of or date.today()
    documents, facts = sources(submissions, profile)
    named = dict(zip(submissions, documents, strict=True))
    if profile is not None and facts is not None:
        named[profile] = facts
    files = {name: _bytes(content) for name, content in named.items()}
    given = {name: files[name] for name in submissions}
    answer = ask(*given.values(), profile=None if profile is None else files[profile], as_of=day)
    print_warnings(answer["warnings"])
    year = answer["performanceYear"]
    return certified(_practice(answer), year, day, answer, files, profile=profile)


@report.command()
@click.argument("measures", nargs=-1, metavar="[MEASURE]...")
@year_option
@as_of_option
@_to_files
def cards(measures: tuple[str, ...], year: int, as_of: date | None) -> Report:
    """A sheet for each MEASURE by claims: whom it asks about, and the codes that answer it.

    Without a MEASURE all of the year.
    """
    from openmips.answers.claims_cards import claims_cards
    from openmips.web.reports.code_cards import code_cards

    answer = claims_cards(measures or None, year=year)
    day = as_of or date.today()
    return code_cards("Medicare Part B claims", year, day, answer)


@report.command()
@claims_argument
@year_option
@measures_option
@as_of_option
@_to_files
def gaps(
    claims: tuple[str, ...], year: int, measures: tuple[str, ...] | None, as_of: date | None
) -> Report:
    """What is missing on CLAIMS, a sheet for each clinician: those first that can be mended."""
    from openmips.answers.claims_gaps_files import claims_gaps
    from openmips.web.reports.gap_sheets import gap_sheets

    day = as_of or date.today()
    answer = claims_gaps(*claims, year=year, measures=measures, as_of=day, renewals=False)
    tell_problems(answer["problems"])
    still = [one for one in answer["gaps"] if one["remedy"] != "none"]
    return gap_sheets(UNNAMED, year, day, still, {})


def _scored(
    submissions: tuple[str, ...], profile: str | None, day: date
) -> tuple[Any, Mapping[str, Any], Mapping[str, Any] | None]:
    """The profile, the score, and the plan where one can be made."""
    from openmips.answers.plan import plan as ask_plan
    from openmips.answers.score import score as ask

    documents, facts = sources(submissions, profile)
    answer = ask(*documents, profile=facts, as_of=day)
    print_warnings(answer["warnings"])
    try:
        planned: Mapping[str, Any] | None = dict(ask_plan(*documents, profile=facts, as_of=day))
    except ProblemsFound:
        planned = None
    return facts, dict(answer), planned


def _practice(answer: Mapping[str, Any]) -> str:
    return str(answer["entity"]["practiceName"] or UNNAMED)


def _bytes(source: str | bytes) -> bytes:
    return source if isinstance(source, bytes) else Path(source).read_bytes()


def _write(path: Path, content: bytes) -> None:
    from openmips.formats.whole_files import write_whole

    try:
        write_whole(path, content)
    except OSError as error:
        raise click.FileError(str(path), str(error.strerror)) from error
    click.echo(f"Written: {path}")
