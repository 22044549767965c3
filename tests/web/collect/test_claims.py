"""Claims are looked at before they are kept, and their gaps are worked through."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from openmips import claims_gaps
from openmips.practice import memory
from openmips.practice.access import Actor
from openmips.practice.actions.openings import open_practice_with_year
from openmips.practice.claims_held import claims_of
from openmips.practice.models import AuditEntry, Member, PracticeYear, Role, Topic
from openmips.practice.vault.vault import the_vault
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db

WEEK = Path(__file__).parents[3] / "examples" / "week-of-claims"
TODAY = date(2025, 11, 24)
SO_FAR = WEEK / "so-far" / "claims.csv"
MONDAY = WEEK / "outbox" / "2025-11-17.837"


@pytest.fixture
def holmont(
    db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> PracticeYear:
    """The practice of the week of claims, in November 2025, without any claims yet."""
    settings.OPENMIPS_DATA = tmp_path
    the_vault.cache_clear()
    for module in ("claims", "gaps", "asking", "reports"):
        monkeypatch.setattr(f"openmips.web.views.{module}.as_of", lambda request: TODAY)
    actor = Actor(owner(), timezone.now())
    return open_practice_with_year(actor, "Holmont Family Medicine", "000007341", 2025)


def address(year: PracticeYear, name: str, *more: str | int) -> str:
    """The path of one of the year's pages."""
    return reverse(name, args=(year.practice_id, year.performance_year, *more))


def handed_in(client: Client, year: PracticeYear, path: Path) -> str:
    """Hand a file in; where the look at it lies."""
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(address(year, "claims"), {"claims": file})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def imported(client: Client, year: PracticeYear, path: Path) -> None:
    """Hand a file in and confirm it."""
    place = handed_in(client, year, path)
    assert client.post(f"{place}confirm/").status_code == 303


def with_claims(client: Client, year: PracticeYear) -> None:
    """The year up to mid November, and the bills of Monday."""
    imported(client, year, SO_FAR)
    imported(client, year, MONDAY)


def test_without_claims_the_pages_say_what_to_do(client: Client, holmont: PracticeYear) -> None:
    """Both pages lead to the import."""
    assert (
        "No claims of 2025 are imported yet"
        in client.get(address(holmont, "claims")).content.decode()
    )
    text = client.get(address(holmont, "gaps")).content.decode()
    assert "No claims are imported yet." in text


def test_nothing_is_kept_until_it_is_confirmed(client: Client, holmont: PracticeYear) -> None:
    """The look tells what was read; only confirming makes results, with one audit entry."""
    before = AuditEntry.objects.count()
    place = handed_in(client, holmont, SO_FAR)
    text = client.get(place).content.decode()
    rows = len(SO_FAR.read_text("utf-8").splitlines()) - 1
    assert "claims.csv was read. Nothing is kept yet" in text
    assert f"{rows} lines" in text
    assert memory.values(holmont, Topic.RESULT) == {}
    assert claims_of(holmont) == []
    assert AuditEntry.objects.count() == before
    client.post(f"{place}confirm/")
    assert [one.name for one in claims_of(holmont)] == ["claims.csv"]
    assert "group/claims/236" in memory.values(holmont, Topic.RESULT)
    assert AuditEntry.objects.count() == before + 1


def test_a_file_can_be_given_up(client: Client, holmont: PracticeYear) -> None:
    """Then it waits no longer, and cannot be confirmed."""
    place = handed_in(client, holmont, SO_FAR)
    assert client.post(f"{place}give-up/").status_code == 303
    assert client.get(place).status_code == 422
    assert client.post(f"{place}confirm/").status_code == 422
    assert claims_of(holmont) == []


