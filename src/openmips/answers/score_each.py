"""What each clinician, practice or entity scores of whom there are documents, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict

from openmips.answers.checked_files import FileAnswer, FileProblem, examined, file_answer
from openmips.answers.checked_files import file_problem as told
from openmips.answers.documents import Document
from openmips.answers.parallel import Progress, each
from openmips.answers.score import facts_of, score_answer
from openmips.answers.shapes import ScoreAnswer
from openmips.formats.examine import Examined, Examiner
from openmips.formats.profile import Profile
from openmips.formats.qpp_json import Submission
from openmips.people import Entity, EntityType
from openmips.problems.finding import Problem, ProblemsFound


class EachScore(TypedDict):
    """One score: whose it is, the files it was made from, and the answer or what is wrong.

    `answer` is what `openmips score` says; `output` where it was written instead.
    """

    entityType: str
    taxpayerIdentificationNumber: str | None
    nationalProviderIdentifier: str | None
    entityId: str | None
    performanceYear: int
    files: list[str]
    problems: list[FileProblem]
    answer: NotRequired[ScoreAnswer]
    output: NotRequired[str]


class EachAnswer(TypedDict):
    """All scores, and the files that could not be read."""

    scores: list[EachScore]
    rejected: list[FileAnswer]


@dataclass(frozen=True, slots=True)
class Unit:
    """One clinician, practice or entity in one year, and all that counts for it."""

    entity: Entity
    performance_year: int
    submissions: tuple[Submission, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads one document; can be sent to another process."""

    examiner: Examiner

    def __call__(self, document: Document) -> tuple[Submission | None, FileAnswer]:
        found = examined(document, self.examiner)
        submission = found.submission if isinstance(found, Examined) else None
        outcome = "rejected" if submission is None else "accepted"
        return submission, file_answer(document, outcome, found)


@dataclass(frozen=True, slots=True)
class _Scoring:
    """Scores one unit; can be sent to another process."""

    profile: Profile | None
    as_of: date

    def __call__(self, unit: Unit) -> ScoreAnswer | tuple[Problem, ...]:
        try:
            return score_answer(facts_of(unit.submissions, self.profile), self.as_of)
        except ProblemsFound as stopped:
            return stopped.problems


def score_each(
    found: Sequence[Document],
    profile: Profile | None = None,
    as_of: date | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> EachAnswer:
    """The score of everybody of whom the documents speak, each by himself.

    A clinician's own documents are scored together with those of the practice's group, and
    the better score counts, as for CMS. The profile, if there is one, is everybody's.
    """
    read = list(each(_Reading(Examiner(for_upload=False)), found, workers, progress))
    submissions = [one for one, _ in read if one is not None]
    scoring = _Scoring(profile, as_of or date.today())
    parts = units(submissions)
    answers = each(scoring, parts, workers)
    return {
        "scores": [_score(unit, answer) for unit, answer in zip(parts, answers, strict=True)],
        "rejected": [answer for one, answer in read if one is None],
    }


def units(submissions: Sequence[Submission]) -> list[Unit]:
    """Whom submissions are of, in the order they first appear, each with what counts for him."""
    entities = {_key(one): one for one in reversed(submissions)}
    found = []
    for key in dict.fromkeys(map(_key, submissions)):
        first = entities[key]
        held = tuple(one for one in submissions if _key(one) == key)
        entity, year = first.entity, first.performance_year
        if entity.entity_type is EntityType.INDIVIDUAL:
            held += tuple(
                one
                for one in submissions
                if one.entity.entity_type is EntityType.GROUP
                and (one.entity.tin, one.performance_year) == (entity.tin, year)
            )
        found.append(Unit(entity, year, held))
    return found


def _key(submission: Submission) -> tuple[object, ...]:
    entity, year = submission.entity, submission.performance_year
    if entity.entity_type in (EntityType.INDIVIDUAL, EntityType.GROUP):
        return year, entity.entity_type, entity.tin, entity.npi
    return year, entity.entity_type, entity.entity_id


def _score(unit: Unit, answer: ScoreAnswer | tuple[Problem, ...]) -> EachScore:
    entity = unit.entity
    score: EachScore = {
        "entityType": entity.entity_type.value,
        "taxpayerIdentificationNumber": entity.tin,
        "nationalProviderIdentifier": entity.npi,
        "entityId": entity.entity_id,
        "performanceYear": unit.performance_year,
        "files": [one.file or "" for one in unit.submissions],
        "problems": [told(one) for one in answer] if isinstance(answer, tuple) else [],
    }
    if not isinstance(answer, tuple):
        score["answer"] = answer
    return score
