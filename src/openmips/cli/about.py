"""`openmips about`: versions, what is covered, and where data lie."""

from __future__ import annotations

import platform
from typing import Any

import click

from openmips import __version__
from openmips.catalog import YEARS as CATALOG_YEARS
from openmips.catalog import catalog_for
from openmips.catalog.load import DATA
from openmips.cli.output import as_json_option, print_json
from openmips.cli.words import PREVAILS, echo_wrapped
from openmips.policy.load import FOLDER, YEARS, policy_for

_SHORT = len("sha256:") + 12
_FULL = "scores, points, payment"
_PAYMENT = "final-score arithmetic from given results, payment"


@click.command()
@as_json_option
def about(as_json: bool) -> None:
    """Show versions, what is covered, and where data lie."""
    document = _document()
    if as_json:
        print_json(document)
        return
    click.echo(f"openmips {document['engine']}, Python {document['python']}")
    for year in document["years"]:
        digests = f"policy {year['policyDigest'][:_SHORT]}"
        if year["catalogDigest"] is not None:
            digests += f", catalog {year['catalogDigest'][:_SHORT]}"
        echo_wrapped(f"{year['performanceYear']}: {year['covers']} ({digests})", "  ", "    ")
    echo_wrapped(f"The policy lies in {document['data']['policy']}")
    echo_wrapped(f"The catalog lies in {document['data']['catalog']}")
    echo_wrapped("Nothing is sent anywhere, and nothing of what you score is kept.")
    echo_wrapped(document["disclaimer"])


def _document() -> dict[str, Any]:
    return {
        "engine": __version__,
        "python": platform.python_version(),
        "years": [_year(year) for year in YEARS],
        "data": {"policy": str(FOLDER), "catalog": str(DATA)},
        "disclaimer": PREVAILS,
    }


def _year(year: int) -> dict[str, Any]:
    catalog = catalog_for(year) if year in CATALOG_YEARS else None
    return {
        "performanceYear": year,
        "paymentYear": policy_for(year).programme.payment_year.value,
        "covers": _PAYMENT if catalog is None else _FULL,
        "policyDigest": policy_for(year).digest,
        "catalogDigest": catalog.digest if catalog else None,
    }
