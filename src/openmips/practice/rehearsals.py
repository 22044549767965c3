"""What rehearsals say: the canonical documents that the rows of a person's rehearsals hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from openmips.formats.qpp_sets import PROGRAM
from openmips.practice.exact import ExactDecoder
from openmips.practice.models import Practice, RehearsalSet, RehearsalSubmission

Document = dict[str, Any]


def document_of_row(row: RehearsalSubmission | RehearsalSet) -> Document:
    """The canonical document, numbers to the last digit; a submission's is without its sets."""
    document: Document = json.loads(row.document, cls=ExactDecoder)
    return document


def set_key(document: Mapping[str, Any]) -> tuple[str, str, str]:
    """What no two sets of one submitter have in common."""
    return document["category"], document["submissionMethod"], document[PROGRAM]


def forget_rehearsals(practice: Practice) -> None:
    """Delete what the members of a practice rehearsed under its TIN."""
    if practice.tin:
        RehearsalSubmission.objects.filter(
            owner__memberships__practice=practice, tin=practice.tin
        ).delete()
