"""The cover of what an auditor is sent: what is in it, how it was drawn, how it is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from openmips.answers.audit import AuditAnswer
from openmips.answers.binder import title_of
from openmips.answers.collection_words import COLLECTION_TYPES
from openmips.catalog.load import catalog_for
from openmips.practice.binder.audit_package import SAMPLE, list_name
from openmips.practice.binder.entries import Entry
from openmips.practice.binder.showing import about_text
from openmips.web.reports.report import Report


def audit_cover(
    answer: AuditAnswer, practice: str, documents: Sequence[Entry], names: Mapping[int, str]
) -> Report:
    """The cover; `names` are where the documents lie beside it, by their numbers."""
    year = answer["performanceYear"]
    catalog = catalog_for(year)
    says = {
        "answer": answer,
        "notice": date.fromisoformat(answer["notice"]),
        "due": date.fromisoformat(answer["due"]),
        "measures": [
            {
                **one,
                "title": title_of("quality", one["measureId"], catalog),
                "file": list_name(one["measureId"]),
                "cells": list(one["counts"].values()),
            }
            for one in answer["measures"]
        ],
        "elsewhere": [
            (one["measureId"], COLLECTION_TYPES.get(one["collectionType"], one["collectionType"]))
            for one in answer["elsewhere"]
        ],
        "sampleFile": SAMPLE,
        "documents": [
            {
                "address": names[one.number],
                "about": about_text(one.about),
                "name": one.facts["name"],
                "at": one.at.date(),
                "by": one.by,
                "items": one.facts.get("items", ()),
                "text": one.facts.get("text", ""),
            }
            for one in documents
        ],
    }
    as_of = date.fromisoformat(answer["asOf"])
    return Report("audit", f"Answer to the audit of {year}", practice, year, as_of, says)
