"""`openmips convert`: QRDA III, or a submission in another form, as canonical QPP JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from openmips.answers.checked_files import has_errors
from openmips.answers.conversion import (
    FORMS,
    JSON,
    ConvertedFile,
    conversions,
    summary,
)
from openmips.answers.documents import Document, documents
from openmips.cli.files import (
    SUMMARY,
    compared,
    compat_option,
    files_argument,
    given,
    jobs_for,
    jobs_option,
    print_file,
    print_problem,
    refuse_input,
    without_results,
    year_option,
)
from openmips.cli.output import as_json_option, print_json
from openmips.cli.progress import Counter
from openmips.formats.whole_files import write_whole


@click.command()
@files_argument
@click.option("--to", type=click.Choice(FORMS), default=JSON, help="The form to write.")
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    help="The file to write; for several documents, or where it is one, a folder.",
)
@compat_option
@year_option
@jobs_option
@as_json_option
def convert(
    files: tuple[str, ...],
    to: str,
    output: str | None,
    compat: str | None,
    year: str | None,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Turn QRDA III documents, and submissions in JSON or XML, into canonical QPP JSON.

    FILE is a file, a folder, a ZIP archive, a pattern in quotes, or - for standard input. One
    document is printed, unless --output says where to write it; several are written to a
    folder, beside a summary. The command ends with 1 if any document has errors.
    """
    wanted = compared(compat, year)
    found = without_results(documents(given(files)), output)
    several = len(found) != 1
    if several and output is None and not as_json:
        raise click.UsageError(f"{len(found):,} documents need a folder: --output FOLDER.")
    folder, single = _target(output, several)
    with Counter("documents converted") as progress:
        made = conversions(found, to, compat, wanted, jobs_for(found, jobs), progress)
        if folder is None and single is None:
            written = [file for file, _ in made]
        else:
            written = list(_written(made, folder, single, found))
    answer = summary(written)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        content = json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
        write_whole(folder / SUMMARY, content.encode())
    if as_json:
        print_json(answer)
    elif folder is None and single is None:
        _print_document(written)
    else:
        for file in written:
            print_file(file)
        if several:
            told = f"Converted: {answer['converted']:,}. Rejected: {answer['rejected']:,}."
            click.echo(f"\n{told} Summary: {folder}/{SUMMARY}")
    if any(map(has_errors, written)):
        raise click.exceptions.Exit(1)


def _target(output: str | None, several: bool) -> tuple[Path | None, Path | None]:
    """The folder to write to, or the one file."""
    if output is None:
        return None, None
    path = Path(output)
    if several or path.is_dir() or output.endswith("/"):
        if path.exists() and not path.is_dir():
            raise click.UsageError(f"{output} is a file; several documents need a folder.")
        return path, None
    return None, path


def _written(
    made: Iterable[tuple[ConvertedFile, str]],
    folder: Path | None,
    single: Path | None,
    found: Sequence[Document],
) -> Iterator[ConvertedFile]:
    """Write what was converted, each file whole or not at all."""
    for file, name in made:
        path = single if folder is None else folder / name
        text = file.pop("text", None)
        if text is not None and path is not None:
            refuse_input(path, found)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text.encode())
            file["output"] = str(path)
        yield file


def _print_document(files: list[ConvertedFile]) -> None:
    """The one document on standard output, its problems on standard error."""
    for file in files:
        if "text" in file:
            click.echo(file["text"], nl=False)
        if file["problems"]:
            with_errors = "rejected" if "text" not in file else "converted, with problems"
            click.echo(f"{file['file']}: {with_errors}", err=True)
        for one in file["problems"]:
            print_problem(one, err=True)
