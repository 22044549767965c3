"""What is damaged is named and left out; what stands before and after it is read."""

from __future__ import annotations

import pytest
from claims.intake.reading import codes, one_claim, records
from claims.intake.writing import (
    PATIENT,
    Marks,
    bare,
    claim,
    interchange,
    line,
    professional,
    quality,
    transaction,
)

from openmips.claims.intake import x12_segments
from openmips.claims.intake.notes import Count
from openmips.claims.intake.submitted import SubmittedClaim

THREE = [claim("A1"), claim("B2"), claim("C3")]


def controls(data: bytes) -> list[str]:
    """The claim numbers read from a file."""
    return [one.control for one in records(data)[0] if isinstance(one, SubmittedClaim)]


def test_a_file_that_ends_too_soon_loses_only_the_claim_it_ends_in() -> None:
    """Cut off in the third claim, the file still gives the first two."""
    data = professional(*THREE)
    cut = data[: data.index(b"CLM*C3") + 60]
    found, notes = records(cut)
    assert [bare(one) for one in found] == THREE[:2]
    assert codes(notes) == ["claims_file_damaged", "transaction_cut", "claim_damaged"]
    assert "C3" in notes.problems()[-1].message
    assert notes.skipped["claim_damaged"].claims == 1


def test_a_file_that_ends_between_segments_does_not_pass_for_whole() -> None:
    """Without the end of the transaction nobody knows whether the last claim had more lines."""
    data = professional(*THREE)
    cut = data[: data.rindex(b"SE*")]
    assert controls(cut) == ["A1", "B2"]


def test_a_claim_with_unreadable_text_in_it_is_left_out() -> None:
    """Bytes spliced into a claim spoil it, and nothing before it or after it."""
    data = professional(*THREE)
    at = data.index(b"SV1", data.index(b"CLM*B2"))
    found, notes = records(data[:at] + b"\x00\xff~???\x07~" + data[at:])
    assert [bare(one) for one in found] == [THREE[0], THREE[2]]
    assert set(codes(notes)) == {"claims_file_damaged", "claim_damaged", "segment_count_differs"}
    assert notes.skipped == {"claim_damaged": one_claim()}


def test_claims_are_not_given_to_the_patient_before_where_a_level_was_lost() -> None:
    """After unreadable text claims are left out until the next level says whose they are."""
    data = professional(*THREE)
    start, end = data.index(b"HL*3*"), data.index(b"CLM*B2")
    assert controls(data[:start] + b"%%%~" + data[end:]) == ["C3"]


def test_a_lost_billing_provider_is_noticed_by_its_number() -> None:
    """A patient level names the provider level above it; if that was not read, all stop."""
    data = professional(*THREE)
    start, end = data.index(b"HL*3*"), data.index(b"HL*4*")
    found, notes = records(data[:start] + data[end:])
    assert [bare(one) for one in found] == [THREE[0], THREE[2]]
    assert "claim_damaged" in codes(notes)
    assert "billing provider" in notes.problems()[0].message


def test_a_lost_subscriber_is_noticed_by_its_number() -> None:
    """A patient level below a subscriber that was not read gives no claims."""
    segments = transaction([claim()])
    at = next(number for number, parts in enumerate(segments) if parts[0] == "CLM")
    segments.insert(at, ["HL", "3", "7", "23", "0"])
    found, notes = records(interchange([segments]))
    assert (found, codes(notes)) == ([], ["claim_damaged"])


def test_lost_lines_are_noticed_where_numbers_jump_and_charges_do_not_add_up() -> None:
    """A missing line in the middle makes the claim unsafe to use."""
    whole = professional(claim(lines=(line(1), quality(2), line(3))))
    start, end = whole.index(b"LX*2"), whole.index(b"LX*3")
    found, notes = records(whole[:start] + whole[end:])
    assert found == []
    assert codes(notes) == ["segment_count_differs", "claim_damaged"]


def test_line_numbers_of_their_own_kind_do_no_harm() -> None:
    """Numbers that jump are fine where all charges are there."""
    odd = claim(lines=(line(10), quality(20)))
    assert [bare(one) for one in records(professional(odd))[0]] == [odd]


def test_claims_outside_a_transaction_are_named() -> None:
    """Where the start of a transaction was lost, each of its claims is reported."""
    data = professional(*THREE)
    start = data.index(b"ST*")
    found, notes = records(data[:start] + b"??~" + data[data.index(b"BHT*") :])
    assert found == []
    assert notes.skipped == {"claim_damaged": Count(3, 0)}
    assert "B2" in notes.problems()[2].message


