"""Who stands in the roster: clinicians are added, changed, leave, and are taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.statements import TYPED, Origin, add
from openmips.practice.deeds import deed, touch, touch_all
from openmips.practice.models import Clinician, Practice, PracticeYear, Role, Topic
from openmips.practice.refusals import refusal
from openmips.practice.rosters import Entry, checked_entry, checked_facts
from openmips.problems.finding import masked
from openmips.problems.records_kinds import CLINICIAN_THERE, UNKNOWN_CLINICIAN


def add_clinicians(
    actor: Actor, practice_id: UUID | str, entries: Iterable[Entry]
) -> list[Clinician]:
    """Add clinicians to the roster, all or none.

    Raises NotThere, NotAllowed, and ProblemsFound for one that stands there or cannot be.
    """
    checked = [checked_entry(one) for one in entries]
    with deed(actor, "clinicians added") as done:
        practice = access.practice(actor, practice_id, Role.EDITOR, lock=True)
        there = set(practice.clinicians.values_list("npi", flat=True))
        for one in checked:
            if one.npi in there:
                found = f"the roster has the NPI {masked(one.npi)} already"
                raise refusal(CLINICIAN_THERE, found, location="$.npi")
            there.add(one.npi)
        made = [Clinician(practice=practice, **one.fields()) for one in checked]
        Clinician.objects.bulk_create(made)
        touch_all(practice)
        done.practice_id, done.detail = practice.id, {"clinicians": len(made)}
    return made


def add_clinician(actor: Actor, practice_id: UUID | str, entry: Entry) -> Clinician:
    """Add one clinician to the roster; see `add_clinicians`."""
    (made,) = add_clinicians(actor, practice_id, [entry])
    return made


def change_clinician(actor: Actor, practice_id: UUID | str, npi: str, entry: Entry) -> Clinician:
    """Give a clinician's entry other content; a mistyped NPI is corrected so, too.

    Raises NotThere, NotAllowed, and ProblemsFound.
    """
    checked = checked_entry(entry)
    with deed(actor, "clinician changed") as done:
        practice = access.practice(actor, practice_id, Role.EDITOR, lock=True)
        found = _there(practice, npi)
        if checked.npi != npi and practice.clinicians.filter(npi=checked.npi).exists():
            says = f"the roster has the NPI {masked(checked.npi)} already"
            raise refusal(CLINICIAN_THERE, says, location="$.npi")
        for name, value in checked.fields().items():
            setattr(found, name, value)
        found.save()
        touch_all(practice)
        done.practice_id, done.detail = practice.id, {"clinician": found.pk}
    return found


def clinician_leaves(actor: Actor, practice_id: UUID | str, npi: str, day: date) -> Clinician:
    """Note the last day of a clinician with the practice. The entry stays.

    Raises NotThere, NotAllowed, and ProblemsFound where the day lies before the first.
    """
    with deed(actor, "clinician leaves") as done:
        practice = access.practice(actor, practice_id, Role.EDITOR, lock=True)
        found = _there(practice, npi)
        found.left = checked_entry(
            Entry(found.npi, found.name, found.clinician_type, found.joined, day)
        ).left
        found.save(update_fields=["left"])
        touch_all(practice)
        done.practice_id, done.detail = practice.id, {"clinician": found.pk}
    return found


def remove_clinician(actor: Actor, practice_id: UUID | str, npi: str) -> None:
    """Take an entry out that was made by mistake. What was said of the clinician stays.

    Raises NotThere, NotAllowed, and ProblemsFound where there is no such entry.
    """
    with deed(actor, "clinician removed") as done:
        practice = access.practice(actor, practice_id, Role.EDITOR, lock=True)
        found = _there(practice, npi)
        done.practice_id, done.detail = practice.id, {"clinician": found.pk}
        found.delete()
        touch_all(practice)


def describe_clinician(
    actor: Actor,
    practice_id: UUID | str,
    performance_year: int,
    npi: str,
    facts: Mapping[str, Any] | None,
    *,
    expected_version: int | None = None,
) -> PracticeYear:
    """State a clinician's facts of the year, by the columns of a roster; None takes them back.

    Raises NotThere, NotAllowed, ChangedMeanwhile, and ProblemsFound.
    """
    if facts is not None:
        checked_facts(performance_year, npi, facts)
    with deed(actor, "clinician described") as done:
        year = access.year(actor, practice_id, performance_year, Role.EDITOR, lock=True)
        found = _there(year.practice, npi)
        touch(year, expected_version)
        said = {Topic.CLINICIAN: {npi: None if facts is None else dict(facts)}}
        add(actor, year, said, Origin(TYPED))
        done.practice_id, done.about = year.practice_id, str(performance_year)
        done.detail = {"clinician": found.pk}
    return year


def _there(practice: Practice, npi: str) -> Clinician:
    found = practice.clinicians.filter(npi=npi).first()
    if found is None:
        raise refusal(UNKNOWN_CLINICIAN, f"the roster has no NPI {masked(npi)}", location="$.npi")
    return found
