"""Remittances mark the lines they are about, and those about none are named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from claims.intake.taking import column, found, rows, take
from claims.intake.writing import (
    advice,
    claim,
    interchange,
    line,
    payment,
    professional,
    quality,
    remittance,
    service,
)

from openmips.claims.intake import answers as answering
from openmips.claims.intake import finishing
from openmips.claims.intake.reading import RemittanceSummary

B6 = ["AMT", "B6", "90.00"]
DENIED = ["CAS", "CO", "50", "120.00"]
RECEIVED = [["CAS", "CO", "246", "0.01"], ["LQ", "HE", "N620"]]


def visit(*more: list[str], paid: str = "72.00", **changes: Any) -> list[list[str]]:
    """The answer to the visit of the invented claim."""
    return service("HC:99213", "120.00", paid, *more, **changes)


def code(*more: list[str], name: str = "1123F", **changes: Any) -> list[list[str]]:
    """The answer to its quality code."""
    return service(f"HC:{name}", "0.01", "0", *RECEIVED, *more, **changes)


def outcome(tmp_path: Path, *files: bytes) -> tuple[list[tuple[Any, Any]], list[str]]:
    """Status and allowed dollars of the lines, and the codes of problems."""
    named = {f"{number}.x12": content for number, content in enumerate(files)}
    intake = take(tmp_path, named)
    return [(row["status"], row["allowed"]) for row in rows(intake)], found(intake)


def test_lines_are_marked_paid_with_what_was_allowed(tmp_path: Path) -> None:
    """A visit is paid, a quality code received: it is paid with nothing allowed."""
    files = {
        "a.837": professional(claim(), claim("B2")),
        "a.835": advice(payment(visit(B6), code())),
    }
    intake = take(tmp_path, files)
    assert [(row["claim_id"], row["status"], row["allowed"]) for row in rows(intake)] == [
        ("A1", "paid", Decimal("90.0000")),
        ("A1", "paid", Decimal("0.0000")),
        ("B2", None, None),
        ("B2", None, None),
    ]
    assert found(intake) == []
    assert intake.summary.remittances == RemittanceSummary(claims=1, paid=2, received=1)
    assert [(file.kind, file.kept.claims) for file in intake.summary.files] == [
        ("835", 1),
        ("837P", 2),
    ]


def test_denied_lines_are_marked_denied(tmp_path: Path) -> None:
    """Nothing paid, nothing allowed, nothing owed by the patient: denied."""
    lines, problems = outcome(
        tmp_path, professional(claim()), advice(payment(visit(DENIED, paid="0"), code()))
    )
    assert lines == [("denied", Decimal("0.0000")), ("paid", Decimal("0.0000"))]
    assert problems == []


def test_the_practices_line_number_decides_which_line_is_meant(tmp_path: Path) -> None:
    """Of two equal lines REF*6R names one; it may be the practice's own or the line number."""
    own = claim(lines=(line(1, control="X7"), line(2, control="X8")))
    plain = claim("B2", lines=(line(1), line(2)))
    lines, problems = outcome(
        tmp_path,
        professional(own, plain),
        advice(
            payment(visit(["REF", "6R", "X8"], B6)),
            payment(visit(["REF", "6R", "02"], B6), control="B2"),
        ),
    )
    assert [status for status, _ in lines] == [None, "paid", "paid", "paid"]
    assert problems == []


def test_equal_lines_are_told_apart_by_their_order(tmp_path: Path) -> None:
    """The first answer is for the first line, the second for the second."""
    twice = claim(lines=(line(1), line(2)))
    lines, _ = outcome(
        tmp_path, professional(twice), advice(payment(visit(B6), visit(DENIED, paid="0")))
    )
    assert [status for status, _ in lines] == ["paid", "denied"]


def test_modifiers_and_charges_tell_lines_apart(tmp_path: Path) -> None:
    """Whatever their order, an answer goes to the line that is most like it."""
    two = claim(
        lines=(
            line(1, "99213", "25"),
            line(2, "99213", "59"),
            line(3, "11042", charge=Decimal(50)),
            line(4, "11042", charge=Decimal(80)),
        )
    )
    lines, _ = outcome(
        tmp_path,
        professional(two),
        advice(
            payment(
                service("HC:99213:59", "120.00", "72.00"),
                service("HC:99213:25", "120.00", "0", DENIED),
                service("HC:11042", "80", "10"),
                service("HC:11042", "50", "0", ["CAS", "CO", "50", "50"]),
            )
        ),
    )
    assert [status for status, _ in lines] == ["denied", "paid", "denied", "paid"]


def test_a_number_used_for_many_visits_goes_by_the_day(tmp_path: Path) -> None:
    """Where a practice uses one number again and again, the date of service decides."""
    from datetime import date

    may = date(2024, 5, 1)
    later = claim(lines=(line(1, from_date=may, to_date=may),))
    lines, problems = outcome(
        tmp_path,
        professional(claim(lines=(line(),)), later),
        advice(payment(visit(B6, day="20240501"))),
    )
    assert [status for status, _ in lines] == [None, "paid"]
    assert problems == []


def test_another_practices_answers_are_not_taken(tmp_path: Path) -> None:
    """The TIN must be the same where the remittance tells it."""
    lines, problems = outcome(
        tmp_path, professional(claim()), advice(payment(visit(B6)), tin="000999999")
    )
    assert [status for status, _ in lines] == [None, None]
    assert problems == ["remittance_unmatched"]


