"""The options of the commands that compare with CMS's result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from openmips.cli.output import STANDARD_INPUT

F = TypeVar("F", bound=Callable[..., Any])

_CMS = click.option(
    "--cms",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    required=True,
    help="CMS's result (JSON, YAML or CSV); - is standard input.",
)
_YEAR = click.option("--year", type=int, help="Performance year of CMS's table, if it says none.")
_ROW = click.option("--row", type=int, help="Which row of CMS's table, the first being 1.")
_NPI = click.option("--npi", help="Whose row of CMS's table.")


def cms_options(command: F) -> F:
    """CMS's result, and which row of it."""
    for option in (_NPI, _ROW, _YEAR, _CMS):
        command = option(command)
    return command


def only_standard_input_once(paths: Iterable[str | None]) -> None:
    """Misuse where standard input is to be read twice."""
    if sum(path == STANDARD_INPUT for path in paths) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
