"""A file is looked at before anything is saved, counts once, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openmips.answers.score import score
from openmips.practice import memory
from openmips.practice.access import Actor, NotAllowed, NotThere
from openmips.practice.actions import imports, members, practices, undo
from openmips.practice.actions.practices import open_year
from openmips.practice.actions.roster import change_clinician
from openmips.practice.actions.statements import state
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.documents import cms_answers, documents, feedback, roster
from openmips.practice.imports.background import look_in_background
from openmips.practice.models import AuditEntry, PracticeYear, Role, StoredFile, Topic
from openmips.practice.rosters import Entry
from openmips.practice.vault.vault import the_vault
from openmips.problems import ProblemsFound

DAY = date(2024, 12, 1)
TIN, NPI = "001234567", "1000000004"
HEADER = (
    "claim_id,tin,rendering_npi,patient_id,birth_date,sex,from_date,line_number,procedure_code,"
    "modifier_1,place_of_service,diagnosis_1"
)
MET, NOT_MET = "1123F,", "1123F,8P"
PLAN = "group/claims/047"
"""Advance care plan: whoever is 65 or older has a visit; 1123F says that there is a plan."""


def claims(*answers: str, month: str = "03", tin: str = TIN) -> bytes:
    """A table of claims: one visit of a patient of 80 years for each answer; "" is none."""
    lines = [HEADER]
    for number, answer in enumerate(answers, 1):
        of = f"C{month}{number},{tin},{NPI},P{month}{number},1944-02-08,F,2024-{month}-04"
        lines.append(f"{of},1,99213,,11,I10")
        if answer:
            lines.append(f"{of},2,{answer},11,I10")
    return "\n".join(lines).encode() + b"\n"


def looked(
    owner: Actor, year: PracticeYear, content: bytes, name: str = "file", **asked: Any
) -> imports.Preview:
    """Hand a file in and have it read."""
    place = (owner, year.practice_id, year.performance_year)
    waiting = imports.receive(*place, name, [content], **asked)
    return imports.look(*place, waiting.token, DAY)


def imported(
    owner: Actor, year: PracticeYear, content: bytes, name: str = "file", **asked: Any
) -> StoredFile:
    """Hand a file in, have it read, and confirm it."""
    found = looked(owner, year, content, name, **asked)
    return imports.confirm(owner, year.practice_id, year.performance_year, found.waiting.token)


def results(year: PracticeYear) -> Mapping[str, tuple[int, int, int]]:
    """Eligible, met and not met by key."""
    return {
        key: (value["eligiblePopulation"], value["performanceMet"], value["performanceNotMet"])
        for key, value in memory.values(year, Topic.RESULT).items()
    }


def everything(year: PracticeYear) -> tuple[int, ...]:
    """How much of the year is saved."""
    year.refresh_from_db()
    files = year.practice.files.count()
    return (year.version, year.statements.count(), files, AuditEntry.objects.count())


def test_nothing_is_saved_until_it_is_confirmed(oak_street: PracticeYear, owner: Actor) -> None:
    """A look shows what would change and saves nothing; given up, nothing is left of the file."""
    before = everything(oak_street)
    found = looked(owner, oak_street, claims(MET, NOT_MET, ""), "march.csv")
    assert [(one.topic, one.key, one.before) for one in found.changes] == [
        (Topic.RESULT, PLAN, None)
    ]
    assert found.changes[0].after == {
        "isEndToEndReported": False,
        "eligiblePopulation": 3,
        "performanceMet": 1,
        "performanceNotMet": 1,
    }
    assert dict(found.proposal.counts) == {
        "files": 1,
        "claims": 0,
        "lines": 5,
        "skipped": 0,
        "results": 1,
    }
    assert found.can_be_confirmed
    assert everything(oak_street) == before
    assert list(the_vault().digests(oak_street.practice_id)) == []
    place = (owner, oak_street.practice_id, 2024, found.waiting.token)
    assert imports.give_up(*place)
    with pytest.raises(ProblemsFound) as error:
        imports.confirm(*place)
    assert error.value.problems[0].code == "import_unknown"
    assert everything(oak_street) == before


def test_a_confirmed_file_is_one_deed(oak_street: PracticeYear, owner: Actor) -> None:
    """Results are statements with their file, the vault has its content, the audit one line."""
    before = AuditEntry.objects.count()
    file = imported(owner, oak_street, claims(MET, NOT_MET, ""), "march.csv")
    assert results(oak_street) == {PLAN: (3, 1, 1)}
    (said,) = memory.current(oak_street, Topic.RESULT).values()
    assert (said.source, said.file, said.said_by) == ("march.csv", file, owner.user)
    content = b"".join(the_vault().content(oak_street.practice_id, file.digest))
    assert content == claims(MET, NOT_MET, "")
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.latest("id").detail == {
        "file": file.pk,
        "kind": "claims_table",
        "statements": 1,
    }


def test_the_same_content_counts_once(oak_street: PracticeYear, owner: Actor) -> None:
    """Handed in again, under another name, it changes nothing and is told to be there."""
    first = imported(owner, oak_street, claims(MET, NOT_MET))
    before = everything(oak_street)
    again = looked(owner, oak_street, claims(MET, NOT_MET), "other name.csv")
    assert (again.again, again.can_be_confirmed, again.changes) == (first, False, ())
    same = imports.confirm(owner, oak_street.practice_id, 2024, again.waiting.token)
    assert same == first
    assert everything(oak_street) == before


def test_claims_of_all_files_are_counted_together(oak_street: PracticeYear, owner: Actor) -> None:
    """April's claims add to March's; taken back, March's alone count again."""
    imported(owner, oak_street, claims(MET, NOT_MET))
    april = imported(owner, oak_street, claims(MET, MET, "", month="04"))
    assert results(oak_street) == {PLAN: (5, 3, 1)}
    undo.take_back(owner, oak_street.practice_id, 2024, april.pk, DAY)
    assert results(oak_street) == {PLAN: (2, 1, 1)}
    assert april.digest in list(the_vault().digests(oak_street.practice_id))
    back = imported(owner, oak_street, claims(MET, MET, "", month="04"))
    assert (back.pk, back.taken_back_at) == (april.pk, None)
    assert results(oak_street) == {PLAN: (5, 3, 1)}


