"""What is written to the log: one JSON object a line, and nothing in it that names anybody.

Only what is known to be harmless gets out. Of our own lines that is the event and fields of the
list below; of other programs' lines the pattern without the values put into it, or, where the
text may hold such values already, the place that wrote it; of an exception its type and where it
was raised, never its text. What still looks like a TIN, NPI or a Medicare number is hidden.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
import warnings
from datetime import UTC, datetime
from typing import Any, TextIO
from uuid import UUID

OWN = "openmips"
FIELDS = (
    "method",
    "route",
    "status",
    "milliseconds",
    "user",
    "practice",
    "year",
    "kind",
    "stage",
    "files",
    "rows",
    "place",
)
"""The fields that a line of our own may have."""

_HIDDEN = "*"
_NUMBER = re.compile(r"\d(?:[ -]?\d){8,}")
_MEDICARE = re.compile(r"\b[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}\b", re.IGNORECASE)
_FRAMES = 12


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.casefold(),
            "logger": record.name,
        }
        if record.name.partition(".")[0] == OWN:
            line["event"] = without_identifiers(str(record.msg))
            line |= {
                name: _harmless(getattr(record, name)) for name in FIELDS if hasattr(record, name)
            }
        else:
            line["event"] = _pattern(record)
            line["place"] = f"{_place(record.pathname)}:{record.lineno}"
            line |= _of_request(record)
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _exception(record.exc_info[1])
        return json.dumps(line)


def without_identifiers(text: str) -> str:
    """The text with every number of nine digits or more, and every Medicare number, hidden."""
    return _MEDICARE.sub(_HIDDEN * 4, _NUMBER.sub(_HIDDEN * 4, text))


def _harmless(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value if not isinstance(value, int) or abs(value) < 10**8 else _HIDDEN * 4
    return str(value) if isinstance(value, UUID) else without_identifiers(str(value))


def _pattern(record: logging.LogRecord) -> str:
    """The pattern of another program's line; "" for a text that may be filled in already.

    Django, for one, logs what is suspicious with the name of the file that was sent.
    """
    return without_identifiers(str(record.msg)) if record.args else ""


def _of_request(record: logging.LogRecord) -> dict[str, Any]:
    """What Django's own lines say of a request, but for its address, which somebody typed."""
    found: dict[str, Any] = {}
    status = getattr(record, "status_code", None)
    if isinstance(status, int):
        found["status"] = status
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    if match is not None:
        found["route"] = str(match.route)
    return found


def _exception(error: BaseException) -> dict[str, Any]:
    """The types of an exception and of what caused it, and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < _FRAMES:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return {
        "types": kinds,
        "frames": [f"{_place(one.filename)}:{one.lineno} {one.name}" for one in frames],
    }


def _place(path: str) -> str:
    """Where a module lies below the folder of all packages, without the folders above it."""
    parts = path.replace("\\", "/").split("/")
    for name in (OWN, "site-packages"):
        if name in parts:
            return "/".join(parts[parts.index(name) :])
    return parts[-1]


def warnings_to_log() -> None:
    """Have the warnings of Python and its libraries logged, without their words."""
    log = logging.getLogger(f"{OWN}.warnings")

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        log.warning(
            "warning", extra={"kind": category.__name__, "place": f"{_place(filename)}:{lineno}"}
        )

    warnings.showwarning = show


def logging_settings(level: str) -> dict[str, Any]:
    """Django's settings for a log to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "openmips.site.logs.JsonLines"}},
        "handlers": {
            "error": {"class": "logging.StreamHandler", "formatter": "lines"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["error"], "level": "WARNING"},
        "loggers": {
            OWN: {"level": level},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # Its lines for answers of 400 and above are said by `openmips.requests` already.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "propagate": True},
            # They tell every step of every PDF, whatever the level of the log.
            "weasyprint": {"handlers": ["nowhere"], "propagate": False},
            "fontTools": {"handlers": ["nowhere"], "propagate": False},
        },
    }
