"""835 files become the answers that stand in them, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from claims.intake.reading import codes, one_claim, records
from claims.intake.writing import (
    GROUP_NPI,
    PATIENT,
    TIN,
    Marks,
    advice,
    interchange,
    payment,
    professional,
    remittance,
    service,
)
from claims.intake.writing import claim as submitted

from openmips.claims.intake.adjudication import (
    allowed_of,
    received_as_quality_code,
    status_of,
)
from openmips.claims.intake.remittance import (
    Adjustment,
    Payment,
    ProviderAdjustment,
    RemittanceClaim,
    RemittanceLine,
    remittances,
)

QUALITY = service(
    "HC:1123F",
    "0.01",
    "0",
    ["CAS", "CO", "246", "0.01"],
    ["REF", "6R", "2"],
    ["LQ", "HE", "N620"],
)


def answered(data: bytes) -> RemittanceClaim:
    """The only claim of an 835 file without problems."""
    found, notes = records(data)
    assert notes.problems() == ()
    (claim,) = found
    assert isinstance(claim, RemittanceClaim)
    return claim


def answered_line(*more: list[str], charge: str = "100", paid: str = "0") -> RemittanceClaim:
    """The answer to one line."""
    return answered(advice(payment(service("HC:99213", charge, paid, *more))))


def test_a_remittance_reads_as_it_was_written() -> None:
    """Payment, claim, adjustments, remarks and lines come through, amounts exactly."""
    visit = service(
        "HC:99213:25",
        "120.00",
        "70.56",
        ["CAS", "CO", "45", "30", "", "253", "1.44"],
        ["CAS", "PR", "2", "18.00", "1"],
        ["REF", "6R", "1"],
        ["REF", "LU", "11"],
        ["AMT", "B6", "90.00"],
        ["LQ", "HE", "N807"],
    )
    claim_segments = [
        ["NM1", "82", "1", "DOE", "ANNA", "", "", "", "XX", "1000000004"],
        ["MOA", "", "", "MA01", "MA18"],
        ["REF", "F8", "ICN0"],
        ["CAS", "OA", "94", "-2.50"],
        ["DTM", "232", "20240301"],
        ["AMT", "AU", "90"],
    ]
    paid = Payment("MEDICARE", GROUP_NPI, TIN, Decimal("72.00"), date(2024, 4, 1), "EFT77")
    day = date(2024, 3, 1)
    assert answered(advice(payment(visit, QUALITY, more=claim_segments))) == RemittanceClaim(
        payment=paid,
        control="A1",
        status="1",
        charge=Decimal("120.01"),
        paid=Decimal("72.00"),
        patient_share=Decimal("18.00"),
        filing="MB",
        payer_control="ICN1",
        frequency="1",
        original="ICN0",
        patient_id=PATIENT,
        rendering_npi="1000000004",
        facility="11",
        adjustments=(Adjustment("OA", "94", Decimal("-2.50")),),
        remarks=("MA01", "MA18"),
        lines=(
            RemittanceLine(
                procedure_code="99213",
                modifiers=("25",),
                adjudicated_code="99213",
                charge=Decimal("120.00"),
                paid=Decimal("70.56"),
                from_date=day,
                to_date=day,
                control="1",
                allowed=Decimal("90.00"),
                adjustments=(
                    Adjustment("CO", "45", Decimal(30)),
                    Adjustment("CO", "253", Decimal("1.44")),
                    Adjustment("PR", "2", Decimal("18.00"), Decimal(1)),
                ),
                remarks=("N807",),
            ),
            RemittanceLine(
                procedure_code="1123F",
                modifiers=(),
                adjudicated_code="1123F",
                charge=Decimal("0.01"),
                paid=Decimal(0),
                from_date=day,
                to_date=day,
                control="2",
                allowed=None,
                adjustments=(Adjustment("CO", "246", Decimal("0.01")),),
                remarks=("N620",),
            ),
        ),
        segment=11,
    )


def test_a_line_the_payer_recoded_keeps_the_code_that_was_submitted() -> None:
    """What was billed stands beside what was paid, so that the line can be found."""
    visit = [["SVC", "HC:99213", "120", "72", "", "1", "HC:99214:25", "1"]]
    (line,) = answered(advice(payment(visit))).lines
    assert (line.procedure_code, line.modifiers, line.adjudicated_code) == (
        "99214",
        ("25",),
        "99213",
    )


def test_a_line_without_a_date_has_those_of_its_claim() -> None:
    """Days of the claim hold for lines that name none; ranges of lines are kept."""
    plain = [["SVC", "HC:99213", "120", "72"]]
    ranged = [*plain, ["DTM", "150", "20240302"], ["DTM", "151", "20240305"]]
    days = [["DTM", "232", "20240301"], ["DTM", "233", "20240309"]]
    first, second = answered(advice(payment(plain, ranged, more=days))).lines
    assert (first.from_date, first.to_date) == (date(2024, 3, 1), date(2024, 3, 9))
    assert (second.from_date, second.to_date) == (date(2024, 3, 2), date(2024, 3, 5))


def test_a_corrected_patient_identifier_replaces_the_first() -> None:
    """The payer's correction (74) is the identifier that holds."""
    more = [["NM1", "74", "1", "", "", "", "", "", "C", "2SL0OI0BZ00"]]
    assert answered(advice(payment(service(), more=more))).patient_id == "2SL0OI0BZ00"


