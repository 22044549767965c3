"""`openmips report`: the guide's reports from files, without the guide's records."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.conftest import Call
from web.reports.pdf import pages

Arguments = list[Path | str]

DAY = ("--as-of", "2024-06-01")


@pytest.mark.parametrize("name", ["plan", "score", "certificate"])
def test_reports_on_a_practice_are_written(
    openmips: Call, oak_street: Arguments, tmp_path: Path, name: str
) -> None:
    """HTML and PDF of one report at once, with the numbers of the score."""
    html, pdf = tmp_path / "r.html", tmp_path / "r.pdf"
    ended = openmips("report", name, *oak_street, *DAY, "--html", html, "--pdf", pdf)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [f"Written: {html}", f"Written: {pdf}"]
    assert "46.26 to 76.26" in html.read_text("utf-8")
    assert pages(pdf.read_bytes()) == {"plan": 1, "score": 3, "certificate": 1}[name]


def test_the_plan_says_who_must_report(
    openmips: Call, oak_street: Arguments, tmp_path: Path
) -> None:
    """With a roster; a clinician shows the end of the NPI only."""
    roster, html = tmp_path / "roster.csv", tmp_path / "r.html"
    roster.write_text("npi,tin,clinician_type\n1000000004,000123456,physician\n", "utf-8")
    ended = openmips("report", "plan", *oak_street, *DAY, "--roster", roster, "--html", html)
    assert ended.code == 0
    text = html.read_text("utf-8")
    assert "as individuals (1): NPI ending in 0004" in text
    assert "1000000004" not in text


def test_cards_are_of_the_measures_named(openmips: Call, tmp_path: Path) -> None:
    """A page each."""
    pdf = tmp_path / "r.pdf"
    assert openmips("report", "cards", "236", "047", "--year", "2024", "--pdf", pdf).code == 0
    assert pages(pdf.read_bytes()) == 2


def test_gaps_are_by_clinician(openmips: Call, root: Path, tmp_path: Path) -> None:
    """The bills of Monday in the week of claims, before they are sent."""
    monday = root / "examples" / "week-of-claims" / "outbox" / "2025-11-17.837"
    html = tmp_path / "r.html"
    ended = openmips(
        "report", "gaps", monday, "--year", "2025", "--as-of", "2025-11-17", "--html", html
    )
    assert ended.code == 0
    assert "Add a code to this claim before it is sent" in html.read_text("utf-8")


def test_what_is_wrong_is_said(openmips: Call, oak_street: Arguments, tmp_path: Path) -> None:
    """No file named, a folder that is not there, and documents that cannot be scored."""
    ended = openmips("report", "plan", *oak_street)
    assert ended.code == 2
    assert "--pdf FILE or --html FILE" in ended.err
    ended = openmips("report", "plan", *oak_street, "--html", tmp_path / "no" / "r.html")
    assert ended.code == 1
    assert "Traceback" not in ended.err
    broken, html = tmp_path / "broken.json", tmp_path / "r.html"
    broken.write_text('{"performanceYear": 2024}', "utf-8")
    ended = openmips("report", "score", broken, "--html", html)
    assert ended.code == 1
    assert ended.err.startswith("Error: ")
    assert not html.exists()


def test_a_report_needs_no_settings_and_its_bytes_hang_on_nothing_else(
    oak_street: Arguments, tmp_path: Path
) -> None:
    """Two processes with other hash seeds write the same file, and neither has a database."""
    made = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.pdf"
        told = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "openmips.cli", "report", "certificate"]
        subprocess.run([*command, *oak_street, *DAY, "--pdf", path], env=told, check=True)
        made.append(path.read_bytes())
    assert made[0] == made[1]
