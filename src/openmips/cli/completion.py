"""`openmips completion`: the script that completes commands in a shell."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

_SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command()
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of a SHELL.

    For bash, for instance: openmips completion bash >> ~/.bashrc
    """
    command = context.find_root().command
    click.echo(_SHELLS[shell](command, {}, "openmips", "_OPENMIPS_COMPLETE").source())
