"""Files over the API: handed in, looked at, confirmed or given up, and taken back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from api.conftest import Program
from pytest_django import Settings

from openmips.answers.claims_progress import ClaimsProgressAnswer
from openmips.api.v1.standing import MarkedGapsAnswer
from openmips.practice.models import PracticeYear

HEAD = (
    b"claim_id,tin,rendering_npi,patient_id,birth_date,sex,from_date,line_number,procedure_code,"
    b"modifier_1,place_of_service,diagnosis_1,charge,payer\n"
)
LINE = b"C1,000123456,1000000004,P001,1950-01-01,F,2024-03-01,1,99213,,11,I10,100.00,MB\n"
CLAIMS = HEAD + LINE
ROSTER = b"npi,tin,clinician_type\n1000000046,000123456,physician\n"


def handed_in(program: Program, year: str, name: str, content: bytes, status: int = 201) -> Any:
    """What is answered to a file."""
    answer = program.ask("POST", f"{year}/imports?name={name}", content)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_file_is_kept_when_it_is_confirmed(program: Program, year: str) -> None:
    """Until then nothing of it is there; afterwards it can be taken back."""
    waiting = handed_in(program, year, "roster.csv", ROSTER)
    assert (waiting["kind"], waiting["joining"]) == ("roster", ["1000000046"])
    assert waiting["canBeConfirmed"]
    place = f"{year}/imports/waiting/{waiting['token']}"
    assert program.get(place) == waiting
    assert program.get(f"{year}/imports")["files"] == []
    answer = program.ask("POST", f"{place}/confirm", HTTP_IF_MATCH='"0"')
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    answer = program.ask("POST", f"{place}/confirm")
    kept = answer.json()
    assert (answer.status_code, kept["name"], kept["takenBackAt"]) == (201, "roster.csv", None)
    assert program.get(f"{year}/imports")["files"] == [kept]
    assert handed_in(program, year, "again.csv", ROSTER)["again"]
    answer = program.ask("DELETE", f"{year}/imports/{kept['id']}")
    assert answer.json()["takenBackAt"] is not None
    answer = program.ask("DELETE", f"{year}/imports/{kept['id']}")
    assert (answer.status_code, answer.json()["code"]) == (422, "import_taken_back")


def test_a_file_is_given_up(program: Program, year: str) -> None:
    """Nothing of it is left."""
    waiting = handed_in(program, year, "roster.csv", ROSTER)
    place = f"{year}/imports/waiting/{waiting['token']}"
    assert program.ask("DELETE", place).status_code == 204
    for method in ("GET", "DELETE"):
        answer = program.ask(method, place)
        assert (answer.status_code, answer.json()["code"]) == (404, "import_unknown")


def test_a_file_with_errors_says_what_is_wrong(program: Program, year: str) -> None:
    """It is an answer: it was asked what the file would change. It cannot be confirmed."""
    waiting = handed_in(program, year, "roster.csv", ROSTER.replace(b"000123456", b"000456789"))
    assert [one["code"] for one in waiting["problems"]] == ["other_practice"]
    assert not waiting["canBeConfirmed"]
    answer = program.ask("POST", f"{year}/imports/waiting/{waiting['token']}/confirm")
    assert (answer.status_code, answer.json()["code"]) == (422, "other_practice")


def test_a_file_that_is_too_large_is_not_taken(
    program: Program, year: str, settings: Settings
) -> None:
    """Reading stops at the limit."""
    settings.LARGEST_UPLOAD = 10
    assert handed_in(program, year, "x.csv", CLAIMS, 413)["code"] == "import_too_large"


def test_claims_are_counted_and_their_gaps_marked(program: Program, year: str) -> None:
    """The gap is that of `openmips claims gaps`, with a key by which it is marked."""
    waiting = handed_in(program, year, "claims.csv", CLAIMS)
    assert waiting["kind"] == "claims_table"
    confirmed = program.ask("POST", f"{year}/imports/waiting/{waiting['token']}/confirm")
    assert confirmed.status_code == 201
    day = "?asOf=2024-03-02"
    assert program.get(f"{year}/claims{day}")["performanceYear"] == 2024
    msgspec.convert(program.get(f"{year}/claims{day}"), ClaimsProgressAnswer)
    answered = program.get(f"{year}/gaps{day}")
    gaps = msgspec.convert(answered, MarkedGapsAnswer)["gaps"]
    assert {one["claimId"] for one in gaps} == {"C1"}
    assert {one["mark"] for one in gaps} == {None}
    first = gaps[0]
    answer = program.ask("PUT", f"{year}/gaps/{first['key']}{day}", {"mark": "done"})
    assert answer.json() == {**first, "mark": "done"}
    again = program.get(f"{year}/gaps{day}")["gaps"]
    assert [one["mark"] for one in again if one["key"] == first["key"]] == ["done"]
    program.ask("PUT", f"{year}/gaps/{first['key']}{day}", {"mark": ""})
    assert program.get(f"{year}/gaps{day}")["gaps"] == gaps
    answer = program.ask("PUT", f"{year}/gaps/none{day}", {"mark": "done"})
    assert answer.status_code == 404


def test_a_table_with_other_columns_is_read_when_they_are_named(
    program: Program, year: str
) -> None:
    """The mapping is the one that `openmips claims` reads."""
    waiting = handed_in(program, year, "claims.csv", CLAIMS.replace(b"claim_id", b"bill_no", 1))
    assert not waiting["canBeConfirmed"]
    place = f"{year}/imports/waiting/{waiting['token']}/columns"
    answer = program.ask("PUT", place, {"mapping": '[columns]\nclaim_id = "bill_no"\n'})
    assert answer.status_code == 200
    assert answer.json()["canBeConfirmed"], answer.json()["problems"]


@pytest.mark.parametrize("name", ["", "%20", "a%0Ab"])
def test_a_file_has_a_name(program: Program, sample: PracticeYear, year: str, name: str) -> None:
    """One line that is not blank."""
    assert handed_in(program, year, name, ROSTER, 422)["location"] == "query.name"
