"""The page about rehearsals is true: its program runs, its addresses exist."""

from __future__ import annotations

import io
import re
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from api.submissions.client import BASE, Caller
from pages import blocks

from openmips.api.submissions.operations import OPERATIONS
from openmips.cli.guide import guide
from openmips.site import surroundings

PAGE = Path("docs") / "rehearsal.md"


def test_the_program_on_the_page_runs(
    root: Path, ann: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It validates, sends and scores, and finds what the page says."""

    def opened(asked: urllib.request.Request) -> io.BytesIO:
        path = urlsplit(asked.full_url).path.removeprefix(BASE)
        raw = asked.data if isinstance(asked.data, bytes) else b""
        headers = dict(asked.header_items())
        status, _ = ann(asked.get_method(), path, raw=raw, **headers)
        assert status < 300, ann.last.content
        return io.BytesIO(ann.last.content)

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    monkeypatch.setenv("SUBMISSIONS_TOKEN", str(ann.token))
    (program,) = blocks(root / PAGE, "python")
    exec(compile(program, str(PAGE), "exec"), {})
    assert ann("GET", "/measurement-sets")[1]["data"]["totalItems"] == 2


def test_the_page_names_every_address(root: Path) -> None:
    """Whatever answers stands on the page, and what stands there answers."""
    page = (root / PAGE).read_text("utf-8")
    told = {re.sub(r"<uuid:\w+>", "ID", f"/{one.path}") for one in OPERATIONS}
    # An address with an id stands for itself: the methods beside its list are its own.
    told = {one for one in told if not one.endswith("/ID")}
    named = set(re.findall(r"`(/[\w/.-]+)(?:\?\w+=)?`", page))
    assert named - {"/tokens/"} == told | {"/api/submissions/public/openapi.json"}


def test_the_page_names_the_port_of_the_guide(root: Path) -> None:
    """Where nothing else is said, the guide listens where the page says it does."""
    ports = set(re.findall(r"127\.0\.0\.1:(\d+)", (root / PAGE).read_text("utf-8")))
    (port,) = (one.default for one in guide.params if one.name == "port")
    assert ports == {str(port)}


def test_the_page_names_the_settings(root: Path) -> None:
    """The variables on the page are those that are read."""
    source = Path(surroundings.__file__).read_text("utf-8")
    named = set(re.findall(r"OPENMIPS_REHEARSAL_\w+", (root / PAGE).read_text("utf-8")))
    assert named == set(re.findall(r"OPENMIPS_REHEARSAL_[A-Z]+", source))
