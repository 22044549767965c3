"""A binder as one file: a zip that anybody can read and check without this software."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePath
from typing import BinaryIO, Self

from openmips.practice.binder.entries import Entry, digest
from openmips.practice.binder.store import CHAIN, HEAD, Binder, Head
from openmips.practice.binder.verifying import kept_documents, verify
from openmips.practice.refusals import refusal
from openmips.practice.vault.folders import held, whole_file
from openmips.problems.binder_kinds import BINDER_FILE_CHANGED
from openmips.problems.finding import ProblemsFound, Severity

SUMS = "SHA256SUMS"
DOCUMENTS = "documents"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of a file in an archive: always the same, so that the archive is too."""
_UNIX, _READABLE = 3, 0o100644 << 16
_AT_ONCE = 1 << 20
_LARGE = 1 << 31
_LONGEST = 80
_ODD = re.compile(r"[^A-Za-z0-9._-]+")

Pages = Callable[[Sequence[Entry], Mapping[int, str]], Mapping[str, bytes]]
"""Makes what people read first, by file name, from the entries and the documents' names."""


class Package:
    """A zip that is being written, with the digest of all that is in it.

    The same content in the same order makes the same bytes.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._written = zipfile.ZipFile(stream, "w")
        self._sums: dict[str, str] = {}

    def put(self, name: str, content: bytes) -> None:
        """Add a file."""
        self._written.writestr(_about(name), content)
        self._sums[name] = digest(content)

    def copy(self, name: str, source: BinaryIO, size: int) -> str:
        """Add a file piece by piece; its digest."""
        taken = sha256()
        about = _about(name)
        with self._written.open(about, "w", force_zip64=size >= _LARGE) as target:
            while piece := source.read(_AT_ONCE):
                taken.update(piece)
                target.write(piece)
        self._sums[name] = taken.hexdigest()
        return self._sums[name]

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Add the list of digests, as sha256sum reads it, and end; after an error only end."""
        if kind is None:
            self._written.writestr(_about(SUMS), sums_text(self._sums))
        self._written.close()


def _about(name: str) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo(name, _FIRST_DAY)
    about.compress_type = zipfile.ZIP_DEFLATED
    about.create_system, about.external_attr = _UNIX, _READABLE
    return about


def sums_text(sums: Mapping[str, str]) -> bytes:
    """Digests by file name in the form of GNU's sha256sum."""
    return "".join(f"{found}  {name}\n" for name, found in sorted(sums.items())).encode()


def readable_names(entries: Sequence[Entry]) -> dict[int, str]:
    """Where each document that is kept lies in an export, by the number of its entry."""
    return {one.number: _name(one) for one in kept_documents(entries)}


def _name(entry: Entry) -> str:
    about = entry.about
    if about is None:
        raise ValueError(f"document {entry.number} is about nothing")
    name = PurePath(entry.facts["name"])
    end = _ODD.sub("_", name.suffix)[:_LONGEST]
    own = f"{entry.number:04}-{_ODD.sub('_', name.stem)[:_LONGEST]}{end}".rstrip(".")
    parts = (about.performance_year, about.category, about.entry_id or "all")
    return "/".join([DOCUMENTS, *(_ODD.sub("_", str(part)).strip(".") for part in parts), own])


@contextmanager
def sound(binder: Binder) -> Iterator[tuple[Entry, ...]]:
    """The entries of a binder that nobody writes to. Raises ProblemsFound for any change."""
    with held(binder.folder):
        broken = [one for one in verify(binder) if one.severity is Severity.ERROR]
        if broken:
            raise ProblemsFound(broken)
        yield binder.entries()


def export(binder: Binder, target: Path, pages: Pages) -> int:
    """Write the whole binder to a zip that is there only when all is in it; how many documents.

    Raises ProblemsFound where the binder is not what it was: then nothing is written.
    """
    with sound(binder) as entries:
        names = readable_names(entries)
        with whole_file(target) as stream, Package(stream) as package:
            for name, content in sorted(pages(entries, names).items()):
                package.put(name, content)
            lines = [one.line() for one in entries]
            package.put(CHAIN, b"".join(line + b"\n" for line in lines))
            package.put(HEAD, Head(len(lines), digest(lines[-1])).content())
            put_documents(package, binder, [one for one in entries if one.number in names], names)
    return len(names)


def put_documents(
    package: Package, binder: Binder, documents: Sequence[Entry], names: Mapping[int, str]
) -> None:
    """Add documents under their names. Raises ProblemsFound where one is not what it was."""
    for entry in documents:
        path = binder.path_of(entry.facts["file"])
        with path.open("rb") as source:
            found = package.copy(names[entry.number], source, entry.facts["size"])
        if found != entry.facts["file"]:
            raise refusal(
                BINDER_FILE_CHANGED, f"the file of entry {entry.number} was changed", file=str(path)
            )
