"""What the content consists of. All of it is text that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Kind(Enum):
    """What happens on a date."""

    OPENS = "opens"
    CLOSES = "closes"
    STARTS = "starts"
    ENDS = "ends"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One thing that happens every year. `whom` says in words what `concerns` decides.

    `deadline`: something can be done until then, and no longer.
    """

    kind: Kind
    deadline: bool
    name: str
    to_do: str
    whom: str
    concerns: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word or short form: what it stands for, what it means, what else helps."""

    stands_for: str | None
    means: str
    more: str | None
    source: str
    checked: date

    @property
    def sentence(self) -> str:
        """The long form, where there is one, and the meaning."""
        return self.means if self.stands_for is None else f"{self.stands_for}, {self.means}"


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to know, in paragraphs; `facts` are short ones such as a phone number."""

    title: str
    says: tuple[str, ...]
    facts: Mapping[str, str]
    pages: tuple[str, ...]
    source: str
    checked: date


@dataclass(frozen=True, slots=True)
class Page:
    """An official page; `years` are the performance years it speaks of, none: always."""

    title: str
    address: str
    years: tuple[int, ...]
    source: str
    checked: date


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed in the content or the law, and where."""

    area: str
    says: str
