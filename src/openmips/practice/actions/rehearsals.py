"""Submissions are rehearsed: created, replaced, merged and deleted as CMS's service does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from openmips.answers.rehearsal_checks import (
    KEY,
    Checked,
    Document,
    Places,
    check_set,
    check_submission,
    in_set,
    merged_set,
    with_measurement,
)
from openmips.formats.identifiers import ENTITY_ID, NPI, TIN
from openmips.formats.qpp_json import MEASUREMENT_SETS, Submission
from openmips.formats.qpp_sets import MEASUREMENTS
from openmips.practice import access
from openmips.practice.deeds import Deed, deed
from openmips.practice.models import RehearsalMeasurement, RehearsalSet, RehearsalSubmission
from openmips.practice.refusals import refusal
from openmips.practice.rehearsals import (
    Duplicate,
    Player,
    document_of_row,
    found_or_made,
    new_set,
    set_key,
    touch,
    write_set,
)
from openmips.problems.document_kinds import MISSING_FIELD
from openmips.problems.finding import Problem
from openmips.problems.rehearsal_kinds import NO_SUBMISSION_NAMED, OTHER_SUBMISSION

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept, and what should be looked at in it."""

    submission: RehearsalSubmission
    sets: Sequence[RehearsalSet]
    warnings: tuple[Problem, ...]


def create_submission(player: Player, body: Body) -> Kept:
    """Keep a whole submission. Raises ProblemsFound and Duplicate."""
    with deed(player.actor, "rehearsal submission created") as done:
        checked = check_submission(body, player.stage)
        row, made = found_or_made(player, checked.submission)
        if not made:
            raise Duplicate("the submission", row.public_id)
        sets = [new_set(player, row, one) for one in _sets(checked)]
        return _kept(done, row, sets, checked)


def replace_submission(player: Player, submission_id: UUID, body: Body) -> Kept:
    """Put the sets of a submission in place of the submitter's own. Its key stays.

    Raises NotThere and ProblemsFound.
    """
    with deed(player.actor, "rehearsal submission replaced") as done:
        row = access.rehearsal(player.actor, submission_id, lock=True)
        checked = check_submission(body, player.stage)
        _check_same(row, checked.submission)
        given = {set_key(one): one for one in _sets(checked)}
        held = {one.key: one for one in row.sets.filter(submitter=player.submitter)}
        for key in held.keys() - given.keys():
            held[key].delete()
        for key, one in given.items():
            if key in held:
                write_set(player, held[key], one)
            else:
                held[key] = new_set(player, row, one)
        touch(player, row)
        return _kept(done, row, [held[key] for key in given], checked)


def delete_submission(player: Player, submission_id: UUID) -> None:
    """Delete the submitter's sets, and the submission with the last of them. Raises NotThere."""
    with deed(player.actor, "rehearsal submission deleted") as done:
        row = access.rehearsal(player.actor, submission_id, lock=True)
        _tell(done, row, [])
        row.sets.filter(submitter=player.submitter).delete()
        if not row.sets.exists():
            row.delete()


def create_set(player: Player, body: Body) -> Kept:
    """Keep a set in the submission that it names, which is made where there is none yet.

    Raises NotThere, ProblemsFound and Duplicate.
    """
    with deed(player.actor, "rehearsal set created") as done:
        row, key = _submission_named(player, body)
        checked = check_set(key, body, in_set, player.stage)
        if row is None:
            made, _ = found_or_made(player, checked.submission)
            row = access.rehearsal(player.actor, made.public_id, lock=True)
        new = new_set(player, row, checked.set_document)
        touch(player, row)
        return _kept(done, row, [new], checked)


def replace_set(player: Player, set_id: UUID, body: Body) -> Kept:
    """Put a set in the place of another, all of it. Raises NotThere, ProblemsFound, Duplicate."""
    with deed(player.actor, "rehearsal set replaced") as done:
        row = access.rehearsal_set(player.actor, player.submitter, set_id, lock=True)
        return _changed(player, done, row, body, in_set)


def merge_set(player: Player, set_id: UUID, body: Body) -> Kept:
    """Change what the body names of a set: measurements are added or replaced, others stay.

    Raises NotThere, ProblemsFound and Duplicate.
    """
    with deed(player.actor, "rehearsal set merged") as done:
        row = access.rehearsal_set(player.actor, player.submitter, set_id, lock=True)
        merged, places = merged_set(document_of_row(row), body)
        return _changed(player, done, row, merged, places)


def delete_set(player: Player, set_id: UUID) -> None:
    """Delete a set; its submission stays. Raises NotThere."""
    with deed(player.actor, "rehearsal set deleted") as done:
        row = access.rehearsal_set(player.actor, player.submitter, set_id, lock=True)
        _tell(done, row.submission, [row])
        row.delete()
        touch(player, row.submission)


