"""An audit is answered with the right lists, a draw that can be repeated, and one package."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Call
from hypothesis import given
from hypothesis import strategies as st

from openmips.answers.audit import Asked, AuditAnswer, Listed, audit, lot
from openmips.answers.claims_tables import Files
from openmips.answers.score import Facts, read

HEAD = (
    "claim_id,tin,rendering_npi,patient_id,birth_date,sex,from_date,line_number,procedure_code,"
    "modifier_1,place_of_service,diagnosis_1"
)
OURS, OTHERS = "000123456", "000456789"
CASES = (
    ("C1", OURS, "1AA0AA0AA01", "M", "2024-03-01", "1123F", ""),
    ("C2", OURS, "1AA0AA0AA01", "M", "2024-05-01", "", ""),
    ("C3", OURS, "1AA0AA0AA02", "M", "2024-03-02", "1123F", "8P"),
    ("C4", OURS, "1AA0AA0AA03", "F", "2024-03-03", "", ""),
    ("C5", OURS, "1AA0AA0AA04", "M", "2024-03-04", "G9692", ""),
    ("C6", OTHERS, "1AA0AA0AA05", "M", "2024-03-05", "1123F", ""),
    ("C7", OURS, "=1AA0AA0AA", "M", "2024-03-06", "1123F", ""),
)
"""Visits of people born in 1950, with an answer to measure 047 or without."""


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The claims as a table."""
    rows = [HEAD]
    for claim, tin, patient, sex, day, code, modifier in CASES:
        common = f"{claim},{tin},1000000004,{patient},1950-06-15,{sex},{day}"
        rows.append(f"{common},1,99213,,11,Z0000")
        if code:
            rows.append(f"{common},2,{code},{modifier},11,Z0000")
    path = tmp_path_factory.mktemp("claims") / "claims.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def facts(root: Path) -> Facts:
    """Oak Street reports 047 and 039 by claims, and four measures from its health record."""
    folder = root / "examples" / "oak-street"
    return read([folder / "submission.json"], folder / "profile.json")


def asked(facts: Facts, claims: Path, **more: Any) -> AuditAnswer:
    """The answer to a notice of 15 January 2026, on 1 February."""
    notice = Asked(date(2026, 1, 15), **more)
    return audit(facts, Files.of([claims]), notice, date(2026, 2, 1))


def test_each_case_is_in_the_count_that_its_claims_say(facts: Facts, claims: Path) -> None:
    """Two of 047 are met, one is not, one is excluded, one open; another TIN's is not ours."""
    answer = asked(facts, claims)
    assert (answer["due"], answer["daysLeft"]) == ("2026-03-01", 28)
    listed = [one for one in answer["listed"] if one["measureId"] == "047"]
    assert {(one["patient"], one["answer"], *one["claimIds"]) for one in listed} == {
        ("1AA0AA0AA01", "met", "C1", "C2"),
        ("1AA0AA0AA02", "not met", "C3"),
        ("1AA0AA0AA03", "not answered", "C4"),
        ("1AA0AA0AA04", "excluded", "C5"),
        ("=1AA0AA0AA", "met", "C7"),
    }
    counted = {one["measureId"]: one for one in answer["measures"]}
    assert counted["047"]["counts"] == {
        "met": 2,
        "not met": 1,
        "excluded": 1,
        "excepted": 0,
        "not answered": 1,
    }
    assert counted["039"]["counts"]["not answered"] == 1, "the submission says it is by claims"
    assert set(counted) == {"039", "047"}, "what nobody reported by claims has no list"
    first = next(one for one in listed if one["patient"] == "1AA0AA0AA01")
    assert (first["birthDate"], first["days"]) == ("1950-06-15", ["2024-03-01", "2024-05-01"])
    assert {one["measureId"] for one in answer["elsewhere"]} >= {"001", "134", "236"}
    assert all(one["chosen"] for one in answer["listed"])


