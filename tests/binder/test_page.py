"""The page about evidence is true: its commands run, and print what it shows."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pages import Example, examples, run_example, shows

PAGE = Path("docs") / "evidence.md"


def ran(folder: Path, example: Example) -> str:
    """What a command prints that ends well; sha256sum looks at what was unpacked."""
    if example.command.startswith("openmips"):
        found = run_example(folder, example)
        assert found.code == 0, f"{example.command}\n{found.errors}"
        return found.output
    program, *arguments = shlex.split(example.command)
    where = folder / "unpacked" if program == "sha256sum" else folder
    command = [sys.executable if program == "python3" else program, *arguments]
    return subprocess.run(command, cwd=where, capture_output=True, check=True, text=True).stdout


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_the_commands_of_the_page_run(root: Path, tmp_path: Path) -> None:
    """One after the other, from an empty folder with the examples in it."""
    (tmp_path / "examples").symlink_to(root / "examples")
    found = examples(root / PAGE)
    assert len(found) > 6
    for example in found:
        printed = ran(tmp_path, example)
        shown = example.output.replace("Seal: ...\n", "...\n")
        if shown.strip():
            assert shows(shown, printed), f"{example.command}\n{shown}\n{printed}"