def test_a_later_answer_replaces_an_earlier_one(tmp_path: Path) -> None:
    """The answer of the later payment holds, in whatever order the files are read."""
    first = remittance(payment(visit(DENIED, paid="0")), day="20240401")
    second = remittance(payment(visit(B6)), day="20240501")
    both = [interchange([body], version="005010X221A1", kind="835") for body in (second, first)]
    lines, _ = outcome(tmp_path, professional(claim()), *both)
    assert lines[0] == ("paid", Decimal("90.0000"))


def test_a_reversal_takes_an_answer_back(tmp_path: Path) -> None:
    """After a reversal there is no answer until the next one; the one before does not come back."""
    paid = payment(visit(B6))
    back = payment(
        service("HC:99213", "-120.00", "-72.00"), status="22", charge="-120.01", paid="-72.00"
    )
    again = payment(visit(DENIED, paid="0"), payer_control="ICN2")
    files = [
        interchange([remittance(body, day=day)], version="005010X221A1", kind="835")
        for body, day in ((paid, "20240401"), (back, "20240501"), (again, "20240502"))
    ]
    lines, _ = outcome(tmp_path / "1", professional(claim()), *files[:2])
    assert lines[0] == (None, None)
    lines, _ = outcome(tmp_path / "2", professional(claim()), *files)
    assert lines[0] == ("denied", Decimal("0.0000"))
    nameless = files[1].replace(b"ICN1", b"OTHER")
    lines, _ = outcome(tmp_path / "3", professional(claim()), files[0], nameless)
    assert lines[0] == (None, None)


def test_a_claim_answered_as_a_whole_answers_all_its_lines(tmp_path: Path) -> None:
    """A denial without service lines denies every line; a payment pays them."""
    lines, problems = outcome(
        tmp_path,
        professional(claim(), claim("B2")),
        advice(payment(status="4", paid="0"), payment(control="B2")),
    )
    assert lines == [
        ("denied", Decimal("0.0000")),
        ("denied", Decimal("0.0000")),
        ("paid", None),
        ("paid", None),
    ]
    assert problems == []


def test_answers_about_nothing_are_named(tmp_path: Path) -> None:
    """A claim that is not among the files, and a line that is not on its claim."""
    files = {
        "a.837": professional(claim()),
        "b.835": advice(
            payment(visit()), payment(visit(), control="Z9"), payment(code(name="G8783"))
        ),
        "c.835": advice(payment(visit(), code(name="G8427"))),
    }
    intake = take(tmp_path, files)
    assert [problem.message for problem in intake.problems] == [
        "Claim Z9 is answered, and is not among the claims.",
        "Claim A1 is answered, and is not among the claims.",
        "1 answered lines of claim A1 are not among its lines.",
    ]
    assert [problem.location for problem in intake.problems] == [
        "segment 15",
        "segment 19",
        "segment 11",
    ]
    assert intake.summary.remittances.unmatched == 3


def test_other_payers_answers_are_counted_only(tmp_path: Path) -> None:
    """A commercial remittance in the folder marks nothing and is no problem."""
    data = advice(payment(visit(B6))).replace(b"*MB*ICN1", b"*12*ICN1")
    intake = take(tmp_path, {"a.837": professional(claim()), "b.835": data})
    assert column(intake, "status") == [None, None]
    assert found(intake) == []
    assert intake.summary.skipped["remittance_not_part_b"].claims == 1


def test_ready_made_tables_are_marked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of a Parquet file get answers as those of 837P files do, a piece at a time."""
    monkeypatch.setattr(finishing, "PART_LINES", 3)
    monkeypatch.setattr(answering, "BATCH", 1)
    claims = [claim(f"A{number}", lines=(line(), quality())) for number in range(4)]
    first = take(tmp_path / "1", {"a.837": professional(*claims)})
    table = tmp_path / "claims.parquet"
    pl.DataFrame(rows(first), infer_schema_length=None).cast(
        {"allowed": pl.Decimal(18, 4), "status": pl.String}
    ).write_parquet(table)
    files = {
        "a.parquet": table.read_bytes(),
        "b.835": advice(
            payment(visit(B6), code(), control="A1"), payment(visit(DENIED, paid="0"), control="A3")
        ),
    }
    intake = take(tmp_path / "2", files)
    assert column(intake, "status") == [None, None, "paid", "paid", None, None, "denied", None]
    assert column(intake, "claim_id") == ["A0", "A0", "A1", "A1", "A2", "A2", "A3", "A3"]
    assert intake.summary.lines == 8


def test_what_a_table_says_itself_stays_where_nobody_answers(tmp_path: Path) -> None:
    """A status that the table brings along is only replaced by an answer."""
    header = (
        "claim_id,tin,rendering_npi,patient_id,birth_date,sex,from_date,line_number,"
        "procedure_code,modifier_1,place_of_service,diagnosis_1,status,allowed\n"
    )
    row = "{},000123456,1000000004,P1,1950-06-15,F,2024-03-01,1,99213,,11,I10,denied,1.50\n"
    files = {
        "a.csv": (header + row.format("A1") + row.format("B2")).encode(),
        "b.835": advice(payment(visit(B6))),
    }
    intake = take(tmp_path, files)
    assert column(intake, "status") == ["paid", "denied"]
    assert column(intake, "allowed") == [Decimal("90.0000"), Decimal("1.5000")]
