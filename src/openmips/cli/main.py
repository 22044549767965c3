"""The command `openmips`: its subcommands, each loaded when it is called, and how it ends."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import click

FINE, PROBLEMS, STOPPED = 0, 1, 130
"""How a command ends. Click itself ends with 2 when it was called the wrong way."""

_OBJECTS_BETWEEN_COLLECTIONS = 100_000

_COMMANDS = {
    "points": ("points", "points", "What a measure's rate earns."),
    "score": ("score", "score", "The final score of a practice, what it pays, and why."),
    "adjust": ("adjust", "adjust", "What a final score pays, in percent and dollars."),
    "improve": ("improve", "improve", "The changes that would raise a score most."),
    "options": ("options", "options", "How the practice may report, and what each way asks."),
    "find-mvp": ("selection", "find", "The MVPs that fit a practice."),
    "select": ("selection", "select", "Measures and activities that fit; what is missing."),
    "eligibility": ("eligibility", "eligibility", "Who must, may or need not report, and why."),
    "validate": ("validate", "validate", "Check submissions and QRDA III before they are sent."),
    "convert": ("convert", "convert", "QRDA III and QPP XML as the QPP JSON that CMS takes."),
    "claims": ("claims", "claims", "Part B claims: what they report, and what they still lack."),
    "submission": ("submission", "submission", "Make the file to send, or put several into one."),
    "diff": ("diff", "diff", "What changed between two submissions, and what it is worth."),
    "measures": ("catalog", "measures", "Find quality, cost and interoperability measures."),
    "activities": ("catalog", "activities", "Find improvement activities."),
    "mvps": ("catalog", "mvps", "Find MIPS Value Pathways."),
    "benchmarks": ("catalog", "benchmarks", "Find benchmarks, and what each decile takes."),
    "deadlines": ("deadlines", "deadlines", "What is due when, and what it can still change."),
    "plan": ("plan", "plan", "What to do next: three plans with chances, dollars and dates."),
    "digest": ("digest", "digest", "What changed between two years that touches this practice."),
    "report": ("report", "report", "Reports to print: plan, score, cards, gaps, certificate."),
    "feedback": ("feedback", "feedback", "CMS's result beside ours, and why they differ."),
    "review": ("review", "review", "A targeted review: days left, grounds, dollars, a draft."),
    "public-reporting": ("publishing", "publishing", "What of a result will be public."),
    "calibrate": ("calibrate", "calibrate", "How often our rules give published results."),
    "payments": ("payments", "payments", "Whether Medicare paid as the final score says."),
    "binder": ("binder", "binder", "Keep what proves your data; see what lacks; check it."),
    "audit": ("audit", "command", "Answer an audit: days left, patient lists, one package."),
    "explain": ("content", "explain", "Words, questions and addresses, in plain language."),
    "catalog": ("catalog", "catalog", "Import and compare CMS's public measures data."),
    "policy": ("policy", "policy", "The law as data: show, compare, check."),
    "guide": ("guide", "guide", "The web application, on your own machine."),
    "site": ("site", "site", "Serve the guide to several; back up, restore, erase."),
    "about": ("about", "about", "Versions, what is covered, and where data lie."),
    "completion": ("completion", "completion", "The script that completes commands in a shell."),
}
"""Every subcommand: its module below `openmips.cli`, its name there, and a line of help."""


class LazyGroup(click.Group):
    """A group that imports a subcommand only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of that name, or None."""
        if cmd_name not in _COMMANDS:
            return None
        module, attribute, _ = _COMMANDS[cmd_name]
        command = getattr(import_module(f"openmips.cli.{module}"), attribute)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of subcommands, written without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry[-1]) for name, entry in _COMMANDS.items()])


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from openmips import __version__

        click.echo(f"openmips {__version__}")
        ctx.exit()


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and exit.",
)
def openmips() -> None:
    """Score Medicare's MIPS for a small practice, and say why.

    Every command that answers with numbers takes --json for one JSON document. A command ends
    with 0 when all is fine, 1 when it found problems, 2 when it was called the wrong way.
    """


def main() -> None:
    """Run the command of this process and end with its exit code."""
    # Loading makes many objects that all stay: looking for garbage among them is time lost.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; whatever happens is told in a sentence."""
    try:
        code = openmips.main(list(arguments), prog_name="openmips", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        # Whoever read the output has left; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return STOPPED
    except Exception as error:
        _tell(error)
        return PROBLEMS
    return code if isinstance(code, int) else FINE


def _tell(error: Exception) -> None:
    """What a user hears of an error nobody expected. Its text may hold data, so it stays out."""
    if os.environ.get("OPENMIPS_DEBUG") == "1":
        traceback.print_exception(error)
        return
    click.echo(
        f"Error: openmips met an error it did not expect ({type(error).__name__}). Please report"
        " it with the command you ran. With OPENMIPS_DEBUG=1 set, it shows the details; they may"
        " hold data of your practice.",
        err=True,
    )
