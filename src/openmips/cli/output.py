"""How commands answer: one JSON document, or text; problems and warnings beside it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

import click

from openmips.answers.problems import problem_document
from openmips.problems.finding import ProblemsFound

F = TypeVar("F", bound=Callable[..., Any])

STANDARD_INPUT = "-"

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
explain_option = click.option(
    "--explain", is_flag=True, help="Say why, down to the provisions of the law."
)
identifiers_option = click.option(
    "--show-identifiers", is_flag=True, help="Show TIN and NPI whole in text."
)
profile_option = click.option(
    "--profile",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="A profile (JSON); - is standard input.",
)
submissions_argument = click.argument(
    "submissions",
    nargs=-1,
    metavar="[SUBMISSION]...",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
)


def _day(ctx: click.Context, param: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


as_of_option = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day,
    metavar="DATE",
    help="The day to answer for. [default: today]",
)


def print_json(document: Mapping[str, Any]) -> None:
    """Print the one document of a command."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def sources(
    paths: Iterable[str], profile: str | None
) -> tuple[list[str | bytes], str | bytes | None]:
    """Paths as they are; standard input as its bytes. It can be read only once."""
    given = [*paths, *([profile] if profile is not None else [])]
    if not given:
        raise click.UsageError("Give a submission, or a profile with --profile, or both.")
    if given.count(STANDARD_INPUT) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")

    def source(path: str) -> str | bytes:
        return sys.stdin.buffer.read() if path == STANDARD_INPUT else path

    return [source(path) for path in paths], None if profile is None else source(profile)


@contextmanager
def answering(as_json: bool) -> Iterator[None]:
    """Turn problems in the input into the command's answer, and end with 1."""
    try:
        yield
    except ProblemsFound as error:
        if as_json:
            print_json({"problems": [problem_document(each) for each in error.problems]})
        else:
            for each in error.problems:
                click.echo(f"{each.severity.value.capitalize()}: {each}", err=True)
        raise click.exceptions.Exit(1) from error


def print_warnings(warnings: Iterable[Mapping[str, Any]]) -> None:
    """Tell, on standard error, what is worth a look in the input."""
    for warning in warnings:
        place = ", ".join(str(warning[key]) for key in ("file", "location") if key in warning)
        click.echo(f"Warning: {place}: {warning['message']}", err=True)
