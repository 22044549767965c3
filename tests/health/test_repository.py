"""What is committed serves everybody, everywhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ELSEWHERE = re.compile(
    r"p[y]pi\b|pythonhoste[d]|npmj[s]|--(?:extra-)?index-ur[l]|--find-link[s]|fil[e]:/"
    r"|(?<![\w.:/@-])/(?:work|opt|tmp|root|home|Users|mnt)/"
)
SETUP = [
    "pyproject.toml",
    "Makefile",
    ".ci/run",
    ".pre-commit-config.yaml",
    "requirements/dev.in",
    "requirements/dev.lock",
    "requirements/run.lock",
]


def committed(root: Path) -> list[Path]:
    """The files that are committed, or would be by `git add`."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    files = [root / name for name in listing.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def test_nothing_names_a_host_of_packages_or_a_place_on_one_machine(root: Path) -> None:
    """Where packages come from, and where a checkout lies, is everybody's own choice."""
    found = [
        f"{file.relative_to(root)}:{number}: {match.group()}"
        for file in committed(root)
        for number, line in enumerate(file.read_text("utf-8", errors="ignore").splitlines(), 1)
        for match in ELSEWHERE.finditer(line)
    ]
    assert found == []


def test_setup_names_no_address(root: Path) -> None:
    """What make installs comes from the reader's own package index: no address is written."""
    assert [name for name in SETUP if "://" in (root / name).read_text("utf-8")] == []


def test_every_locked_package_has_its_hashes(root: Path) -> None:
    """Every line of the lock pins a version, and a hash follows it."""
    lock = (root / "requirements" / "dev.lock").read_text("utf-8")
    pins = re.findall(r"^[\w.-]+.*(?:\n .*)*", lock, re.MULTILINE)
    assert len(pins) > 10
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_importing_openmips_loads_nothing_heavy() -> None:
    """`import openmips` reads no YAML and draws no table until it is asked to."""
    program = (
        "import sys, openmips\n"
        "print(*sorted({'click', 'msgspec', 'rich', 'yaml'} & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert result.stdout.strip() == ""
