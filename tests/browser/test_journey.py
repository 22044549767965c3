"""The whole year of a practice on pages: from the first fact to the file that CMS takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from browser.conftest import Served, Watched, watched
from browser.visitors import ByKeyboard, WithoutScripts
from django.utils import timezone
from playwright.sync_api import Browser

from openmips.cli.main import run

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = 2024
TODAY = datetime(2025, 1, 15, 15, tzinfo=UTC)
"""A day on which data of 2024 can be handed in."""

TIN, NPI, OTHER = "000654321", "1000000004", "1000000012"
HEADER = (
    "claim_id,tin,rendering_npi,patient_id,birth_date,sex,from_date,line_number,procedure_code,"
    "modifier_1,place_of_service,diagnosis_1,charge,payer"
)
MET, NOT_MET = "1123F,", "1123F,8P"


def claims() -> str:
    """Visits of 40 patients of 80 years: 26 have a plan of care, 10 have none, 4 say nothing."""
    lines = [HEADER]
    for number, answer in enumerate([MET] * 26 + [NOT_MET] * 10 + [""] * 4, 1):
        of = f"C{number:03},{TIN},{NPI},P{number:03},1944-02-08,F,2024-12-{1 + number % 20:02}"
        lines.append(f"{of},1,99213,,11,I10,100.00,MB")
        if answer:
            lines.append(f"{of},2,{answer},11,I10,0.01,MB")
    return "\n".join(lines) + "\n"


@pytest.fixture
def january(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is January of 2025 for every page."""
    monkeypatch.setattr(timezone, "now", lambda: TODAY)


@pytest.fixture
def empty(committed: None, live_server: Any) -> Served:
    """The application over an empty data folder."""
    return Served(live_server.url)


@pytest.fixture(params=["keyboard", "no scripts"])
def visitor(
    request: pytest.FixtureRequest, january: None, browser: Browser, empty: Served
) -> Iterator[tuple[WithoutScripts, Watched]]:
    """Somebody who has never seen the guide."""
    by_keyboard = request.param == "keyboard"
    context = browser.new_context(java_script_enabled=by_keyboard, locale="en-US")
    context.set_default_timeout(120_000)
    seen = watched(context, empty)
    yield (ByKeyboard if by_keyboard else WithoutScripts)(seen.page), seen
    context.close()


def step(seen: Watched, one: WithoutScripts, task: str) -> None:
    """Go back to the list of tasks by the strip on top, and from there to a task."""
    strip = seen.page.get_by_role("region", name="Where the year stands")
    one.go(strip.get_by_role("link").first)
    one.follow(task)


def meet(one: WithoutScripts, seen: Watched) -> None:
    """Three facts, then the practice and its people."""
    seen.open("/")
    one.pick("Performance year", str(YEAR))
    one.fill("Medicare Part B allowed charges", "150000")
    one.fill("Medicare patients", "300")
    one.fill("Services billed", "400")
    one.press("Tell me")
    assert "Yes: for 2024 this clinician must report" in seen.page.content()
    one.follow("Make my plan")
    one.fill("Name of the practice", "Elm Street Family Medicine")
    one.fill("TIN", TIN)
    one.press("Open the practice")
    one.fill("NPI", NPI)
    one.fill("Name", "Dr. Ada Hill")
    one.pick("Type of clinician", "Physician")
    one.day("Enrolled in Medicare since", "2010", "01", "01")
    one.pick("QP status", "Neither QP nor Partial QP")
    one.press("Save")
    one.follow("Add a clinician")
    one.fill("NPI", OTHER)
    one.fill("Name", "Dr. Bo Lind")
    one.press("Save")
    one.follow("Give the totals of the practice")
    for segment in (1, 2):
        one.fill(f"Allowed charges, in dollars, segment {segment}", "260,000")
        one.fill(f"Medicare patients, segment {segment}", "520")
        one.fill(f"Covered services, segment {segment}", "900")
    one.press("Save")
    assert "Must report" in seen.page.locator("table").first.inner_text()
    step(seen, one, "Describe the practice")
    one.fill("Clinicians who bill under the TIN", "2")
    one.pick("Specialty", "Family medicine")
    one.fill("What Medicare Part B pays", "$200,000")
    one.press("Save")