def test_a_draw_takes_so_many_of_each_answer_and_can_be_repeated(
    facts: Facts, claims: Path, tmp_path: Path
) -> None:
    """In whatever order the claims come; another seed may draw another."""
    answer = asked(facts, claims, sample=1, seed="contractor 7")
    drawn = [one for one in answer["listed"] if one["chosen"]]
    assert sorted((one["measureId"], one["answer"]) for one in drawn) == [
        ("039", "not answered"),
        ("047", "excluded"),
        ("047", "met"),
        ("047", "not answered"),
        ("047", "not met"),
    ]
    met = [one for one in answer["listed"] if (one["measureId"], one["answer"]) == ("047", "met")]
    assert next(one for one in met if one["chosen"]) is min(
        met, key=lambda one: lot(one, "contractor 7")
    )
    head, *rows = claims.read_text("utf-8").splitlines()
    turned = tmp_path / "claims.csv"
    turned.write_text("\n".join([head, *reversed(rows)]) + "\n", "utf-8")
    again = asked(facts, turned, sample=1, seed="contractor 7")
    assert [one for one in again["listed"] if one["chosen"]] == drawn
    patients = {
        tuple(
            one["patient"]
            for one in asked(facts, claims, sample=1, seed=str(seed))["listed"]
            if one["chosen"]
        )
        for seed in range(6)
    }
    assert len(patients) == 2


@given(st.text(max_size=5), st.text(max_size=5))
def test_a_lot_is_a_digest_that_anybody_can_make(seed: str, patient: str) -> None:
    """SHA-256 of the parts with | between them."""
    from hashlib import sha256

    one: Listed = {
        "measureId": "047",
        "stratum": "overall",
        "answer": "met",
        "tin": OURS,
        "npi": "1000000004",
        "patient": patient,
        "birthDate": None,
        "days": [],
        "claimIds": ["C1", "C2"],
        "counts": 1,
        "says": "",
        "chosen": False,
    }
    text = f"{seed}|047|overall|met|{OURS}|1000000004|{patient}|C1|C2"
    assert lot(one, seed) == sha256(text.encode()).hexdigest()


def test_charts_that_an_auditor_names_are_chosen_and_the_unknown_told(
    facts: Facts, claims: Path
) -> None:
    """By patient or claim; what is in no list is said without repeating the id."""
    answer = asked(facts, claims, charts=["1AA0AA0AA02", "C5", "1ZZ9ZZ9ZZ99"])
    chosen = {one["patient"] for one in answer["listed"] if one["chosen"]}
    assert chosen == {"1AA0AA0AA02", "1AA0AA0AA04"}
    (problem,) = [one for one in answer["problems"] if one["code"] == "chart_not_listed"]
    assert (problem["location"], problem["severity"]) == ("chart 3", "warning")
    assert "1ZZ9" not in problem["message"]


def test_without_claims_there_are_no_lists(facts: Facts) -> None:
    """The days left and the measures of the health record are told all the same."""
    answer = audit(facts, None, Asked(date(2026, 1, 15)), date(2026, 3, 2))
    assert (answer["listed"], answer["measures"], answer["daysLeft"]) == ([], [], -1)


@pytest.fixture
def binder(openmips: Call, tmp_path: Path) -> Path:
    """A binder with a document of 2024 and one of 2025."""
    folder, document = tmp_path / "binder", tmp_path / "policy.txt"
    document.write_text("our policy", "utf-8")
    by = ("--by", "Jane Roe")
    openmips("binder", "make", folder, "--practice", "Oak Street", *by)
    for about in ("2024/quality/047", "2025/practice"):
        assert openmips("binder", "add", folder, document, "--about", about, *by).code == 0
    return folder


