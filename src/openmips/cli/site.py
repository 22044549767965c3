"""`openmips site`: serve the guide to several people; back up, restore, export, erase."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from openmips.cli.site_people import invite, user
from openmips.cli.site_records import (
    actor_named,
    asked,
    at_work,
    data_option,
    practice_named,
    user_option,
)


@click.group()
def site() -> None:
    """Serve the guide to several people; back up, restore, export and erase its records.

    docs/data.md says where they lie, what is sealed, and what to protect.
    """


@site.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--proxy",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="The proxy that is believed; * where nobody else reaches the port.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help="How many requests are answered at a time.",
)
def serve(host: str, port: int, proxy: str, threads: int) -> None:
    """Serve the guide to several people, behind a proxy that speaks TLS.

    It needs OPENMIPS_MODE=shared. docs/deploy.md says how to set it up. First the database is
    brought up to date.
    """
    with at_work(None, starting=True):
        from django.conf import settings

        from openmips.site.running import refuse_undressed, serve_behind

        if not settings.SHARED:
            raise click.UsageError(
                "OPENMIPS_MODE is own. Expected shared; for this machine alone: openmips guide."
            )
        refuse_undressed()
    serve_behind(proxy, host, port, threads, lambda at: click.echo(f"The site listens at {at}"))


@site.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def backup(target: Path, data: Path | None) -> None:
    """Write all records into the one new file TARGET.

    The file is sealed with the passphrase where there is one. Without one anybody who gets
    the file can read it.
    """
    with at_work(data):
        from django.utils import timezone

        from openmips.practice.vault.vault import the_vault
        from openmips.site.backup import back_up

        if target.exists():
            raise click.UsageError(f"{target} is there already; name a new file.")
        made = back_up(the_vault(), target, timezone.now())
    click.echo(f"Backed up {_counted(made.rows, made.files)} to {target} ({made.size:,} bytes).")
    if made.sealed:
        click.echo("The backup is sealed: it opens with the passphrase that holds now.")
    else:
        click.echo("The backup is not sealed: keep it where nobody else reads it.")


@site.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
def restore(source: Path, data: Path | None) -> None:
    """Restore the backup SOURCE where there are no records yet.

    All of the backup is checked before anything is written.
    """
    with at_work(data, restoring=True):
        from django.conf import settings
        from django.utils import timezone

        from openmips.practice.vault.vault import the_vault
        from openmips.site.restore import restore as restored

        def passphrase() -> str | None:
            given: str | None = settings.OPENMIPS_PASSPHRASE()
            if given is None:
                settings.OPENMIPS_PASSPHRASE.give(asked("The passphrase of the backup"))
            return given or settings.OPENMIPS_PASSPHRASE()

        made = restored(the_vault(), source, passphrase, timezone.now())
    click.echo(f"Restored {_counted(made.rows, made.files)}.")


@site.command()
@click.argument("practice")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@user_option
@data_option
def export(practice: str, target: Path, user: str | None, data: Path | None) -> None:
    """Write all records of PRACTICE (its name or id) into the new ZIP file TARGET.

    It can be read without this program. It is not sealed, and may hold claims.
    """
    with at_work(data):
        from openmips.practice.actions.exports import export_practice
        from openmips.practice.vault.folders import whole_file

        if target.exists():
            raise click.UsageError(f"{target} is there already; name a new file.")
        who = actor_named(user)
        found = practice_named(who, practice)
        with whole_file(target) as file:
            files = export_practice(who, found.id, file)
    click.echo(f"Exported {found.name} to {target}: {files} files, none of them sealed.")


@site.command()
@click.argument("practice")
@click.option("--confirm", metavar="NAME", help="The practice's name, typed exactly.")
@user_option
@data_option
def erase(practice: str, confirm: str | None, user: str | None, data: Path | None) -> None:
    """Erase all records and files of PRACTICE (its name or id) for good.

    Who did what stays in the audit. Backups made before still hold the records.
    """
    with at_work(data):
        from openmips.practice.actions.practices import erase_practice

        who = actor_named(user)
        found = practice_named(who, practice)
        name = found.name
        typed = confirm
        if typed is None:
            typed = click.prompt(f"To erase {name} for good, type its name", err=True)
        erase_practice(who, found.id, typed)
    click.echo(f"{name} is erased. Only the audit is left, and backups made before.")


@site.command()
@data_option
def passphrase(data: Path | None) -> None:
    """Set the passphrase that seals the files, or change it.

    The new one is the first line of standard input where that is no terminal. Without it
    nobody can open the files: keep it where it cannot be lost.
    """
    with at_work(data):
        from openmips.practice.vault.vault import the_vault

        vault = the_vault()
        first = vault.keeping.lock() is None
        new = (
            click.prompt("The new passphrase", hide_input=True, confirmation_prompt=True, err=True)
            if sys.stdin.isatty()
            else sys.stdin.readline()
        )
        vault.keeping.set_passphrase(new)
        sealed = vault.seal_all()
    done = "set" if first else "changed"
    click.echo(f"The passphrase is {done}; {sealed} files were sealed.")
    click.echo("Backups made before open as before: the older ones with the older passphrase.")


def _counted(rows: Mapping[str, int], files: int) -> str:
    return f"{sum(rows.values()):,} rows of {len(rows)} tables and {files:,} files"


for _command in (invite, user):
    site.add_command(_command)
