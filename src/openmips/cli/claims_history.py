"""`openmips claims history`: keep what the year has answered, for the gaps of later claims."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import click

from openmips.answers.claims_gaps_files import claims_history
from openmips.cli.claims_options import (
    claims_argument,
    mapping_option,
    measures_option,
    remittances_option,
    tell_file,
    tell_problems,
    year_option,
)
from openmips.cli.output import answering, as_json_option, print_json
from openmips.cli.words import echo_wrapped


@click.command()
@claims_argument
@year_option
@measures_option
@mapping_option
@remittances_option
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write. It names patients: keep it as safe as the claims.",
)
@as_json_option
def history(
    claims: tuple[str, ...],
    year: int,
    measures: tuple[str, ...] | None,
    mapping: str | None,
    remittances: tuple[str, ...],
    out: Path,
    as_json: bool,
) -> None:
    """Write what a year's CLAIMS have answered to a small file.

    `openmips claims gaps --history FILE` then asks nothing that is answered already.
    """
    with answering(as_json):
        try:
            answer = claims_history(
                *claims,
                year=year,
                out=lambda lines: _write(out, lines),
                measures=measures,
                mapping=mapping,
                remittances=remittances,
                told=tell_file,
            )
        except OSError as error:
            raise click.ClickException(f"{out} cannot be written: {error.strerror}.") from error
    if as_json:
        print_json({"file": str(out), **answer})
        wrong = any(problem["severity"] == "error" for problem in answer["problems"])
    else:
        echo_wrapped(
            f"{out}: {answer['answers']:,} answers of {answer['patients']:,} patients in"
            f" {year}. It names patients: keep it as safe as the claims."
        )
        wrong = tell_problems(answer["problems"])
    if wrong:
        raise click.exceptions.Exit(1)


def _write(path: Path, lines: Iterable[str]) -> None:
    """Write all lines or none, to a file that only its owner may read. Raises OSError."""
    with tempfile.NamedTemporaryFile(
        "w",
        encoding="utf-8",
        dir=path.parent,
        prefix=f".{path.name}.",
        suffix=".part",
        delete=False,
    ) as part:
        beside = Path(part.name)
        try:
            part.writelines(lines)
            part.close()
            beside.replace(path)
        except BaseException:
            part.close()
            beside.unlink(missing_ok=True)
            raise