def test_the_last_claims_taken_back_leave_no_result(oak_street: PracticeYear, owner: Actor) -> None:
    """Without any claims no result of claims holds; what was typed stays."""
    typed = {"group/claims/130": {"eligiblePopulation": 9, "performanceMet": 9}}
    state(owner, oak_street.practice_id, 2024, Topic.RESULT, typed)
    file = imported(owner, oak_street, claims(MET))
    undo.take_back(owner, oak_street.practice_id, 2024, file.pk, DAY)
    assert memory.values(oak_street, Topic.RESULT) == typed
    with pytest.raises(ProblemsFound) as error:
        undo.take_back(owner, oak_street.practice_id, 2024, file.pk, DAY)
    assert error.value.problems[0].code == "import_taken_back"


def test_claims_that_changed_since_the_look_are_read_again(
    oak_street: PracticeYear, owner: Actor
) -> None:
    """A preview counted without a file that came meanwhile is not saved; nothing of it is."""
    march = looked(owner, oak_street, claims(MET))
    imported(owner, oak_street, claims(NOT_MET, month="04"))
    before = everything(oak_street)
    place = (owner, oak_street.practice_id, 2024, march.waiting.token)
    with pytest.raises(ChangedMeanwhile, match="read again"):
        imports.confirm(*place)
    assert everything(oak_street) == before
    imports.look(*place, DAY)
    imports.confirm(*place)
    assert results(oak_street) == {PLAN: (2, 1, 1)}


