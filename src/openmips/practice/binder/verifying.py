"""Whether a binder is what it was: every line, every file, nothing more and nothing less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from openmips.practice.binder.entries import START, Deed, Entry, digest, entry_of
from openmips.practice.binder.store import FILES, WAITING, Binder, Head, digest_of
from openmips.problems import binder_kinds as kinds
from openmips.problems.finding import Problem, ProblemKind

_HELD = ".held"
_PART = ".part"


def verify(binder: Binder) -> tuple[Problem, ...]:
    """Every change and loss, in the order of the chain; nothing where all is as it was."""
    entries, found = _chain(binder)
    return (*found, *_files(binder, entries))


def problem_with(kind: ProblemKind, path: Path, found: str, place: str = "$") -> Problem:
    """A problem of a binder: of which file, and what was found."""
    message = f"{found[0].upper()}{found[1:]}."
    return Problem(kind.code, kind.severity, message, kind.remedy, place, str(path))


def _chain(binder: Binder) -> tuple[list[Entry], list[Problem]]:
    """The entries that can be read, and what is wrong with their lines and the head."""
    lines = list(binder.lines())
    entries, found = chain_of(lines, binder.head(), binder.chain, binder.head_file)
    if binder.chain.stat().st_size != sum(len(line) + 1 for line in lines):
        what = "the chain ends within an entry"
        found.append(problem_with(kinds.BINDER_INTERRUPTED, binder.chain, what))
    return entries, found


def chain_of(
    lines: Sequence[bytes], head: Head | None, chain: Path, head_file: Path
) -> tuple[list[Entry], list[Problem]]:
    """The entries that lines write, and what is wrong with them and with the head."""
    entries: list[Entry] = []
    found: list[Problem] = []
    previous = START
    for count, line in enumerate(lines, 1):
        place = f"entry {count}"
        try:
            entry = entry_of(line)
        except ValueError as error:
            what = f"{place} cannot be read: {error}"
            found.append(problem_with(kinds.BINDER_DAMAGED, chain, what, place))
        else:
            if (entry.number, entry.previous) != (count, previous):
                what = f"{place} says that it is number {entry.number}, or names another before it"
                found.append(problem_with(kinds.BINDER_DAMAGED, chain, what, place))
            entries.append(entry)
        previous = digest(line)
    count = len(lines)
    behind = Head(count - 1, entries[-1].previous) if entries else None
    if head not in (Head(count, previous), behind):
        what = f"the head does not belong to the {count} entries that are there"
        found.append(problem_with(kinds.BINDER_DAMAGED, head_file, what))
    return entries, found


def kept_documents(entries: Sequence[Entry]) -> list[Entry]:
    """The documents that were added and not removed."""
    removed = {one.facts["entry"] for one in entries if one.deed is Deed.REMOVED}
    return [one for one in entries if one.deed is Deed.ADDED and one.number not in removed]


def kept_files(entries: Sequence[Entry]) -> dict[str, Entry]:
    """The digests of the files that must be there, each with the entry that added it last."""
    return {one.facts["file"]: one for one in kept_documents(entries)}


def _files(binder: Binder, entries: list[Entry]) -> Iterator[Problem]:
    """What is wrong with the files, and what is there that nobody speaks of."""
    kept = kept_files(entries)
    for name, entry in kept.items():
        path = binder.path_of(name)
        place = f"entry {entry.number}"
        if not path.is_file():
            what = f"the file of {place} is missing: {entry.facts.get('name')}"
            yield problem_with(kinds.BINDER_FILE_MISSING, path, what, place)
        elif digest_of(path) != name:
            what = f"the file of {place} was changed: {entry.facts.get('name')}"
            yield problem_with(kinds.BINDER_FILE_CHANGED, path, what, place)
    expected = {binder.chain, binder.head_file, binder.folder / _HELD}
    expected |= {binder.path_of(name) for name in kept}
    for path in sorted(one for one in binder.folder.rglob("*") if one.is_file()):
        if path in expected:
            continue
        relative = path.relative_to(binder.folder)
        if path.suffix == _PART or (relative.parts[0] == FILES and _interrupted(path)):
            what = f"{relative} was being added or removed when something stopped it"
            yield problem_with(kinds.BINDER_INTERRUPTED, path, what)
        else:
            what = f"no entry speaks of {relative}"
            yield problem_with(kinds.BINDER_UNKNOWN_FILE, path, what)


def _interrupted(path: Path) -> bool:
    """Whether it is what an interrupted addition or removal leaves: a whole file of no entry."""
    return path.name in (WAITING, digest_of(path))