def test_what_follows_a_broken_interchange_is_read() -> None:
    """The next header starts afresh, even with other delimiters and no end before it."""
    broken = professional(*THREE)
    broken = broken[: broken.index(b"CLM*B2")]
    data = broken + professional(claim("D4"), marks=Marks("|", ">", "\n", ""))
    assert controls(data) == ["A1", "D4"]


def test_text_between_interchanges_is_reported() -> None:
    """Mail headers and other text around interchanges do no harm."""
    data = b"Dear sir, ISA is\n" + professional(claim("A1")) + b"lorem" + professional(claim("B2"))
    found, notes = records(data)
    assert [one.control for one in found if isinstance(one, SubmittedClaim)] == ["A1", "B2"]
    assert codes(notes) == ["claims_file_damaged"] * 2


@pytest.mark.parametrize(
    "header",
    [b"ISA*00*", b"ISA*00*" + b"*" * 20, b"ISA*00*" + b"x*" * 30 + b":::", b"ISA*00" * 200],
)
def test_broken_headers_end_nothing(header: bytes) -> None:
    """A header that declares no delimiters is reported; a good one after it counts."""
    data = header + professional(claim("A1"))
    assert controls(data) == ["A1"]
    assert set(codes(records(data)[1])) == {"claims_file_damaged"}


def test_text_without_end_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is longer than any segment is dropped and reported, then reading goes on."""
    monkeypatch.setattr(x12_segments, "PIECE", 1000)
    data = professional(*THREE)
    at = data.index(b"HL*5*")
    found, notes = records(data[:at] + b"z" * 300_000 + b"~" + data[at:])
    assert [one.control for one in found if isinstance(one, SubmittedClaim)] == ["A1", "C3"]
    assert "claims_file_damaged" in codes(notes)


@pytest.mark.parametrize("piece", [1, 7, 100, 499])
def test_pieces_of_any_size_give_the_same(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not matter where the file is cut into pieces for reading."""
    data = professional(*THREE) + professional(claim("D4"), marks=Marks("|", ">", "\n", ""))
    whole = records(data)[0]
    monkeypatch.setattr(x12_segments, "PIECE", piece)
    found, notes = records(data)
    assert (found, codes(notes)) == (whole, [])


def test_a_wrong_segment_count_is_a_warning() -> None:
    """A transaction that says it is longer is read, with the advice to check the file."""
    data = professional(claim()).replace(b"SE*23*", b"SE*99*")
    found, notes = records(data)
    assert [bare(one) for one in found] == [claim()]
    assert codes(notes) == ["segment_count_differs"]
    assert notes.problems()[0].message == ("The transaction says it has 99 segments and has 23.")


@pytest.mark.parametrize(
    ("version", "kind", "code"),
    [
        ("005010X223A2", "837", "not_professional_claims"),
        ("005010X224A2", "837", "not_professional_claims"),
        ("004010X098A1", "837", "x12_version"),
        ("004010X091A1", "835", "x12_version"),
        ("005010X231A1", "999", "other_transaction"),
    ],
)
def test_other_transactions_are_refused_by_name(version: str, kind: str, code: str) -> None:
    """Institutional, dental and old claims are named and counted; what follows is read."""
    other = interchange([transaction([claim("X1")])], version=version, kind=kind)
    found, notes = records(other + professional(claim("A1")))
    assert [one.control for one in found if isinstance(one, SubmittedClaim)] == ["A1"]
    assert codes(notes) == [code]
    assert notes.skipped == {code: one_claim()}


def test_the_version_may_stand_in_the_group_alone() -> None:
    """Where ST03 is absent GS08 says the version."""
    data = professional(claim()).replace(b"ST*837*0001*005010X222A1", b"ST*837*0001")
    assert controls(data) == ["A1"]


def test_many_problems_of_a_kind_are_counted_not_listed() -> None:
    """A hundred are listed, then one line says how many more there are."""
    bad = [claim(f"A{number}", frequency=9) for number in range(150)]
    _, notes = records(professional(*bad))
    problems = notes.problems()
    assert len(problems) == 101
    assert problems[-1].message == "There are 50 more of these that are not listed."
    assert notes.skipped == {"claim_frequency": Count(150, 300)}


def test_no_problem_shows_whose_claim_it_is() -> None:
    """Identifiers, names and birth dates stand in no problem, whatever is broken."""
    data = professional(*THREE)
    for at in range(0, len(data), 7):
        _, notes = records(data[:at] + b"\x01|" + data[at + 3 :])
        text = " ".join(map(str, notes.problems()))
        for secret in (PATIENT, "000123456", "1000000012", "1000000004", "RITA", "19500615"):
            assert secret not in text
