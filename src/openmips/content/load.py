"""The content: the YAML files of this folder as typed objects.

Strict as the policy is: an unknown, missing or doubled key, a value of another type, and a
source, page or day that does not exist are errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from openmips.content.shapes import Change, Milestone, Page, Term, Topic
from openmips.policy.load import FOLDER as POLICY_FOLDER
from openmips.policy.load import load_sources
from openmips.policy.read import PolicyError, read_yaml
from openmips.policy.values import WrongValue, typed

FOLDER = Path(__file__).parent
"""Where the files of the content lie."""

DISCLAIMER = "disclaimer"
"""The topic that says what OpenMIPS is not."""

CONTACT = "service-center"
"""The topic that says whom to ask."""

T = TypeVar("T")


@cache
def milestones() -> Mapping[str, Milestone]:
    """What has a date, by id, in the order of a usual year."""
    return load_entries(FOLDER, "milestones.yaml", Milestone)


@cache
def glossary() -> Mapping[str, Term]:
    """Every term and short form, in the order of the alphabet."""
    return load_sourced(FOLDER, "glossary.yaml", Term)


@cache
def topics() -> Mapping[str, Topic]:
    """Everything else that is explained, by id."""
    found = load_sourced(FOLDER, "topics.yaml", Topic)
    _check_pages("topics.yaml", found, pages())
    return found


@cache
def questions() -> Mapping[str, Topic]:
    """What practices ask; the title is the question, what it says the answer."""
    found = load_sourced(FOLDER, "questions.yaml", Topic)
    _check_pages("questions.yaml", found, pages())
    return found


@cache
def pages() -> Mapping[str, Page]:
    """Official pages, by id."""
    return load_sourced(FOLDER, "pages.yaml", Page)


@cache
def changes() -> Mapping[date, tuple[Change, ...]]:
    """What was changed on which day, the last first."""
    return load_changes(FOLDER)


def load_entries(folder: Path, file: str, kind: type[T]) -> Mapping[str, T]:
    """The entries of a file, each as `kind`, in the order of the file. Raises PolicyError."""
    found = {}
    for key, entry in _read(folder, file).items():
        try:
            found[str(key)] = typed(entry, kind)
        except WrongValue as error:
            raise PolicyError(file, error.found, error.expected, provision=str(key)) from error
    return MappingProxyType(found)


def load_sourced(folder: Path, file: str, kind: type[T]) -> Mapping[str, T]:
    """Like `load_entries`, of entries whose source must be one of the policy's."""
    found = load_entries(folder, file, kind)
    sources = load_sources(POLICY_FOLDER)
    for key, entry in found.items():
        source = getattr(entry, "source", None)
        if source not in sources:
            raise PolicyError(file, repr(source), "a source of sources.yaml", provision=key)
    return found


def load_changes(folder: Path) -> Mapping[date, tuple[Change, ...]]:
    """The history by day. Raises PolicyError."""
    file, found = "changes.yaml", {}
    for key, entry in _read(folder, file).items():
        try:
            found[typed(key, date)] = typed(entry, tuple[Change, ...])
        except WrongValue as error:
            raise PolicyError(file, error.found, error.expected, provision=str(key)) from error
    return MappingProxyType(dict(sorted(found.items(), reverse=True)))


def _read(folder: Path, file: str) -> dict[str | int, Any]:
    return read_yaml((folder / file).read_text("utf-8"), file)


def _check_pages(file: str, found: Mapping[str, Topic], known: Mapping[str, Page]) -> None:
    for key, topic in found.items():
        for page in topic.pages:
            if page not in known:
                raise PolicyError(file, repr(page), "a page of pages.yaml", provision=key)
