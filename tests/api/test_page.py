"""What docs/api.md shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from api.conftest import V1, Program
from pages import Example, examples, shows

from openmips.practice.models import PracticeYear

STATUSES = re.compile(r"^\| ([\d, ]+) \|", re.MULTILINE)


def page(root: Path) -> Path:
    """The page."""
    return root / "docs" / "api.md"


def sent(example: Example, program: Program, practice_id: object) -> Any:
    """What is answered to a command of curl."""
    facts = program.ask("GET", f"/practices/{practice_id}/years/2024/facts")
    known = {"TOKEN": program.token, "PRACTICE": practice_id, "VERSION": facts["ETag"]}
    program_name, *words = (
        re.sub(r"\$([A-Z]+)", lambda found: str(known[found[1]]), word)
        for word in shlex.split(example.command)
    )
    assert program_name == "curl"
    method, body, headers, address = None, None, {}, ""
    while words:
        match words.pop(0):
            case "-X":
                method = words.pop(0)
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case "--data":
                body = words.pop(0).encode()
            case word:
                address = word
    assert headers.pop("Authorization") == f"Bearer {program.token}"
    assert (body is None) == (headers.pop("Content-Type", None) is None)
    place = urlsplit(address)
    assert place.netloc == "127.0.0.1:8000"
    path = place.path.removeprefix(V1) + (f"?{place.query}" if place.query else "")
    more = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return program.ask(method or ("GET" if body is None else "POST"), path, body, **more)


@pytest.mark.django_db
def test_every_example_answers_as_shown(root: Path, program: Program, sample: PracticeYear) -> None:
    """In the order of the page, from the sample practice as it comes."""
    found = examples(page(root))
    assert len(found) == 3
    for example in found:
        answer = sent(example, program, sample.practice_id)
        assert answer.status_code == 200
        assert shows(example.output, answer.content.decode())


def test_the_page_names_every_status(root: Path) -> None:
    """Those that the program itself tells apart; 500 is nobody's to expect."""
    text = page(root).read_text("utf-8")
    named = {int(one) for row in STATUSES.findall(text) for one in row.split(",")}
    source = (root / "src" / "openmips" / "api" / "problems.py").read_text("utf-8")
    told = {int(one) for one in re.findall(r"\b(4\d\d|5\d\d)\b", source)}
    assert named == told - {500}
