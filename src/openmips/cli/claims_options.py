"""What commands about claims have in common: options, and how identifiers read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import click

from openmips.cli.words import SHOWN_DIGITS

F = TypeVar("F", bound=Callable[..., Any])


def _listed(
    ctx: click.Context, param: click.Parameter, value: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Names given one by one or with commas; None where none are given."""
    names = tuple(part.strip() for text in value for part in text.split(",") if part.strip())
    return names or None


claims_argument = click.argument(
    "claims", nargs=-1, required=True, metavar="CLAIMS...", type=click.Path(exists=True)
)
year_option = click.option("--year", type=int, required=True, help="Performance year.")
measures_option = click.option(
    "--measures",
    multiple=True,
    callback=_listed,
    metavar="IDS",
    help="Only these measures: 047,236 (repeatable). [default: all of the year]",
)
program_option = click.option(
    "--program", help="Only measures of this program: mips, or the id of an MVP."
)
mapping_option = click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="How the columns of a table are named; openmips claims map proposes one.",
)
remittances_option = click.option(
    "--remittances",
    multiple=True,
    type=click.Path(exists=True),
    metavar="PATH",
    help="What Medicare answered (835): marks lines paid or denied (repeatable).",
)
patients_option = click.option("--show-patients", is_flag=True, help="Show patient ids in text.")


def hidden_patient(identifier: str, show: bool) -> str:
    """A patient's id with all but its last digits hidden; short ones are hidden whole."""
    if show:
        return identifier
    shown = identifier[-SHOWN_DIGITS:] if len(identifier) >= 2 * SHOWN_DIGITS else ""
    return "*" * (len(identifier) - len(shown)) + shown


def many(number: int, word: str) -> str:
    """A number with its word: 1 claim, 2,000 claims."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def tell_file(name: str) -> None:
    """Tell, on a terminal, which file is being read."""
    if sys.stderr.isatty():
        click.echo(f"Reading {name}", err=True)


def tell_problems(problems: Iterable[Mapping[str, Any]]) -> bool:
    """Tell problems of the input on standard error; whether any of them is an error."""
    wrong = False
    for problem in problems:
        place = ", ".join(str(problem[key]) for key in ("file", "location") if key in problem)
        said = f"{problem['severity'].capitalize()}: {place}: {problem['message']}"
        click.echo(f"{said} {problem['remedy']}", err=True)
        wrong |= problem["severity"] == "error"
    return wrong
