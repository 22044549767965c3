"""Distinct claims never merge, parts and copies of one do, and amended claims are taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

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
    service,
    transaction,
)

from openmips.claims.intake import naming, staging
from openmips.claims.intake.amending import Sent, names, settled
from openmips.claims.intake.notes import Count
from openmips.claims.intake.submitted import SubmittedClaim

OTHER_PATIENT = "2SL0OI0BZ00"
MAY = {"from_date": date(2024, 5, 1), "to_date": date(2024, 5, 1)}


def ids(intake_rows: list[dict[str, object]]) -> list[tuple[object, ...]]:
    """Claim id, frequency and original of each claim, once, in the order of the rows."""
    return list(
        dict.fromkeys(
            (row["claim_id"], row["frequency"], row["original_claim_id"]) for row in intake_rows
        )
    )


def sent_on(day: str, *claims: SubmittedClaim, control: int = 1) -> bytes:
    """An 837P file made at noon of a day, written 0401 for instance."""
    body = transaction([replace(one, sent=f"2024{day}1200") for one in claims], f"2024{day}1200")
    return interchange([body], control=control)


def test_rows_hold_all_that_a_claim_says(tmp_path: Path) -> None:
    """Every column of the layout, typed; what 837P files do not have is empty."""
    one = claim(lines=(line(1, "99213", "25", "95"),), diagnoses=("E119", "I10", "Z7984"))
    (row,) = rows(take(tmp_path, {"a.837": professional(one)}))
    assert row.pop("charge") == line().charge
    empty = [f"modifier_{number}" for number in (3, 4, 5)]
    empty += [f"diagnosis_{number}" for number in range(4, 13)]
    empty += ["original_claim_id", "status", "allowed"]
    assert [row.pop(name) for name in empty] == [None] * len(empty)
    assert row == {
        "claim_id": "A1",
        "tin": "000123456",
        "rendering_npi": "1000000004",
        "patient_id": "1SL0OI0BZ00",
        "birth_date": date(1950, 6, 15),
        "sex": "F",
        "from_date": date(2024, 3, 1),
        "to_date": date(2024, 3, 1),
        "line_number": 1,
        "procedure_code": "99213",
        "modifier_1": "25",
        "modifier_2": "95",
        "place_of_service": "11",
        "diagnosis_1": "E119",
        "diagnosis_2": "I10",
        "diagnosis_3": "Z7984",
        "payer": "MB",
        "frequency": 1,
    }


def test_claims_that_differ_in_anything_that_matters_stay_apart(tmp_path: Path) -> None:
    """One number for another patient, clinician or day is another claim, with a mark."""
    several = [
        claim("A1"),
        claim("A1", patient_id=OTHER_PATIENT),
        claim("A1", lines=(line(rendering_npi="1000000020"),), rendering_npi="1000000020"),
        claim("A1", lines=(line(**MAY),)),
        claim("B2"),
    ]
    intake = take(tmp_path, {"a.837": professional(*several)})
    assert ids(rows(intake)) == [
        ("A1", 1, None),
        ("A1#2", 1, None),
        ("A1#3", 1, None),
        ("A1#4", 1, None),
        ("B2", 1, None),
    ]
    assert found(intake) == []


def test_one_number_in_two_practices_needs_no_mark(tmp_path: Path) -> None:
    """Claims are told apart by TIN and number together."""
    several = [claim("A1"), claim("A1", tin="000654321")]
    assert ids(rows(take(tmp_path, {"a.837": professional(*several)}))) == [("A1", 1, None)]


def test_a_mark_never_makes_two_claims_one(tmp_path: Path) -> None:
    """Where a practice itself ends a number with the mark, another mark is used."""
    several = [claim("A1"), claim("A1", patient_id=OTHER_PATIENT), claim("A1#2")]
    intake = take(tmp_path, {"a.837": professional(*several)})
    assert ids(rows(intake)) == [("A1", 1, None), ("A1##2", 1, None), ("A1#2", 1, None)]


def test_parts_of_a_split_claim_are_one_claim(tmp_path: Path) -> None:
    """Number, patient, clinician and day are the same: the lines are put together."""
    first = claim(lines=(line(1), quality(2)))
    second = claim(lines=(quality(1, "G8783"), quality(2, "1036F")))
    intake = take(tmp_path, {"a.837": professional(first, second)})
    assert column(intake, "claim_id") == ["A1"] * 4
    assert column(intake, "procedure_code") == ["99213", "1123F", "G8783", "1036F"]
    assert intake.summary.skipped == {}


def test_a_claim_read_twice_counts_once(tmp_path: Path) -> None:
    """The same file under two names, or a claim sent again with a line more, adds no line twice."""
    again = claim(lines=(line(1), quality(2, "G8783"), quality(3)))
    files = {
        "a.837": professional(claim()),
        "b.837": professional(claim()),
        "c.837": professional(again),
    }
    intake = take(tmp_path, files)
    assert column(intake, "procedure_code") == ["99213", "1123F", "G8783"]
    assert intake.summary.skipped == {"repeated": Count(0, 4)}
    assert intake.summary.lines == 3


def test_a_line_that_a_claim_has_twice_stays_twice(tmp_path: Path) -> None:
    """Repetition is told by copies of the claim, not by lines within one."""
    twice = claim(lines=(line(1, "11042"), line(2, "11042")))
    intake = take(tmp_path, {"a.837": professional(twice), "b.837": professional(twice)})
    assert column(intake, "procedure_code") == ["11042", "11042"]


def test_a_replacement_with_the_same_number_takes_the_original_out(tmp_path: Path) -> None:
    """The one that stands keeps the number; the original gets a mark and is named."""
    better = claim(frequency=7, original="ICN1", lines=(line(), quality(2, "1123F", "8P")))
    files = {"a.837": sent_on("0401", claim()), "b.837": sent_on("0501", better, control=2)}
    intake = take(tmp_path, files)
    assert ids(rows(intake)) == [("A1#2", 1, None), ("A1", 7, "A1#2")]
    assert intake.summary.amended == 1
    assert found(intake) == []


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    """Claims are put in the order in which they were sent."""
    better = claim(frequency=7, lines=(line(), quality(2, "1123F", "8P")))
    files = {"a.837": sent_on("0501", better, control=2), "b.837": sent_on("0401", claim())}
    assert ids(rows(take(tmp_path, files))) == [("A1", 7, "A1#2"), ("A1#2", 1, None)]


def test_a_replacement_may_name_the_original_by_its_own_number(tmp_path: Path) -> None:
    """With a number of its own, and the practice's number of the original in REF*F8."""
    files = {"a.837": professional(claim("A1"), claim("A9", frequency=7, original="A1"))}
    assert ids(rows(take(tmp_path, files))) == [("A1", 1, None), ("A9", 7, "A1")]


