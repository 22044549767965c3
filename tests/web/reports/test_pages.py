"""The pages of reports say what the answers say, to those who may read them."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from web.reports.pdf import pages

from openmips.cli.main import run
from openmips.practice.judged import judged
from openmips.practice.models import Member, PracticeYear, Role
from openmips.web.views.reports import LISTED
from openmips.web.words import STATUSES

pytestmark = pytest.mark.django_db

TODAY = date(2024, 6, 1)


@pytest.fixture(autouse=True)
def in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is of June 2024."""
    for module in ("reports", "asking", "hub"):
        monkeypatch.setattr(f"openmips.web.views.{module}.as_of", lambda request: TODAY)


def address(year: PracticeYear, name: str) -> str:
    """The path of one of the year's pages."""
    return reverse(name, args=(year.practice_id, year.performance_year))


def page(client: Client, year: PracticeYear, name: str) -> str:
    """The text of one of the year's pages."""
    answer = client.get(address(year, name))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", LISTED)
def test_every_report_is_a_page_and_a_pdf_and_says_what_it_stands_on(
    client: Client, sample: PracticeYear, name: str
) -> None:
    """Each is listed, and ends with versions and whose word counts."""
    text = page(client, sample, f"report_{name}")
    for needed in ("As of 1 June 2024", "OpenMIPS: 0.", "Rules: sha256:", "CMS's data: sha256:"):
        assert needed.replace("'", "&#x27;") in text
    assert "OpenMIPS is not affiliated with CMS" in text
    listed = page(client, sample, "reports")
    file = address(sample, f"report_{name}_file")
    assert f'href="{address(sample, f"report_{name}")}"' in listed
    assert f'href="{file}"' in listed
    answer = client.get(file)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert f'filename="mips-2024-{name}.pdf"' in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-1.7")


def test_the_year_the_plan_and_the_score_lead_to_the_reports(
    client: Client, sample: PracticeYear
) -> None:
    """From where one stands, the page to print is one step away."""
    for name, needed in (("year", "reports"), ("plan", "report_plan"), ("score", "report_score")):
        assert f'href="{address(sample, needed)}"' in page(client, sample, name)


def test_the_plan_says_dates_activities_codes_and_money(
    client: Client, sample: PracticeYear
) -> None:
    """As worked out by hand for Oak Street in June: the numbers of the score, and its codes."""
    text = page(client, sample, "report_plan")
    for needed in (
        "<strong>3 October 2024</strong>: Last day to start an improvement activity",
        "<strong>31 December 2024</strong>: Reporting by Part B claims ends",
        "<strong>14 April 2025, 8 p.m. Eastern time</strong>: Submission of data closes",
        "attested, 1 March 2024 to 30 September 2024",
        "Met: 1123F or 1124F; Not met: 1123F-8P; Excluded: G9692",
        "<strong>46.26 to 76.26</strong>",
        "-$14,214 to $206 on $412,000 a year",
    ):
        assert needed in text
    file = client.get(address(sample, "report_plan_file")).content
    assert pages(file) == 1


def test_the_plan_says_who_must_report(client: Client, sample: PracticeYear) -> None:
    """Every clinician under the status that eligibility gives, alone and with the group."""
    text = page(client, sample, "report_plan")
    answer = judged(sample, TODAY).answer
    assert answer is not None
    names = {one.npi: one.name for one in sample.practice.clinicians.all()}
    for one in answer["clinicians"]:
        status = STATUSES[one["individual"]["status"]]
        (line,) = re.findall(f"<li><strong>{status}</strong> as individuals (.*?)</li>", text)
        assert names[one["npi"]] in line
    groups = sorted({STATUSES[one["group"]["status"]] for one in answer["clinicians"]})
    assert f"<strong>{' or '.join(groups)}</strong> as a group" in text


def test_the_score_report_says_the_categories_and_what_would_raise_it(
    client: Client, sample: PracticeYear, oak_street: Mapping[str, Any]
) -> None:
    """Percent, weight and points of each category, and the first levers of the plan."""
    text = page(client, sample, "report_score")
    for needed in ("72.375", "28.95", "0 to 30", "2.31", "42 CFR 414.1380"):
        assert needed in text
    for lever in oak_street["plan"]["levers"][:5]:
        assert f"+{lever['pointsGained']['mean']}".replace("+-", "-") in text
    assert oak_street["score"]["why"]["says"] in text


def test_the_cards_are_of_the_measures_by_claims(client: Client, sample: PracticeYear) -> None:
    """Oak Street reports two by claims; those from the EHR have no codes."""
    text = page(client, sample, "report_cards")
    assert "047: Advance care plan" in text
    assert "039: Osteoporosis screening of women" in text
    assert text.count("<caption>Codes") == 2


def test_without_claims_nothing_is_praised(client: Client, sample: PracticeYear) -> None:
    """The sheet says that nothing is known."""
    assert "No claims are imported yet" in page(client, sample, "report_gaps")


def test_a_score_that_cannot_be_made_says_why(client: Client, sample: PracticeYear) -> None:
    """The report and the certificate name the problem; the plan still has its dates."""
    sample.statements.create(
        topic="fact",
        key="practice.clinicianCount",
        value=-1,
        said_by=Member.objects.all()[0].user,
        said_at="2026-11-22T00:00:00Z",
        source="test",
    )
    sample.version += 1
    sample.save()
    for name in ("report_score", "report_certificate"):
        assert "The score cannot be predicted yet" in page(client, sample, name)
    assert "14 April 2025" in page(client, sample, "report_plan")


def test_a_viewer_reads_and_a_stranger_finds_nothing(client: Client, sample: PracticeYear) -> None:
    """Reports need membership and no more."""
    Member.objects.update(role=Role.VIEWER)
    assert client.get(address(sample, "report_plan_file")).status_code == 200
    Member.objects.all().delete()
    for name in ("reports", "report_plan", "report_plan_file", "report_documents"):
        assert client.get(address(sample, name)).status_code == 404


def scored(folder: Path, capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the certificate's command answers in a folder with its documents."""
    names = [str(folder / name) for name in ("submission-1.json", "profile.json")]
    assert run(["score", names[0], "--profile", names[1], "--json"]) == 0
    answer: dict[str, Any] = json.loads(capfd.readouterr().out)
    return answer


def test_anybody_makes_the_certified_score_again(
    client: Client, sample: PracticeYear, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The documents of the certificate, given to the command it names, make the same digests."""
    text = page(client, sample, "report_certificate")
    assert "openmips score submission-1.json --profile profile.json --json" in text
    files = client.get(address(sample, "report_documents")).content
    assert client.get(address(sample, "report_documents")).content == files
    with zipfile.ZipFile(io.BytesIO(files)) as archive:
        archive.extractall(tmp_path)
        assert sorted(archive.namelist()) == ["profile.json", "submission-1.json"]
    for path in tmp_path.iterdir():
        assert hashlib.sha256(path.read_bytes()).hexdigest() in text
    answer = scored(tmp_path, capfd)
    held = answer["snapshot"]
    for name in ("inputDigest", "policyDigest", "catalogDigest", "traceDigest", "engine"):
        assert held[name] in text
    assert f"{answer['finalScore']['low']} to {answer['finalScore']['high']}" in text
    profile = tmp_path / "profile.json"
    profile.write_text(profile.read_text("utf-8").replace('"2.31"', '"2.32"'), "utf-8")
    other = scored(tmp_path, capfd)["snapshot"]
    assert other["inputDigest"] != held["inputDigest"]
    assert other["traceDigest"] != held["traceDigest"]
