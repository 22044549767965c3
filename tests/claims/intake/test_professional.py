"""837P files become the claims that stand in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from claims.intake.reading import claims, codes, one_claim, records
from claims.intake.writing import (
    GROUP_NPI,
    NPI,
    PATIENT,
    TIN,
    Marks,
    bare,
    claim,
    claim_segments,
    interchange,
    line,
    professional,
    quality,
    transaction,
)

from openmips.claims.intake.submitted import claims_of
from openmips.claims.lines import Claim, Line

Segments = list[list[str]]

OTHER_NPI = "1000000020"


def changed(segments: Segments, name: str, position: int, text: str) -> Segments:
    """Segments with one element of every segment of that name changed."""
    return [
        [*parts[:position], text, *parts[position + 1 :]] if parts[0] == name else parts
        for parts in segments
    ]


def without(segments: Segments, *start: str) -> Segments:
    """Segments without those that begin with these elements."""
    return [parts for parts in segments if parts[: len(start)] != list(start)]


def after(segments: Segments, start: list[str], more: Segments) -> Segments:
    """Segments with more after each that begins with these elements."""
    result = []
    for parts in segments:
        result.append(parts)
        if parts[: len(start)] == start:
            result.extend(more)
    return result


def test_a_claim_reads_as_it_was_written() -> None:
    """Every field of the claim and of its lines comes through."""
    one = claim(
        frequency=7,
        original="ICN9",
        payer_order="S",
        lines=(
            line(1, "99213", "25", place="23", control="L1"),
            quality(2, "1123F", "8P", rendering_npi=OTHER_NPI),
            line(3, "G0101", from_date=date(2024, 2, 27), to_date=date(2024, 2, 29)),
        ),
    )
    assert list(map(bare, claims(professional(one)))) == [one]


@pytest.mark.parametrize(
    "marks",
    [
        Marks(after=""),
        Marks(after="\r\n"),
        Marks("|", ">", "\n", ""),
        Marks("|", ">", "\r\n", ""),
        Marks("\x1d", "\x1f", "\x1e", ""),
        Marks("*", "\\", "'", "\n"),
        Marks(after="   \n"),
    ],
)
def test_any_delimiters_will_do(marks: Marks) -> None:
    """Delimiters are taken from the header of the interchange, whatever they are."""
    written = [claim("A1"), claim("A2", tin="000654321")]
    assert list(map(bare, claims(professional(*written, marks=marks)))) == written


def test_wrapped_lines_do_not_matter() -> None:
    """A file that was wrapped at 80 columns, header and all, reads the same."""
    flat = professional(claim(), marks=Marks(after=""))
    wrapped = b"\r\n".join(flat[at : at + 80] for at in range(0, len(flat), 80))
    assert list(map(bare, claims(wrapped))) == [claim()]


def test_one_file_holds_many_transactions_groups_and_interchanges() -> None:
    """Each interchange has its own delimiters; all claims are read, in order."""
    first = interchange([transaction([claim("A1")]), transaction([claim("A2")])])
    second = professional(claim("A3"), marks=Marks("|", ">", "\n", ""), control=2)
    third = professional(claim("A4"), version="005010X222A2", control=3)
    fourth = professional(claim("A5"), version="005010X222", control=4)
    found = claims(b"\xef\xbb\xbf" + first + second + b"\n" + third + fourth)
    assert [one.control for one in found] == ["A1", "A2", "A3", "A4", "A5"]
    assert [one.envelope for one in found[:3]] == [
        "000000001/1/0001",
        "000000001/1/0002",
        "000000002/2/0001",
    ]


def test_a_separator_that_differs_from_the_declared_one_is_taken_with_a_warning() -> None:
    """What the claims use counts, not what the header says; the file reads whole."""
    found, notes = records(professional(claim(), marks=Marks(component=">", declared=":")))
    assert [bare(one) for one in found] == [claim()]
    assert codes(notes) == ["component_separator"]
    assert notes.problems()[0].location == "segment 16"


def test_a_clinician_who_bills_for_herself_is_the_rendering_one() -> None:
    """Without a rendering provider (2310B) the billing provider (2010AA) rendered."""
    segments = without(transaction([claim()]), "NM1", "82")
    (found,) = claims(interchange([segments]))
    assert {entry.rendering_npi for entry in found.lines} == {GROUP_NPI}
    assert found.rendering_npi == GROUP_NPI


def test_other_payers_are_passed_over() -> None:
    """What loops 2320 and 2330 say of other payers does not leak into the claim."""
    other = [
        ["SBR", "S", "18", "", "", "", "", "", "", "CI"],
        ["CAS", "PR", "1", "20"],
        ["DMG", "D8", "19990101", "M"],
        ["NM1", "IL", "1", "ROE", "RITA", "", "", "", "MI", "OTHER1"],
        ["NM1", "PR", "2", "ELSE", "", "", "", "", "PI", "9"],
        ["REF", "F8", "THEIRS"],
        ["NM1", "82", "1", "", "", "", "", "", "XX", OTHER_NPI],
        ["HI", "ABK:Z000"],
    ]
    segments = after(transaction([claim()]), ["NM1", "82"], other)
    assert list(map(bare, claims(interchange([segments])))) == [claim()]


def test_the_pay_to_plan_is_not_the_billing_provider() -> None:
    """A tax number after another name than the billing provider's is not the practice's."""
    more = [["NM1", "PE", "2", "PLAN"], ["REF", "EI", "000999999"]]
    segments = after(transaction([claim()]), ["REF", "EI"], more)
    (found,) = claims(interchange([segments]))
    assert found.tin == TIN


def test_hyphens_in_a_tin_do_not_matter() -> None:
    """A social security number with hyphens is a TIN of nine digits."""
    segments = [
        ["REF", "SY", "000-12-3456"] if parts[:2] == ["REF", "EI"] else parts
        for parts in transaction([claim()])
    ]
    (found,) = claims(interchange([segments]))
    assert found.tin == TIN


def test_several_claims_share_the_levels_above_them() -> None:
    """Claims under one patient, and patients under one practice, need no repetition."""
    head = transaction([claim("A1")])
    again = transaction([claim("A2", patient_id="2SL0OI0BZ00")])
    below = again.index(["HL", "2", "1", "22", "0"]) + 1
    second = [["HL", "3", "1", "22", "0"], *again[below:]]
    third = claim_segments(claim("A3"))
    found = claims(interchange([[*head, *second, *third]]))
    assert [(one.control, one.patient_id) for one in found] == [
        ("A1", PATIENT),
        ("A2", "2SL0OI0BZ00"),
        ("A3", "2SL0OI0BZ00"),
    ]


def test_a_patient_who_is_not_the_subscriber_has_a_level_of_his_own() -> None:
    """Birth date, sex and identifier at level 23 are the patient's; the payer stays."""
    segments = transaction([claim()])
    at = next(number for number, parts in enumerate(segments) if parts[0] == "CLM")
    patient = [
        ["HL", "3", "2", "23", "0"],
        ["PAT", "19"],
        ["NM1", "QC", "1", "ROE", "TED"],
        ["DMG", "D8", "19800101", "M"],
    ]
    (found,) = claims(interchange([[*segments[:at], *patient, *segments[at:]]]))
    assert (found.patient_id, found.birth_date, found.sex) == (PATIENT, date(1980, 1, 1), "M")
    named = changed(patient, "NM1", 3, "ROE")
    named[2] = [*named[2], "", "", "", "MI", "CHILD1"]
    (found,) = claims(interchange([[*segments[:at], *named, *segments[at:]]]))
    assert found.patient_id == "CHILD1"


