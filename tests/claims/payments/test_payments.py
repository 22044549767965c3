"""Every line that was not paid as it should be is found, and no other."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from claims.payments.remitted import (
    NPI,
    OTHER_NPI,
    RIGHT,
    Service,
    dollars,
    remittance,
)
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from openmips import payments
from openmips.claims.payments import Question, within
from openmips.cli.main import openmips
from openmips.problems import ProblemsFound

ORDINARY = Service(Decimal("104.00"))
FAULTS: Mapping[Question, Service] = {
    Question.MISSING: replace(ORDINARY, change=Decimal(0)),
    Question.OTHER_AMOUNT: replace(ORDINARY, percent=Decimal("0.63")),
    Question.WRONG_SIGN: replace(ORDINARY, percent=Decimal("-0.33")),
    Question.NOT_COVERED: replace(ORDINARY, code="J1100"),
    Question.NOT_SUBJECT: replace(ORDINARY, npi=OTHER_NPI),
    Question.OTHER_YEAR: replace(ORDINARY, day="20251230"),
    Question.NO_REMARK: replace(ORDINARY, remark=False),
    Question.SEQUESTRATION: replace(ORDINARY, taken=Decimal("4.17")),
}
UNADJUSTED = {
    "a drug": replace(ORDINARY, code="J1100", percent=None),
    "a laboratory test": replace(ORDINARY, code="80053", percent=None),
    "a supply": replace(ORDINARY, code="A4550", percent=None),
    "equipment": replace(ORDINARY, code="E0607", percent=None),
    "a vaccine": replace(ORDINARY, code="90662", percent=None),
    "a rural health clinic": replace(ORDINARY, place="72", percent=None),
    "a rural health clinic's own bill": replace(ORDINARY, filing="MA", place="71", percent=None),
    "a hospital": replace(ORDINARY, filing="MA", place="13", percent=None),
    "a service of the year before": replace(ORDINARY, day="20251230", percent=None),
    "a clinician who is not adjusted": replace(ORDINARY, npi=OTHER_NPI, percent=None),
}


def checked(tmp_path: Path, *services: Service, **asked: Any) -> dict[str, Any]:
    """The answer for a remittance with these lines, of 2024's adjustment."""
    path = tmp_path / "remittance.835"
    path.write_text(remittance(*services), "ascii")
    due: dict[str, Any] = {"percent": str(RIGHT), "clinicians": {OTHER_NPI: "none"}}
    return dict(payments(path, performance_year=2024, **(due | asked)))


@pytest.mark.parametrize("question", Question)
def test_every_fault_is_found_and_only_it(question: Question, tmp_path: Path) -> None:
    """Among right lines the one with a fault is named, with the right question."""
    right = [replace(ORDINARY, base=dollars(n * 137 + 500)) for n in range(50)]
    answer = checked(tmp_path, *right[:20], FAULTS[question], *right[20:])
    assert [(one["claim"], one["questions"]) for one in answer["questions"]] == [
        ("C20", [question.value])
    ]
    assert answer["counts"] == {question.value: 1}
    assert answer["drifts"] == []


def test_ten_thousand_right_lines_raise_no_question(tmp_path: Path) -> None:
    """Whatever the amounts, kinds of service, months and clinicians are."""
    picked = random.Random(1)
    kinds = [ORDINARY, ORDINARY, *UNADJUSTED.values()]
    lines = [
        replace(
            picked.choice(kinds),
            base=dollars(picked.randrange(1, 90_000)),
            paid_on=f"2026{picked.randrange(2, 12):02}15",
            sign=picked.choice([1, 1, 1, -1]),
        )
        for _ in range(10_000)
    ]
    answer = checked(tmp_path, *lines)
    assert answer["total"]["lines"] == 10_000
    assert answer["questions"] == []
    assert answer["drifts"] == []
    assert len(answer["months"]) == 10
    assert answer["says"] == ["Every line that can be judged was paid as it should be."]


@pytest.mark.parametrize("service", UNADJUSTED.values(), ids=UNADJUSTED)
def test_what_is_not_adjusted_is_right_so(service: Service, tmp_path: Path) -> None:
    """And is questioned where it is adjusted."""
    assert checked(tmp_path, service)["questions"] == []
    (line,) = checked(tmp_path, replace(service, percent=RIGHT))["questions"]
    assert len(line["questions"]) == 1