def test_claims_count_for_each_clinician_where_individuals_report(
    oak_street: PracticeYear, owner: Actor
) -> None:
    """The level that is asked for, else the one chosen, decides whose results they are."""
    content = claims(MET)
    found = looked(owner, oak_street, content, level="individual")
    assert [one.key for one in found.changes] == [f"individual:{NPI}/claims/047"]
    state(owner, oak_street.practice_id, 2024, Topic.CHOICE, {"entityType": "individual"})
    assert [one.key for one in looked(owner, oak_street, content).changes] == [
        f"individual:{NPI}/claims/047"
    ]


def test_claims_of_another_practice_are_refused(oak_street: PracticeYear, owner: Actor) -> None:
    """Where no claim has the practice's TIN there is nothing to confirm, and no TIN is shown."""
    found = looked(owner, oak_street, claims(MET, tin="007654321"))
    assert [one.code for one in found.proposal.problems] == ["other_practice"]
    assert not found.can_be_confirmed
    assert "007654321" not in str(found.proposal)
    with pytest.raises(ProblemsFound):
        imports.confirm(owner, oak_street.practice_id, 2024, found.waiting.token)


def test_a_table_with_other_column_names_is_read_by_its_mapping(
    oak_street: PracticeYear, owner: Actor
) -> None:
    """Each table keeps its own mapping, so that tables of two systems count together."""
    own = claims(MET).replace(b"claim_id,tin", b"CLAIM_NO,TAX_ID")
    mapping = '[columns]\nclaim_id = "CLAIM_NO"\ntin = "TAX_ID"\n'
    assert looked(owner, oak_street, own).proposal.blocked
    imported(owner, oak_street, own, "own.csv", mapping=mapping)
    imported(owner, oak_street, claims(NOT_MET, month="04"), "standard.csv")
    assert results(oak_street) == {PLAN: (2, 1, 1)}


def test_a_submission_becomes_results_and_attestations(owner: Actor, root: Path) -> None:
    """What is imported scores as the file does by itself."""
    file = root / "examples" / "oak-street" / "submission.json"
    practice = practices.open_practice(owner, "Oak Street", "")
    year = open_year(owner, practice.id, 2024)
    found = looked(owner, year, file.read_bytes(), "submission.json")
    assert found.proposal.tin == json.loads(file.read_text())["taxpayerIdentificationNumber"]
    stored = imports.confirm(owner, practice.id, 2024, found.waiting.token)
    year.practice.refresh_from_db()
    made = documents(year)
    day = date(2025, 1, 15)
    own = score(*made.submissions, profile=made.profile, as_of=day)
    alone = score(file, as_of=day)
    assert own["finalScore"] == alone["finalScore"]
    undo.take_back(owner, practice.id, 2024, stored.pk, DAY)
    assert documents(year).submissions == ()


def test_numbers_of_a_file_stay_exact(oak_street: PracticeYear, owner: Actor) -> None:
    """A rate with more digits than a float holds comes back to the last digit."""
    said = {"k/registry/1": {"performanceRate": Decimal("83.3333333333333333333")}}
    state(owner, oak_street.practice_id, 2024, Topic.RESULT, said)
    assert memory.values(oak_street, Topic.RESULT) == said
    version = everything(oak_street)[1]
    state(owner, oak_street.practice_id, 2024, Topic.RESULT, said)
    assert everything(oak_street)[1] == version


@pytest.mark.parametrize(
    ("year", "tin", "problem"),
    [(2025, TIN, "other_year"), (2024, "007654321", "other_practice")],
)
def test_a_submission_of_another_year_or_practice_is_refused(
    oak_street: PracticeYear, owner: Actor, year: int, tin: str, problem: str
) -> None:
    """The preview says what does not fit, and nothing can be confirmed."""
    activity = {
        "category": "ia",
        "submissionMethod": "registry",
        "programName": "mips",
        "performanceStart": f"{year}-03-01",
        "performanceEnd": f"{year}-09-30",
        "measurements": [{"measureId": "IA_PM_16", "value": True}],
    }
    document = {
        "performanceYear": year,
        "entityType": "group",
        "taxpayerIdentificationNumber": tin,
        "measurementSets": [activity],
    }
    found = looked(owner, oak_street, json.dumps(document).encode())
    assert [one.code for one in found.proposal.problems] == [problem]
    assert "007654321" not in str(found.proposal)
    assert not found.can_be_confirmed


