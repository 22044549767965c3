"""What each operation does: it asks, has an action or a question answer, and shows the answer."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from openmips.answers.rehearsal_benchmarks import rehearsal_benchmarks
from openmips.answers.rehearsal_checks import check_submission
from openmips.answers.rehearsal_documents import submission_shown as computed
from openmips.answers.rehearsal_score import rehearsal_score
from openmips.api.submissions import asking, showing
from openmips.api.submissions.refusing import Refused, one
from openmips.catalog import YEARS
from openmips.practice import access
from openmips.practice.actions import rehearsals
from openmips.problems.finding import Problem, listed
from openmips.problems.rehearsal_kinds import BAD_PARAMETER, NOT_BY_ORGANIZATION


class Answer(NamedTuple):
    """What stands under `data`, the warnings beside it, and the status."""

    data: dict[str, Any] | None
    warnings: tuple[Problem, ...] = ()
    status: int = 200


def list_submissions(request: HttpRequest) -> Answer:
    """The submissions that are rehearsed, with one's own sets."""
    player, part = asking.player(request), asking.page(request)
    asked = {
        "tin": asking.tin(request),
        "npi": asking.parameter(request, "nationalProviderIdentifier"),
        "entity_id": asking.parameter(request, "entityId"),
        "entity_type": asking.parameter(request, "entityType"),
        "performance_year": asking.number(request, "performanceYear"),
    }
    given = {name: value for name, value in asked.items() if value is not None}
    found = access.rehearsals(player.actor).filter(**given)
    shown = showing.submissions_shown(part.of(found), player.submitter)
    return Answer({"totalItems": found.count(), "submissions": shown})


def create_submission(request: HttpRequest) -> Answer:
    """A whole submission at once: for a practice's own staff only, as at CMS."""
    player = asking.player(request)
    if not asking.is_own_staff(request):
        says = "an organization asks to create a whole submission"
        raise Refused(401, one(NOT_BY_ORGANIZATION, says, place="header.organization-id"))
    kept = rehearsals.create_submission(player, asking.body(request, xml=True))
    shown = showing.submission_shown(kept.submission, player.submitter)
    return Answer({"submission": shown}, kept.warnings, 201)


def read_submission(request: HttpRequest, submission_id: UUID) -> Answer:
    """One submission with one's own sets."""
    player = asking.player(request)
    row = access.rehearsal(player.actor, submission_id)
    return Answer({"submission": showing.submission_shown(row, player.submitter)})


def replace_submission(request: HttpRequest, submission_id: UUID) -> Answer:
    """One's own sets of a submission, all of them, replaced by those sent."""
    player = asking.player(request)
    body = asking.body(request, xml=True)
    kept = rehearsals.replace_submission(player, submission_id, body)
    shown = showing.submission_shown(kept.submission, player.submitter)
    return Answer({"submission": shown}, kept.warnings)


def delete_submission(request: HttpRequest, submission_id: UUID) -> Answer:
    """One's own sets of a submission deleted, and the submission with the last of them."""
    rehearsals.delete_submission(asking.player(request), submission_id)
    return Answer(None, status=204)


def score_submission(request: HttpRequest, submission_id: UUID) -> Answer:
    """What one's own sets score, all or those of one program."""
    player = asking.player(request)
    row = access.rehearsal(player.actor, submission_id)
    document = showing.submission_document(row, player.submitter)
    program = asking.parameter(request, "program")
    today = timezone.localdate()
    return Answer({"score": rehearsal_score(document, today, program, str(submission_id))})


def preview_score(request: HttpRequest) -> Answer:
    """What a submission would score; nothing is kept."""
    player = asking.player(request)
    checked = check_submission(asking.body(request, xml=True), player.stage)
    program = asking.parameter(request, "program")
    score = rehearsal_score(checked.document, timezone.localdate(), program)
    return Answer({"score": score}, checked.warnings)


def validate(request: HttpRequest) -> Answer:
    """Whether a submission would be taken, and how it would read; nothing is kept."""
    asking.player(request)
    return validate_publicly(request)


def validate_publicly(request: HttpRequest) -> Answer:
    """The same, without a token."""
    checked = check_submission(asking.body(request, xml=True), asking.stage())
    return Answer({"submission": computed(checked.document)}, checked.warnings)


