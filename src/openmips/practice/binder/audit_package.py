"""What an auditor is sent, as one zip: the lists, the sample, and the evidence of the year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from openmips.answers.audit import AuditAnswer, Listed
from openmips.formats.spreadsheets import table_text
from openmips.practice.binder.exporting import (
    Package,
    Pages,
    put_documents,
    readable_names,
    sound,
)
from openmips.practice.binder.store import Binder
from openmips.practice.binder.verifying import kept_documents
from openmips.practice.vault.folders import whole_file

SAMPLE = "chosen.csv"
COLUMNS = {
    "measure": "measureId",
    "stratum": "stratum",
    "answer": "answer",
    "in_numerator": None,
    "in_denominator": None,
    "tin": "tin",
    "npi": "npi",
    "patient_id": "patient",
    "birth_date": "birthDate",
    "days_of_service": "days",
    "claim_ids": "claimIds",
    "counts": "counts",
    "reason": "says",
    "chosen": "chosen",
}
"""The columns of a list, and where each comes from."""

_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_RATED = frozenset({"met", "not met"})


def write_package(binder: Binder, target: Path, answer: AuditAnswer, cover: Pages) -> int:
    """Write all that the auditor is sent; how many documents of the binder are in it.

    `cover` is made from the documents of the year and where they lie.

    The file is there only when all is in it. Raises ProblemsFound where the binder is not what
    it was.
    """
    year = answer["performanceYear"]
    with sound(binder) as entries:
        own = [
            one
            for one in kept_documents(entries)
            if one.about is not None and one.about.performance_year == year
        ]
        names = {one.number: readable_names(entries)[one.number] for one in own}
        with whole_file(target) as stream, Package(stream) as package:
            for name, content in sorted(cover(own, names).items()):
                package.put(name, content)
            for name, content in lists(answer).items():
                package.put(name, content)
            put_documents(package, binder, own, names)
    return len(own)


def lists(answer: AuditAnswer) -> dict[str, bytes]:
    """The list of each measure, and what was chosen of all of them, as CSV by file name.

    Whoever names charts has the lists already: then no other patient is named again.
    """
    ordered = sorted(answer["listed"], key=lambda one: one["measureId"])
    found = {SAMPLE: _table(one for one in ordered if one["chosen"])}
    if "charts" not in answer:
        for name, own in groupby(ordered, key=lambda one: one["measureId"]):
            found[list_name(name)] = _table(own)
    return found


def list_name(measure_id: str) -> str:
    """Where the list of a measure lies."""
    return f"lists/{_ODD.sub('_', measure_id)}.csv"


def _table(listed: Iterable[Listed]) -> bytes:
    return table_text(list(COLUMNS), map(_row, listed)).encode("utf-8")


def _row(one: Listed) -> dict[str, Any]:
    told: Mapping[str, Any] = one
    row = {name: told[source] for name, source in COLUMNS.items() if source is not None}
    return {
        **row,
        "in_numerator": _yes(one["answer"] == "met"),
        "in_denominator": _yes(one["answer"] in _RATED),
        "days_of_service": " ".join(one["days"]),
        "claim_ids": " ".join(one["claimIds"]),
        "chosen": _yes(one["chosen"]),
    }


def _yes(value: bool) -> str:
    return "yes" if value else "no"
