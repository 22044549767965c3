"""Whether CMS's service would take a submission, or one set or measurement of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openmips.formats.identifiers import ENTITY_ID, NPI, TIN
from openmips.formats.qpp_json import (
    MEASUREMENT_SETS,
    PERFORMANCE_YEAR,
    Submission,
    read_submission,
)
from openmips.formats.qpp_sets import MEASUREMENTS
from openmips.formats.qpp_writer import document_of
from openmips.problems import document_kinds
from openmips.problems.finding import (
    Findings,
    Problem,
    ProblemKind,
    ProblemsFound,
    Severity,
    item,
    shown,
)
from openmips.problems.rehearsal_kinds import ENTITY_ID_UNUSABLE, NOT_A_TEST_TIN, WINDOW_CLOSED
from openmips.problems.upload_kinds import NOTHING_TO_UPLOAD

ENTITY_TYPE = "entityType"
KEY = (PERFORMANCE_YEAR, ENTITY_TYPE, TIN, NPI, ENTITY_ID)
"""What names a submission: its performance year and its entity."""

LONGEST_ENTITY_ID = 100

_ENVELOPES = frozenset({"data", "submission", MEASUREMENT_SETS})
_SET = item(f"$.{MEASUREMENT_SETS}", 0)
_OF_TESTS = "000"

Document = dict[str, Any]
Places = Callable[[str], str]
"""Where in a body stands what stands at a place of the whole document."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What this rehearsal plays: CMS's preview, which takes test TINs only; which years are open.

    `open_years` None means all.
    """

    preview: bool = False
    open_years: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A submission that would be taken, and what should be looked at all the same."""

    submission: Submission
    warnings: tuple[Problem, ...]

    @property
    def document(self) -> Document:
        """The canonical document."""
        return document_of(self.submission)

    @property
    def set_document(self) -> Document:
        """The canonical document of the one set that was checked."""
        (one,) = self.document[MEASUREMENT_SETS]
        return dict(one)


def check_submission(document: Mapping[str, object], stage: Stage) -> Checked:
    """What a submission says; it may hold no sets. Raises ProblemsFound."""
    try:
        read = read_submission(document, for_upload=True)
    except ProblemsFound as stopped:
        others = [one for one in stopped.problems if one.code != NOTHING_TO_UPLOAD.code]
        if any(one.severity is Severity.ERROR for one in others):
            raise ProblemsFound(others) from stopped
        read = read_submission(document, for_upload=False)
    submission = read.value
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    entity = submission.entity
    for kind, place, found, expected in _unfit(submission, stage):
        findings.add(kind, f"$.{place}", found, expected)
    if entity.entity_id is not None and (
        len(entity.entity_id) > LONGEST_ENTITY_ID or not entity.entity_id.isprintable()
    ):
        found = f"entityId is {shown(entity.entity_id)}"
        expected = f"at most {LONGEST_ENTITY_ID} characters that can be printed"
        findings.add(ENTITY_ID_UNUSABLE, f"$.{ENTITY_ID}", found, expected)
    findings.stop()
    return Checked(submission, read.warnings)


def _unfit(submission: Submission, stage: Stage) -> list[tuple[ProblemKind, str, str, str]]:
    """What the stage does not take."""
    tin, year = submission.entity.tin, submission.performance_year
    unfit = []
    if stage.preview and tin is not None and not tin.startswith(_OF_TESTS):
        found = f"{TIN} does not begin with {_OF_TESTS}"
        unfit.append((NOT_A_TEST_TIN, TIN, found, f"a TIN that begins with {_OF_TESTS}"))
    if stage.open_years is not None and year not in stage.open_years:
        years = ", ".join(map(str, sorted(stage.open_years))) or "no year"
        found = f"{PERFORMANCE_YEAR} is {year}"
        unfit.append((WINDOW_CLOSED, PERFORMANCE_YEAR, found, years))
    return unfit


def check_set(
    key: Mapping[str, object], one: Mapping[str, object], places: Places, stage: Stage
) -> Checked:
    """What one set of the submission with a key says. Raises ProblemsFound.

    Problems stand where `places` says that the body has what they speak of.
    """
    named = {name: value for name, value in key.items() if name not in _ENVELOPES}
    try:
        checked = check_submission({**named, MEASUREMENT_SETS: [one]}, stage)
    except ProblemsFound as stopped:
        raise ProblemsFound(_placed(stopped.problems, places)) from stopped
    return replace(checked, warnings=_placed(checked.warnings, places))


def in_set(location: str) -> str:
    """The body is a set that may name its submission."""
    return _moved(location, _SET, "$") or _moved(location, "$", "$.submission") or location


def merged_set(stored: Mapping[str, Any], change: Mapping[str, Any]) -> tuple[Document, Places]:
    """A set with what a change names in place of what it said, and where that stands.

    A measurement in the change takes the place of the one with its id; the others stay.
    """
    merged: Document = {**stored, **change}
    given = change.get(MEASUREMENTS)
    if given is None:
        merged[MEASUREMENTS] = stored[MEASUREMENTS]
    if not isinstance(given, list):
        return merged, in_set
    ids = [one.get("measureId") for one in given if isinstance(one, Mapping)]
    kept = [one for one in stored[MEASUREMENTS] if one["measureId"] not in ids]
    merged[MEASUREMENTS] = [*kept, *given]
    whole, own = f"{_SET}.{MEASUREMENTS}", f"$.{MEASUREMENTS}"

    def in_change(location: str) -> str:
        for number in range(len(kept) + len(given)):
            place = own if number < len(kept) else item(own, number - len(kept))
            found = _moved(location, item(whole, number), place)
            if found is not None:
                return own if number < len(kept) else found
        return in_set(location)

    return merged, in_change


def with_measurement(
    stored: Mapping[str, Any], old: str | None, new: Mapping[str, Any] | None
) -> tuple[Document, Places]:
    """A set with one measurement taken out, one put in, or both; and where the body has it."""
    kept = [one for one in stored[MEASUREMENTS] if one["measureId"] != old]
    place = item(f"{_SET}.{MEASUREMENTS}", len(kept))

    def in_measurement(location: str) -> str:
        return _moved(location, place, "$") or "$.measurementSetId"

    return {**stored, MEASUREMENTS: kept if new is None else [*kept, new]}, in_measurement


def _moved(location: str, whole: str, own: str) -> str | None:
    """The location with its beginning replaced; None where it begins otherwise."""
    rest = location.removeprefix(whole)
    return own + rest if location.startswith(whole) and rest[:1] in ("", ".", "[") else None


def _placed(problems: Sequence[Problem], places: Places) -> tuple[Problem, ...]:
    return tuple(replace(one, location=places(one.location)) for one in problems)
