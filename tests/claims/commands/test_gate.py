"""One claim on standard input is answered before it is billed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from answers.shape_check import faults
from claims.commands.handed import CLAIM, as_csv, as_json, as_rows, as_x12
from cli.conftest import Call

from openmips.answers.claims_gaps import ClaimsGapsAnswer, gaps_of
from openmips.catalog.load import catalog_for
from openmips.claims.answered import history_of, written
from openmips.claims.definitions import definitions_for
from openmips.claims.gathering import gathered
from openmips.claims.lines import Claim, Line
from openmips.policy.load import policy_for
from openmips.problems.finding import ProblemsFound

ONE = ("--measures", "236", "--as-of", "2024-03-01")
WIDTH = 80


def documents(openmips: Call, given: bytes, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the document that the gate prints."""
    ended = openmips("claims", "gaps", "-", *ONE, *options, "--json", given=given)
    return ended.code, json.loads(ended.out)


@pytest.mark.parametrize("given", [as_json(), as_csv(), as_x12()], ids=["json", "csv", "837P"])
def test_a_claim_in_any_form_gets_the_same_answer(openmips: Call, given: bytes) -> None:
    """Half an answer to 236 is found in JSON, in CSV and in an 837P alike."""
    code, answer = documents(openmips, given)
    assert code == 1
    assert faults(answer, ClaimsGapsAnswer) == []
    (gap,) = answer["gaps"]
    assert (gap["measureId"], gap["claimId"], gap["lineNumber"]) == ("236", "A1", 1)
    assert (gap["dateOfService"], gap["patient"]) == ("2024-03-01", "1SL0OI0BZ00")
    assert (gap["fault"], gap["remedy"]) == ("half_answer", "add_to_claim")
    first = {key: gap["codes"][0][key] for key in ("outcome", "code", "modifier", "besides")}
    assert first == {
        "outcome": "performanceMet",
        "code": "G8754",
        "modifier": None,
        "besides": ["G8752"],
    }


@pytest.mark.parametrize(
    "given",
    [
        as_json(lines=[{"procedure_code": code} for code in ("99213", "G8752", "G8754")]),
        as_csv(lines=[{"procedure_code": code} for code in ("99213", "G8752", "G8754")]),
        as_x12("99213", "G8752", "G8754"),
    ],
    ids=["json", "csv", "837P"],
)
def test_a_complete_claim_ends_well(openmips: Call, given: bytes) -> None:
    """With both codes of the pair nothing is missing, and the command ends with 0."""
    code, answer = documents(openmips, given)
    assert (code, answer["gaps"], answer["problems"]) == (0, [], [])
    assert openmips("claims", "gaps", "-", *ONE, given=given).out.startswith("Nothing is missing")


def test_codes_that_belong_together_are_numbered_together(openmips: Call) -> None:
    """A bare visit may carry four pairs for 236; the codes of a pair share a number."""
    _, answer = documents(openmips, as_json(lines=[{"procedure_code": "99213"}]))
    pairs: dict[int, list[str]] = {}
    for entry in answer["gaps"][0]["codes"]:
        pairs.setdefault(entry["answer"], []).append(entry["code"])
    assert list(pairs.values())[:5] == [
        ["G8752", "G8754"],
        ["G8753", "G8754"],
        ["G8753", "G8755"],
        ["G8752", "G8755"],
        ["G8756"],
    ]


def test_modifiers_stand_beside_their_codes(openmips: Call) -> None:
    """047's no is 1123F with 8P, in words of our own."""
    given = as_json(lines=[{"procedure_code": "99213"}])
    ended = openmips("claims", "gaps", "-", "--measures", "47", "--json", given=given)
    codes = {
        (entry["outcome"], entry["code"], entry["modifier"]): entry["meaning"]
        for entry in json.loads(ended.out)["gaps"][0]["codes"]
    }
    assert codes["performanceNotMet", "1123F", "8P"] == "Neither is documented, no reason given"
    assert codes["performanceMet", "1123F", None] == "A plan or a decision maker is on record"


