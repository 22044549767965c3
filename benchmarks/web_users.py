"""Visitors of the guide: each reads and fills in the pages of a practice, with time to think."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

PATIENCE = 60
REDIRECTS = frozenset({302, 303})
BOUNDARY = "a-boundary-of-the-benchmark"
PATIENTS = 214
MEASURES = ("electronicHealthRecord/001", "electronicHealthRecord/134", "claims/047")


@dataclass(frozen=True, slots=True)
class Answered:
    """One request: its page, its status, and how long it took.

    `seconds` from outside, `served` on the server, `worked` of its processor.
    """

    page: str
    status: int
    seconds: float
    served: float
    worked: float


@dataclass
class Form:
    """A form as a page shows it: its fields with what they hold, and whether it takes a file."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: bool = False

    def filled(self, said: Mapping[str, str]) -> list[tuple[str, str]]:
        """The fields with other values in some."""
        return [(name, said.get(name, held)) for name, held in self.fields]


class _Forms(HTMLParser):
    """Finds the forms of a page, and what a browser would send of them unchanged."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, a field, or an option that is selected."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form())
        elif not self.found:
            return
        elif tag == "input" and told.get("name"):
            kind = told.get("type", "text")
            if kind == "file":
                self.found[-1].files = True
            elif kind not in ("checkbox", "radio") or "checked" in told:
                self.found[-1].fields.append((told["name"], told.get("value", "")))
        elif tag == "select":
            self._select = told.get("name", "")
        elif tag == "option" and self._select and "selected" in told:
            self.found[-1].fields.append((self._select, told.get("value", "")))


def forms(page: str) -> list[Form]:
    """The forms of a page."""
    parser = _Forms()
    parser.feed(page)
    return parser.found


class Visitor(threading.Thread):
    """Somebody who works on one practice's year until the time is over."""

    def __init__(
        self, number: int, port: int, place: str, claims: Callable[[str], bytes], think: float
    ) -> None:
        super().__init__(name=f"visitor {number}", daemon=True)
        self.answered: list[Answered] = []
        self.errors: list[str] = []
        self.until = 0.0
        self._place = place
        self._claims = claims
        self._think = think
        self._dice = random.Random(number)
        self._server = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._cookies: dict[str, str] = {}
        self._imports = 0
        self._went_to = ""

    def run(self) -> None:
        """One visit after the other; a step ends with a pause, as long as a page is read."""
        visits = [visit for visit, often in self._visits() for _ in range(often)]
        self._pause()
        while time.monotonic() < self.until:
            for _ in self._dice.choice(visits)():
                self._pause()
                if time.monotonic() >= self.until:
                    return

    def _visits(self) -> list[tuple[Callable[[], Iterator[None]], int]]:
        """What a visitor may do, and how often of fifty times."""
        return [
            (self._look_around, 16),
            (self._score_and_money, 12),
            (self._facts, 4),
            (self._measures, 6),
            (self._counts, 3),
            (self._what_if, 3),
            (self._plan, 3),
            (self._claims_pages, 2),
            (self._import, 1),
        ]

    def _look_around(self) -> Iterator[None]:
        yield self._page("hub", "")
        for page in self._dice.sample(
            ("eligibility", "roster", "options", "level", "calendar", "activities"), 2
        ):
            yield self._page(page, f"{page}/")
            yield self._page("hub", "")

    def _score_and_money(self) -> Iterator[None]:
        yield self._page("hub", "")
        yield self._page("score", "score/")
        yield self._page("money", "money/")

    def _facts(self) -> Iterator[None]:
        paid = f"{self._dice.randint(300_000, 500_000)}.00"
        yield self._say("facts", "facts/", {"part_b_paid": paid})
        yield self._page("hub", "")

    def _measures(self) -> Iterator[None]:
        yield self._page("measures", "measures/")
        yield self._page("measure", f"measures/{self._dice.choice(MEASURES)}/")
        yield self._page("activity", "activities/IA_PM_5/")
        yield self._page("interoperability", "interoperability/")

    def _counts(self) -> Iterator[None]:
        met = self._dice.randint(40, 90)
        counts = {
            "0-performanceMet": str(met),
            "0-performanceNotMet": str(PATIENTS - met),
            "0-eligiblePopulation": str(PATIENTS),
        }
        yield self._say("measure", f"measures/{MEASURES[0]}/", counts)
        yield self._page("score", "score/")

    def _what_if(self) -> Iterator[None]:
        name = f"try {self._dice.randint(1, 3)}"
        cost = str(self._dice.randint(1, 99))
        page = self._page("what-if", "what-if/")
        yield None
        asked = _with(page, "asked").filled({"cost": cost})
        page = self._page("what-if, tried", f"what-if/?{urlencode(asked)}")
        yield None
        self._send("what-if, kept", "what-if/", _with(page, "asked", "name").filled({"name": name}))
        yield None

    def _plan(self) -> Iterator[None]:
        yield self._page("plan", "plan/")
        yield self._page("hub", "")
        yield self._page("submit", "submit/")

    def _claims_pages(self) -> Iterator[None]:
        yield self._page("claims", "claims/")
        yield self._page("gaps", "claims/gaps/")

    def _import(self) -> Iterator[None]:
        self._imports += 1
        page = self._page("claims", "claims/")
        yield None
        content = self._claims(f"{self.name}-{self._imports}")
        fields = _with(page, files=True).fields
        self._send("claims, handed in", "claims/", fields, content)
        waiting = self._went_to
        page = self._request("claims, looked at", "GET", waiting)
        yield None
        self._send("claims, confirmed", waiting + "confirm/", _with(page, "version").fields)
        yield self._page("hub", "")

    def _say(self, name: str, path: str, said: Mapping[str, str]) -> None:
        page = self._page(name, path)
        self._pause()
        self._send(f"{name}, saved", path, _with(page, *said).filled(said))

    def _page(self, name: str, path: str) -> str:
        return self._request(name, "GET", self._place + path)

    def _send(
        self, name: str, path: str, fields: list[tuple[str, str]], content: bytes | None = None
    ) -> None:
        """Send a form; it is taken where the answer leads on to another page."""
        body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        if content is not None:
            body, kind = _multipart(fields, content), f"multipart/form-data; boundary={BOUNDARY}"
        path = path if path.startswith("/") else self._place + path
        self._request(name, "POST", path, body, kind)

    def _request(
        self, name: str, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> str:
        headers = {"Cookie": "; ".join(f"{one}={value}" for one, value in self._cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        begun = time.perf_counter()
        try:
            self._server.request(method, path, body, headers)
            answer = self._server.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self._server.close()
            self.errors.append(f"{name}: {type(error).__name__}")
            return ""
        seconds = time.perf_counter() - begun
        for line in answer.headers.get_all("Set-Cookie") or ():
            one, _, value = line.partition(";")[0].partition("=")
            self._cookies[one] = value
        told = dict(re.findall(r"(\w+);dur=([0-9.]+)", answer.headers.get("Server-Timing", "")))
        served, worked = (float(told[name]) / 1000 for name in ("app", "cpu"))
        self.answered.append(Answered(name, answer.status, seconds, served, worked))
        expected = REDIRECTS if method == "POST" else {200}
        if answer.status not in expected:
            self.errors.append(f"{name}: {answer.status}")
        self._went_to = urlsplit(answer.headers.get("Location", "")).path
        return text

    def _pause(self) -> None:
        time.sleep(min(self._dice.expovariate(1 / self._think), 5 * self._think))


def _with(page: str, *names: str, files: bool = False) -> Form:
    """The form of a page that has all these fields, or takes a file; an empty one without."""
    found = (
        one for one in forms(page) if set(names) <= dict(one.fields).keys() and one.files is files
    )
    return next(found, Form())


def _multipart(fields: list[tuple[str, str]], content: bytes) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="claims"; filename="claims.csv"'
        "\r\nContent-Type: text/csv\r\n\r\n"
    )
    return b"".join([*parts, head.encode(), content, f"\r\n--{BOUNDARY}--\r\n".encode()])
