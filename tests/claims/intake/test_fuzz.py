"""Whatever happens to a file, reading ends well and keeps what was whole before the damage."""

from __future__ import annotations

from claims.intake.reading import records
from claims.intake.writing import (
    Marks,
    advice,
    bare,
    claim,
    interchange,
    line,
    payment,
    professional,
    quality,
    service,
    transaction,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openmips.claims.intake.remittance import RemittanceClaim
from openmips.claims.intake.submitted import SubmittedClaim

QUICK = settings(max_examples=300)

CLAIMS = [
    claim("A1"),
    claim("B2", frequency=7, original="ICN7", diagnoses=("Z0000",)),
    claim("C3", lines=(line(1, "G0101", "25"), quality(2, "G8783"), quality(3, "1036F", "8P"))),
    claim("D4", tin="000654321", birth_date=None, sex="U"),
    claim("E5", payer="CI"),
    claim("F6"),
]
PART_B = [one for one in CLAIMS if one.payer == "MB"]

marks = st.sampled_from(
    [Marks(), Marks(after=""), Marks("|", ">", "\n", ""), Marks("\x1d", "\x1f", "\x1e", "")]
)
noise = st.one_of(
    st.binary(max_size=40),
    st.text("~*:|>\nISAGTEHLCMNRFDP0123456789", max_size=30).map(str.encode),
    st.sampled_from(
        [
            b"ISA*00*",
            b"~ST*837*0001~",
            b"~SE*9*0001~",
            b"~IEA*1*1~",
            b"~HL*9**20*1~",
            b"~CLM*X*1***11:B:1~",
            b"~SBR*P~",
            b"~LX*1~",
            interchange([transaction([claim("X1")])], version="004010X098A1"),
            interchange([transaction([claim("X2")])], version="005010X223A2"),
            professional(claim("X3"), marks=Marks("|", ">", "\n", "")),
        ]
    ),
)


def sure_until(data: bytes, mark: Marks) -> list[int]:
    """For each claim, the offset from which on nothing can cast doubt on it.

    That is the end of the segment that follows its last one: until then it may have more lines.
    """
    element, end = mark.element.encode(), mark.segment.encode()
    offsets = []
    position = 0
    for one in CLAIMS:
        start = data.index(b"CLM" + element + one.control.encode(), position)
        follow = [
            data.find(end + text + element, start) for text in (b"\nHL", b"HL", b"\nSE", b"SE")
        ]
        position = min(offset for offset in follow if offset >= 0) + 1
        offsets.append(data.index(end, position) + 1)
    return offsets


@QUICK
@given(marks, st.data(), noise)
def test_no_claim_before_the_damage_is_lost(mark: Marks, data: st.DataObject, bad: bytes) -> None:
    """Bytes put in place of others take no claim away that was complete before them."""
    whole = professional(*CLAIMS, marks=mark)
    at = data.draw(st.integers(0, len(whole)))
    gone = data.draw(st.integers(0, 60))
    found, notes = records(whole[:at] + bad + whole[at + gone :])
    read = [bare(one) for one in found if isinstance(one, SubmittedClaim)]
    sure = [
        bare(one)
        for one, until in zip(CLAIMS, sure_until(whole, mark), strict=True)
        if until <= at and one.payer == "MB"
    ]
    assert read[: len(sure)] == sure
    for problem in notes.problems():
        assert problem.message
        assert problem.location


@QUICK
@given(marks, st.data())
def test_a_file_cut_anywhere_gives_a_beginning_of_its_claims(
    mark: Marks, data: st.DataObject
) -> None:
    """Of a truncated file all claims before its end are read, and none is made up or changed."""
    whole = professional(*CLAIMS, marks=mark)
    at = data.draw(st.integers(0, len(whole)))
    found, notes = records(whole[:at])
    assert [bare(one) for one in found if isinstance(one, SubmittedClaim)] == PART_B[: len(found)]
    sure = [
        one
        for one, until in zip(CLAIMS, sure_until(whole, mark), strict=True)
        if until <= at and one.payer == "MB"
    ]
    assert len(found) >= len(sure)
    assert (not notes.problems()) <= (at == 0 or len(found) == len(PART_B))


@QUICK
@given(st.binary(max_size=400), noise)
@example(b"ISA", b"")
@example(b"\x1f\x8b\x08", b"\x00")
def test_no_bytes_at_all_break_the_reader(first: bytes, second: bytes) -> None:
    """Random bytes are read to their end without a crash."""
    records(first + second)
    records(b"ISA*00*" + first)
    records(professional(claim())[:106] + first + second)


@QUICK
@given(st.data(), noise)
def test_no_answer_before_the_damage_is_lost(data: st.DataObject, bad: bytes) -> None:
    """The same holds for remittances."""
    whole = advice(*(payment(service(), control=f"R{number}") for number in range(5)))
    at = data.draw(st.integers(0, len(whole)))
    gone = data.draw(st.integers(0, 60))
    found, _ = records(whole[:at] + bad + whole[at + gone :])
    read = [one.control for one in found if isinstance(one, RemittanceClaim)]
    starts = [whole.index(b"CLP*R%d" % number) for number in range(5)]
    ends = [whole.index(b"~", start) for start in [*starts[1:], whole.index(b"SE*")]]
    sure = [f"R{number}" for number, end in enumerate(ends) if end < at]
    assert read[: len(sure)] == sure


codes_of_lines = st.sampled_from(["99213", "G0101", "1123F", "G8783", "00142"])
modifiers = st.lists(st.sampled_from(["25", "8P", "1P", "GT", "95"]), max_size=4, unique=True)
lines = st.lists(
    st.builds(
        lambda code, more, cents, place, days: (code, more, cents, place, days),
        codes_of_lines,
        modifiers,
        st.integers(0, 10**8),
        st.sampled_from(["11", "02", "23"]),
        st.integers(0, 700),
    ),
    min_size=1,
    max_size=6,
)


@QUICK
@given(st.lists(lines, min_size=1, max_size=4), marks, st.sampled_from(["1", "7", "8"]))
def test_what_is_written_is_read(
    drawn: list[list[tuple[str, list[str], int, str, int]]], mark: Marks, frequency: str
) -> None:
    """Any claims that can be written come back equal."""
    from datetime import date, timedelta
    from decimal import Decimal

    start = date(2023, 1, 1)
    written = [
        claim(
            f"N{number}",
            frequency=int(frequency),
            lines=tuple(
                line(
                    position,
                    code,
                    *more,
                    charge=Decimal(cents) / 100,
                    place=place,
                    from_date=start + timedelta(days),
                    to_date=start + timedelta(days + position),
                    control=f"L{position}" if position % 2 else "",
                )
                for position, (code, more, cents, place, days) in enumerate(each, 1)
            ),
        )
        for number, each in enumerate(drawn)
    ]
    found, notes = records(professional(*written, marks=mark))
    assert [bare(one) for one in found if isinstance(one, SubmittedClaim)] == written
    assert notes.problems() == ()
