"""The index of an evidence binder: by year and category what is kept, said and removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from openmips.answers.binder import WHOLE, title_of
from openmips.catalog.load import catalog_for
from openmips.practice.binder.entries import About, Deed, Entry, digest
from openmips.practice.binder.keeping import documents, holds, kept_until
from openmips.web.reports.report import Report

_SAID = {
    Deed.NOTED: "Note",
    Deed.SIGNED: "Signed",
    Deed.HELD: "Legal hold",
    Deed.RELEASED: "Hold released",
}


def binder_index(entries: Sequence[Entry], names: Mapping[int, str]) -> Report:
    """The index; `names` are where the documents lie beside it, by their numbers."""
    first, last = entries[0], entries[-1]
    years = sorted({one.about.performance_year for one in entries if one.about is not None})
    says = {
        "years": [_year(year, entries, names) for year in years],
        "count": len(entries),
        "documents": len(names),
        "seal": digest(last.line()),
        "last": last.at.date(),
    }
    year = years[-1] if years else first.at.year
    practice = str(first.facts.get("practice", ""))
    return Report("binder", "Evidence binder", practice, year, last.at.date(), says)


def _year(year: int, entries: Sequence[Entry], names: Mapping[int, str]) -> dict[str, Any]:
    order = list(WHOLE)
    things = sorted(
        {
            one.about
            for one in entries
            if one.about is not None and one.about.performance_year == year
        },
        key=lambda one: (order.index(one.category), one.entry_id or ""),
    )
    return {
        "year": year,
        "kept_until": kept_until(year),
        "holds": [one.facts["text"] for one in holds(entries, year)],
        "things": [_thing(one, entries, names) for one in things],
    }


def _thing(about: About, entries: Sequence[Entry], names: Mapping[int, str]) -> dict[str, Any]:
    title = title_of(about.category, about.entry_id, catalog_for(about.performance_year))
    return {
        "title": title if about.entry_id is None else f"{about.entry_id}: {title}",
        "category": WHOLE[about.category],
        "documents": list(_documents(about, entries, names)),
        "said": [
            {
                "what": _SAID[one.deed],
                "text": one.facts["text"],
                "by": one.by,
                "at": one.at.date(),
                "number": one.number,
            }
            for one in entries
            if one.about == about and one.deed in _SAID
        ],
    }


def _documents(
    about: About, entries: Sequence[Entry], names: Mapping[int, str]
) -> Iterator[dict[str, Any]]:
    for one in documents(entries):
        entry = one.entry
        if entry.about != about:
            continue
        name = names.get(entry.number)
        yield {
            "number": entry.number,
            "name": entry.facts["name"],
            "address": None if name is None else quote(name),
            "by": entry.by,
            "at": entry.at.date(),
            "text": entry.facts.get("text", ""),
            "items": entry.facts.get("items", ()),
            "digest": entry.facts["file"],
            "removed": one.removed
            and {
                "by": one.removed.by,
                "at": one.removed.at.date(),
                "reason": one.removed.facts["text"],
            },
        }
