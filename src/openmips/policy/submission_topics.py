"""The rules of CMS's submission service: which provisions exist, and what type each has."""

from __future__ import annotations

from dataclasses import dataclass

from openmips.why import Provision


@dataclass(frozen=True, slots=True)
class SubmissionPolicy:
    """What may be sent by file or by program, and what each set must name.

    `certification_needed` holds category names, or a category and a submission method joined
    by a point (`quality.electronicHealthRecord`).
    """

    upload_methods: Provision[frozenset[str]]
    certification_needed: Provision[frozenset[str]]
    interoperability_refused_for: Provision[frozenset[str]]
    removed_fields: Provision[frozenset[str]]
    quality_whole_year: Provision[bool]
