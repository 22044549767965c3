"""CMS's status tool is asked politely; here a server on this machine stands for it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner, Result

from openmips.cli import status_lookup
from openmips.cli.eligibility import eligibility
from openmips.cli.status_lookup import ACCEPT, ATTEMPTS, LookupFailed, StatusLookup

NPI, OTHER = "1000000004", "1000000012"


class Tool(BaseHTTPRequestHandler):
    """Answers from a script, and notes what it was asked."""

    script: ClassVar[list[tuple[int, dict[str, str], bytes]]] = []
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        """The next answer of the script; the last one for good."""
        self.asked.append((self.path, self.headers["Accept"]))
        status, headers, body = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def base() -> Iterator[str]:
    """Where the tool listens, on this machine."""
    Tool.asked = []
    server = HTTPServer(("127.0.0.1", 0), Tool)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/eligibility/npi"
    server.shutdown()
    server.server_close()
    thread.join()


def body(npi: str = NPI) -> bytes:
    """An answer for an NPI."""
    scenario = {"lowVolumeSwitch": False, "mipsEligibleSwitch": True}
    practice = {"individualScenario": scenario, "groupScenario": scenario}
    data: dict[str, Any] = {"npi": npi, "newlyEnrolled": False, "qpStatus": "N"}
    return json.dumps({"data": {**data, "organizations": [practice]}}).encode()


def lookup(cache: Path, base: str, pauses: list[float] | None = None) -> StatusLookup:
    """A lookup that notes its pauses instead of keeping them."""
    return StatusLookup(cache, 2024, base, (pauses if pauses is not None else []).append)


def test_an_answer_is_asked_for_once(tmp_path: Path, base: str) -> None:
    """The cache answers the second time; year and version are part of the question."""
    Tool.script = [(200, {}, body())]
    asking = lookup(tmp_path / "cache", base)
    assert asking.answer(NPI).read_bytes() == asking.answer(NPI).read_bytes() == body()
    assert Tool.asked == [(f"/api/eligibility/npi/{NPI}?year=2024", ACCEPT)]


def test_a_busy_tool_is_given_time(tmp_path: Path, base: str) -> None:
    """After 429 and 503 the pauses grow, and what the tool asks for is kept, up to a minute."""
    Tool.script = [(429, {"Retry-After": "7"}, b""), (503, {"Retry-After": "soon"}, b""),
                   (429, {"Retry-After": "900"}, b""), (200, {}, body())]  # fmt: skip
    pauses: list[float] = []
    lookup(tmp_path, base, pauses).answer(NPI)
    assert pauses == [1, 7, 14, 60]


@pytest.mark.parametrize(("status", "asked"), [(500, ATTEMPTS), (403, 1), (302, 1)])
def test_an_answer_that_does_not_come_is_named(
    tmp_path: Path, base: str, status: int, asked: int
) -> None:
    """Troubles are tried again, refusals and redirections are not; nothing is kept of them."""
    Tool.script = [(status, {"Location": "http://127.0.0.1/"}, b"")]
    with pytest.raises(LookupFailed, match=f"answered {status}"):
        lookup(tmp_path, base).answer(NPI)
    assert (len(Tool.asked), list(tmp_path.iterdir())) == (asked, [])


def test_silence_is_named(tmp_path: Path) -> None:
    """Where nobody listens, the message says so."""
    with pytest.raises(LookupFailed, match="did not answer"):
        lookup(tmp_path, "http://127.0.0.1:9/npi").answer(NPI)


def test_an_endless_answer_is_refused(
    tmp_path: Path, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more than any real answer is read."""
    monkeypatch.setattr(status_lookup, "MOST_BYTES", 10)
    Tool.script = [(200, {}, b"x" * 11)]
    with pytest.raises(LookupFailed, match="larger"):
        lookup(tmp_path, base).answer(NPI)


def test_the_tool_is_asked_over_a_safe_connection(tmp_path: Path) -> None:
    """The address is CMS's, and encrypted."""
    asking = StatusLookup(tmp_path, 2024)
    assert asking.base == "https://qpp.cms.gov/api/eligibility/npi"
    with pytest.raises(LookupFailed):
        StatusLookup(tmp_path, 2024, "https://127.0.0.1:9/npi", lambda _: None).answer(NPI)


@pytest.fixture
def tool(base: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The command asks the server on this machine, without pauses."""
    monkeypatch.setattr("openmips.cli.eligibility.StatusLookup", _local(base))
    return base


def _local(base: str) -> Any:
    def made(cache: Path, year: int) -> StatusLookup:
        return StatusLookup(cache, year, base, lambda _: None)

    return made


def run(*arguments: str) -> Result:
    """The command's result."""
    return CliRunner().invoke(eligibility, arguments)


def test_an_npi_is_looked_up_when_told_to(tmp_path: Path, tool: str) -> None:
    """--npi with --online and --cache asks CMS, and answers as from a saved file."""
    Tool.script = [(200, {}, body())]
    arguments = ["--npi", NPI, "--online", "--cache", str(tmp_path), "--year", "2024"]
    found = run(*arguments, "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout)["clinicians"][0]["individual"]["status"] == "required"
    assert "Asking CMS: 1 of 1" in found.stderr
    assert "Asking CMS" not in run(*arguments).stderr


def test_a_roster_is_looked_up_and_goes_on_where_it_stopped(tmp_path: Path, tool: str) -> None:
    """A failure keeps what came before; the next run asks only for the rest."""
    roster = tmp_path / "roster.csv"
    roster.write_text(f"npi,tin\n{NPI},000000001\n{OTHER},000000001\n1234567890,000000001\n")
    cache = tmp_path / "cache"
    arguments = [str(roster), "--year", "2024", "--online", "--cache", str(cache)]
    Tool.script = [(200, {}, body()), (403, {}, b"")]
    stopped = run(*arguments)
    assert stopped.exit_code == 1
    assert "run the command again" in stopped.stderr
    assert [path.name for path in cache.iterdir()] == [f"{NPI}-2024.json"]
    Tool.script = [(404, {}, b'{"error": {"type": "NoProviderInformation"}}')]
    done = run(*arguments, "--json")
    answer = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [each["code"] for each in answer["problems"]] == ["status_not_found"]
    assert answer["clinicians"][0]["differences"][0]["ours"] == "unknown"
    assert len(Tool.asked) == 3