def test_a_roster_is_joined_and_parted(oak_street: PracticeYear, owner: Actor) -> None:
    """Taken back, whom the file added goes and what it changed is as before; later changes stay."""
    place = oak_street.practice_id
    first = f"npi,tin,name,clinician_type,joined\n{NPI},{TIN},Ann,MD,2020-01-01\n"
    imported(owner, oak_street, first.encode(), "first.csv")
    second = (
        f"npi,tin,name,clinician_type,individual_patients_1\n"
        f"{NPI},{TIN},Ann Field,NP,210\n1000000012,{TIN},Ben,MD,\n1000000020,{TIN},Cy,MD,\n"
    )
    found = looked(owner, oak_street, second.encode(), "second.csv")
    assert [one.npi for one in found.joining] == ["1000000012", "1000000020"]
    assert [one.npi for one in found.changing] == [NPI]
    file = imports.confirm(owner, place, 2024, found.waiting.token)
    assert roster(oak_street)[0]["individual_patients_1"] == "210"
    change_clinician(owner, place, "1000000020", Entry("1000000020", "Cy Young", "MD"))
    undo.take_back(owner, place, 2024, file.pk, DAY)
    entries = oak_street.practice.clinicians.values_list("npi", "name", "clinician_type", "joined")
    assert list(entries) == [
        (NPI, "Ann", "medical_doctor", date(2020, 1, 1)),
        ("1000000020", "Cy Young", "medical_doctor", None),
    ]
    assert "individual_patients_1" not in roster(oak_street)[0]


def test_cms_answer_is_kept_as_it_is(oak_street: PracticeYear, owner: Actor) -> None:
    """CMS's status answer stands beside what the roster says of the clinician."""
    answer = {"data": {"npi": NPI, "organizations": [{"organizationName": "Oak Street"}]}}
    found = looked(owner, oak_street, json.dumps(answer).encode(), "status.json")
    assert found.proposal.notes == ("The roster does not list this clinician.",)
    file = imports.confirm(owner, oak_street.practice_id, 2024, found.waiting.token)
    assert (file.kind, cms_answers(oak_street)) == ("status", {NPI: answer})


def test_feedback_serves_its_own_year_and_the_next(oak_street: PracticeYear, owner: Actor) -> None:
    """Of its own year it is kept whole; the next year takes where improvement is measured from.

    A quality percent of 80 with nothing earned by improving and no small-practice bonus is an
    achievement of 80 percent.
    """
    open_year(owner, oak_street.practice_id, 2025)
    after = PracticeYear.objects.get(practice=oak_street.practice, performance_year=2025)
    document = {
        "performanceYear": 2024,
        "practice": {"clinicianCount": 20},
        "given": {"quality": {"percent": "80"}, "cost": {"percent": "60.5"}},
        "feedback": {"finalScore": "75.2"},
    }
    content = json.dumps(document).encode()
    imported(owner, oak_street, content)
    imported(owner, after, content)
    assert feedback(oak_street) == document
    assert "feedback" not in documents(oak_street).profile
    assert documents(after).profile["priorYear"] == {
        "qualityAchievementPercent": "80",
        "costPercent": "60.5",
    }


def test_what_nobody_understands_is_refused(oak_street: PracticeYear, owner: Actor) -> None:
    """A text, an empty file and a picture are told to be none of the kinds."""
    for content in (b"Dear colleague,\nhow are you?\n", b"", b"\x89PNG\r\n\x1a\n\x00"):
        found = looked(owner, oak_street, content, "letter.txt")
        assert [one.code for one in found.proposal.problems] == ["import_not_understood"]
        assert not found.can_be_confirmed


