"""Which documents some files, folders, ZIP archives and patterns lead to, one by one."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path, PurePosixPath

from openmips.formats.detect import DocumentKind, kind_of
from openmips.formats.strict_json import MOST_BYTES
from openmips.problems import batch_kinds, document_kinds
from openmips.problems.finding import Problem, ProblemKind, ProblemsFound

STANDARD_INPUT = "standard input"
"""What a document is called that was given as bytes."""

MOST_MEMBERS = 20_000
"""How many files an archive may hold."""

MOST_UNPACKED = 4 * 1024**3
"""How many bytes an archive may hold unpacked."""

_ARCHIVE = ".zip"
_SUFFIXES = frozenset({".json", ".xml", _ARCHIVE})
_OF_A_SYSTEM = "__MACOSX"


@dataclass(frozen=True, slots=True)
class Document:
    """One document: a file, a file within an archive, or bytes.

    `name` is what to call it; `inside` its path below the folder or archive it was found in,
    for naming what is made from it. `problem` stands where there is nothing to read.
    """

    name: str
    path: Path | None = None
    member: str | None = None
    given: bytes | None = None
    inside: str = ""
    size: int = 0
    problem: Problem | None = None

    def content(self) -> bytes:
        """The bytes, one more than may be read at most. Raises ProblemsFound."""
        if self.problem is not None:
            raise ProblemsFound([self.problem])
        if self.given is not None:
            return self.given
        if self.path is None:
            return b""
        try:
            if self.member is None:
                with self.path.open("rb") as stream:
                    return stream.read(MOST_BYTES + 1)
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                return stream.read(MOST_BYTES + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError) as e:
            found = f"the archive cannot be unpacked: {self.name}"
            raise ProblemsFound([_problem(batch_kinds.BAD_ARCHIVE, found, self.name)]) from e
        except OSError as error:
            found = f"the file cannot be read ({error.strerror})"
            raise ProblemsFound(
                [_problem(document_kinds.FILE_NOT_READABLE, found, self.name)]
            ) from error


def documents(sources: Iterable[str | Path | bytes]) -> list[Document]:
    """The documents that the sources lead to, in order; folders and archives by name.

    A source is a path, a pattern such as `2025/*.xml`, or the bytes of a document. Of a
    folder the files that end in .json, .xml or .zip are taken, folders within it included.
    What leads nowhere becomes a document with its problem.
    """
    return [document for source in sources for document in _of_source(source)]


def _of_source(source: str | Path | bytes) -> Iterator[Document]:
    if isinstance(source, bytes):
        yield Document(STANDARD_INPUT, given=source, inside="standard-input", size=len(source))
        return
    path = Path(source)
    if path.is_dir():
        yield from _of_folder(path)
    elif path.exists() or not has_magic(str(source)):
        yield from _of_file(path, str(source), path.name)
    else:
        found = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
        if not found:
            yield _nothing(str(source))
        for each in found:
            yield from _of_source(each)


def _of_folder(folder: Path) -> Iterator[Document]:
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.casefold() in _SUFFIXES
        and path.is_file()
        and not _is_hidden(path.relative_to(folder).parts)
    )
    if not found:
        yield _nothing(str(folder))
    for path in found:
        yield from _of_file(path, str(path), path.relative_to(folder).as_posix())


def _of_file(path: Path, name: str, inside: str) -> Iterator[Document]:
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        found = f"the file cannot be read ({reason})"
        problem = _problem(document_kinds.FILE_NOT_READABLE, found, name)
        yield Document(name, path, inside=inside, problem=problem)
        return
    named_so = path.suffix.casefold() == _ARCHIVE
    if kind_of(head) is DocumentKind.ZIP and (named_so or zipfile.is_zipfile(path)):
        yield from _of_archive(path, name, inside)
    else:
        yield Document(name, path, inside=inside, size=size)


def _of_archive(path: Path, name: str, inside: str) -> Iterator[Document]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if _is_document(each)]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        problem = _problem(batch_kinds.BAD_ARCHIVE, f"the archive cannot be unpacked: {name}", name)
        yield Document(name, path, inside=inside, problem=problem)
        return
    total = sum(each.file_size for each in members)
    if len(members) > MOST_MEMBERS or total > MOST_UNPACKED:
        found = f"the archive holds {len(members):,} files, {total // 1024**2:,} MB unpacked"
        problem = _problem(batch_kinds.ARCHIVE_TOO_LARGE, found, name)
        yield Document(name, path, inside=inside, problem=problem)
        return
    if not members:
        yield _nothing(name)
    folder = inside.rpartition(".")[0] or inside
    for each in sorted(members, key=lambda one: one.filename):
        below = f"{folder}/{each.filename}"
        yield Document(f"{name}/{each.filename}", path, each.filename, None, below, each.file_size)


def _is_document(member: zipfile.ZipInfo) -> bool:
    """Whether a member of an archive is to be read; archives within archives are not."""
    path = PurePosixPath(member.filename)
    wanted = path.suffix.casefold() in _SUFFIXES - {_ARCHIVE}
    return wanted and not member.is_dir() and not _is_hidden(path.parts)


def _is_hidden(parts: Iterable[str]) -> bool:
    """Whether a path leads through what a system keeps for itself."""
    return any(part == _OF_A_SYSTEM or (part.startswith(".") and part.strip(".")) for part in parts)


def _nothing(name: str) -> Document:
    found = f"no document was found in {name}"
    return Document(name, problem=_problem(batch_kinds.NO_DOCUMENT, found, name))


def _problem(kind: ProblemKind, found: str, file: str) -> Problem:
    message = f"{found[0].upper()}{found[1:]}."
    return Problem(kind.code, kind.severity, message, kind.remedy, "$", file)