def test_claims_for_other_payers_are_counted_not_read() -> None:
    """Only Medicare Part B counts; of the others it is said how many and for whom."""
    found, notes = records(professional(claim("A1", payer="CI"), claim("A2"), claim(payer="MA")))
    assert [one.control for one in found if hasattr(one, "control")] == ["A2"]
    assert codes(notes) == []
    assert notes.skipped["not_part_b"].claims == 2
    assert notes.payers == {"CI": 1, "MA": 1}


def test_medicare_as_the_second_payer_counts() -> None:
    """A Part B claim is one whoever pays first."""
    (found,) = claims(professional(claim(payer_order="S")))
    assert (found.payer, found.payer_order) == ("MB", "S")


def test_a_claim_without_a_payer_is_left_out_with_a_warning() -> None:
    """Where nobody says that it is Part B, it is not guessed."""
    found, notes = records(professional(claim(payer="")))
    assert (found, codes(notes)) == ([], ["payer_not_said"])
    assert notes.skipped == {"payer_not_said": one_claim()}


def test_an_unknown_sex_or_birth_date_stays_unknown() -> None:
    """Demographics may be absent; the claim is read all the same."""
    segments = without(transaction([claim()]), "DMG")
    (found,) = claims(interchange([segments]))
    assert (found.birth_date, found.sex) == (None, "U")


def test_the_old_way_to_write_a_replacement_is_understood() -> None:
    """Frequency 6 was once the adjustment of a claim; none at all is an original."""
    (found,) = claims(professional(claim(frequency=6, original="ICN9")))
    assert (found.frequency, found.original) == (7, "ICN9")
    segments = changed(transaction([claim()]), "CLM", 5, "11:B")
    assert claims(interchange([segments]))[0].frequency == 1