def test_a_history_suppresses_what_the_year_has_answered(openmips: Call, tmp_path: Path) -> None:
    """The patient's advance care plan was told in January: today's claim lacks nothing."""
    past = as_rows(
        claim_id="A0",
        from_date="2024-01-08",
        lines=[{"procedure_code": "99213"}, {"procedure_code": "1123F"}],
    )
    definitions = definitions_for(catalog_for(2024), policy_for(2024))
    file = tmp_path / "history.jsonl"
    file.write_text("".join(written(history_of(definitions, gathered(past).claims))))
    bare = as_json(lines=[{"procedure_code": "99213"}])
    ask = ("claims", "gaps", "-", "--measures", "047", "--json")
    assert openmips(*ask, given=bare).code == 1
    assert openmips(*ask, "--history", file, given=bare).code == 0


def test_a_history_of_another_year_is_refused(openmips: Call, tmp_path: Path) -> None:
    """What 2023 answered says nothing of 2024."""
    file = tmp_path / "history.jsonl"
    file.write_text('{"kind": "openmips claims history", "performanceYear": 2023}\n')
    ended = openmips("claims", "gaps", "-", "--history", file, "--json", given=as_json())
    assert ended.code == 1
    assert [one["code"] for one in json.loads(ended.out)["problems"]] == ["history_of_another_year"]


def test_the_year_is_that_of_the_claim(openmips: Call) -> None:
    """A claim of 2025 is asked by the codes of 2025, and one of 2026 provisionally."""
    for year, code_set in ((2024, 2024), (2025, 2025), (2026, 2025)):
        _, answer = documents(openmips, as_json(from_date=f"{year}-03-01"))
        assert (answer["performanceYear"], answer["codeSetYear"]) == (year, code_set)
        assert answer["provisional"] is (year != code_set)


def test_a_code_that_counts_for_nothing_is_named(openmips: Call) -> None:
    """A patient of 60 is not asked for an advance care plan: the code is lost, and says so."""
    given = as_json(
        birth_date="1964-01-01",
        lines=[{"procedure_code": "99213"}, {"procedure_code": "1123F"}],
    )
    ended = openmips("claims", "gaps", "-", "--measures", "047", "--json", given=given)
    answer = json.loads(ended.out)
    assert (ended.code, answer["gaps"]) == (0, [])
    (lost,) = answer["lostCodes"]
    assert (lost["code"], lost["lineNumber"]) == ("1123F", 2)
    assert "60 years old; asked for is 65 or older" in lost["why"]["parts"][0]["says"]


def test_why_a_claim_is_not_asked_is_told_on_request(openmips: Call) -> None:
    """A telehealth visit is not asked for blood pressure screening."""
    given = as_json(lines=[{"procedure_code": "99213", "modifiers": ["95"]}])
    ask = ("claims", "gaps", "-", "--measures", "317")
    plain = openmips(*ask, given=given)
    told = openmips(*ask, "--explain", given=given)
    assert plain.code == told.code == 0
    assert "telehealth" not in plain.out
    assert "modifier 95 (telehealth)" in " ".join(told.out.split())
    (out,) = json.loads(openmips(*ask, "--explain", "--json", given=given).out)["leftOut"]
    assert out["lacks"] == ["procedure"]


@pytest.mark.parametrize("options", [(), ("--explain",)])
def test_text_fits_and_hides_identifiers(openmips: Call, options: tuple[str, ...]) -> None:
    """Lines have at most 80 characters; TIN, NPI, patient and birth date are never shown whole."""
    for given in (as_json(), as_csv(), as_x12()):
        ended = openmips("claims", "gaps", "-", *options, given=given)
        assert ended.code == 1
        assert max(map(len, ended.out.splitlines())) <= WIDTH
        for whole in ("000123456", "1000000004", "1SL0OI0BZ00", "1950-06-15"):
            assert whole not in ended.out + ended.err
        assert "claim A1" in ended.out


def test_identifiers_are_shown_where_they_are_asked_for(openmips: Call) -> None:
    """--show-patients shows the patient, --show-identifiers TIN and NPI."""
    ask = ("claims", "gaps", "-", *ONE)
    patients = openmips(*ask, "--show-patients", given=as_json()).out
    others = openmips(*ask, "--show-identifiers", given=as_json()).out
    assert "1SL0OI0BZ00" in patients
    assert "1000000004" not in patients
    assert "1000000004" in others
    assert "000123456" in others
    assert "1SL0OI0BZ00" not in others


