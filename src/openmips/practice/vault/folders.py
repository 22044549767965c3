"""How files come and go without ever being half there: whole files, working folders, clean-up."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from openmips.practice.refusals import refusal
from openmips.problems.records_kinds import NO_ROOM
from openmips.problems.room import no_room

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600

_PART = ".part"
_HELD = ".held"
_WORK = "work-"


def private(folder: Path) -> Path:
    """The folder, made for its owner alone together with those above it that are missing."""
    if not folder.is_dir():
        private(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir(mode=PRIVATE_FOLDER)
    return folder


@contextmanager
def room_is_needed() -> Iterator[None]:
    """Where the disk is full within, a problem that says so is raised."""
    try:
        yield
    except OSError as error:
        if no_room(error):
            raise refusal(NO_ROOM, "the disk is full") from error
        raise


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write that is there, private and safe on the disk, only after the block ends well.

    Raises ProblemsFound where the disk is full.
    """
    part = private(path.parent) / f"{path.name}.{secrets.token_hex(8)}{_PART}"
    try:
        with room_is_needed():
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            settle(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def settle(source: Path, target: Path) -> None:
    """Give a file or folder its final name, so that a loss of power cannot undo it."""
    source.replace(target)
    known_to_disk(target.parent)


def same_file(source: Path, target: Path) -> None:
    """Have a finished file under another name, too, so that a loss of power cannot undo it."""
    with suppress(FileExistsError):
        try:
            target.hardlink_to(source)
        except (NotImplementedError, PermissionError):
            with whole_file(target) as copy, source.open("rb") as content:
                shutil.copyfileobj(content, copy)
    known_to_disk(target.parent)


def known_to_disk(folder: Path) -> None:
    """Have the names in the folder written to the disk, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold a folder against others who hold it; with `wait` false, whether nobody else does.

    The hold ends with the process, however that ends.
    """
    with (folder / _HELD).open("ab") as file:
        mine = _locked(file, wait=wait)
        try:
            yield mine
        finally:
            if mine:
                _unlocked(file)


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """A private folder for a while; what is left by a process that was killed, `sweep` removes."""
    folder = private(parent) / f"{_WORK}{secrets.token_hex(8)}"
    with ExitStack() as until_done:
        with held(parent), room_is_needed():
            folder.mkdir(mode=PRIVATE_FOLDER)
            until_done.enter_context(held(folder))
        until_done.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder


def sweep(parent: Path) -> int:
    """Remove working folders that nobody holds; the answer is how many there were."""
    if not parent.is_dir():
        return 0
    with held(parent):
        return sum(removed(folder) for folder in sorted(parent.glob(f"{_WORK}*")))


def removed(folder: Path) -> bool:
    """Remove a folder unless somebody holds it; whether it was removed."""
    try:
        with held(folder, wait=False) as mine:
            if mine:
                shutil.rmtree(folder, ignore_errors=True)
            return mine
    except FileNotFoundError:
        return False


def sweep_parts(folder: Path) -> int:
    """Remove files that were never finished below a folder that is held; how many there were."""
    gone = 0
    for part in folder.rglob(f"*{_PART}"):
        part.unlink(missing_ok=True)
        gone += 1
    return gone


if sys.platform == "win32":
    import msvcrt

    def _locked(file: BinaryIO, *, wait: bool) -> bool:
        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
            else:
                return True

    def _unlocked(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _locked(file: BinaryIO, *, wait: bool) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlocked(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