def test_columns_of_other_names_are_proposed_and_can_be_named(
    client: Client, holmont: PracticeYear, tmp_path: Path
) -> None:
    """A table whose procedure column nobody would guess is read once its name is given."""
    odd = tmp_path / "odd.csv"
    told = SO_FAR.read_text("utf-8").replace("procedure_code", "zz7", 1)
    odd.write_text(told, "utf-8")
    place = handed_in(client, holmont, odd)
    text = client.get(place).content.decode()
    assert "odd.csv cannot be imported as it is" in text
    assert "No column was found for: procedure_code." in text
    assert client.post(place, {"mapping": ""}).status_code == 422
    names = SO_FAR.read_text("utf-8").splitlines()[0].split(",")
    lines = [f'{name} = "{"zz7" if name == "procedure_code" else name}"' for name in names]
    mapping = "[columns]\n" + "\n".join(lines)
    assert client.post(place, {"mapping": mapping}).status_code == 303
    assert "odd.csv was read. Nothing is kept yet" in client.get(place).content.decode()
    client.post(f"{place}confirm/")
    assert "group/claims/236" in memory.values(holmont, Topic.RESULT)
    assert "Where measures stand" in client.get(address(holmont, "claims")).content.decode()


def test_what_is_no_claims_file_says_why(client: Client, holmont: PracticeYear) -> None:
    """A text is refused with what would be read, and an empty form names its field."""
    place = handed_in(client, holmont, WEEK / "README.md")
    assert "cannot be imported as it is" in client.get(place).content.decode()
    answer = client.post(address(holmont, "claims"), {})
    assert answer.status_code == 422
    assert '<a href="#id_claims">Claims file' in answer.content.decode()


def test_the_worklist_is_that_of_the_command_line(client: Client, holmont: PracticeYear) -> None:
    """Every gap of the measures in use, with its claim, its day and its codes."""
    with_claims(client, holmont)
    held = memory.values(holmont, Topic.RESULT)
    measures = [key.split("/")[2] for key in held]
    found = claims_gaps(SO_FAR, MONDAY, year=2025, measures=measures, as_of=TODAY, renewals=False)[
        "gaps"
    ]
    to_do = [one for one in found if one["remedy"] != "none"]
    assert to_do
    text = client.get(address(holmont, "gaps")).content.decode()
    assert f"{len(to_do)} answer" in text
    for one in to_do:
        assert f"Claim {one['claimId']}: {one['measureId']}," in text
    table = client.get(address(holmont, "gaps_file")).content.decode()
    rows = list(csv.DictReader(StringIO(table)))
    assert len(rows) == len(found)
    ends = {f"ending in {one['patient'][-2:]}" for one in found}
    assert {row["patient_id"] for row in rows} == ends


def test_patients_are_masked_until_asked_for(client: Client, holmont: PracticeYear) -> None:
    """An editor who confirms sees whole numbers, also in the table, and the audit says who."""
    with_claims(client, holmont)
    page, table, ask = (address(holmont, one) for one in ("gaps", "gaps_file", "gap_patients"))
    gaps = claims_gaps(SO_FAR, MONDAY, year=2025, as_of=TODAY, renewals=False)["gaps"]
    patients = {one["patient"] for one in gaps}
    sheet = client.get(address(holmont, "report_gaps")).content.decode()

    def seen() -> tuple[bool, bool]:
        texts = [client.get(path).content.decode() for path in (page, table)]
        return tuple(any(one in text for one in patients) for text in texts)

    assert not any(one in sheet for one in patients)
    assert seen() == (False, False)
    assert "NPI ending in 0418" in client.get(page).content.decode()
    client.post(ask, {"show": "yes"})
    assert seen() == (False, False)
    client.post(ask, {"show": "yes", "sure": "yes"})
    assert seen() == (True, True)
    assert AuditEntry.objects.filter(deed="patient numbers shown").count() == 1
    client.post(ask, {"show": "no"})
    assert seen() == (False, False)
    Member.objects.update(role=Role.VIEWER)
    assert client.post(ask, {"show": "yes", "sure": "yes"}).status_code == 403