def test_other_separators_and_payees_named_by_tin_are_read() -> None:
    """Delimiters are the file's own, and the payee may be named by its TIN."""
    segments = [
        ["N1", "PE", "OAK STREET", "FI", "00-0123456"] if parts[:2] == ["N1", "PE"] else parts
        for parts in remittance(payment(service("HC:99213:25")))
        if parts[0] != "REF"
    ]
    marks = Marks("|", ">", "\n", "", declared=":")
    found, notes = records(interchange([segments], marks, "005010X221A1", "835"))
    assert codes(notes) == ["component_separator"]
    (claim,) = found
    assert isinstance(claim, RemittanceClaim)
    assert (claim.payment.payee_tin, claim.payment.payee_npi) == (TIN, "")
    assert claim.lines[0].modifiers == ("25",)


def test_adjustments_beside_the_claims_are_kept() -> None:
    """What the payer keeps or adds for the practice as a whole (PLB) is exact too."""
    more = [["PLB", GROUP_NPI, "20241231", "WO:ICN5", "12.34", "L6", "-1.05"]]
    found, notes = records(advice(payment(service()), more=more))
    (whole,) = remittances(found)
    assert notes.problems() == ()
    assert whole.claims == (found[0],)
    assert whole.adjustments == (
        ProviderAdjustment(whole.payment, "WO", "ICN5", Decimal("12.34")),
        ProviderAdjustment(whole.payment, "L6", "", Decimal("-1.05")),
    )


def test_each_payment_is_a_remittance() -> None:
    """Claims belong to the payment of their own transaction."""
    first = remittance(payment(service()), payment(service(), control="B2"))
    second = remittance(payment(service(), control="C3"), day="20240408")
    found, _ = records(interchange([first, second], version="005010X221A1", kind="835"))
    both = list(remittances(found))
    assert [[claim.control for claim in one.claims] for one in both] == [["A1", "B2"], ["C3"]]
    assert [one.payment.paid_on for one in both] == [date(2024, 4, 1), date(2024, 4, 8)]
    assert list(remittances([])) == []


