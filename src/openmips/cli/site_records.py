"""How a command gets at the records of the guide: made ready, by whom, of which practice."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from openmips.problems.finding import ProblemsFound

if TYPE_CHECKING:
    from openmips.practice.access import Actor
    from openmips.practice.models import Practice

NAMED_IN = "OPENMIPS_PASSPHRASE_FILE"
"""The variable that names the file which holds the passphrase."""

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the records.  [default: .openmips in your home folder]",
)
user_option = click.option(
    "--user", metavar="EMAIL", help="Who does it.  [default: the owner of this machine]"
)


@contextmanager
def at_work(
    data: Path | None, *, restoring: bool = False, starting: bool = False
) -> Iterator[None]:
    """The records made ready; problems end the command with their words."""
    try:
        from openmips.site.running import prepare
        from openmips.site.surroundings import WrongSetting
    except ImportError as error:
        raise click.UsageError(
            f'The guide needs more packages ({error.name} is missing): install "openmips[web]".'
        ) from error
    try:
        prepare(data, asks(), restoring=restoring, starting=starting)
        yield
    except WrongSetting as error:
        raise click.UsageError(str(error)) from error
    except ProblemsFound as error:
        raise click.ClickException(
            "\n".join(f"{one.message} {one.remedy} [{one.code}]" for one in error.problems)
        ) from error
    except OSError as error:
        raise click.ClickException(f"The file cannot be written ({error.strerror}).") from error


def asks() -> Callable[[], str] | None:
    """Asks for the passphrase, if there is somebody at a terminal."""
    if not sys.stdin.isatty() or os.environ.get(NAMED_IN):
        return None
    return lambda: asked("The passphrase of the files")


def asked(what: str) -> str:
    """What somebody types unseen. Raises ClickException where nobody is at a terminal."""
    if not sys.stdin.isatty():
        raise click.ClickException(
            f"A passphrase is needed. Put it into a file and name that in {NAMED_IN}."
        )
    typed: str = click.prompt(what, hide_input=True, err=True)
    return typed


def actor_named(email: str | None) -> Actor:
    """Who acts now."""
    from django.utils import timezone

    from openmips.practice.access import Actor
    from openmips.practice.models import User
    from openmips.site.own_machine import owner

    if email is None:
        return Actor(owner(), timezone.now())
    found = User.objects.filter(email=email).first()
    if found is None:
        raise click.UsageError(f"Nobody signs in as {email}.")
    return Actor(found, timezone.now())


def practice_named(who: Actor, named: str) -> Practice:
    """The one practice of that name or id that somebody owns."""
    from openmips.practice import access
    from openmips.practice.models import Role

    own = access.practices(who).filter(members__user=who.user, members__role=Role.OWNER)
    found = [one for one in own if named in (one.name, str(one.id))]
    if len(found) != 1:
        says = "There is no practice" if not found else "There are several practices"
        names = ", ".join(f"{one.name} ({one.id})" for one in own) or "none"
        raise click.UsageError(f"{says} of that name or id. {who.user} owns: {names}.")
    return found[0]
