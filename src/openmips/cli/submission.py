"""`openmips submission`: the file to send, made from a year's results or from several files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from openmips.answers.documents import documents
from openmips.answers.merging import merge_documents
from openmips.answers.submission_builder import READY, build_submission
from openmips.cli.files import given, print_exact, print_problem, refuse_input
from openmips.cli.output import (
    STANDARD_INPUT,
    answering,
    as_json_option,
    as_of_option,
    profile_option,
    sources,
)
from openmips.cli.score_report import pays
from openmips.cli.words import echo_wrapped, span, spelt
from openmips.formats.exact_json import json_text
from openmips.formats.merging import SameSet
from openmips.formats.whole_files import write_whole

_MARKS = {"done": "[x]", "open": "[ ]", "not_needed": "[-]", "next": " > "}
_ITEMS = {
    "way": "Way to report",
    "quality": "Quality",
    "activities": "Improvement activities",
    "promotingInteroperability": "Promoting interoperability",
    "file": "File",
    "window": "When",
    "send": "Send",
    "compare": "Compare",
}
_RECEIPT = ".receipt.json"

output_option = click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="The file to write."
)


@click.group()
def submission() -> None:
    """Make the file that is sent to CMS, or put several into one."""


@submission.command()
@click.argument("year_end", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--claims",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="What openmips claims measure found (JSON): scored, and never sent (repeatable).",
)
@profile_option
@output_option
@as_of_option
@as_json_option
def build(
    year_end: str,
    claims: tuple[str, ...],
    profile: str | None,
    output: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Make the QPP JSON to send from a year-end document, unless something blocks it.

    The document says what was reported and done; docs/year-end.md describes it. With --output
    the file is written, and beside it a receipt: its digest, what it holds, and what was left
    out and why. Without, the checklist alone is shown. Claims results are scored and never
    sent, since CMS has them already.
    """
    (document,), facts = sources([year_end], profile)
    with answering(as_json):
        answer = build_submission(document, claims, facts, as_of)
    text, receipt = answer["text"], answer["receipt"]
    if text is not None and receipt is not None and output is not None:
        paths = [one for one in (year_end, *claims, profile or "") if one]
        refuse_input(Path(output), documents(one for one in paths if one != STANDARD_INPUT))
        write_whole(Path(output), text.encode())
        path = Path(output).with_suffix(_RECEIPT)
        write_whole(path, json_text(dict(receipt)).encode())
    if as_json:
        print_exact(answer)
    else:
        _print_build(answer, output)
    if answer["outcome"] != READY:
        raise click.exceptions.Exit(1)


@submission.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--same-set",
    type=click.Choice([one.value for one in SameSet]),
    default=SameSet.REPLACE.value,
    help="What becomes of a set that two files hold. [default: replace, as CMS does]",
)
@output_option
@as_json_option
def merge(files: tuple[str, ...], same_set: str, output: str | None, as_json: bool) -> None:
    """Put the submissions of one practice into one; later files count before earlier ones.

    FILE is a submission (JSON or XML), a QRDA III document, or a folder or ZIP archive of
    them. Every file must be of the same year and entity, and without errors.
    """
    found = documents(given(files))
    if output is not None:
        refuse_input(Path(output), found)
    with answering(as_json):
        answer = merge_documents(found, same_set)
    if output is not None:
        write_whole(Path(output), answer["text"].encode())
    if as_json:
        print_exact(answer)
        return
    if output is None:
        click.echo(answer["text"], nl=False)
    else:
        click.echo(f"{output}: {len(answer['files'])} files in one.")
    for one in answer["problems"]:
        if one["file"] is not None:
            click.echo(f"{one['file']}:", err=True)
        print_problem(one, err=True)


def _print_build(answer: Mapping[str, Any], output: str | None) -> None:
    """What blocks, or that it is ready; the score; the checklist; what the file leaves out."""
    ready = answer["outcome"] == READY
    receipt = answer["receipt"]
    if not ready:
        echo_wrapped("Nothing was written: something blocks the submission.")
    elif output is None:
        echo_wrapped("Ready. Nothing was written yet: say where with --output FILE.")
    else:
        path = Path(output).with_suffix(_RECEIPT)
        echo_wrapped(f"Ready. Written: {output} ({receipt['bytes']:,} bytes); receipt: {path}.")
        echo_wrapped(f"Digest: {receipt['digest']}")
    for one in answer["problems"]:
        print_problem(one)
    if "finalScore" in answer:
        score = answer["finalScore"]
        click.echo()
        echo_wrapped(f"Final score: {span(score['low'], score['high'])}.")
        echo_wrapped(f"Payment adjustment: {pays(answer['paymentAdjustment'])}.")
    if answer["checklist"]:
        click.echo("\nChecklist")
    for item in answer["checklist"]:
        _print_item(item)
    if answer["leftOut"]:
        click.echo("\nNot in the file")
    for one in answer["leftOut"]:
        echo_wrapped(f"- {one['what']}: {one['why']}", "", "  ")


def _print_item(item: Mapping[str, Any]) -> None:
    says = spelt(f"{_MARKS[item['status']]} {_ITEMS[item['item']]}: {item['says']}")
    echo_wrapped(says, "", "    ")
    for missing in item.get("open", ()):
        echo_wrapped(f"- {spelt(missing)}", "    ", "      ")
    if "keep" in item:
        echo_wrapped("Keep:", "    ")
    for kept in item.get("keep", ()):
        echo_wrapped(f"- {kept}", "    ", "      ")