def test_a_gap_is_marked_and_unmarked(client: Client, holmont: PracticeYear) -> None:
    """What is marked leaves the list of what is to do, and can come back."""
    with_claims(client, holmont)
    page = address(holmont, "gaps")
    text = client.get(page).content.decode()
    before = text.count("data-gap=")
    key = text.split('data-gap="')[1].split('"')[0]
    path = address(holmont, "gap_mark")
    answer = client.post(path, {"gap": key, "mark": "done", "back": "measure="})
    assert answer.headers["Location"] == f"{page}?measure="
    assert memory.values(holmont, Topic.TASK)[key]["status"] == "done"
    assert client.get(page).content.decode().count("data-gap=") == before - 1
    marked = client.get(page, {"show": "marked"}).content.decode()
    assert "<strong>Done.</strong>" in marked
    client.post(path, {"gap": key, "mark": ""})
    assert client.get(page).content.decode().count("data-gap=") == before
    assert client.post(path, {"gap": "gap/0", "mark": "done"}).status_code == 404
    assert client.post(path, {"gap": key, "mark": "forgotten"}).status_code == 404


def test_an_empty_list_is_praised(client: Client, holmont: PracticeYear) -> None:
    """When everything is marked, there is nothing left to do."""
    with_claims(client, holmont)
    page = address(holmont, "gaps")
    for part in client.get(page).content.decode().split('data-gap="')[1:]:
        client.post(address(holmont, "gap_mark"), {"gap": part.split('"')[0], "mark": "done"})
    text = client.get(page).content.decode()
    assert "Well done: nothing is left to do." in text
    assert (
        "Well done: nothing is open."
        in client.get(address(holmont, "report_gaps")).content.decode()
    )


def test_a_file_is_taken_back(client: Client, holmont: PracticeYear) -> None:
    """Its claims no longer count, and its results go."""
    imported(client, holmont, SO_FAR)
    (file,) = claims_of(holmont)
    assert client.post(address(holmont, "claims_take_back", file.pk)).status_code == 303
    assert claims_of(holmont) == []
    assert memory.values(holmont, Topic.RESULT) == {}


def test_a_viewer_cannot_import_or_mark_and_a_stranger_finds_nothing(
    client: Client, holmont: PracticeYear
) -> None:
    """Reading needs membership, all else the role of an editor."""
    with_claims(client, holmont)
    key = client.get(address(holmont, "gaps")).content.decode().split('data-gap="')[1].split('"')[0]
    (file, *_) = claims_of(holmont)
    place = handed_in(client, holmont, SO_FAR)
    Member.objects.update(role=Role.VIEWER)
    upload = {"claims": SimpleUploadedFile("a.csv", b"x")}
    mark = {"gap": key, "mark": "done"}
    assert client.get(address(holmont, "gaps")).status_code == 200
    assert client.post(address(holmont, "claims"), upload).status_code == 403
    assert client.post(address(holmont, "gap_mark"), mark).status_code == 403
    assert client.post(address(holmont, "claims_take_back", file.pk)).status_code == 403
    for path in (place, f"{place}confirm/", f"{place}give-up/"):
        assert client.post(path, {"mapping": "x"}).status_code == 403
    Member.objects.all().delete()
    for name in ("claims", "gaps", "report_gaps", "gaps_file"):
        assert client.get(address(holmont, name)).status_code == 404


def test_claims_are_counted_by_clinician_where_each_reports_alone(
    client: Client, holmont: PracticeYear
) -> None:
    """The choice of the level counts the imported claims anew; back again, they are the group's."""
    with_claims(client, holmont)
    group = memory.values(holmont, Topic.RESULT)
    assert group
    assert all(key.startswith("group/claims/") for key in group)
    path = address(holmont, "level")
    assert client.post(path, {"level": "individual", "understood": "on"}).status_code == 303
    alone = memory.values(holmont, Topic.RESULT)
    assert alone
    assert all(key.startswith("individual:") for key in alone)
    text = client.get(address(holmont, "claims")).content.decode()
    assert ", NPI ending in 0418</h3>" in text
    assert client.post(path, {"level": "group", "understood": "on"}).status_code == 303
    assert memory.values(holmont, Topic.RESULT) == group
