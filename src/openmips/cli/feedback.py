"""`openmips feedback`: CMS's result beside ours, each difference with its reason."""

from __future__ import annotations

from datetime import date

import click

from openmips.answers.feedback import compare_with_cms as ask
from openmips.answers.feedback_shapes import FeedbackAnswer, FeedbackLine
from openmips.answers.feedback_words import VERDICTS, figure_name, told_causes, unexplained
from openmips.cli.feedback_options import cms_options, only_standard_input_once
from openmips.cli.footing import print_footing
from openmips.cli.output import (
    answering,
    as_json_option,
    as_of_option,
    print_json,
    print_warnings,
    profile_option,
    sources,
    submissions_argument,
)
from openmips.cli.tables import print_table
from openmips.cli.words import echo_wrapped


@click.command()
@submissions_argument
@profile_option
@cms_options
@as_of_option
@as_json_option
def feedback(
    submissions: tuple[str, ...],
    profile: str | None,
    cms: str,
    year: int | None,
    row: int | None,
    npi: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Compare CMS's feedback with our own score, and say why they differ.

    SUBMISSION and --profile make our score, as for `openmips score`. --cms is what you copied
    from CMS's feedback: JSON, YAML or a table; or a table of many results, such as CMS's
    public use file. A reason is named only if our score comes out as CMS's with it.
    """
    only_standard_input_once((*submissions, profile, cms))
    documents, facts = sources(submissions, profile)
    (told,), _ = sources([cms], None)
    with answering(as_json):
        answer = ask(*documents, cms=told, profile=facts, year=year, row=row, npi=npi, as_of=as_of)
    print_warnings(answer["warnings"])
    if as_json:
        print_json(answer)
    else:
        _print(answer)
    if answer["summary"]["unexplained"]:
        raise click.exceptions.Exit(1)


def _print(answer: FeedbackAnswer) -> None:
    summary = answer["summary"]
    differ = summary["explained"] + summary["unexplained"]
    echo_wrapped(
        f"{answer['performanceYear']}: {summary['compared']} figures compared,"
        f" {summary['same']} the same, {summary['inRange']} within our range, {differ} different,"
        f" of which {summary['unexplained']} unexplained."
    )
    click.echo()
    print_lines("CMS's feedback and our score", answer["lines"])
    print_reasons(answer["lines"])
    print_footing(answer["performanceYear"])


def print_lines(title: str, lines: list[FeedbackLine]) -> None:
    """Print the comparison as a table."""
    rows = [
        (figure_name(line), line["cms"] or "-", _ours(line), VERDICTS[line["verdict"]])
        for line in lines
    ]
    print_table(title, ("figure", "CMS", "ours", ""), rows)


def _ours(line: FeedbackLine) -> str:
    low, high = line["oursLow"], line["oursHigh"]
    if low is None:
        return "-"
    return line["ours"] or f"{low} to {high}"


def print_reasons(lines: list[FeedbackLine]) -> None:
    """Print each reason once, with what to do; what is unexplained last."""
    for told in told_causes(lines):
        cause = told.cause
        click.echo()
        echo_wrapped(f"{cause['title']} ({cause['about']}): {'; '.join(told.figures)}.")
        echo_wrapped(cause["says"], "  ")
        for other in cause["alternatives"]:
            echo_wrapped(f"Or: {other['title'].lower()} ({other['about']}).", "  ")
        echo_wrapped(f"To do: {cause['toDo']}", "  ")
        echo_wrapped(f"[{cause['attestation']}: {cause['citation']}]", "  ")
    open_lines = unexplained(lines)
    if open_lines:
        click.echo()
        echo_wrapped(f"Unexplained: {'; '.join(open_lines)}.")