@pytest.mark.parametrize(
    ("service", "reason"),
    [
        (replace(ORDINARY, code="88305"), "pathology"),
        (replace(ORDINARY, filing="MA", place="85"), "a critical access hospital's"),
    ],
)
def test_what_cannot_be_told_is_not_judged(service: Service, reason: str, tmp_path: Path) -> None:
    """Pathology and Method II are counted apart, adjusted or not."""
    for one in (service, replace(service, percent=None)):
        answer = checked(tmp_path, one)
        assert answer["questions"] == []
        assert answer["notJudged"][0]["reason"].startswith(reason)
        assert answer["total"]["judged"] == 0


def test_the_professional_part_of_a_test_is_a_professional_service(tmp_path: Path) -> None:
    """Modifier 26 makes a laboratory code and pathology adjusted services."""
    for code in ("80053", "88305"):
        line = replace(ORDINARY, code=code, modifier="26", change=Decimal(0))
        (found,) = checked(tmp_path, line)["questions"]
        assert found["questions"] == ["adjustment_missing"]


def test_a_clinician_of_whom_nothing_is_said_is_not_judged(tmp_path: Path) -> None:
    """With percents by clinician only, another's lines are counted apart."""
    lines = (ORDINARY, replace(ORDINARY, npi=OTHER_NPI))
    answer = checked(tmp_path, *lines, percent=None, clinicians={NPI: str(RIGHT)})
    assert answer["questions"] == []
    assert answer["notJudged"] == [
        {"reason": "a clinician of whom no percent is given", "lines": 1}
    ]
    assert [one["known"] for one in answer["clinicians"]] == [True, False]


def test_an_adjustment_of_the_whole_claim_is_judged_as_a_whole(tmp_path: Path) -> None:
    """Where the payer states it for the claim, the claim is one line."""
    whole = replace(ORDINARY, on_the_claim=True)
    assert checked(tmp_path, whole)["questions"] == []
    (line,) = checked(tmp_path, replace(whole, percent=Decimal("0.63")))["questions"]
    assert (line["code"], line["questions"]) == ("", ["adjustment_other_amount"])
    (line,) = checked(tmp_path, replace(whole, code="J1100"))["questions"]
    assert line["questions"] == ["service_not_adjusted"]
    pathology = checked(tmp_path, replace(whole, code="88305"))
    assert pathology["questions"] == []


def test_lines_that_are_each_right_to_a_cent_may_be_wrong_together(tmp_path: Path) -> None:
    """A wrong percent on small amounts shows in the sum."""
    lines = [replace(ORDINARY, base=Decimal("3.00"), change=Decimal(0))] * 40
    answer = checked(tmp_path, *lines)
    assert answer["questions"] == []
    (drift,) = answer["drifts"]
    assert drift["lines"] == 40
    assert drift["percent"] == "0.00"


def test_other_payers_and_unpaid_lines_are_left_out(tmp_path: Path) -> None:
    """A commercial payer's answer and a line of nothing are no lines here."""
    nothing = replace(ORDINARY, base=Decimal(0))
    answer = checked(tmp_path, ORDINARY, replace(ORDINARY, filing="CI", change=Decimal(9)), nothing)
    assert answer["total"]["lines"] == 1


SPOILT: Mapping[Question | None, Callable[[Service], Service]] = {
    Question.MISSING: lambda right: replace(right, change=Decimal(0)),
    Question.OTHER_AMOUNT: lambda right: replace(right, change=right.changed * 2),
    Question.WRONG_SIGN: lambda right: replace(right, change=-right.changed),
    Question.NOT_COVERED: lambda right: replace(right, code="J1100"),
    Question.OTHER_YEAR: lambda right: replace(right, day="20251230"),
    Question.NO_REMARK: lambda right: replace(right, remark=False),
    Question.SEQUESTRATION: lambda right: replace(right, taken=right.sequestered + dollars(2)),
}


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(4_000, 90_000),
            st.sampled_from([None, *FAULTS]),
            st.sampled_from(["0.33", "-9", "-1.28", "1.05"]),
        ),
        max_size=12,
    )
)
def test_any_mixture_is_told_apart(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, Question | None, str]]
) -> None:
    """Each clinician with an own percent, each line right or with one fault."""
    services, percents, expected = [], {}, []
    for number, (cents, fault, percent) in enumerate(drawn):
        npi = f"10000{number:05}"
        right = replace(ORDINARY, base=dollars(cents), percent=Decimal(percent), npi=npi)
        percents[npi] = "none" if fault is Question.NOT_SUBJECT else percent
        if fault in SPOILT:
            right = SPOILT[fault](right)
        services.append(right)
        if fault is not None:
            expected.append((f"C{number}", [fault.value]))
    if services:
        folder = tmp_path_factory.mktemp("remitted")
        answer = checked(folder, *services, percent=None, clinicians=percents)
        assert [(one["claim"], one["questions"]) for one in answer["questions"]] == expected


