"""How the guide is run on one's own machine: the database made ready, one address, no account."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer, MultiSocketServer

LOOPBACK = "127.0.0.1"
THREADS = 4
TOLD_BY_PROXY = frozenset({"x-forwarded-for", "x-forwarded-proto"})
"""What a proxy may say of those who ask it."""


def prepare(
    data: Path | None,
    ask: Callable[[], str] | None = None,
    *,
    restoring: bool = False,
    starting: bool = True,
) -> None:
    """Set Django up over the data folder, bring its database up to date, and tidy up.

    Only what is `starting` the guide tidies up: while it runs, what seems to be left behind may
    be a file on its way in.

    `data` None means the folder of OPENMIPS_DATA, or `.openmips` below the home folder. `ask`
    asks for the passphrase where there is one and no file holds it. Raises ProblemsFound where
    the database does not answer, the passphrase does not fit, or a backup is half restored and
    this is not `restoring`.
    """
    if data is not None:
        os.environ["OPENMIPS_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openmips.site.settings")
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings
    from django.db import OperationalError

    from openmips.practice.refusals import refusal
    from openmips.practice.upkeep import tidy_up
    from openmips.practice.vault.vault import the_vault
    from openmips.problems.records_kinds import DATABASE_SILENT
    from openmips.site.restore import refuse_unfinished
    from openmips.site.surroundings import at_home

    at_home(settings.OWN)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise refusal(
            DATABASE_SILENT, "the database does not answer, or does not let OpenMIPS in"
        ) from error
    if restoring:
        return
    refuse_unfinished(settings.OWN.data)
    call_command("clearsessions")
    vault = the_vault()
    if vault.keeping.lock() is not None:
        if settings.OPENMIPS_PASSPHRASE() is None and ask is not None:
            settings.OPENMIPS_PASSPHRASE.give(ask())
        vault.keeping.key()
    if starting:
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


def refuse_undressed() -> None:
    """Raise ProblemsFound where the files of the design system are not installed."""
    from openmips.practice.refusals import refusal
    from openmips.problems.records_kinds import LOOKS_MISSING
    from openmips.web.assets import VENDOR

    if not (VENDOR / "LICENSE.md").is_file():
        raise refusal(LOOKS_MISSING, "the U.S. Web Design System is not in this installation")


def serve(port: int, ready: Callable[[str], None]) -> None:
    """Answer on this machine's own address until stopped; `ready` is told the address."""
    from waitress.server import create_server

    from openmips.site.wsgi import application

    server = create_server(application, host=LOOPBACK, port=port, threads=THREADS)
    _run(server, lambda: ready(f"http://{LOOPBACK}:{port}/"))


def serve_behind(
    proxy: str, host: str, port: int, threads: int, ready: Callable[[str], None]
) -> None:
    """Answer a proxy that speaks TLS, until stopped.

    Only what comes from the address `proxy` may say who asks and whether it came by TLS; `*`
    means whoever reaches the port.
    """
    from waitress.server import create_server

    from openmips.site.wsgi import application

    server = create_server(
        application,
        host=host,
        port=port,
        threads=threads,
        trusted_proxy=proxy,
        trusted_proxy_headers=TOLD_BY_PROXY,
        clear_untrusted_proxy_headers=True,
    )
    _run(server, lambda: ready(f"http://{host}:{port}/"))


def _run(server: MultiSocketServer | BaseWSGIServer, ready: Callable[[], None]) -> None:
    logging.getLogger("waitress").setLevel(logging.WARNING)
    # Asked to stop, the server ends what it has begun.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    ready()
    server.run()