def test_a_viewer_hands_nothing_in_and_a_stranger_sees_nothing(
    oak_street: PracticeYear, owner: Actor, somebody: Callable[[str], Actor]
) -> None:
    """Roles hold for every step of an import."""
    guest, stranger = somebody("vic"), somebody("eve")
    secret = members.invite(owner, oak_street.practice_id, guest.user.email, Role.VIEWER)
    members.accept_invitation(guest, secret)
    token = looked(owner, oak_street, claims(MET)).waiting.token
    place = (oak_street.practice_id, 2024)
    steps: list[Callable[[Actor], object]] = [
        lambda who: imports.receive(who, *place, "x", [b"x"]),
        lambda who: imports.look(who, *place, token, DAY),
        lambda who: imports.progress(who, *place, token),
        lambda who: imports.preview(who, *place, token),
        lambda who: imports.confirm(who, *place, token),
        lambda who: imports.give_up(who, *place, token),
    ]
    for step in steps:
        with pytest.raises(NotAllowed):
            step(guest)
        with pytest.raises(NotThere):
            step(stranger)
    assert results(oak_street) == {}


@pytest.mark.parametrize("token", ["", "..", "0" * 32, "../" * 10 + "xx", "G" * 32])
def test_only_tokens_name_waiting_files(oak_street: PracticeYear, owner: Actor, token: str) -> None:
    """A token that was never given leads nowhere, least of all to another folder."""
    with pytest.raises(ProblemsFound) as error:
        imports.preview(owner, oak_street.practice_id, 2024, token)
    assert error.value.problems[0].code == "import_unknown"


def test_what_waits_too_long_is_given_up(oak_street: PracticeYear, owner: Actor) -> None:
    """A day after it was handed in a file goes, when the next one comes."""
    place = (oak_street.practice_id, 2024)
    old = imports.receive(owner, *place, "old", [b"x"])
    later = replace(owner, at=owner.at + timedelta(days=20_000))
    imports.receive(later, *place, "new", [b"y"])
    with pytest.raises(ProblemsFound) as error:
        imports.preview(owner, *place, old.token)
    assert error.value.problems[0].code == "import_unknown"


def test_a_sealed_year_takes_nothing(oak_street: PracticeYear, owner: Actor) -> None:
    """Once sealed, an import is refused, and the file is not kept."""
    found = looked(owner, oak_street, claims(MET))
    PracticeYear.objects.filter(pk=oak_street.pk).update(sealed_at=owner.at)
    with pytest.raises(ProblemsFound) as error:
        imports.confirm(owner, oak_street.practice_id, 2024, found.waiting.token)
    assert error.value.problems[0].code == "year_sealed"
    assert not oak_street.practice.files.exists()


def test_only_what_was_taken_back_can_be_erased(oak_street: PracticeYear, owner: Actor) -> None:
    """The content goes from the vault; that it was imported and taken back stays known."""
    file = imported(owner, oak_street, claims(MET), "Smith, John.csv")
    place = (owner, oak_street.practice_id, 2024, file.pk)
    with pytest.raises(ProblemsFound):
        undo.erase_file(*place)
    undo.take_back(*place, DAY)
    undo.erase_file(*place)
    assert list(the_vault().digests(oak_street.practice_id)) == []
    file.refresh_from_db()
    assert (file.name, file.summary) == ("Erased", {"erased": True})


@pytest.mark.usefixtures("committed")
def test_a_file_is_read_while_pages_go_on(somebody: Callable[[str], Actor]) -> None:
    """A thread of its own reads the file; then the preview is there."""
    who = somebody("ann")
    practice = practices.open_practice(who, "Oak Street", TIN)
    year = open_year(who, practice.id, 2024)
    waiting = imports.receive(who, practice.id, 2024, "march.csv", [claims(MET)])
    assert imports.progress(who, practice.id, 2024, waiting.token).stage == "handed_in"
    with pytest.raises(ProblemsFound) as error:
        imports.confirm(who, practice.id, 2024, waiting.token)
    assert error.value.problems[0].code == "import_not_read"
    thread = look_in_background(who, practice.id, 2024, waiting.token, DAY)
    thread.join(60)
    assert imports.progress(who, practice.id, 2024, waiting.token).stage == "read"
    imports.confirm(who, practice.id, 2024, waiting.token)
    assert results(year) == {PLAN: (1, 1, 0)}
