"""`openmips binder`: evidence that is kept so that any change shows, and what still lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from openmips.answers.score import read, warned
from openmips.cli.binder_report import print_entry, print_list, print_status, print_verified
from openmips.cli.output import (
    answering,
    as_json_option,
    print_json,
    print_warnings,
    profile_option,
    sources,
    submissions_argument,
)
from openmips.cli.words import echo_wrapped
from openmips.practice.binder import keeping
from openmips.practice.binder.entries import About, Entry
from openmips.practice.binder.exporting import export as write_export
from openmips.practice.binder.proving import about, items
from openmips.practice.binder.showing import (
    entry_answer,
    status_answer,
    verify_answer,
)
from openmips.practice.binder.store import make_binder, open_binder
from openmips.practice.binder.verifying import verify as verify_binder
from openmips.practice.binder.verifying_exports import verify_export
from openmips.problems.finding import ProblemsFound

if TYPE_CHECKING:
    from openmips.web.reports.report import Report

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

folder_argument = click.argument("folder", type=_FOLDER)


@click.group()
def binder() -> None:
    """Keep what proves a year's data, for the six years that Medicare may ask for it.

    A binder is a folder of its own. Every document, note and removal is an entry in a chain, so
    that any later change shows. --about says what something proves: 2024/quality/236,
    2024/ia/IA_EPA_1, 2024/pi/PI_EP_1, 2024/pi, 2024/cost or 2024/practice.
    """


@contextmanager
def at_binder(as_json: bool) -> Iterator[None]:
    """Problems become the command's answer; what the system refuses is said in a sentence."""
    try:
        with answering(as_json):
            yield
    except OSError as error:
        name = error.filename if isinstance(error.filename, str) else "The binder"
        raise click.ClickException(
            f"{name} cannot be used: {error.strerror or 'the system refuses it'}."
        ) from error


def _writing(command: Callable[..., Entry]) -> Callable[..., None]:
    """A command that adds an entry: who does it is asked, when is now, the entry is shown."""

    @click.option(
        "--by", required=True, metavar="NAME", help="Who does it: it stays in the binder."
    )
    @as_json_option
    @wraps(command)
    def written(*arguments: Any, by: str, as_json: bool, **named: Any) -> None:
        if not by.strip():
            raise click.UsageError("--by needs a name.")
        now = datetime.now(UTC).replace(microsecond=0)
        with at_binder(as_json):
            entry = command(*arguments, at=now, by=by.strip(), **named)
        if as_json:
            print_json({"entry": entry_answer(entry)})
        else:
            print_entry(entry)

    return written


about_option = click.option(
    "--about", "what", required=True, metavar="WHAT", help="What it proves, as 2024/quality/236."
)
text_option = click.option("--text", required=True, help="What is to be written down.")
_number = click.argument("number", type=click.IntRange(min=1))


@binder.command()
@folder_argument
@click.option("--practice", required=True, metavar="NAME", help="Whose evidence it keeps.")
@_writing
def make(folder: Path, practice: str, at: datetime, by: str) -> Entry:
    """Make a binder in a folder that is empty or new."""
    return make_binder(folder, at, by, practice).entries()[0]


@binder.command()
@folder_argument
@click.argument("file", type=_FILE)
@about_option
@click.option(
    "--item",
    "numbers",
    type=int,
    multiple=True,
    help="The line of the list of evidence that it proves (repeatable); status shows them.",
)
@click.option("--note", default="", help="What the document is, in your words.")
@_writing
def add(
    folder: Path,
    file: Path,
    what: str,
    numbers: tuple[int, ...],
    note: str,
    at: datetime,
    by: str,
) -> Entry:
    """Keep a copy of a document."""
    proved = about(what)
    named = items(proved, numbers)
    with file.open("rb") as source:
        return keeping.add(open_binder(folder), source, file.name, proved, at, by, named, note)


@binder.command()
@folder_argument
@about_option
@text_option
@_writing
def note(folder: Path, what: str, text: str, at: datetime, by: str) -> Entry:
    """Write something down."""
    return keeping.note(open_binder(folder), text, about(what), at, by)


@binder.command()
@folder_argument
@about_option
@text_option
@_writing
def sign(folder: Path, what: str, text: str, at: datetime, by: str) -> Entry:
    """Sign something off: that it is true and complete, in your words and with your name."""
    return keeping.note(open_binder(folder), text, about(what), at, by, sign=True)