def test_a_replacement_may_name_the_original_by_the_payers_number(tmp_path: Path) -> None:
    """The remittance tells which claim the payer's number is."""
    files = {
        "a.837": professional(claim("A1"), claim("A9", frequency=7, original="ICN55")),
        "b.835": advice(payment(service(), control="A1", payer_control="ICN55")),
    }
    assert ids(rows(take(tmp_path, files))) == [("A1", 1, None), ("A9", 7, "A1")]


def test_a_payers_number_is_known_even_after_its_answer_was_taken_back(tmp_path: Path) -> None:
    """A payer reverses its answer to the original when the replacement comes."""
    back = service("HC:99213", "-120.00", "-72.00")
    answers = [
        payment(service(), control="A1", payer_control="ICN55"),
        payment(back, control="A1", payer_control="ICN55", status="22", charge="-120.01"),
    ]
    files = {
        "a.837": professional(claim("A1"), claim("A9", frequency=7, original="ICN55")),
        "b.835": advice(*answers),
    }
    intake = take(tmp_path, files)
    assert ids(rows(intake)) == [("A1", 1, None), ("A9", 7, "A1")]
    assert intake.summary.amended == 1


def test_the_payers_number_is_looked_up_within_the_practice(tmp_path: Path) -> None:
    """Another practice's remittance with the same number is not believed; one without TIN is."""
    claims = professional(claim("A1"), claim("B2"), claim("A9", frequency=7, original="ICN55"))
    other = advice(payment(service(), control="B2", payer_control="ICN55"), tin="000999999")
    nobody = advice(payment(service(), control="A1", payer_control="ICN55"), tin="")
    intake = take(tmp_path, {"a.837": claims, "b.835": other, "c.835": nobody})
    assert ids(rows(intake))[-1] == ("A9", 7, "A1")


def test_replacements_form_a_chain(tmp_path: Path) -> None:
    """Each takes the one before it out; only the last one stands."""
    files = {
        "a.837": sent_on("0401", claim()),
        "b.837": sent_on("0501", claim(frequency=7, lines=(line(1, "99214"),)), control=2),
        "c.837": sent_on("0601", claim(frequency=7, lines=(line(1, "99215"),)), control=3),
    }
    intake = take(tmp_path, files)
    assert ids(rows(intake)) == [
        ("A1#2", 1, None),
        ("A1#3", 7, "A1#2"),
        ("A1", 7, "A1#3"),
    ]
    assert intake.summary.amended == 2


def test_a_void_takes_the_original_out_and_a_new_claim_starts_afresh(tmp_path: Path) -> None:
    """After a void the same number, patient and day make a new claim, not a part of the old."""
    files = {
        "a.837": sent_on("0401", claim()),
        "b.837": sent_on("0501", claim(frequency=8), control=2),
        "c.837": sent_on("0601", claim(), control=3),
    }
    assert ids(rows(take(tmp_path, files))) == [
        ("A1#2", 1, None),
        ("A1#3", 8, "A1#2"),
        ("A1", 1, None),
    ]


def test_a_replacement_with_another_day_finds_the_only_claim_of_its_number(tmp_path: Path) -> None:
    """What was wrong may have been the day, the clinician or the patient."""
    wrong_day = claim(lines=(line(**MAY),), frequency=7)
    wrong_patient = claim(patient_id=OTHER_PATIENT, frequency=7)
    assert ids(rows(take(tmp_path / "1", {"a.837": professional(claim(), wrong_day)}))) == [
        ("A1#2", 1, None),
        ("A1", 7, "A1#2"),
    ]
    assert ids(rows(take(tmp_path / "2", {"a.837": professional(claim(), wrong_patient)}))) == [
        ("A1#2", 1, None),
        ("A1", 7, "A1#2"),
    ]


