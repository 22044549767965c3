"""Installs a release as its users would, and tries whether it does what it should."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import urlopen

from building import NotReleased

LINK = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')
CARRIED = (
    "openmips/web/static/uswds/LICENSE.md",
    "openmips/web/static/uswds/css/uswds.min.css",
    "openmips/catalog/data/2024/benchmarks.jsonl",
    "openmips/policy/quality.yaml",
    "openmips/py.typed",
)
LICENSES = ("LICENSE", "NOTICE")
PATIENCE = 60


def check_content(wheel: Path) -> int:
    """How many files the wheel holds. Raises NotReleased where one is missing, or is no part."""
    with zipfile.ZipFile(wheel) as files:
        names = files.namelist()
    stray = [name for name in names if not name.startswith("openmips") or "__pycache__" in name]
    missing = [name for name in CARRIED if name not in names]
    missing += [
        one for one in LICENSES if not any(name.endswith(f"/licenses/{one}") for name in names)
    ]
    if stray or missing:
        raise NotReleased(f"The wheel lacks {missing}, and should not hold {stray}.")
    return len(names)


def install(wheel: Path, lock: Path, folder: Path) -> Path:
    """A new environment with the wheel and the packages of the lock; its folder of programs."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    pip = [sys.executable, "-m", "pip", "--python", folder, "-qq", "install"]
    subprocess.run([*pip, "--require-hashes", "--requirement", lock], check=True)
    subprocess.run([*pip, "--no-deps", "--no-index", wheel], check=True)
    # Where the wheel lay on this machine is nobody's business.
    for note in folder.glob("lib/python*/site-packages/openmips-*.dist-info/direct_url.json"):
        note.unlink()
    return folder / "bin"


def try_commands(programs: Path, examples: Path, version: str, folder: Path) -> None:
    """The version, and the score of the sample practice. Raises NotReleased."""
    said = _said(programs, folder, "--version")
    if said != f"openmips {version}\n":
        raise NotReleased(f"openmips --version says {said!r}.")
    sample = (examples / "submission.json", "--profile", examples / "profile.json")
    said = _said(programs, folder, "score", *sample)
    if "Final score  46.26 to 76.26" not in said:
        raise NotReleased(f"openmips score says {said!r}.")


def try_guide(programs: Path, folder: Path) -> int:
    """How many files the sample's pages load, all from the guide. Raises NotReleased."""
    with _guide(programs, folder) as address:
        if b'"ready"' not in _got(urljoin(address, "health")):
            raise NotReleased("The guide is not ready.")
        practices = _got(urljoin(address, "practices/")).decode()
        if "Oak Street Family Medicine" not in practices:
            raise NotReleased("The guide does not show the sample practice.")
        loaded = LINK.findall(practices)
        if not any("uswds.min.css" in path for path in loaded):
            raise NotReleased("The pages have no style sheet.")
        for path in loaded:
            if not _got(urljoin(address, path)):
                raise NotReleased(f"{path} is empty.")
        return len(loaded)


@contextmanager
def _guide(programs: Path, folder: Path) -> Iterator[str]:
    """The address of the guide, which runs within the block."""
    process = subprocess.Popen(
        [programs / "openmips", "guide", "--sample", "--port", "0", "--data", folder / "records"],
        cwd=folder,
        env=_surroundings(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        if found is None:
            raise NotReleased(f"The guide says {said!r}.")
        yield found.group()
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def _got(address: str) -> bytes:
    with urlopen(address, timeout=PATIENCE) as answer:
        content: bytes = answer.read()
    return content


def _said(programs: Path, folder: Path, *arguments: str | Path) -> str:
    return subprocess.run(
        [programs / "openmips", *arguments],
        cwd=folder,
        env=_surroundings(),
        capture_output=True,
        check=True,
    ).stdout.decode()


def _surroundings() -> dict[str, str]:
    """An environment in which nothing of the repository is found."""
    ours = ("OPENMIPS_", "DJANGO_", "DATABASE_URL", "PYTHONPATH")
    return {name: one for name, one in os.environ.items() if not name.startswith(ours)}
