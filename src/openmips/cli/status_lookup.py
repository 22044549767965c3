"""Asking CMS's public status tool, politely: one question at a time, each only once."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from openmips import __version__
from openmips.formats.whole_files import write_whole

BASE: Final = "https://qpp.cms.gov/api/eligibility/npi"
"""Where CMS answers; nothing else is ever asked."""

ACCEPT: Final = "application/vnd.qpp.cms.gov.v6+json"
MOST_BYTES: Final = 2 * 1024 * 1024
SECONDS_TO_ANSWER: Final = 20
SECONDS_BETWEEN: Final = 1
ATTEMPTS: Final = 4
LONGEST_PAUSE: Final = 60
_ANSWERED = frozenset({200, 400, 404})
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})


class LookupFailed(Exception):
    """CMS's tool gave no answer; what is in the cache stays, so asking again goes on there."""


@dataclass(frozen=True, slots=True)
class StatusLookup:
    """The status tool with a cache folder: `answer` gives the JSON of one NPI."""

    cache: Path
    year: int
    base: str = BASE
    sleep: Callable[[float], object] = time.sleep

    def cached(self, npi: str) -> Path:
        """Where the answer for an NPI lies, or will lie."""
        return self.cache / f"{npi}-{self.year}.json"

    def answer(self, npi: str) -> Path:
        """The file with CMS's answer, asked for only where it is not there yet.

        Errors that CMS names ("no such NPI") are answers too. Raises LookupFailed.
        """
        path = self.cached(npi)
        if not path.exists():
            body = self._asked(npi)
            self.cache.mkdir(parents=True, exist_ok=True)
            write_whole(path, body)
        return path

    def _asked(self, npi: str) -> bytes:
        """The body of the answer, after as many attempts as are decent."""
        pause: float = SECONDS_BETWEEN
        trouble = ""
        for _ in range(ATTEMPTS):
            self.sleep(min(pause, LONGEST_PAUSE))
            status, body, wanted = self._once(npi)
            if status in _ANSWERED:
                if len(body) > MOST_BYTES:
                    raise LookupFailed("CMS's answer is larger than any real one.")
                return body
            trouble = f"it answered {status}" if status else "it did not answer"
            if status and status not in _TRY_AGAIN:
                break
            pause = max(2 * pause, wanted)
        raise LookupFailed(
            f"CMS's status tool could not be asked: {trouble}. Answers received so far are"
            f" kept in {self.cache}; run the command again later to go on."
        )

    def _once(self, npi: str) -> tuple[int, bytes, float]:
        """Status, body and the pause that is asked for; status 0 where nothing came.

        An answer that sends us elsewhere is not followed.
        """
        base = urlsplit(self.base)
        secure = base.scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = connect(base.netloc, timeout=SECONDS_TO_ANSWER)
        headers = {"Accept": ACCEPT, "User-Agent": f"openmips/{__version__}"}
        try:
            connection.request("GET", f"{base.path}/{npi}?year={self.year}", headers=headers)
            response = connection.getresponse()
            wanted = response.getheader("Retry-After", "")
            body = response.read(MOST_BYTES + 1)
        except (OSError, http.client.HTTPException):
            return 0, b"", 0
        finally:
            connection.close()
        return response.status, body, float(wanted) if wanted.isdecimal() else 0
