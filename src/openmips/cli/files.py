"""The options of the commands that take many files, and how they tell what they found."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping, Sequence
from glob import has_magic
from pathlib import Path
from typing import Any

import click

from openmips.answers.documents import Document
from openmips.answers.parallel import MOST_WORKERS, workers_for
from openmips.cli.output import STANDARD_INPUT
from openmips.cli.words import echo_wrapped, width
from openmips.formats.exact_json import json_text

COMPARING_YEARS = (2024, 2025)
"""The years of which CMS's converter is known."""

FORMATS = {"qpp-json": "QPP JSON", "qpp-xml": "QPP XML", "qrda3": "QRDA III"}
"""The forms of documents in a sentence."""

SUMMARY = "summary.json"
"""The file beside the results that says what became of each document."""


def leading(ctx: click.Context, param: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names as they are; misuse where nothing has a name and it is no pattern."""
    for name in names:
        if name != STANDARD_INPUT and not has_magic(name) and not Path(name).exists():
            raise click.BadParameter(f"{name!r} does not exist.", ctx, param)
    return names


files_argument = click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", callback=leading
)
compat_option = click.option(
    "--compat",
    type=click.Choice(["cms"]),
    help="Say of QRDA III exactly what CMS's own converter says, and no more.",
)
year_option = click.option(
    "--year",
    type=click.Choice([str(year) for year in COMPARING_YEARS]),
    help="The year's version of CMS's converter. [default: the document's own]",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help=f"How many processes to use. [default: by the work, {MOST_WORKERS} at most]",
)


def compared(compat: str | None, year: str | None) -> int | None:
    """The year to compare with; it needs --compat."""
    if year is not None and compat is None:
        raise click.UsageError("--year goes with --compat cms.")
    return None if year is None else int(year)


def given(files: Sequence[str]) -> list[str | bytes]:
    """Paths and patterns as they are; standard input as its bytes. It can be read only once."""
    if files.count(STANDARD_INPUT) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
    return [sys.stdin.buffer.read() if file == STANDARD_INPUT else file for file in files]


def jobs_for(found: Sequence[Document], jobs: int | None) -> int:
    """How many processes to use: as many as asked for, or as the work is worth."""
    return workers_for(len(found), sum(one.size for one in found)) if jobs is None else jobs


def without_results(found: Sequence[Document], output: str | None) -> list[Document]:
    """The documents but for those in the folder of the results, which an earlier run wrote."""
    folder = None if output is None else Path(output).resolve()
    return [
        one
        for one in found
        if folder is None or one.path is None or folder not in one.path.resolve().parents
    ]


def refuse_input(path: Path, found: Sequence[Document]) -> None:
    """No result may take the place of a file it is made from."""
    if path.exists() and any(one.path and one.path.samefile(path) for one in found):
        raise click.UsageError(f"{path} is an input; write to another file or folder.")


def print_exact(document: Mapping[str, Any]) -> None:
    """Print the one document of a command that may hold numbers of any precision."""
    click.echo(json_text(document), nl=False)


def print_file(answer: Mapping[str, Any]) -> None:
    """One document: what became of it, and its problems, what to do about each first."""
    errors = sum(one["severity"] == "error" for one in answer["problems"])
    warnings = len(answer["problems"]) - errors
    counted = [_counted(errors, "error"), _counted(warnings, "warning")]
    told = ", ".join(part for part in counted if part)
    form = FORMATS.get(answer["format"] or "")
    year = answer["performanceYear"]
    known = ", ".join(str(part) for part in (form, year) if part)
    head = f"{answer['file']}: {answer['outcome']}{f' ({known})' if known else ''}"
    echo_wrapped(f"{head}: {told}" if told else head, "", "  ")
    for one in answer["problems"]:
        print_problem(one)


def print_problem(problem: Mapping[str, Any], err: bool = False) -> None:
    """A problem: how grave and where, what to do, and then what was found."""
    head, place = f"{problem['severity'].capitalize()} {problem['code']}", problem["location"]
    if problem["line"] is not None:
        column = "" if problem["column"] is None else f", column {problem['column']}"
        head += f", line {problem['line']}{column}"
    one_line = f"  {head}: {place}"
    if len(one_line) <= width():
        click.echo(one_line, err=err)
    else:
        click.echo(f"  {head}:", err=err)
        click.echo(f"    {_end_of(place, width() - 4)}", err=err)
    _echo(problem["remedy"], "    ", err)
    _echo(problem["message"], "    ", err)


def _end_of(place: str, room: int) -> str:
    """A path, or its end where it is too long; it begins with a whole step."""
    if len(place) <= room:
        return place
    end = place[3 - room :]
    start = min((at for mark in "/." if (at := end.find(mark)) >= 0), default=0)
    return f"...{end[start:]}"


def _echo(text: str, indent: str, err: bool) -> None:
    """A text in lines that fit."""
    for line in textwrap.wrap(
        text,
        width(),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        click.echo(line, err=err)


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}" if count else ""
