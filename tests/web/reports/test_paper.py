"""A report as a file: tagged, on its pages, the same bytes each time, and from nowhere else."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from web.reports.conftest import JUNE
from web.reports.pdf import pages, plain, tags

from openmips.answers.claims_cards import claims_cards
from openmips.problems import ProblemsFound
from openmips.web.reports import paper
from openmips.web.reports.code_cards import code_cards
from openmips.web.reports.paper import STYLE, font, html_file, pdf_file
from openmips.web.reports.plan_sheet import PlanFacts, plan_sheet
from openmips.web.reports.score_sheet import score_sheet

PRACTICE = "Oak Street Family Medicine"


@pytest.fixture(scope="module")
def score_pdf(oak_street: Mapping[str, Any]) -> bytes:
    """Oak Street's score report."""
    made = score_sheet(PRACTICE, 2024, JUNE, oak_street["score"], plan=oak_street["plan"])
    return pdf_file(made)


def test_a_pdf_is_tagged_and_names_its_title_and_language(score_pdf: bytes) -> None:
    """It says that it follows PDF/UA-1, and has what that asks for."""
    told = plain(score_pdf)
    assert b"<pdfuaid:part>1<" in told or b'pdfuaid:part="1"' in told
    for needed in (b"/Lang (en)", b"/Marked true", b"/DisplayDocTitle true", b"/StructTreeRoot"):
        assert needed in told
    assert b"MIPS score report 2024: Oak Street Family Medicine" in told
    assert {"H1", "H2", "P", "L", "LI", "Table", "TH", "TD", "Caption", "Figure"} <= tags(score_pdf)


def test_every_picture_has_words_and_every_font_is_inside(score_pdf: bytes) -> None:
    """A figure without its alternative, or a font from elsewhere, would break PDF/UA."""
    told = plain(score_pdf)
    figures = [one for one in told.splitlines() if b"/S /Figure" in one]
    assert figures
    assert all(b"/Alt" in one for one in figures)
    descriptors = told.count(b"/Type /FontDescriptor")
    assert descriptors
    assert len(re.findall(rb"/FontFile[23]? \d", told)) == descriptors


def test_the_same_report_gives_the_same_bytes(
    oak_street: Mapping[str, Any], score_pdf: bytes
) -> None:
    """No clock and no chance enters a file; another day makes another one."""
    made = score_sheet(PRACTICE, 2024, JUNE, oak_street["score"], plan=oak_street["plan"])
    assert pdf_file(made) == score_pdf
    assert pdf_file(replace(made, as_of=JUNE.replace(day=2))) != score_pdf
    assert html_file(made) == html_file(made)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="missing: pdftotext")
def test_the_text_of_a_pdf_can_be_read(score_pdf: bytes, tmp_path: Path) -> None:
    """Another program reads the numbers, in the order of CMS's feedback."""
    path = tmp_path / "score.pdf"
    path.write_bytes(score_pdf)
    read = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
    places = [
        read.index(one)
        for one in (
            "46.26 to 76.26",
            "Payment adjustment",
            "What each category adds",
            "Measures and activities",
            "Why",
            "What would raise it",
            "not affiliated with CMS",
        )
    ]
    assert places == sorted(places)


def test_the_plan_of_oak_street_is_one_page(plan_facts: PlanFacts) -> None:
    """It hangs on a wall."""
    assert pages(pdf_file(plan_sheet(PRACTICE, 2024, JUNE, plan_facts))) == 1


def test_the_plan_of_a_full_practice_is_one_page(plan_facts: PlanFacts) -> None:
    """Fifteen clinicians with long names, of every status, and more measures than fit."""
    statuses = ["required", "may_report", "opt_in_eligible", "unknown", "excluded"]
    npis = [f"10000000{number:02}" for number in range(15)]
    full = replace(
        plan_facts,
        judged={
            "clinicians": [
                {
                    "npi": npi,
                    "individual": {"status": statuses[number % 5]},
                    "group": {"status": "required"},
                }
                for number, npi in enumerate(npis)
            ]
        },
        names={npi: f"Dr. Maximiliana Featherstonehaugh-Cholmondeley {npi}" for npi in npis},
        measures=[f"claims/{one}" for one in ("226", "236", "128", "134", "317", "418", "112")],
    )
    made = plan_sheet("The " + "very " * 30 + "long practice", 2024, JUNE, full)
    assert pages(pdf_file(made)) == 1
    text = html_file(made)
    assert text.count("Maximiliana") == 15
    assert "And 7 more" in text
    assert "Tobacco screening" in text


@pytest.mark.parametrize("year", [2024, 2026])
def test_every_code_card_is_one_page(year: int) -> None:
    """As many pages as measures by claims."""
    answer = claims_cards(year=year)
    assert pages(pdf_file(code_cards(PRACTICE, year, JUNE, answer))) == len(answer["cards"])


def test_a_report_takes_only_its_own_fonts(
    plan_facts: PlanFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other address is opened, not even where a page named one."""
    for address in (
        "https://example.org/a.css",
        Path("/etc/passwd").as_uri(),
        "openmips-font:../../etc",
        "data:text/plain,a",
    ):
        with pytest.raises(ValueError, match="only its own fonts"):
            font(address)
    asked: list[str] = []

    def noted(address: str) -> bytes:
        asked.append(address)
        return font(address)

    monkeypatch.setattr(paper, "font", noted)
    made = plan_sheet(PRACTICE, 2024, JUNE, plan_facts)
    intruding = html_file(made).replace(
        "</main>", '<img src="https://example.org/a.png" alt="a"></main>'
    )
    monkeypatch.setattr(paper, "html_file", lambda report: intruding)
    assert pages(pdf_file(made)) >= 1
    assert "https://example.org/a.png" in asked


def test_a_pdf_is_made_without_the_fonts_of_the_pages(
    plan_facts: PlanFacts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Then a font of the system takes their place."""
    monkeypatch.setattr(paper, "FONTS", tmp_path)
    made = pdf_file(plan_sheet(PRACTICE, 2024, JUNE, plan_facts))
    assert pages(made) == 1
    assert b"Public-Sans" not in plain(made)


def test_without_the_library_the_report_says_what_to_install(
    plan_facts: PlanFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Pango is missing the page can still be printed from the browser."""

    def missing(name: str) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return import_module(name)

    monkeypatch.setattr(paper, "import_module", missing)
    with pytest.raises(ProblemsFound) as caught:
        pdf_file(plan_sheet(PRACTICE, 2024, JUNE, plan_facts))
    (problem,) = caught.value.problems
    assert problem.code == "pdf_not_possible"
    assert "libpango" in problem.remedy


def test_reports_are_black_and_white(plan_facts: PlanFacts) -> None:
    """Every colour of their style is a grey, and no other stands in the file."""
    colours = re.findall(r"#([0-9a-f]{6})\b", STYLE.read_text("utf-8"))
    assert colours
    assert [one for one in colours if max(_channels(one)) - min(_channels(one)) > 8] == []
    made = html_file(plan_sheet(PRACTICE, 2024, JUNE, plan_facts))
    assert set(re.findall(r"#[0-9a-f]{6}\b", made)) <= {f"#{one}" for one in colours}


def test_an_html_file_needs_nothing_beside_it(plan_facts: PlanFacts) -> None:
    """No script, no link to a style, no picture from elsewhere."""
    made = html_file(plan_sheet(PRACTICE, 2024, JUNE, plan_facts))
    assert made.startswith("<!doctype html>")
    for never in ("<script", "<link", "src=", "url("):
        assert never not in made


def _channels(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (0, 2, 4)]
