"""`openmips about`: versions, what is covered, and where data lie."""

from __future__ import annotations

from typing import Any

import click

from openmips.answers.about import about as ask
from openmips.catalog.load import DATA
from openmips.cli.output import as_json_option, print_json
from openmips.cli.words import PREVAILS, echo_wrapped
from openmips.policy.load import FOLDER

_SHORT = len("sha256:") + 12


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
        **ask(),
        "data": {"policy": str(FOLDER), "catalog": str(DATA)},
        "disclaimer": PREVAILS,
    }
