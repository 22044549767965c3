"""Which words, topics, questions and pages a reader is looking for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType

from openmips.content.load import glossary, pages, questions, topics
from openmips.content.shapes import Page, Topic

TERM, TOPIC, QUESTION, PAGE = "term", "topic", "question", "page"
"""What an entry is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to read, whatever file it comes from."""

    kind: str
    entry_id: str
    title: str
    says: tuple[str, ...]
    source: str
    checked: date
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    pages: tuple[Page, ...] = ()


def entries() -> Iterator[Entry]:
    """Everything there is to read: topics, questions, terms, pages."""
    for kind, found in ((TOPIC, topics()), (QUESTION, questions())):
        for entry_id, topic in found.items():
            yield _of_topic(kind, entry_id, topic)
    for word, term in glossary().items():
        sentence = term.sentence[:1].upper() + term.sentence[1:]
        says = (sentence,) if term.more is None else (sentence, term.more)
        yield Entry(TERM, word, word, says, term.source, term.checked)
    for entry_id, page in pages().items():
        yield Entry(PAGE, entry_id, page.title, (), page.source, page.checked, pages=(page,))


def _of_topic(kind: str, entry_id: str, topic: Topic) -> Entry:
    known = pages()
    linked = tuple(known[page] for page in topic.pages)
    return Entry(
        kind, entry_id, topic.title, topic.says, topic.source, topic.checked, topic.facts, linked
    )


def named(name: str) -> Entry | None:
    """The entry of that id or title, whatever its capital letters and hyphens."""
    wanted = _plain(name)
    for entry in entries():
        if wanted in (_plain(entry.entry_id), _plain(entry.title)):
            return entry
    return None


def near(name: str) -> tuple[str, ...]:
    """Ids of entries that look like the name."""
    ids = {_plain(entry.entry_id): entry.entry_id for entry in entries()}
    return tuple(ids[one] for one in get_close_matches(_plain(name), ids))


def search(words: str) -> tuple[Entry, ...]:
    """Entries that hold every word, those that hold them in their title first."""
    wanted = words.casefold().split()
    found = []
    for entry in entries():
        title = f"{entry.entry_id} {entry.title}".casefold()
        text = " ".join((title, *entry.says, *entry.facts, *entry.facts.values())).casefold()
        if all(word in text for word in wanted):
            found.append((not all(word in title for word in wanted), entry))
    return tuple(entry for _, entry in sorted(found, key=lambda one: one[0]))


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())
