"""What a document is said to prove, and which lines of the lists of evidence are proved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openmips.answers.binder import WHOLE, Line, ToProve
from openmips.catalog.load import YEARS, Catalog, catalog_for
from openmips.catalog.search import same_id
from openmips.performance import Category
from openmips.practice.binder.entries import About, Deed, Entry
from openmips.practice.binder.keeping import Document, documents
from openmips.practice.refusals import refusal
from openmips.problems.binder_kinds import NOT_EVIDENCE
from openmips.selection.proofs import numbered

_PARTS = re.compile(r"[/\s]+")
_FEWEST, _MOST = 2, 3


@dataclass(frozen=True, slots=True)
class Proved:
    """A line of a list of evidence, and the documents that prove it; none where it lacks."""

    line: Line
    by: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How what was reported is proved; `others` are documents about it that name no line.

    `signed` are the signatures that stand for it.
    """

    reported: ToProve
    lines: tuple[Proved, ...]
    others: tuple[Document, ...]
    signed: tuple[Entry, ...]


def about(text: str) -> About:
    """What "2024/quality/236" or "2024 practice" names. Raises ProblemsFound."""
    parts = [part for part in _PARTS.split(text.strip()) if part]
    if not _FEWEST <= len(parts) <= _MOST:
        raise _refused(text, "a year, a category, and a measure or activity if there is one")
    year, category = parts[0], parts[1].casefold()
    if year not in map(str, YEARS):
        raise _refused(year, f"a year: {', '.join(map(str, YEARS))}")
    if category not in WHOLE:
        raise _refused(parts[1], f"a category: {', '.join(WHOLE)}")
    if len(parts) < _MOST:
        return About(int(year), category)
    known = _known(category, catalog_for(int(year)))
    own = next((one for one in known if same_id(parts[2], one)), None)
    if own is None:
        raise _refused(parts[2], f"a measure or activity of {category} in {year}")
    return About(int(year), category, own)


def _known(category: str, catalog: Catalog) -> Iterable[str]:
    ids: Mapping[str, Mapping[str, Any]] = {
        Category.QUALITY.value: catalog.quality,
        Category.ACTIVITIES.value: catalog.activities,
        Category.INTEROPERABILITY.value: catalog.interoperability,
        Category.COST.value: catalog.cost,
    }
    return ids.get(category, {})


def _refused(found: str, expected: str) -> Exception:
    return refusal(NOT_EVIDENCE, f"{found!r} is none", expected)


def lines_about(what: About) -> tuple[Line, ...]:
    """The whole list of evidence of something, each line with its number."""
    texts = numbered(what.category, what.entry_id, catalog_for(what.performance_year))
    return tuple(Line(number, text) for number, text in enumerate(texts, 1))


def items(what: About, numbers: Iterable[int]) -> tuple[str, ...]:
    """Lines by their numbers, in words. Raises ProblemsFound for a number without a line."""
    lines = {line.number: line.text for line in lines_about(what)}
    for number in numbers:
        if number not in lines:
            raise _refused(f"line {number}", f"a line from 1 to {len(lines)}")
    return tuple(lines[number] for number in numbers)


def standing(
    performance_year: int, reported: Sequence[ToProve], entries: Sequence[Entry]
) -> list[Standing]:
    """How each thing that was reported is proved by the documents that are kept.

    A document about a category as a whole proves the lines it names for all that is in it.
    """
    kept = [one for one in documents(entries) if one.removed is None]
    signatures = [one for one in entries if one.deed is Deed.SIGNED]
    found = []
    for one in reported:
        whole = About(performance_year, one.category)
        own = About(performance_year, one.category, one.entry_id)
        near = [document for document in kept if document.entry.about in (own, whole)]
        lines = tuple(
            Proved(line, tuple(each for each in near if line.text in named(each)))
            for line in one.lines
        )
        texts = {line.text for line in one.lines}
        others = (
            each for each in near if each.entry.about == own and not texts.intersection(named(each))
        )
        signed = (each for each in signatures if each.about == own)
        found.append(Standing(one, lines, tuple(others), tuple(signed)))
    return found


def named(document: Document) -> Sequence[str]:
    """The lines of evidence that a document is said to prove."""
    found: Sequence[str] = document.entry.facts.get("items", ())
    return found
