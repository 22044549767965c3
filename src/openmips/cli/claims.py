"""`openmips claims`: the commands about Part B claims, each loaded when it is called."""

from __future__ import annotations

from importlib import import_module

import click

_COMMANDS = {
    "measure": ("claims_measure", "measure", "Count every claims measure of the year."),
    "gaps": ("claims_gaps", "gaps", "Find claims that lack a quality code."),
    "history": ("claims_history", "history", "Keep what the year has answered, for gaps."),
    "progress": ("claims_progress", "progress", "Where measures stand, and how they can end."),
    "rank": ("claims_progress", "rank", "Which measures would earn most."),
    "results": ("claims_progress", "results", "What claims submit, for score and plan."),
    "forecast": ("claims_progress", "forecast", "Where volume ends: who must report."),
    "card": ("claims_card", "card", "A page of codes for each measure, to print."),
    "read": ("claims_read", "read", "What is read of claims, what is left out and why."),
    "map": ("claims_read", "map_columns", "Propose how a table's columns are read."),
    "synthesize": ("claims_synthesize", "synthesize", "Invent claims for a trial."),
}
"""Every command: its module below `openmips.cli`, its name there, and a line of help."""


class ClaimsGroup(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in _COMMANDS:
            return None
        module, attribute, _ = _COMMANDS[cmd_name]
        command = getattr(import_module(f"openmips.cli.{module}"), attribute)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, written without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry[-1]) for name, entry in _COMMANDS.items()])


@click.command(cls=ClaimsGroup)
def claims() -> None:
    """Part B claims: what they report, and what they still lack.

    CLAIMS are 837P files, CSV or Parquet in the claim-line layout, or folders of them.
    """
