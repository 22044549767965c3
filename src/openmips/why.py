"""Why a value is what it is: provisions with their citations, and reasons made of reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Generic, TypeVar

from openmips.amounts import plain
from openmips.values import value

T = TypeVar("T")


class Attestation(Enum):
    """How well a provision is attested, from the text of the regulation down to memory."""

    REGULATION = "regulation"
    CMS_DOCUMENT = "cms_document"
    CMS_DATA = "cms_data"
    PUBLISHED_RESULT = "published_result"
    SECONDARY = "secondary"
    DERIVED = "derived"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a provision stands: a source of `policy/sources.yaml` and the place in it."""

    source: str
    title: str
    place: str

    def __str__(self) -> str:
        return f"{self.title}, {self.place}" if self.place else self.title


@dataclass(frozen=True, slots=True)
class Provision(Generic[T]):
    """One number, list or choice of the law for one performance year.

    `name` is "topic.provision", `says` its meaning in plain words, `unit` one of the
    policy's units, `checked` the day somebody last compared it with its source.
    """

    name: str
    value: T
    unit: str
    year: int
    says: str
    citation: Citation
    attestation: Attestation
    checked: date


@value
class Why:
    """A sentence, the provisions it rests on, and the parts it was made from.

    The sentence is kept as a template and its facts and is put together only when it is
    read, so that a nation can be scored without formatting a single sentence.
    """

    template: str
    facts: tuple[object, ...] = ()
    under: tuple[Provision[Any], ...] = ()
    parts: tuple[Why, ...] = ()

    @property
    def says(self) -> str:
        """The sentence, with every number printed exactly as the public answers print it."""
        return self.template.format(*map(plain, self.facts)) if self.facts else self.template

    def walk(self) -> Iterator[Why]:
        """This reason and all reasons below it, parents first."""
        yield self
        for part in self.parts:
            yield from part.walk()