BAD = [
    ("claim_value_unreadable", lambda s: changed(s, "DTP", 3, "20240230"), 21),
    ("claim_value_unreadable", lambda s: changed(s, "DTP", 2, "TM"), 21),
    ("claim_value_unreadable", lambda s: changed(s, "SV1", 2, "12O.00"), 20),
    ("claim_value_unreadable", lambda s: changed(s, "LX", 1, "ONE"), 19),
    ("claim_value_unreadable", lambda s: changed(s, "DMG", 2, "19501345"), 16),
    ("claim_incomplete", lambda s: without(s, "REF", "EI"), 15),
    ("claim_incomplete", lambda s: changed(s, "CLM", 1, ""), 16),
    ("claim_incomplete", lambda s: without(s, "DTP"), 16),
    ("claim_incomplete", lambda s: without(s, "SV1"), 16),
    ("claim_incomplete", lambda s: changed(s, "SV1", 1, "ER:99213"), 20),
    ("claim_frequency", lambda s: changed(s, "CLM", 5, "11:B:9"), 16),
    ("claim_icd9", lambda s: changed(s, "HI", 1, "BK:25000"), 17),
]
"""What breaks a claim, and the segment where that shows in a file of one transaction."""


@pytest.mark.parametrize(("code", "break_it", "segment"), BAD)
def test_a_bad_claim_is_named_with_its_segment_and_the_rest_goes_on(
    code: str, break_it: Callable[[Segments], Segments], segment: int
) -> None:
    """The claims before and after it are read; nothing of the patient is shown."""
    data = interchange(
        [transaction([claim("A1")]), break_it(transaction([claim("BAD7")])), transaction([claim()])]
    )
    found, notes = records(data)
    assert [bare(one) for one in found] == [claim("A1"), claim()]
    (problem,) = notes.problems()
    assert problem.code == code
    whole_transaction = len(transaction([claim("A1")])) + 2
    assert problem.location == f"segment {segment + whole_transaction}"
    assert "BAD7" in problem.message or code == "claim_incomplete"
    for secret in (PATIENT, TIN, NPI, "ROE", "1950"):
        assert secret not in str(problem)
    assert notes.skipped[code].claims == 1


def test_a_rendering_clinician_without_an_npi_is_not_taken_for_the_group() -> None:
    """Where 2310B names a clinician without NPI, the billing NPI does not stand in."""
    segments = changed(transaction([claim()]), "NM1", 8, "")
    segments = [
        ["NM1", *parts[1:8], "MI", PATIENT] if parts[1] == "IL" else parts for parts in segments
    ]
    segments = [
        ["NM1", *parts[1:8], "XX", GROUP_NPI] if parts[1] == "85" else parts for parts in segments
    ]
    found, notes = records(interchange([segments]))
    assert (found, codes(notes)) == ([], ["claim_incomplete"])
    assert "rendering NPI" in notes.problems()[0].message


def test_more_diagnoses_than_a_claim_can_have_are_refused() -> None:
    """Thirteen diagnoses do not fit into a claim: something is wrong with it."""
    many = tuple(f"I{number}" for number in range(10, 23))
    found, notes = records(professional(claim(diagnoses=many)))
    assert (found, codes(notes)) == ([], ["claim_value_unreadable"])
    assert claims(professional(claim(diagnoses=many[:12])))[0].diagnoses == many[:12]


def test_charges_that_do_not_add_up_are_a_warning() -> None:
    """The claim counts, and its author hears that Medicare will reject it."""
    segments = changed(transaction([claim()]), "CLM", 2, "99")
    found, notes = records(interchange([segments]))
    assert [bare(one) for one in found] == [claim()]
    assert codes(notes) == ["claim_charges_differ"]


def test_codes_are_read_in_their_normal_form() -> None:
    """Small letters and dots are mended; empty modifiers and diagnoses fall away."""
    segments = changed(transaction([claim()]), "HI", 1, "ABK:e11.9")
    segments = changed(segments, "SV1", 1, "HC:g0101::25:::SOME TEXT")
    (found,) = claims(interchange([segments]))
    assert found.diagnoses == ("E119", "I10")
    assert (found.lines[0].procedure_code, found.lines[0].modifiers) == ("G0101", ("25",))


def test_a_claim_of_two_clinicians_is_two_claims_to_the_rules() -> None:
    """Each clinician's lines make a claim of their own, with all diagnoses."""
    one = claim(lines=(line(1, "99213", "25"), quality(2, rendering_npi=OTHER_NPI)))
    mine, other = claims_of([one])
    assert mine == Claim(
        claim_id="A1",
        tin=TIN,
        npi=NPI,
        patient_id=PATIENT,
        birth_date=date(1950, 6, 15),
        sex="F",
        date=date(2024, 3, 1),
        diagnoses=frozenset({"E119", "I10"}),
        lines=(Line(1, "99213", frozenset({"25"}), "11", date(2024, 3, 1), Decimal("120.00")),),
    )
    assert (other.npi, [entry.procedure_code for entry in other.lines]) == (OTHER_NPI, ["1123F"])


def test_the_date_of_a_claim_is_its_earliest() -> None:
    """A claim of several days has the first of them."""
    one = claim(lines=(line(1), line(2, from_date=date(2024, 2, 28))))
    assert one.date == date(2024, 2, 28)
    assert replace(one, lines=one.lines[:1]).date == date(2024, 3, 1)
