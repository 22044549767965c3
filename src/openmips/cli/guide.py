"""`openmips guide`: the web application on one's own machine."""

from __future__ import annotations

from pathlib import Path

import click

from openmips.cli.site_records import asks
from openmips.problems.finding import ProblemsFound


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Where to listen; another port where it is taken.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of your records.  [default: .openmips in your home folder]",
)
@click.option("--sample", is_flag=True, help="Open with a sample practice.")
def guide(port: int, data: Path | None, sample: bool) -> None:
    """Serve the guide as web pages, to this machine only.

    No account is needed, and nothing leaves the machine. Stop it with Control-C.
    """
    try:
        from openmips.site.running import free_port, prepare, refuse_undressed, serve
        from openmips.site.surroundings import WrongSetting
    except ImportError as error:
        raise click.UsageError(
            f'The guide needs more packages ({error.name} is missing): install "openmips[web]".'
        ) from error
    try:
        refuse_undressed()
        prepare(data, asks())
    except WrongSetting as error:
        raise click.UsageError(str(error)) from error
    except ProblemsFound as error:
        raise click.ClickException(
            "\n".join(f"{one.message} {one.remedy} [{one.code}]" for one in error.problems)
        ) from error
    if sample:
        from openmips.practice.sample import open_sample
        from openmips.site.own_machine import owner

        open_sample(owner())
    try:
        serve(free_port(port), lambda address: click.echo(f"The guide is at {address}"))
    except KeyboardInterrupt:
        click.echo("The guide has stopped; your records are kept.")
