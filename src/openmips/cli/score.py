"""`openmips score`: the final score of a practice."""

from __future__ import annotations

from datetime import date

import click

from openmips.answers.score import score as ask
from openmips.cli.output import (
    answering,
    as_json_option,
    as_of_option,
    explain_option,
    identifiers_option,
    print_json,
    print_warnings,
    profile_option,
    sources,
    submissions_argument,
)
from openmips.cli.score_report import print_score


@click.command()
@submissions_argument
@profile_option
@as_of_option
@explain_option
@identifiers_option
@as_json_option
def score(
    submissions: tuple[str, ...],
    profile: str | None,
    as_of: date | None,
    explain: bool,
    show_identifiers: bool,
    as_json: bool,
) -> None:
    """Score QPP submissions (JSON), a profile, or both; - is standard input.

    The profile says what a submission cannot: the size of the practice, cost results, what
    Medicare pays. What nobody knows yet makes the score a range.
    """
    documents, facts = sources(submissions, profile)
    with answering(as_json):
        answer = ask(*documents, profile=facts, as_of=as_of)
    print_warnings(answer["warnings"])
    if as_json:
        print_json(answer)
    else:
        print_score(answer, explain, show_identifiers)