def test_claims_and_remittances_may_share_a_file() -> None:
    """An archive of both is read in its order."""
    found, notes = records(professional(submitted()) + advice(payment(service())))
    assert [type(one).__name__ for one in found] == ["SubmittedClaim", "RemittanceClaim"]
    assert notes.problems() == ()


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"CLP*A1*1*120.01*", b"CLP*A1*1*12O.01*"),
        (b"CLP*A1*1*", b"CLP*A1**"),
        (b"*120.00*72.00", b"*120.00*72.0.0"),
        (b"DTM*472*20240301", b"DTM*472*20240231"),
        (b"DTM*472*20240301", b"\x00\xff~DTM*472*20240301"),
    ],
)
def test_a_bad_answer_is_named_and_the_rest_goes_on(good: bytes, bad: bytes) -> None:
    """A claim that cannot be understood is left out; the next one is read."""
    data = advice(payment(service()), payment(service(), control="B2"))
    found, notes = records(data.replace(good, bad, 1))
    assert [one.control for one in found if isinstance(one, RemittanceClaim)] == ["B2"]
    assert "remittance_unreadable" in codes(notes)
    assert notes.skipped["remittance_unreadable"] == one_claim(1)
    assert PATIENT not in " ".join(map(str, notes.problems()))


def test_an_answer_that_is_cut_off_is_left_out() -> None:
    """The last claim of a file without end may lack lines."""
    data = advice(payment(service()), payment(service(), control="B2"))
    found, notes = records(data[: data.rindex(b"DTM*472")])
    assert [one.control for one in found if isinstance(one, RemittanceClaim)] == ["A1"]
    assert codes(notes) == ["transaction_cut", "remittance_unreadable"]


def test_a_provider_adjustment_that_is_no_amount_is_named() -> None:
    """Money that cannot be read is not dropped in silence."""
    _, notes = records(advice(payment(service()), more=[["PLB", "1", "20241231", "WO:1", "x"]]))
    assert codes(notes) == ["remittance_unreadable"]


@pytest.mark.parametrize(
    ("more", "charge", "paid", "status", "allowed"),
    [
        ([["CAS", "CO", "45", "20"], ["CAS", "PR", "2", "16"]], "100", "64", "paid", "80"),
        (
            [["CAS", "CO", "45", "20", "", "253", "1.28"], ["CAS", "PR", "2", "16"]],
            "100",
            "62.72",
            "paid",
            "80",
        ),
        ([["CAS", "CO", "45", "20"], ["CAS", "PR", "1", "80"]], "100", "0", "paid", "80"),
        ([["CAS", "OA", "23", "100"]], "100", "0", "paid", "100"),
        ([["CAS", "CO", "50", "100"]], "100", "0", "denied", "0"),
        ([["CAS", "PR", "96", "100"]], "100", "0", "denied", "0"),
        ([["CAS", "CO", "97", "100"]], "100", "0", "denied", "0"),
        ([["AMT", "B6", "77.77"], ["CAS", "PR", "1", "77.77"]], "100", "0", "paid", "77.77"),
        ([["CAS", "CO", "246", "0.01"]], "0.01", "0", "paid", "0"),
        ([["LQ", "HE", "N620"]], "0", "0", "paid", "0"),
        (
            [["CAS", "CO", "237", "5", "", "45", "20"], ["CAS", "PR", "2", "16"]],
            "100",
            "59",
            "paid",
            "80",
        ),
        (
            [["CAS", "CO", "144", "-3", "", "45", "20"], ["CAS", "PR", "2", "16"]],
            "100",
            "67",
            "paid",
            "80",
        ),
    ],
)
def test_a_line_is_paid_or_denied_and_has_an_allowed_amount(
    more: list[list[str]], charge: str, paid: str, status: str, allowed: str
) -> None:
    """Processed is paid, whoever owes the money; allowed is stated, or follows to the cent."""
    claim = answered_line(*more, charge=charge, paid=paid)
    assert status_of(claim, claim.lines[0]) == status
    assert allowed_of(claim, claim.lines[0]) == Decimal(allowed)


def test_every_line_of_a_denied_claim_is_denied() -> None:
    """A quality code does not count on a claim that was denied as a whole."""
    claim = answered(advice(payment(service(), QUALITY, status="4")))
    assert [status_of(claim, line) for line in claim.lines] == ["denied", "denied"]
    assert received_as_quality_code(claim.lines[1])
    assert not received_as_quality_code(claim.lines[0])