def choose(one: WithoutScripts, seen: Watched) -> None:
    """The way, the level, the measures; counts of one from the EHR."""
    one.follow("Compare the ways to report")
    one.tick("Traditional MIPS")
    one.press("Choose")
    one.follow("Report as a group or as individuals")
    one.tick("As a group")
    one.tick("I have read what cannot be taken back")
    one.press("Confirm")
    one.follow("Choose quality measures")
    one.fill("Word or number", "236")
    one.press("Show")
    one.press("Add 236 by EHR")
    one.follow("236 by EHR")
    one.fill("Who counts", "200")
    one.fill("Met", "144")
    one.fill("Not met", "50")
    one.fill("Excluded", "6")
    one.press("Save the counts")
    step(seen, one, "Choose quality measures")
    one.fill("Word or number", "047")
    one.press("Show")
    one.press("Add 047 by Claims")


def collect(one: WithoutScripts, seen: Watched, file: Path) -> None:
    """Claims with a look before, a gap, an activity, and the decision on interoperability."""
    step(seen, one, "Read your claims")
    seen.page.locator("input[type=file]").set_input_files(file)
    one.press("Look at the file")
    assert "Nothing is kept yet" in seen.page.content()
    one.press("Import it")
    one.follow("Go through them")
    assert "4 answers can still be given" in seen.page.content()
    one.press("Done")
    assert "3 answers can still be given, 1 is marked" in seen.page.content()
    step(seen, one, "Do and attest improvement activities")
    one.fill("Search by word or id", "IA_EPA_1")
    one.press("Search")
    one.follow("IA_EPA_1")
    one.day("First day", str(YEAR), "03", "01")
    one.day("Last day", str(YEAR), "09", "30")
    one.press("Yes, we did this")
    step(seen, one, "Decide on promoting interoperability")
    one.tick("No, do not submit")
    one.press("Keep this decision")


def hand_in(one: WithoutScripts, seen: Watched, folder: Path) -> tuple[Path, Path]:
    """The certificate, the file, and the facts that go with it; both downloads."""
    step(seen, one, "Check, download and hand in")
    one.fill("Certificate of the EHR", "0015CABCDEFGHIJ")
    one.press("Keep it")
    assert "The group: ready to send" in seen.page.content()
    one.press("Make the file")
    places = folder / "sent.json", folder / "profile.json"
    for name, place in zip(("Download", "The facts that go with it"), places, strict=True):
        with seen.page.expect_download() as download:
            one.named("link", name).click()
        download.value.save_as(place)
    return places


def test_from_the_first_fact_to_the_file(
    visitor: tuple[WithoutScripts, Watched],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Nobody needs a manual, a mouse or scripts; the file's score is the command line's."""
    one, seen = visitor
    file, counted = tmp_path / "claims.csv", tmp_path / "counted.json"
    file.write_text(claims())
    meet(one, seen)
    choose(one, seen)
    collect(one, seen, file)
    one.follow("Predicted score")
    told = seen.page.locator("h1").inner_text()
    one.follow("Chance of no penalty")
    assert "As it stands, the chance of no penalty is" in seen.page.content()
    assert seen.faults == []
    sent, facts = hand_in(one, seen, tmp_path)

    def ran(*words: object) -> str:
        assert run([str(word) for word in words]) == 0
        return capfd.readouterr().out

    capfd.readouterr()
    ran("claims", "results", file, "--year", YEAR, "--by", "tin", "-o", counted)
    found = json.loads(ran("score", sent, counted, "--profile", facts, "--json"))["finalScore"]
    assert told == f"Your predicted score is {found['low']} to {found['high']}"
    held = json.loads(sent.read_text())["measurementSets"]
    assert {one["category"] for one in held} == {"quality", "ia"}
    ran("validate", sent)
