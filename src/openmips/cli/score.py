"""`openmips score`: the final score of a practice, or of everybody in many files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openmips.answers.score import score as ask
from openmips.cli.files import (
    SUMMARY,
    jobs_for,
    leading,
    print_file,
    print_problem,
    without_results,
)
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
)
from openmips.cli.score_report import pays, print_score
from openmips.cli.words import ENTITIES, hidden, span

if TYPE_CHECKING:
    from openmips.answers.score_each import EachAnswer, EachScore

_OUTPUT = ".score.json"


@click.command()
@click.argument("submissions", nargs=-1, metavar="[FILE]...", callback=leading)
@profile_option
@click.option("--each", is_flag=True, help="Score everybody in the files by himself.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False),
    help="With --each: a folder for the scores, one file each, beside a summary.",
)
@click.option("--jobs", type=click.IntRange(1, 64), help="With --each: how many processes to use.")
@as_of_option
@explain_option
@identifiers_option
@as_json_option
def score(
    submissions: tuple[str, ...],
    profile: str | None,
    each: bool,
    output: str | None,
    jobs: int | None,
    as_of: date | None,
    explain: bool,
    show_identifiers: bool,
    as_json: bool,
) -> None:
    """Score submissions (QPP JSON or XML, QRDA III), a profile, or both.

    FILE is a file, a folder or ZIP archive of the files of one practice, a pattern in quotes,
    or - for standard input. The profile says what a submission cannot: the size of the
    practice, cost results, what Medicare pays. What nobody knows yet makes the score a range.
    With --each the files may be of many practices and clinicians.
    """
    if each:
        _score_each(submissions, profile, as_of, output, jobs, as_json, show_identifiers)
        return
    if output is not None or jobs is not None:
        raise click.UsageError("--output and --jobs go with --each.")
    documents, facts = sources(submissions, profile)
    with answering(as_json):
        answer = ask(*documents, profile=facts, as_of=as_of)
    print_warnings(answer["warnings"])
    if as_json:
        print_json(answer)
    else:
        print_score(answer, explain, show_identifiers)


def _score_each(
    files: Sequence[str],
    profile: str | None,
    as_of: date | None,
    output: str | None,
    jobs: int | None,
    as_json: bool,
    show_identifiers: bool,
) -> None:
    """Score everybody, and write or show the scores."""
    from openmips.answers.documents import documents
    from openmips.answers.score import profile_of
    from openmips.answers.score_each import score_each
    from openmips.cli.progress import Counter

    if not files:
        raise click.UsageError("Give files, folders or archives to score.")
    given, facts = sources(files, profile)
    found = without_results(documents(given), output)
    with answering(as_json):
        known = None if facts is None else profile_of(facts)
        with Counter("documents read") as progress:
            answer = score_each(found, known, as_of, jobs_for(found, jobs), progress)
    if not as_json:
        _print_each(answer, output, show_identifiers)
    if output is not None:
        _write(answer, Path(output))
    if as_json:
        print_json(answer)
    if answer["rejected"] or any(one["problems"] for one in answer["scores"]):
        raise click.exceptions.Exit(1)


def _write(answer: EachAnswer, folder: Path) -> None:
    """Each score in a file named after its first document, and what became of all."""
    from openmips.answers.conversion import output_names
    from openmips.formats.whole_files import write_whole

    names = output_names([Path(one["files"][0]).name for one in answer["scores"]], _OUTPUT)
    folder.mkdir(parents=True, exist_ok=True)
    for one, name in zip(answer["scores"], names, strict=True):
        if "answer" in one:
            write_whole(folder / name, _text(one.pop("answer")))
            one["output"] = str(folder / name)
    write_whole(folder / SUMMARY, _text(answer))


def _text(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def _print_each(answer: EachAnswer, output: str | None, show_identifiers: bool) -> None:
    """A line for each score, or what is wrong; the files that could not be read last."""
    for one in answer["scores"]:
        click.echo(_line(one, show_identifiers))
        for problem in one["problems"]:
            print_problem(problem)
    for file in answer["rejected"]:
        print_file(file)
    scored = sum(not one["problems"] for one in answer["scores"])
    click.echo(f"\nScored: {scored:,}. Files rejected: {len(answer['rejected']):,}.")
    if output is not None:
        click.echo(f"Summary: {output}/{SUMMARY}")


def _line(one: EachScore, show_identifiers: bool) -> str:
    ids = (
        ("NPI", one["nationalProviderIdentifier"]),
        ("TIN", one["taxpayerIdentificationNumber"]),
        ("id", one["entityId"]),
    )
    named = [f"{name} {hidden(value, show_identifiers)}" for name, value in ids if value]
    who = ", ".join((f"{ENTITIES[one['entityType']]} {one['performanceYear']}", *named))
    if "answer" not in one:
        return f"{who}: no score"
    score = one["answer"]["finalScore"]
    told = span(score["low"], score["high"])
    return f"{who}: {told}; {pays(one['answer']['paymentAdjustment'])}"
