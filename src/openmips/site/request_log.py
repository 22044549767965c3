"""A line of the log for each request: which page, by whom, how it ended and how long it took.

How long it took also stands in the answer, where a browser's tools and `make bench-web` read it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_LOG = logging.getLogger("openmips.requests")
_BROKEN = 500
_THOUSAND = 1000


class RequestLog:
    """Writes the lines. Of the address only the pattern is named, never what was typed into it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, unchanged."""
        begun, worked = time.perf_counter(), time.thread_time()
        response = self.get_response(request)
        taken = (time.perf_counter() - begun) * _THOUSAND
        work = (time.thread_time() - worked) * _THOUSAND
        response.headers["Server-Timing"] = f"app;dur={taken:.1f}, cpu;dur={work:.1f}"
        match = request.resolver_match
        told = {
            "method": request.method,
            "route": "" if match is None else match.route,
            "status": response.status_code,
            "milliseconds": int(taken),
            "user": getattr(getattr(request, "user", None), "pk", None),
        }
        if match is not None and "practice_id" in match.kwargs:
            told["practice"] = match.kwargs["practice_id"]
        broken = response.status_code >= _BROKEN
        _LOG.log(logging.ERROR if broken else logging.INFO, "request", extra=told)
        return response
