"""How the guide is run on one's own machine: the database made ready, one address, no account."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path

LOOPBACK = "127.0.0.1"
THREADS = 4


def prepare(
    data: Path | None, ask: Callable[[], str] | None = None, *, restoring: bool = False
) -> None:
    """Set Django up over the data folder, bring its database up to date, and tidy up.

    `data` None means the folder of OPENMIPS_DATA, or `.openmips` below the home folder. `ask`
    asks for the passphrase where there is one and no file holds it. Raises ProblemsFound where
    the passphrase does not fit, or a backup is half restored and this is not `restoring`.
    """
    if data is not None:
        os.environ["OPENMIPS_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openmips.site.settings")
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    from openmips.practice.upkeep import tidy_up
    from openmips.practice.vault.vault import the_vault
    from openmips.site.restore import refuse_unfinished
    from openmips.site.surroundings import at_home

    at_home(settings.OWN)
    call_command("migrate", verbosity=0, interactive=False)
    if restoring:
        return
    refuse_unfinished(settings.OWN.data)
    vault = the_vault()
    if vault.keeping.lock() is not None:
        if settings.OPENMIPS_PASSPHRASE() is None and ask is not None:
            settings.OPENMIPS_PASSPHRASE.give(ask())
        vault.keeping.key()
    tidy_up(vault)


def free_port(wished: int) -> int:
    """`wished`, or, where it is 0 or taken, a port that is free now."""
    for port in (wished, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no port is free")


def serve(port: int, ready: Callable[[str], None]) -> None:
    """Answer on this machine's own address until stopped; `ready` is told the address."""
    from waitress.server import create_server

    from openmips.site.wsgi import application

    logging.getLogger("waitress").setLevel(logging.WARNING)
    server = create_server(application, host=LOOPBACK, port=port, threads=THREADS)
    ready(f"http://{LOOPBACK}:{port}/")
    server.run()