@pytest.mark.parametrize(
    ("code", "ranges", "inside"),
    [
        ("J1100", ("J0000-J9999",), True),
        ("99213", ("J0000-J9999", "80047-83999"), False),
        ("0001U", ("0001U-9999U",), True),
        ("00014", ("0001U-9999U",), False),
        ("0500T", ("0001U-9999U",), False),
        ("G0008", ("G0008-G0010",), True),
    ],
)
def test_a_code_lies_in_a_range_of_its_own_form(
    code: str, ranges: tuple[str, ...], inside: bool
) -> None:
    """Letters stand in a code where they stand in the ends of the range."""
    assert within(code, ranges) is inside


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"performance_year": 2012}, "unknown_year"),
        ({"percent": None, "clinicians": {}}, "percent_unknown"),
        ({"score": "82.88"}, "percent_unknown"),
        ({"percent": None, "score": "eighty"}, "percent_unknown"),
        ({"percent": None, "score": "-5"}, "percent_unknown"),
        ({"percent": "901"}, "percent_unknown"),
        ({"percent": None, "score": "90", "performance_year": 2026}, "percent_unknown"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    asked: dict[str, Any], code: str, tmp_path: Path
) -> None:
    """It says what is missing or wrong."""
    path = tmp_path / "remittance.835"
    path.write_text(remittance(ORDINARY), "ascii")
    with pytest.raises(ProblemsFound) as caught:
        payments(path, **({"performance_year": 2024, "percent": "0.33"} | asked))
    assert caught.value.problems[0].code == code


def test_a_file_without_a_remittance_is_refused(tmp_path: Path, root: Path) -> None:
    """Claims are no answer of a payer; other files go on."""
    claims = root / "examples" / "week-of-claims" / "outbox" / "2025-11-17.837"
    with pytest.raises(ProblemsFound) as caught:
        payments(claims, performance_year=2024, percent="0.33")
    assert [one.code for one in caught.value.problems] == ["no_remittance"]
    good = tmp_path / "good.835"
    good.write_text(remittance(ORDINARY), "ascii")
    answer = payments(claims, good, performance_year=2024, percent="0.33")
    assert [one["code"] for one in answer["problems"]] == ["no_remittance"]
    assert answer["total"]["lines"] == 1


def test_a_score_is_as_good_as_its_percent(tmp_path: Path) -> None:
    """82.88 points of 2024 pay 0.33 percent."""
    answer = checked(tmp_path, ORDINARY, percent=None, score="82.88")
    assert answer["percent"] == "0.33"
    assert answer["questions"] == []


def test_the_command_tells_shows_and_ends_with_1(tmp_path: Path) -> None:
    """Text, CSV and JSON have the same lines; ids are masked unless asked for."""
    path = tmp_path / "r.835"
    many = [FAULTS[Question.MISSING]] * 25
    path.write_text(remittance(ORDINARY, FAULTS[Question.SEQUESTRATION], *many), "ascii")
    asked = ["payments", str(path), "--year", "2024", "--percent", "0.33"]
    told = CliRunner().invoke(openmips, asked)
    assert told.exit_code == 1
    assert "+0.33 % is due" in told.output
    assert "The adjustment is missing." in told.output
    assert "6 more: --csv prints them all." in told.output
    assert NPI not in told.output
    table = CliRunner().invoke(openmips, [*asked, "--csv", "--show-identifiers"])
    assert table.stdout.count("adjustment_missing") == 25
    assert NPI in table.stdout
    printed = json.loads(CliRunner().invoke(openmips, [*asked, "--json"]).stdout)
    assert printed["counts"] == {"adjustment_missing": 25, "sequestration_other_amount": 1}
    assert "12345" not in json.dumps(printed["questions"]).replace("********2345", "")


def test_the_command_without_a_question_ends_with_0(tmp_path: Path) -> None:
    """All is right; a clinician's own percent is written NPI=PERCENT."""
    path = tmp_path / "r.835"
    path.write_text(remittance(ORDINARY, FAULTS[Question.NOT_SUBJECT]), "ascii")
    own = [f"--clinician={NPI}=0.33", f"--clinician={OTHER_NPI}=0.33"]
    told = CliRunner().invoke(openmips, ["payments", str(path), "--year", "2024", *own])
    assert told.exit_code == 0
    assert "Every line that can be judged was paid as it should be." in told.output
    wrong = CliRunner().invoke(
        openmips, ["payments", str(path), "--year", "2024", "--clinician", "5"]
    )
    assert wrong.exit_code == 2
