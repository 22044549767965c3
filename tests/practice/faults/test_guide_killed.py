"""The guide itself killed while a file is on its way: started again, it has nothing of it."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.urls import reverse
from practice.faults.conftest import Office
from practice.faults.worker import claims

BOUNDARY = "the-boundary"
VISITS = 80_000
HALF_WAY = 0.9


@contextmanager
def guide(office: Office) -> Iterator[tuple[http.client.HTTPConnection, subprocess.Popen[str]]]:
    """`openmips guide` on the office's folder, and a browser that asks it."""
    command = [str(Path(sys.executable).with_name("openmips")), "guide", "--port", "0"]
    with subprocess.Popen(
        command,
        env=office.surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rstrip("/\n").rpartition(":")[2])
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as browser:
                yield browser, process
        finally:
            process.kill()


def test_an_upload_that_is_cut_off_leaves_nothing(office: Office) -> None:
    """Neither a record nor a piece of the file is there; the page to import claims is."""
    with office.opened() as year:
        address = reverse("claims", args=(year.practice_id, 2024))
    before = office.saved()
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="claims"; filename="claims.csv"'
        "\r\nContent-Type: text/csv\r\n\r\n"
    )
    body = head.encode() + claims(VISITS) + f"\r\n--{BOUNDARY}--\r\n".encode()
    with guide(office) as (browser, process):
        browser.putrequest("POST", address)
        browser.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        browser.putheader("Content-Length", str(len(body)))
        browser.endheaders()
        browser.send(body[: int(len(body) * HALF_WAY)])
        process.kill()
    with guide(office) as (browser, _):
        browser.request("GET", address)
        answer = browser.getresponse()
        answer.read()
        assert answer.status == 200
        assert len(office.leftovers()) == 1, "the folder of the guide that runs, and no other"
    office.started_again()
    assert office.leftovers() == []
    assert office.saved() == before