def create_measurement(player: Player, body: Body) -> Kept:
    """Add a measurement to the set that it names.

    Raises NotThere, ProblemsFound and Duplicate.
    """
    with deed(player.actor, "rehearsal measurement created") as done:
        named = body.get("measurementSetId")
        if named is None:
            place, says = "$.measurementSetId", "measurementSetId is missing"
            raise refusal(MISSING_FIELD, says, location=place)
        row = access.rehearsal_set(player.actor, player.submitter, named, lock=True)
        stored = document_of_row(row)
        if any(one["measureId"] == body.get("measureId") for one in stored[MEASUREMENTS]):
            raise Duplicate("the measurement", row.submission.public_id)
        merged, places = with_measurement(stored, None, body)
        return _changed(player, done, row, merged, places)


def replace_measurement(
    player: Player, measurement_id: UUID, body: Body, *, merging: bool = False
) -> Kept:
    """Put a measurement in the place of another; `merging`, what the body lacks stays.

    Raises NotThere, ProblemsFound and Duplicate.
    """
    name = "rehearsal measurement merged" if merging else "rehearsal measurement replaced"
    with deed(player.actor, name) as done:
        row, old = _of_measurement(player, measurement_id)
        stored = document_of_row(row)
        before = next(one for one in stored[MEASUREMENTS] if one["measureId"] == old.measure_id)
        new = {**before, **body} if merging else body
        wanted = new.get("measureId")
        if wanted != old.measure_id and any(
            one["measureId"] == wanted for one in stored[MEASUREMENTS]
        ):
            raise Duplicate("the measurement", row.submission.public_id)
        merged, places = with_measurement(stored, old.measure_id, new)
        checked = check_set(document_of_row(row.submission), merged, places, player.stage)
        (last,) = checked.set_document[MEASUREMENTS][-1:]
        if last["measureId"] != old.measure_id:
            row.measurements.filter(pk=old.pk).update(measure_id=last["measureId"])
        return _written(player, done, row, checked)


def delete_measurement(player: Player, measurement_id: UUID) -> None:
    """Take a measurement out of its set. Raises NotThere and ProblemsFound."""
    with deed(player.actor, "rehearsal measurement deleted") as done:
        row, old = _of_measurement(player, measurement_id)
        merged, places = with_measurement(document_of_row(row), old.measure_id, None)
        _changed(player, done, row, merged, places)


def _of_measurement(
    player: Player, measurement_id: UUID
) -> tuple[RehearsalSet, RehearsalMeasurement]:
    """A measurement and its set, which nobody else can change meanwhile."""
    asks = (player.actor, player.submitter)
    held = access.rehearsal_measurement(*asks, measurement_id).measurement_set.public_id
    row = access.rehearsal_set(*asks, held, lock=True)
    return row, access.rehearsal_measurement(*asks, measurement_id)


def _submission_named(player: Player, body: Body) -> tuple[RehearsalSubmission | None, Body]:
    """The submission that a set belongs to, and its key; None where it may have to be made."""
    named, described = body.get("submissionId"), body.get("submission")
    if named is not None:
        row = access.rehearsal(player.actor, named, lock=True)
        return row, document_of_row(row)
    if isinstance(described, Mapping):
        return None, described
    raise refusal(
        NO_SUBMISSION_NAMED,
        "neither submissionId nor submission is there",
        "one of the two",
        location="$.submission",
    )


def _check_same(row: RehearsalSubmission, submission: Submission) -> None:
    held, given = document_of_row(row), Checked(submission, ()).document
    optional = {NPI, TIN} if row.entity_id else {ENTITY_ID}
    for name in KEY:
        if name not in optional and held.get(name) != given.get(name):
            found = f"{name} is not that of the submission"
            raise refusal(OTHER_SUBMISSION, found, "the same", location=f"$.{name}")


def _sets(checked: Checked) -> list[Document]:
    return list(checked.document[MEASUREMENT_SETS])


def _changed(player: Player, done: Deed, row: RehearsalSet, document: Body, places: Places) -> Kept:
    key = document_of_row(row.submission)
    return _written(player, done, row, check_set(key, document, places, player.stage))


def _written(player: Player, done: Deed, row: RehearsalSet, checked: Checked) -> Kept:
    write_set(player, row, checked.set_document)
    touch(player, row.submission)
    return _kept(done, row.submission, [row], checked)


def _kept(
    done: Deed, row: RehearsalSubmission, sets: Sequence[RehearsalSet], checked: Checked
) -> Kept:
    _tell(done, row, sets)
    return Kept(row, sets, checked.warnings)


def _tell(done: Deed, row: RehearsalSubmission, sets: Sequence[RehearsalSet]) -> None:
    """What the audit says: which submission and sets, and no identifier of anybody."""
    done.about = str(row.performance_year)
    done.detail = {
        "submission": str(row.public_id),
        "sets": [str(one.public_id) for one in sets],
    }