@binder.command()
@folder_argument
@click.option("--year", type=int, required=True, help="The performance year.")
@click.option("--reason", required=True, help="Who asked for it, and why.")
@_writing
def hold(folder: Path, year: int, reason: str, at: datetime, by: str) -> Entry:
    """Put a legal hold on a year: nothing of it can be removed."""
    held: About = about(f"{year}/practice")
    return keeping.hold(open_binder(folder), held.performance_year, reason, at, by)


@binder.command()
@folder_argument
@_number
@click.option("--reason", required=True, help="Why it is not needed any more.")
@_writing
def release(folder: Path, number: int, reason: str, at: datetime, by: str) -> Entry:
    """Release a hold by the number of its entry."""
    return keeping.release(open_binder(folder), number, reason, at, by)


@binder.command()
@folder_argument
@_number
@click.option("--reason", default="", help="Why. It is needed before the document's last day.")
@_writing
def remove(folder: Path, number: int, reason: str, at: datetime, by: str) -> Entry:
    """Remove a document by its number; that it was there, and why it went, stays."""
    return keeping.remove(open_binder(folder), number, reason, at, by)


@binder.command("list")
@folder_argument
@click.option("--year", type=int, help="Only what is about this performance year.")
@as_json_option
def list_entries(folder: Path, year: int | None, as_json: bool) -> None:
    """List every entry with its number."""
    with at_binder(as_json):
        entries = [
            one
            for one in open_binder(folder).entries()
            if year is None or (one.about is not None and one.about.performance_year == year)
        ]
    if as_json:
        print_json({"entries": [entry_answer(one) for one in entries]})
    else:
        print_list(entries)


@binder.command()
@folder_argument
@submissions_argument
@profile_option
@as_json_option
def status(folder: Path, submissions: tuple[str, ...], profile: str | None, as_json: bool) -> None:
    """Show for all that was reported which line of its evidence is proved, and by what.

    SUBMISSION and --profile are those of `openmips score`.
    """
    documents, facts = sources(submissions, profile)
    with at_binder(as_json):
        reported = read(documents, facts)
        entries = open_binder(folder).entries()
    print_warnings(warned(one) for one in reported.warnings)
    answer = status_answer(reported, entries)
    if as_json:
        print_json(answer)
    else:
        print_status(answer)


@binder.command()
@click.argument("place", metavar="FOLDER|ZIP", type=click.Path(exists=True, path_type=Path))
@as_json_option
def verify(place: Path, as_json: bool) -> None:
    """Say whether a binder or an export is what it was; every change and loss is named."""
    with at_binder(as_json):
        if place.is_file():
            problems, lines = verify_export(place)
        else:
            opened = open_binder(place)
            problems, lines = verify_binder(opened), tuple(opened.lines())
    answer = verify_answer(problems, lines)
    if as_json:
        print_json(answer)
    else:
        print_verified(answer)
    if not answer["fine"]:
        raise click.exceptions.Exit(1)


@binder.command()
@folder_argument
@click.argument("out", metavar="OUT.zip", type=click.Path(dir_okay=False, path_type=Path))
@as_json_option
def export(folder: Path, out: Path, as_json: bool) -> None:
    """Write all of it to one zip that can be read and checked without this software."""
    if folder.resolve() in out.resolve().parents:
        raise click.UsageError("Write the export to a file outside of the binder's folder.")
    with at_binder(as_json):
        count = write_export(open_binder(folder), out, _index)
        with out.open("rb") as written:
            seal = file_digest(written, "sha256").hexdigest()
    if as_json:
        print_json({"file": str(out), "documents": count, "sha256": seal})
        return
    echo_wrapped(
        f"{out} holds {count} document{'' if count == 1 else 's'}. It may hold data about"
        " patients: keep and send it as you do charts."
    )
    click.echo(f"SHA-256: {seal}")


def _index(entries: Sequence[Entry], names: Mapping[int, str]) -> dict[str, bytes]:
    from openmips.web.reports.binder_index import binder_index

    return on_paper("index", binder_index(entries, names))


def on_paper(name: str, report: Report) -> dict[str, bytes]:
    """A report by file name: HTML, and a tagged PDF where this machine can make one."""
    try:
        from openmips.web.reports.paper import html_file, pdf_file
    except ImportError as error:
        raise click.UsageError(
            f'This needs more packages ({error.name} is missing): install "openmips[web]".'
        ) from error
    pages = {f"{name}.html": html_file(report).encode()}
    try:
        pages[f"{name}.pdf"] = pdf_file(report)
    except ProblemsFound:
        click.echo(f"No {name}.pdf is made: WeasyPrint does not work here.", err=True)
    return pages