def test_an_original_that_is_not_clear_is_left_in_with_a_warning(tmp_path: Path) -> None:
    """Two claims could be meant: neither is taken out, and the practice hears of it."""
    june = {"from_date": date(2024, 6, 1), "to_date": date(2024, 6, 1)}
    several = [claim(), claim(lines=(line(**MAY),)), claim(frequency=7, lines=(line(**june),))]
    intake = take(tmp_path, {"a.837": professional(*several)})
    assert [each[2] for each in ids(rows(intake))] == [None, None, None]
    assert found(intake) == ["original_not_found"]
    assert intake.summary.amended == 0


def test_an_original_that_is_nowhere_is_a_warning_with_its_number(tmp_path: Path) -> None:
    """The replacement counts by itself; the payer's number stays as it was given."""
    intake = take(tmp_path, {"a.837": professional(claim("A9", frequency=8, original="ICN3"))})
    assert ids(rows(intake)) == [("A9", 8, "ICN3")]
    (problem,) = intake.problems
    assert problem.message == "Claim A9 voids claim ICN3, which is not among the files."
    assert problem.location == "segment 16"


def test_parts_and_copies_of_a_replacement_are_one(tmp_path: Path) -> None:
    """A replacement split in two, or read twice, replaces once."""
    part = claim(frequency=7, original="A1", lines=(quality(1, "G8783"),))
    more = claim(frequency=7, original="A1", lines=(quality(1, "1036F"),))
    files = {
        "a.837": sent_on("0401", claim()),
        "b.837": sent_on("0501", part, more, control=2),
        "c.837": sent_on("0501", part, more, control=2),
    }
    intake = take(tmp_path, files)
    assert ids(rows(intake)) == [("A1#2", 1, None), ("A1", 7, "A1#2")]
    assert column(intake, "procedure_code") == ["99213", "1123F", "G8783", "1036F"]
    assert intake.summary.skipped == {"repeated": Count(0, 2)}


def test_shares_of_the_practices_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many shares the claims are looked at in, the names are the same."""
    several = [
        claim(f"N{number}", tin=f"00000000{number}", **changes)
        for number in range(6)
        for changes in ({}, {"patient_id": OTHER_PATIENT}, {"frequency": 7})
    ]
    whole = rows(take(tmp_path / "1", {"a.837": professional(*several)}))
    monkeypatch.setattr(naming, "CLAIMS_AT_ONCE", 3)
    assert rows(take(tmp_path / "2", {"a.837": professional(*several)})) == whole
    assert ids(whole)[:3] == [("N0#3", 1, None), ("N0", 1, None), ("N0#2", 7, "N0#3")]


def test_large_files_become_many_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claims are written in pieces; names and repetitions hold across them."""
    several = [claim(f"N{number}") for number in range(7)]
    files = {
        "a.837": sent_on("0401", *several),
        "b.837": sent_on("0501", claim("N0"), claim("N6", frequency=7), control=2),
    }
    whole = rows(take(tmp_path / "1", files))
    monkeypatch.setattr(staging, "BATCH_LINES", 3)
    monkeypatch.setattr(staging, "PART_LINES", 5)
    intake = take(tmp_path / "2", files)
    assert rows(intake) == whole
    assert [part.lines for part in intake.table.parts] == [8, 6, 2]
    assert intake.summary.skipped == {"repeated": Count(0, 2)}
    assert ids(whole)[-2:] == [("N6#2", 1, None), ("N6", 7, "N6#2")]


def test_a_claim_that_amends_itself_amends_nothing(tmp_path: Path) -> None:
    """A replacement that names its own number, without an original, names none."""
    intake = take(tmp_path, {"a.837": professional(claim(frequency=7, original="A1"))})
    assert ids(rows(intake)) == [("A1", 7, None)]
    assert found(intake) == ["original_not_found"]


def sent(number: int, frequency: int = 1, **changes: object) -> Sent:
    """A claim as it was sent."""
    plain = Sent(number, "A1", "P1", "C1", date(2024, 3, 1), frequency, "", "", f"E{number}", "")
    return replace(plain, **changes)


def test_a_late_copy_of_a_replaced_original_does_not_join_the_replacement() -> None:
    """It stands for itself: what a replacement changed is not mixed with what it was."""
    standing = settled([sent(1), sent(2, 7), sent(3)])
    assert [(one.numbers, one.stands) for one in standing] == [
        ([1], False),
        ([2], True),
        ([3], True),
    ]
    assert names(standing, "#") == {2: "A1", 3: "A1#2", 1: "A1#3"}


def test_a_void_of_a_replacement_does_not_bring_the_original_back() -> None:
    """What was replaced stays out."""
    standing = settled([sent(1), sent(2, 7), sent(3, 8)])
    assert [one.stands for one in standing] == [False, False, False]
    assert standing[2].original is standing[1]
