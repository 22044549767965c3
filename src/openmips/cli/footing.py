"""What every report ends with: assumptions, versions, and whose word prevails."""

from __future__ import annotations

from collections.abc import Sequence

import click

from openmips import __version__
from openmips.catalog import YEARS, catalog_for
from openmips.cli.words import PREVAILS, echo_wrapped
from openmips.policy.load import policy_for

_SHORT_DIGEST = len("sha256:") + 12


def print_footing(year: int, assumptions: Sequence[str] = ()) -> None:
    """Print what was assumed, and with which law and which figures of the year."""
    if assumptions:
        click.echo("\nAssumed")
        for each in assumptions:
            echo_wrapped(each, "- ", "  ")
    click.echo()
    parts = [f"openmips {__version__}", f"policy {policy_for(year).digest[:_SHORT_DIGEST]}"]
    if year in YEARS:
        parts.append(f"catalog {catalog_for(year).digest[:_SHORT_DIGEST]}")
    echo_wrapped(", ".join(parts))
    echo_wrapped(PREVAILS)
