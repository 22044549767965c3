"""How a large file is read while pages go on: one after the other, each to its end."""

from __future__ import annotations

import logging
from datetime import date
from threading import Lock, Thread
from uuid import UUID

from django.db import connections

from openmips.practice.access import Actor
from openmips.practice.actions.imports import look

_LOG = logging.getLogger("openmips.imports")
_ONE_AT_A_TIME = Lock()


def look_in_background(
    actor: Actor, practice_id: UUID, performance_year: int, token: str, as_of: date
) -> Thread:
    """Begin to read a waiting file; `progress` tells how far it is, `preview` what came of it.

    If this process ends before, nothing was saved, and the file can be read again.
    """

    def read() -> None:
        with _ONE_AT_A_TIME:
            try:
                look(actor, practice_id, performance_year, token, as_of)
            except Exception as error:
                # There is nobody to raise it to: `progress` says that the reading stopped.
                _LOG.exception("import_stopped", exc_info=error)
            finally:
                connections.close_all()

    thread = Thread(target=read, name="import", daemon=True)
    thread.start()
    return thread
