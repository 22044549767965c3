"""Builds the wheel and the source distribution of a commit, so that anybody gets the same bytes."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SURROUNDINGS = (
    {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
)
UMASKS = (0o022, 0o077)
"""What differs between the two builds, besides the folder."""


class NotReleased(Exception):
    """Something keeps the release from being what it should be."""


@dataclass(frozen=True)
class Commit:
    """What is released: a commit, its time in seconds since 1970, and its files."""

    name: str
    time: str
    archive: bytes

    def unpack(self, folder: Path) -> None:
        """Write the files of the commit into a new folder."""
        folder.mkdir(parents=True)
        with tarfile.open(fileobj=io.BytesIO(self.archive)) as files:
            files.extractall(folder, filter="data")


def last_commit() -> Commit:
    """The commit that is checked out. What is not committed is no part of a release."""
    name = _git("rev-parse", "HEAD").decode().strip()
    time = _git("show", "--no-patch", "--format=%ct", name).decode().strip()
    return Commit(name, time, _git("archive", name))


def build_twice(commit: Commit, folder: Path) -> list[Path]:
    """The source distribution and the wheel; built in two surroundings and found the same.

    The wheel is built a third time, from the source distribution. Raises NotReleased.
    """
    made = []
    for name, more, umask in zip(("one", "the-other"), SURROUNDINGS, UMASKS, strict=True):
        tree = folder / name / "tree"
        commit.unpack(tree)
        _run(sys.executable, "-m", "openmips.web.assets", ROOT / "assets", source=tree)
        made.append(_built(tree, folder / name / "dist", commit, more, umask))
    first, second = made
    _same(first, second, "built in another folder, zone, language and umask")
    (archive,) = (file for file in first if file.name.endswith(".tar.gz"))
    with tarfile.open(archive) as files:
        files.extractall(folder / "source", filter="data")
    (tree,) = (folder / "source").iterdir()
    wheels = [file for file in first if file.suffix == ".whl"]
    again = _built(tree, folder / "again", commit, SURROUNDINGS[0], UMASKS[0], "wheel")
    _same(wheels, again, "built from the source distribution")
    return first


def _built(
    tree: Path, target: Path, commit: Commit, more: dict[str, str], umask: int, *kinds: str
) -> list[Path]:
    wanted = [part for kind in kinds or ("sdist", "wheel") for part in ("--target", kind)]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--directory", target, *wanted],
        cwd=tree,
        env=os.environ | more | {"SOURCE_DATE_EPOCH": commit.time},
        umask=umask,
        capture_output=True,
        check=True,
    )
    return sorted(target.iterdir())


def _same(some: list[Path], others: list[Path], how: str) -> None:
    contents = [{file.name: file.read_bytes() for file in files} for files in (some, others)]
    if contents[0].keys() != contents[1].keys():
        raise NotReleased(f"Other files are made when {how}.")
    for name, content in contents[0].items():
        if content != contents[1][name]:
            raise NotReleased(f"{name} has other bytes when {how}.")


def _run(*command: str | Path, source: Path) -> None:
    """Run a program with the package of that tree, not the one that is installed."""
    subprocess.run(command, env=os.environ | {"PYTHONPATH": str(source / "src")}, check=True)


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout
