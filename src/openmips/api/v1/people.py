"""The roster: who bills under the practice's TIN, and what the year says of each."""

from __future__ import annotations

from typing import Any, TypedDict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from openmips.api.answering import Day, Document, JsonBody, Version, answer, answers, nothing, seen
from openmips.api.tokens import actor
from openmips.api.v1.practices import YEAR
from openmips.api.v1.shapes import Changed, changed, moment
from openmips.practice import access, memory
from openmips.practice.actions.roster import (
    add_clinician,
    change_clinician,
    describe_clinician,
    remove_clinician,
)
from openmips.practice.documents import OF_GROUP
from openmips.practice.models import Clinician, Role, Topic
from openmips.practice.rosters import Entry

router = Router(tags=["roster"])

_ROSTER = f"{YEAR}/roster"
_ONE = f"{_ROSTER}/{{npi}}"


class EntryShown(TypedDict):
    """A clinician of the roster, with the days of joining and leaving where they are known."""

    npi: str
    name: str
    clinicianType: str
    joined: str | None
    left: str | None


class ClinicianShown(EntryShown):
    """A clinician, and what the year says by the columns of a roster; None where nothing is."""

    facts: dict[str, Any] | None


class RosterAnswer(TypedDict):
    """The roster. `group` are the practice's own totals, None where nobody said them."""

    performanceYear: int
    version: int
    clinicians: list[ClinicianShown]
    group: dict[str, Any] | None


class EntrySaid(Document):
    """An entry of the roster."""

    npi: str
    name: str = ""
    clinician_type: str = ""
    joined: Day | None = None
    left: Day | None = None

    def entry(self) -> Entry:
        """The entry, not checked yet."""
        return Entry(self.npi, self.name, self.clinician_type, self.joined, self.left)


@router.get(_ROSTER, **answers(RosterAnswer), summary="The roster")
def get_roster(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Everybody on the roster, with the facts of the year. NPIs are whole."""
    year = access.year(actor(request), practice_id, performance_year)
    said = memory.values(year, Topic.CLINICIAN)
    body: RosterAnswer = {
        "performanceYear": performance_year,
        "version": year.version,
        "clinicians": [
            {**_shown(one), "facts": said.get(one.npi)} for one in year.practice.clinicians.all()
        ],
        "group": said.get(OF_GROUP),
    }
    return answer(body, year=year)


@router.post(_ROSTER, **answers(EntryShown, 201), summary="Add a clinician")
def post_clinician(
    request: HttpRequest, practice_id: UUID, performance_year: int, body: EntrySaid
) -> HttpResponse:
    """Add a clinician to the roster of all years."""
    who = actor(request)
    access.year(who, practice_id, performance_year)
    return answer(_shown(add_clinician(who, practice_id, body.entry())), 201)


@router.put(_ONE, **answers(EntryShown), summary="Change a clinician")
def put_clinician(
    request: HttpRequest, practice_id: UUID, performance_year: int, npi: str, body: EntrySaid
) -> HttpResponse:
    """Give a clinician's entry other content; a mistyped NPI is corrected so, too."""
    who = actor(request)
    access.year(who, practice_id, performance_year)
    return answer(_shown(change_clinician(who, practice_id, npi, body.entry())))


@router.delete(_ONE, **answers(None, 204), summary="Take a clinician out")
def delete_clinician(
    request: HttpRequest, practice_id: UUID, performance_year: int, npi: str
) -> HttpResponse:
    """Take an entry out that was made by mistake. Who left stays, with the day of leaving."""
    who = actor(request)
    access.year(who, practice_id, performance_year)
    remove_clinician(who, practice_id, npi)
    return nothing()


@router.put(f"{_ONE}/facts", **answers(Changed), summary="Describe a clinician")
def put_clinician_facts(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    npi: str,
    body: JsonBody,
    version: Version,
) -> HttpResponse:
    """State a clinician's facts of the year, by the columns of a roster."""
    who = actor(request)
    access.year(who, practice_id, performance_year, Role.EDITOR)
    year = describe_clinician(
        who, practice_id, performance_year, npi, body, expected_version=seen(version)
    )
    return answer(changed(year), year=year)


@router.delete(f"{_ONE}/facts", **answers(Changed), summary="Describe a clinician no longer")
def delete_clinician_facts(
    request: HttpRequest, practice_id: UUID, performance_year: int, npi: str, version: Version
) -> HttpResponse:
    """Take the year's facts of a clinician back."""
    who = actor(request)
    year = describe_clinician(
        who, practice_id, performance_year, npi, None, expected_version=seen(version)
    )
    return answer(changed(year), year=year)


def _shown(one: Clinician) -> EntryShown:
    return {
        "npi": one.npi,
        "name": one.name,
        "clinicianType": one.clinician_type,
        "joined": moment(one.joined),
        "left": moment(one.left),
    }