def test_a_short_patient_id_is_hidden_whole(openmips: Call) -> None:
    """Of an id of a few characters nothing is left to hide behind."""
    out = openmips("claims", "gaps", "-", *ONE, given=as_json(patient_id="Ada7")).out
    assert "Ada7" not in out
    assert "patient ****," in out


BROKEN: list[tuple[bytes, str]] = [
    (b"", "not_a_claim"),
    (b"  \n ", "not_a_claim"),
    (b"\xff\xfe\x00binary\x00", "not_a_claim"),
    (b"hello, world\n", "not_a_claim"),
    (b"{", "not_json"),
    (b"[]", "not_a_claim"),
    (b"[1]", "not_a_claim"),
    (b'{"lines": []}', "not_a_claim"),
    (as_json(birth_date="15 June"), "claim_field"),
    (as_json(from_date=None), "claim_field"),
    (as_json(nickname="Ada"), "claim_field"),
    (as_json(claim_id=7), "claim_field"),
    (as_json(frequency="once"), "claim_field"),
    (as_json(lines=[{"procedure_code": "99213", "charge": "much"}]), "claim_field"),
    (as_json(lines=[{"procedure_code": "99213", "charge": [1]}]), "claim_field"),
    (as_json(lines=["99213"]), "not_a_claim"),
    (as_json(birth_date="1950-02-30"), "claim_field"),
    (as_json(lines=[{"procedure_code": "99213", "tin": "1"}]), "claim_field"),
    (as_json(diagnoses="I10"), "claim_field"),
    (as_json(lines=[{"modifiers": ["95"]}]), "claim_field"),
    (b"claim_id,tin\nA1,000123456\n", "not_a_claim"),
    (b"claim_id,tin,rendering_npi,patient_id,sex\nA1,1,2,3,F\n", "claim_field"),
    (b"one,two,three,four,five\n1,2,3,4,5\n", "not_a_claim"),
    (as_csv().replace(b"2024-03-01", b"03/01/2024"), "claim_field"),
    (as_x12().replace(b"005010X222A1", b"004010X098A1"), "x12_version"),
    (as_x12().replace(b"*MB~", b"*CI~"), "not_a_claim"),
]