def test_the_package_has_lists_evidence_and_digests(
    openmips: Call, binder: Path, oak_street: list[Any], claims: Path, tmp_path: Path
) -> None:
    """Formula-safe tables, the year's documents alone, a cover; on the screen nobody is named."""
    out = tmp_path / "audit.zip"
    common = ("audit", binder, *oak_street, "--claims", claims, "--notice", "2026-01-15")
    common = (*common, "--as-of", "2026-02-01")
    ended = openmips(*common, "--out", out, "--sample", "1", "--seed", "7")
    assert ended.code == 0
    said = " ".join(ended.out.split())
    assert "answer by March 1, 2026 (28 days left)" in said
    assert "names patients in full" in said
    assert "1AA0AA0" not in ended.out + ended.err
    assert "1AA0AA0AA02" in openmips(*common, "--sample", "1", "--seed", "7", "--show-patients").out
    with zipfile.ZipFile(out) as opened:
        held = {name: opened.read(name) for name in opened.namelist()}
    assert set(held) == {
        "SHA256SUMS",
        "chosen.csv",
        "cover.html",
        "cover.pdf",
        "documents/2024/quality/047/0002-policy.txt",
        "lists/039.csv",
        "lists/047.csv",
    }
    rows = list(csv.DictReader(io.StringIO(held["lists/047.csv"].decode())))
    by_patient = {one["patient_id"]: one for one in rows}
    assert "'=1AA0AA0AA" in by_patient, "no spreadsheet takes it for a formula"
    first = by_patient["1AA0AA0AA01"]
    assert (first["in_numerator"], first["in_denominator"]) == ("yes", "yes")
    assert (first["claim_ids"], first["days_of_service"]) == ("C1 C2", "2024-03-01 2024-05-01")
    assert by_patient["1AA0AA0AA02"]["in_numerator"] == "no"
    assert by_patient["1AA0AA0AA04"]["in_denominator"] == "no"
    assert len(list(csv.DictReader(io.StringIO(held["chosen.csv"].decode())))) == 5
    cover = held["cover.html"].decode()
    assert "Due 1 March 2026" in cover
    assert "The lists name patients." in cover
    assert "1AA0AA0" not in cover
    assert held["SHA256SUMS"].decode().count("\n") == len(held) - 1


def test_whoever_names_charts_is_sent_no_other_patient(
    openmips: Call, binder: Path, oak_street: list[Any], claims: Path, tmp_path: Path
) -> None:
    """The auditor has the lists already."""
    out, charts = tmp_path / "audit.zip", tmp_path / "charts.txt"
    charts.write_text("1AA0AA0AA02\n\nC5\n", "utf-8")
    common = ("audit", binder, *oak_street, "--claims", claims, "--notice", "2026-01-15")
    assert openmips(*common, "--charts", charts, "--out", out).code == 0
    with zipfile.ZipFile(out) as opened:
        whole = b"".join(opened.read(name) for name in opened.namelist())
    assert b"1AA0AA0AA02" in whole
    assert b"1AA0AA0AA01" not in whole
    charts.write_text("\n", "utf-8")
    assert openmips(*common, "--charts", charts).code == 2


def test_what_was_asked_wrongly_is_said(
    openmips: Call, binder: Path, oak_street: list[Any], claims: Path, tmp_path: Path
) -> None:
    """A sample without a seed, both ways at once, a package within the binder."""
    common = ("audit", binder, *oak_street, "--claims", claims, "--notice", "2026-01-15")
    assert openmips(*common, "--sample", "2").code == 2
    assert openmips(*common, "--sample", "2", "--seed", "1", "--charts", claims).code == 2
    assert openmips(*common, "--out", binder / "audit.zip").code == 2
    document = next((binder / "files").rglob("*/*"))
    document.write_text("forged", "utf-8")
    out = tmp_path / "audit.zip"
    ended = openmips(*common, "--out", out, "--json")
    assert ended.code == 1
    assert {one["code"] for one in json.loads(ended.out)["problems"]} == {"binder_file_changed"}
    assert not out.exists()
