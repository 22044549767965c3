"""What a submission reports that has to be proved, and the lines of each list of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from openmips.answers.score import Facts
from openmips.catalog.entries import Activity
from openmips.catalog.load import Catalog
from openmips.catalog.search import Measure
from openmips.performance import Category, Performance
from openmips.selection.proofs import PRACTICE, numbered, proofs_of

WHOLE = {
    "quality": "Quality",
    "ia": "Improvement activities",
    "pi": "Promoting interoperability",
    "cost": "Cost",
    PRACTICE: "The practice",
}
"""What is proved where no measure or activity is named."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list of evidence; `number` is its place in the whole list."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ToProve:
    """Something that was reported: a measure, an activity, or a category as a whole."""

    category: str
    entry_id: str | None
    title: str
    lines: tuple[Line, ...]


def to_prove(facts: Facts) -> list[ToProve]:
    """Everything that the submissions report, in the order of the categories, the practice last.

    What proves a promoting interoperability measure as well as all others stands once, with the
    category. Without a catalog of the year there is nothing.
    """
    catalog = facts.catalog
    if catalog is None:
        return []
    found: dict[tuple[str, str | None], dict[str, None]] = {}
    for category, entry_id, collection_type in _reported(facts.performances):
        texts = proofs_of(category, entry_id, collection_type, catalog)
        if category == Category.INTEROPERABILITY.value and entry_id is not None:
            shared = proofs_of(category, None, None, catalog)
            texts = tuple(text for text in texts if text not in shared)
        found.setdefault((category, entry_id), {}).update(dict.fromkeys(texts))
    order = list(WHOLE)
    return [
        ToProve(
            category,
            entry_id,
            title_of(category, entry_id, catalog),
            _lines(category, entry_id, texts, catalog),
        )
        for (category, entry_id), texts in sorted(
            found.items(), key=lambda one: (order.index(one[0][0]), one[0][1] or "")
        )
    ]


def title_of(category: str, entry_id: str | None, catalog: Catalog) -> str:
    """What a measure or activity is called; the category's name where none is named."""
    known: Mapping[str, Mapping[str, Measure | Activity]] = {
        Category.QUALITY.value: catalog.quality,
        Category.ACTIVITIES.value: catalog.activities,
        Category.INTEROPERABILITY.value: catalog.interoperability,
        Category.COST.value: catalog.cost,
    }
    entry = known.get(category, {}).get(entry_id or "")
    return WHOLE[category] if entry is None else entry.title


def _lines(
    category: str, entry_id: str | None, texts: Iterable[str], catalog: Catalog
) -> tuple[Line, ...]:
    every = numbered(category, entry_id, catalog)
    return tuple(sorted((Line(every.index(one) + 1, one) for one in texts), key=_number))


def _number(line: Line) -> int:
    return line.number


def _reported(
    performances: Iterable[Performance],
) -> Iterator[tuple[str, str | None, str | None]]:
    """Category, id and collection type of what is reported; no activity that was not done."""
    for one in performances:
        for result in one.quality:
            yield Category.QUALITY.value, result.measure_id, result.collection_type
        for activities in one.activities:
            for activity_id, done in activities.done.items():
                if done:
                    yield Category.ACTIVITIES.value, activity_id, None
        for objectives in one.interoperability:
            yield Category.INTEROPERABILITY.value, None, None
            for measure_id, value in objectives.measures.items():
                if value is not False:
                    yield Category.INTEROPERABILITY.value, measure_id, None
        if one.cost:
            yield Category.COST.value, None, None
        yield PRACTICE, None, None
