"""The file to send is made, and kept as it was made with its receipt."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from openmips.answers.submission_builder import READY, BuildAnswer, build_submission
from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.deeds import deed
from openmips.practice.documents import profile
from openmips.practice.models import PracticeYear, Role, SubmissionRecord
from openmips.practice.year_ends import year_ends


class Blocked(Exception):
    """Something stands in the way of a file; `answer` says what."""

    def __init__(self, answer: BuildAnswer) -> None:
        super().__init__("Something stands in the way of the file.")
        self.answer = answer


def drafts(year: PracticeYear, as_of: date) -> dict[str, BuildAnswer]:
    """What each entity's file would be as the year is remembered now. Nothing is kept."""
    return {
        entity: build_submission(document, profile=profile(year, whose=entity), as_of=as_of)
        for entity, document in year_ends(year).items()
    }


def latest_files(year: PracticeYear) -> list[SubmissionRecord]:
    """Of everybody for whom files were made, the latest."""
    found: dict[tuple[str, str], SubmissionRecord] = {}
    for one in year.submissions.order_by("id"):
        document = json.loads(one.document)
        found[document["entityType"], document.get("nationalProviderIdentifier", "")] = one
    return list(found.values())


def make_submissions(
    actor: Actor, practice_id: UUID | str, performance_year: int, as_of: date
) -> list[SubmissionRecord]:
    """Make the file of everybody whose file is ready, each by itself.

    Raises NotThere and NotAllowed.
    """
    year = access.year(actor, practice_id, performance_year, Role.EDITOR)
    ready = [entity for entity, one in drafts(year, as_of).items() if one["outcome"] == READY]
    return [make_submission(actor, practice_id, performance_year, one, as_of) for one in ready]


def make_submission(
    actor: Actor, practice_id: UUID | str, performance_year: int, entity: str, as_of: date
) -> SubmissionRecord:
    """Make the file of an entity and keep it. Raises Blocked, NotThere and NotAllowed."""
    with deed(actor, "submission made") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        document = year_ends(year).get(entity)
        if document is None:
            raise NotThere(f"Nothing was said of {entity} in {performance_year}.")
        answer = build_submission(document, profile=profile(year, whose=entity), as_of=as_of)
        text, receipt = answer["text"], answer["receipt"]
        if answer["outcome"] != READY or text is None or receipt is None:
            raise Blocked(answer)
        kept = SubmissionRecord.objects.create(
            year=year,
            made_by=actor.user,
            made_at=actor.at,
            document=text,
            digest=receipt["digest"].removeprefix("sha256:"),
            receipt=receipt,
        )
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"submission": kept.pk, "digest": kept.digest}
    return kept
