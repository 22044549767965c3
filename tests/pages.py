"""The commands a page shows, what they print, and whether that is what the page says."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from openmips.cli.main import run

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."


@dataclass(frozen=True)
class Example:
    """One command of a `console` block, and the output shown below it, where any is shown."""

    command: str
    output: str


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    output: str
    errors: str


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a page in `language`, in order."""
    return [body for name, body in FENCE.findall(page.read_text("utf-8")) if name == language]


def examples(page: Path) -> list[Example]:
    """The commands of a page's `console` blocks; a backslash at a line's end joins the next."""
    found = []
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.replace("\\\n", " ").partition("\n")
            found.append(Example(command, output))
    return found


def openmips(root: Path, *arguments: str) -> Ran:
    """Run `openmips` in this process as a reader would, from the folder of the repository."""
    output, errors = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(root),
        patch.dict(os.environ, COLUMNS="80"),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
    ):
        code = run(arguments)
    return Ran(code, output.getvalue(), errors.getvalue())


def run_example(root: Path, example: Example) -> Ran:
    """Run a page's command, which must be one of openmips."""
    program, *arguments = shlex.split(example.command)
    if program != "openmips":
        raise ValueError(f"only openmips is run from pages: {example.command}")
    return openmips(root, *arguments)


def shows(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed; a line of three dots stands for any lines."""
    lines = [re.escape(line) + "\n" for line in shown.rstrip().splitlines()]
    any_lines = re.escape(LEFT_OUT) + "\n"
    pattern = "".join(r"(?:.*\n)*?" if line == any_lines else line for line in lines)
    return re.fullmatch(pattern, printed.rstrip() + "\n") is not None