@pytest.mark.parametrize(("given", "code"), BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_claim_is_refused_in_a_sentence(openmips: Call, given: bytes, code: str) -> None:
    """Broken input ends with 1, names what is wrong, and shows no identifier."""
    ended = openmips("claims", "gaps", "-", "--year", "2024", "--json", given=given)
    assert ended.code == 1
    document = json.loads(ended.out)
    assert code in [problem["code"] for problem in document["problems"]]
    text = openmips("claims", "gaps", "-", "--year", "2024", given=given)
    assert text.code == 1
    assert "Traceback" not in text.err
    for whole in ("000123456", "1000000004", "1SL0OI0BZ00", "1950-06-15"):
        assert whole not in text.err + text.out


def test_a_column_that_nobody_reads_is_a_warning(openmips: Call) -> None:
    """An unknown column of a CSV is kept out, and the claim is answered all the same."""
    given = as_csv().replace(b"claim_id", b"colour,claim_id", 1).replace(b"\nA1", b"\nred,A1")
    given = given.replace(b"\r\nA1", b"\r\nred,A1")
    code, answer = documents(openmips, given)
    assert code == 1
    assert [problem["code"] for problem in answer["problems"]] == ["claim_column_unused"]
    assert len(answer["gaps"]) == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--year", "2021"), "claims_year"),
        (("--measures", "113"), "not_by_claims"),
        (("--program", "nothing"), "unknown_value"),
        (("--history", __file__), "not_claims"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    openmips: Call, options: tuple[str, ...], code: str
) -> None:
    """Years, measures and programs that are not there are named with what is."""
    ended = openmips("claims", "gaps", "-", *options, "--json", given=as_json())
    assert ended.code == 1
    assert [problem["code"] for problem in json.loads(ended.out)["problems"]] == [code]


def test_a_measure_that_nobody_can_count_is_refused_by_name(openmips: Call) -> None:
    """110 of 2023 is counted by part of the year; it is refused with that reason."""
    given = as_json(from_date="2023-03-01")
    ended = openmips("claims", "gaps", "-", "--measures", "110,047", "--json", given=given)
    (problem,) = json.loads(ended.out)["problems"]
    assert problem["code"] == "measure_not_counted"
    assert problem["message"].startswith("110: Counted once a patient and part of the year")
    everything = json.loads(openmips("claims", "gaps", "-", "--json", given=given).out)
    assert [one["measureId"] for one in everything["refused"]] == ["110", "111", "147"]


def test_standard_input_goes_alone(openmips: Call, tmp_path: Path) -> None:
    """- beside another file, or with options of files, is a misuse."""
    for more in ((str(tmp_path),), ("--since", "2024-01-01"), ("--npi", "1000000004")):
        assert openmips("claims", "gaps", "-", *more, given=as_json()).code == 2


def test_amounts_and_frequencies_may_be_numbers(openmips: Call) -> None:
    """Charges and claim frequencies may be written as JSON's numbers or as texts."""
    for charge, frequency in ((0.01, 1), ("0.01", "1")):
        lines = [{"procedure_code": "99213", "charge": charge}]
        code, answer = documents(openmips, as_json(frequency=frequency, lines=lines))
        assert (code, len(answer["gaps"])) == (1, 1)


def test_programs_ask_with_values_or_texts() -> None:
    """`gaps_of` takes a claim as a value, as a mapping, as text, and several of them."""
    value = Claim(
        "A1",
        "000123456",
        "1000000004",
        "1SL0OI0BZ00",
        date(1950, 6, 15),
        "F",
        date(2024, 3, 1),
        frozenset({"I10"}),
        (Line(1, "99213", place="11"), Line(2, "G8752", place="11")),
    )
    day = date(2024, 3, 1)
    expected = gaps_of(value, measures=["236"], as_of=day)
    assert len(expected["gaps"]) == 1
    for given in ([value], CLAIM, as_json(), as_json().decode(), {"claims": [CLAIM]}):
        assert gaps_of(given, measures=["236"], as_of=day) == expected
    with pytest.raises(ProblemsFound):
        gaps_of("", 2024)


def test_the_gate_loads_no_engine() -> None:
    """The answer for one claim loads neither Polars nor DuckDB, nor the formats of submissions."""
    program = (
        "import sys; from openmips.cli.main import run;"
        "run(['claims', 'gaps', '-', '--measures', '236', '--json']);"
        "print(*sorted({'polars', 'duckdb', 'rich', 'openmips.formats', 'openmips.scoring'}"
        " & sys.modules.keys()), file=sys.stderr)"
    )
    for given in (as_csv(), as_x12()):
        ran = subprocess.run(
            [sys.executable, "-c", program], input=given, capture_output=True, check=True
        )
        assert ran.stderr.decode().strip() == ""
        assert re.search(rb'"fault": "half_answer"', ran.stdout)


def test_tables_may_use_other_separators(openmips: Call) -> None:
    """A CSV with semicolons is read as one with commas."""
    code, answer = documents(openmips, as_csv().replace(b",", b";"))
    assert (code, len(answer["gaps"])) == (1, 1)


def test_claims_themselves_are_a_history(openmips: Call, tmp_path: Path) -> None:
    """In place of a history the year's claims may be given; it takes longer."""
    past = tmp_path / "past.csv"
    codes = [{"procedure_code": "99213"}, {"procedure_code": "1123F"}]
    past.write_bytes(as_csv(claim_id="A0", from_date="2024-01-08", lines=codes))
    bare = as_json(lines=[{"procedure_code": "99213"}])
    ask = ("claims", "gaps", "-", "--measures", "047", "--json")
    assert openmips(*ask, given=bare).code == 1
    assert openmips(*ask, "--history", past, given=bare).code == 0


def test_a_damaged_history_is_refused(openmips: Call, tmp_path: Path) -> None:
    """Half a history would ask again what is answered, or not ask what is not."""
    file = tmp_path / "history.jsonl"
    head = '{"kind": "openmips claims history", "performanceYear": 2024}'
    file.write_text(f'{head}\n{{"patient": "1SL0OI0BZ00", "answers": \n')
    ended = openmips("claims", "gaps", "-", "--history", file, "--json", given=as_json())
    assert ended.code == 1
    assert [each["code"] for each in json.loads(ended.out)["problems"]] == ["history_unreadable"]
