"""Which figure a column of a table holds, whatever the table and its year call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType

from openmips.content.load import load_entries
from openmips.feedback.library import FOLDER


class Meaning(Enum):
    """What a column is about."""

    FIGURE = "figure"
    STATUS = "status"
    FACT = "fact"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is known: what it is about, in detail, and its names."""

    meaning: Meaning
    category: str | None
    detail: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What a column of a table is; `number` counts the measures of a row."""

    column: Column
    number: int | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    names: tuple[str, ...]


@cache
def columns() -> Mapping[str, Column]:
    """Every known column by its id. Raises PolicyError."""
    return load_entries(FOLDER, "columns.yaml", Column)


def bare(name: str) -> str:
    """A name in small letters and digits alone; "#" stays."""
    return "".join(one for one in name.casefold() if one.isalnum() or one == "#")


def place_of(name: str) -> Place | None:
    """What a column of that name is, None where nobody knows."""
    plain = bare(name)
    known = _by_name()
    if plain in known:
        return Place(known[plain])
    stem = plain.rstrip("0123456789")
    digits = plain[len(stem) :]
    numbered = known.get(f"{stem}#")
    if numbered is None or not digits.isascii() or not digits:
        return None
    return Place(numbered, int(digits))


@cache
def _by_name() -> Mapping[str, Column]:
    return MappingProxyType({bare(name): one for one in columns().values() for name in one.names})


def collection_type_of(words: str) -> str | None:
    """The collection type that CMS's words name, None where they name none."""
    return _collection_words().get(bare(words))


@cache
def _collection_words() -> Mapping[str, str]:
    found = load_entries(FOLDER, "collection_words.yaml", _Words)
    return MappingProxyType({bare(name): one for one, said in found.items() for name in said.names})