def list_sets(request: HttpRequest) -> Answer:
    """One's own measurement sets."""
    player, part = asking.player(request), asking.page(request)
    found = access.rehearsal_sets(player.actor, player.submitter)
    rows = part.of(found.prefetch_related("measurements"))
    shown = [showing.set_of_row(row) for row in rows]
    return Answer({"totalItems": found.count(), "measurementSets": shown})


def create_set(request: HttpRequest) -> Answer:
    """A measurement set, in the submission that it names; made where there is none yet."""
    player = asking.player(request)
    return _set(rehearsals.create_set(player, asking.body(request)), 201)


def read_set(request: HttpRequest, set_id: UUID) -> Answer:
    """One of one's own measurement sets."""
    player = asking.player(request)
    row = access.rehearsal_set(player.actor, player.submitter, set_id)
    return Answer({"measurementSet": showing.set_of_row(row)})


def replace_set(request: HttpRequest, set_id: UUID) -> Answer:
    """A measurement set replaced as a whole."""
    player = asking.player(request)
    return _set(rehearsals.replace_set(player, set_id, asking.body(request)))


def merge_set(request: HttpRequest, set_id: UUID) -> Answer:
    """What is sent put into a measurement set; measurements that are not sent stay."""
    player = asking.player(request)
    return _set(rehearsals.merge_set(player, set_id, asking.body(request)))


def delete_set(request: HttpRequest, set_id: UUID) -> Answer:
    """A measurement set deleted."""
    rehearsals.delete_set(asking.player(request), set_id)
    return Answer(None, status=204)


def list_measurements(request: HttpRequest) -> Answer:
    """One's own measurements, of all sets."""
    player, part = asking.player(request), asking.page(request)
    found = access.rehearsal_measurements(player.actor, player.submitter)
    shown = showing.measurements_of_sets(list(part.of(found)))
    return Answer({"totalItems": found.count(), "measurements": shown})


def create_measurement(request: HttpRequest) -> Answer:
    """A measurement added to the set that it names."""
    player = asking.player(request)
    body = asking.body(request)
    kept = rehearsals.create_measurement(player, body)
    return _measurement(kept, 201)


def read_measurement(request: HttpRequest, measurement_id: UUID) -> Answer:
    """One of one's own measurements."""
    player = asking.player(request)
    row = access.rehearsal_measurement(player.actor, player.submitter, measurement_id)
    (shown,) = showing.measurements_of_sets([row])
    return Answer({"measurement": shown})


def replace_measurement(request: HttpRequest, measurement_id: UUID) -> Answer:
    """A measurement replaced as a whole."""
    player = asking.player(request)
    kept = rehearsals.replace_measurement(player, measurement_id, asking.body(request))
    return _measurement(kept)


def merge_measurement(request: HttpRequest, measurement_id: UUID) -> Answer:
    """What is sent put into a measurement: its measure or its value."""
    player, body = asking.player(request), asking.body(request)
    kept = rehearsals.replace_measurement(player, measurement_id, body, merging=True)
    return _measurement(kept)


def delete_measurement(request: HttpRequest, measurement_id: UUID) -> Answer:
    """A measurement taken out of its set."""
    rehearsals.delete_measurement(asking.player(request), measurement_id)
    return Answer(None, status=204)


def benchmarks(request: HttpRequest) -> Answer:
    """The benchmarks of a performance year, by measure and submission method."""
    year = asking.number(request, "year")
    if year not in YEARS:
        says, expected = f"the year is {year}", listed(map(str, YEARS))
        raise Refused(400, one(BAD_PARAMETER, says, expected, place="query.year"))
    return Answer({"benchmarks": rehearsal_benchmarks(year)})


def health(request: HttpRequest) -> Answer:
    """Whether this server answers."""
    return Answer({"status": "ok"})


def _set(kept: rehearsals.Kept, status: int = 200) -> Answer:
    (row,) = kept.sets
    return Answer({"measurementSet": showing.set_of_row(row)}, kept.warnings, status)


def _measurement(kept: rehearsals.Kept, status: int = 200) -> Answer:
    """The measurement that was put into a set: it stands last in it."""
    (row,) = kept.sets
    shown = showing.set_of_row(row)["measurements"][-1]
    return Answer({"measurement": shown}, kept.warnings, status)
