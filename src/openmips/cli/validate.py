"""`openmips validate`: whether CMS would take these files, and if not, why not."""

from __future__ import annotations

import click

from openmips.answers.checked_files import validate_documents
from openmips.answers.documents import documents
from openmips.cli.files import (
    compared,
    compat_option,
    files_argument,
    given,
    jobs_for,
    jobs_option,
    print_file,
    year_option,
)
from openmips.cli.output import as_json_option, print_json
from openmips.cli.progress import Counter


@click.command()
@files_argument
@compat_option
@year_option
@jobs_option
@as_json_option
def validate(
    files: tuple[str, ...], compat: str | None, year: str | None, jobs: int | None, as_json: bool
) -> None:
    """Check QPP submissions (JSON or XML) and QRDA III documents before they are sent.

    FILE is a file, a folder, a ZIP archive, a pattern in quotes, or - for standard input.
    Every problem is told with what to do about it. The command ends with 1 if any document
    would be refused.
    """
    wanted = compared(compat, year)
    found = documents(given(files))
    with Counter("documents checked") as progress:
        answer = validate_documents(found, compat, wanted, jobs_for(found, jobs), progress)
    if as_json:
        print_json(answer)
    else:
        for file in answer["files"]:
            print_file(file)
        if len(answer["files"]) > 1:
            click.echo(f"\nAccepted: {answer['accepted']:,}. Rejected: {answer['rejected']:,}.")
    if answer["rejected"]:
        raise click.exceptions.Exit(1)
