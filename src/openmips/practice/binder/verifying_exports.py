"""Whether an export of a binder is what it was: every file, the chain, and nothing more."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from errno import EINVAL
from hashlib import sha256
from pathlib import Path

from openmips.practice.binder.entries import Entry
from openmips.practice.binder.exporting import DOCUMENTS, SUMS, readable_names, sums_text
from openmips.practice.binder.store import CHAIN, HEAD, head_of
from openmips.practice.binder.verifying import chain_of, problem_with
from openmips.practice.refusals import refusal
from openmips.problems import binder_kinds as kinds
from openmips.problems.finding import Problem

MOST_FILES = 20_000
MOST_BYTES = 20 << 30
MOST_OF_CHAIN = 64 << 20
"""Bounds of an export that is looked at: files, bytes unpacked, bytes of a list in memory."""

_AT_ONCE = 1 << 20
_SUM = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OverflowError,
)
"""What reading a damaged zip comes to."""
_INDEX = frozenset({"index.html", "index.pdf"})


def verify_export(path: Path) -> tuple[tuple[Problem, ...], tuple[bytes, ...]]:
    """Every change and loss, and the lines of the chain. Raises ProblemsFound for no export."""
    try:
        with zipfile.ZipFile(path) as opened:
            return _verified(opened, path)
    except _BROKEN as error:
        raise _no_export(path, "it cannot be read to its end") from error
    except OSError as error:
        # A place before the file's begin, which a damaged list of files may name.
        if error.errno != EINVAL:
            raise
        raise _no_export(path, "it cannot be read to its end") from error


def _no_export(path: Path, found: str) -> Exception:
    return refusal(kinds.NOT_AN_EXPORT, found, file=str(path))


def _verified(opened: zipfile.ZipFile, path: Path) -> tuple[tuple[Problem, ...], tuple[bytes, ...]]:
    members = opened.infolist()
    sizes = {one.filename: one.file_size for one in members}
    if len(members) > MOST_FILES or sum(sizes.values()) > MOST_BYTES:
        found = f"{len(members):,} files with {sum(sizes.values()):,} bytes"
        raise refusal(kinds.EXPORT_TOO_LARGE, found, file=str(path))
    if len(sizes) != len(members):
        raise _no_export(path, "two files in it have the same name")
    if any(one.compress_type != zipfile.ZIP_DEFLATED for one in members):
        raise _no_export(path, "it is not packed as exports are")
    if not {CHAIN, HEAD, SUMS} <= set(sizes):
        raise _no_export(path, f"it has no {CHAIN}, {HEAD} or {SUMS}")
    if any(sizes[name] > MOST_OF_CHAIN for name in (CHAIN, HEAD, SUMS)):
        found = f"a list in it has more than {MOST_OF_CHAIN:,} bytes"
        raise refusal(kinds.EXPORT_TOO_LARGE, found, file=str(path))
    *lines, end = opened.read(CHAIN).split(b"\n")
    head = head_of(opened.read(HEAD))
    entries, found_wrong = chain_of(lines, head, path / CHAIN, path / HEAD)
    if not found_wrong and (end or head is None or head.count != len(lines)):
        what = "the chain or its head does not end as it did"
        found_wrong.append(problem_with(kinds.BINDER_DAMAGED, path / CHAIN, what))
    digests = {name: _digest(opened, name) for name in sizes if name != SUMS}
    found_wrong += _sums(opened.read(SUMS), digests, path)
    if not found_wrong:
        found_wrong += _documents(entries, digests, path)
    return tuple(found_wrong), tuple(lines)


def _digest(opened: zipfile.ZipFile, name: str) -> str:
    """What a file holds; nothing that any file could have where it cannot be unpacked."""
    taken = sha256()
    with suppress(zipfile.BadZipFile, zlib.error, EOFError), opened.open(name) as stream:
        while piece := stream.read(_AT_ONCE):
            taken.update(piece)
        return taken.hexdigest()
    return ""


def _sums(content: bytes, digests: Mapping[str, str], path: Path) -> Iterator[Problem]:
    """Where the list of digests and the files differ."""
    listed = {
        match[2]: match[1]
        for line in content.decode("ascii", "replace").splitlines()
        if (match := _SUM.fullmatch(line))
    }
    if sums_text(listed) != content:
        what = f"{SUMS} is not as it was written"
        yield problem_with(kinds.BINDER_FILE_CHANGED, path / SUMS, what)
    for name in sorted(listed.keys() - digests.keys()):
        yield problem_with(kinds.BINDER_FILE_MISSING, path / name, f"{name} is missing")
    for name in sorted(digests.keys() - listed.keys()):
        yield problem_with(kinds.BINDER_UNKNOWN_FILE, path / name, f"{SUMS} has no {name}")
    for name in sorted(listed.keys() & digests.keys()):
        if listed[name] != digests[name]:
            yield problem_with(kinds.BINDER_FILE_CHANGED, path / name, f"{name} was changed")


def _documents(
    entries: Sequence[Entry], digests: Mapping[str, str], path: Path
) -> Iterator[Problem]:
    """Where the chain and the documents differ, though the list of digests fits."""
    names = readable_names(entries)
    by_number = {one.number: one for one in entries}
    for number, name in names.items():
        place, found = f"entry {number}", digests.get(name)
        if found is None:
            what = f"the file of {place} is missing: {name}"
            yield problem_with(kinds.BINDER_FILE_MISSING, path / name, what, place)
        elif found != by_number[number].facts["file"]:
            what = f"the file of {place} was changed: {name}"
            yield problem_with(kinds.BINDER_FILE_CHANGED, path / name, what, place)
    for name in sorted(digests.keys() - set(names.values()) - _INDEX - {CHAIN, HEAD}):
        what = f"no entry speaks of {name}, which is no part of {DOCUMENTS}"
        yield problem_with(kinds.BINDER_UNKNOWN_FILE, path / name, what)
