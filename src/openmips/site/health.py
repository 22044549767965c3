"""Whether the application lives, and whether it can serve: for those who run it, without data.

`/health/live` says that the process answers. `/health` says that it can serve as well: the
database answers, and its tables are those that this version expects. Both stand before all else,
so that a probe needs no name of the site, no TLS and no session, and fills no log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

LIVE, READY = "/health/live", "/health"
NO_DATABASE = "the database does not answer"
MIGRATIONS_MISSING = "the database is older than this version: migrations are missing"
MIGRATIONS_UNKNOWN = "the database is newer than this version"

_OWN = "practice"
_UNAVAILABLE = 503
_LOG = logging.getLogger("openmips.health")


class Health:
    """Answers the two addresses, and lets everything else pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The state of the application; of any other address, the answer to it."""
        if request.path not in (LIVE, READY):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        hindrance = None if request.path == LIVE else hindered()
        if hindrance is None:
            return _answer({"status": "live" if request.path == LIVE else "ready"})
        _LOG.error("not_ready", extra={"kind": hindrance})
        return _answer({"status": "not ready", "because": hindrance}, _UNAVAILABLE)


def hindered() -> str | None:
    """Why nothing can be served now; None where all is well."""
    try:
        applied = MigrationRecorder(connection).applied_migrations().keys()
    except Error:
        return NO_DATABASE
    expected = _expected()
    if not expected <= applied:
        return MIGRATIONS_MISSING
    if any(app == _OWN for app, _ in applied - expected):
        return MIGRATIONS_UNKNOWN
    return None


@cache
def _expected() -> frozenset[tuple[str, str]]:
    """The migrations that this version brings along."""
    return frozenset(MigrationLoader(None).disk_migrations or ())


def _answer(told: dict[str, str], status: int = 200) -> HttpResponse:
    return JsonResponse(told, status=status, headers={"Cache-Control": "no-store"})
