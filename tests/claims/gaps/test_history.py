"""What a year has answered already is kept in a small file, and closes the gaps of later claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from claims.gaps.worlds import defined, found, named, world

from openmips.claims.answered import History, NotAHistory, history_of, is_history, read, written
from openmips.claims.definitions import Definitions


def told(definitions: Definitions, *claims: dict[str, Any]) -> History:
    """The history of a small world."""
    return history_of(definitions, world(*claims, year=definitions.performance_year).claims)


HEAD = b'{"kind": "openmips claims history", "performanceYear": 2024}\n'
ANSWERED = {"id": "past", "day": "03-04", "lines": ["99213", "1123F"]}


def test_an_answer_of_the_past_closes_the_gap_of_a_patient() -> None:
    """047 was answered in March on a claim that is only in the history: nothing is missing."""
    definitions = defined("047")
    bare = {"day": "06-03", "lines": ["99213"]}
    assert found(definitions, bare)
    assert not found(definitions, bare, history=told(definitions, ANSWERED))


def test_an_answer_of_another_patient_or_clinician_closes_nothing() -> None:
    """Measures are counted for each clinician and patient by itself."""
    definitions = defined("047")
    history = told(definitions, ANSWERED)
    for other in ({"patient": "Bea"}, {"clinician": "two"}):
        assert found(definitions, {"day": "06-03", "lines": ["99213"], **other}, history=history)


def test_where_the_latest_answer_counts_the_past_closes_only_earlier_visits() -> None:
    """A blood pressure of April does not answer for a visit of June, but for one of February."""
    definitions = defined("236")
    history = told(
        definitions,
        {"id": "past", "day": "04-08", "diagnoses": ["I10"], "lines": ["99213", "G8752", "G8754"]},
    )
    (gap,) = found(
        definitions, {"day": "06-03", "diagnoses": ["I10"], "lines": ["99213"]}, history=history
    )
    assert named(gap)[3] == "newer_visit"
    earlier = {"day": "02-05", "diagnoses": ["I10"], "lines": ["99213"]}
    assert not found(definitions, earlier, history=history)


def test_a_visit_is_answered_only_by_a_claim_of_its_day() -> None:
    """317 asks at each visit: an answer of the same day closes it, one of another day does not."""
    definitions = defined("317")
    history = told(definitions, {"id": "past", "day": "04-08", "lines": ["99213", "G8783"]})
    assert not found(definitions, {"day": "04-08", "lines": ["99212"]}, history=history)
    assert found(definitions, {"day": "04-09", "lines": ["99212"]}, history=history)


def test_a_fracture_is_answered_by_its_own_diagnosis() -> None:
    """The answer for the hip closes later claims of the hip, not those of the wrist."""
    definitions = defined("024")
    history = told(
        definitions,
        {"id": "past", "day": "02-05", "diagnoses": ["S72001A"], "lines": ["99213", "5015F"]},
    )
    hip = {"day": "03-04", "diagnoses": ["S72001A", "I10"], "lines": ["99213"]}
    wrist = {"day": "03-04", "diagnoses": ["S52501A", "I10"], "lines": ["99213"]}
    assert not found(definitions, hip, history=history)
    assert found(definitions, wrist, history=history)


def test_the_claim_that_replaces_an_answered_one_must_carry_the_code_again() -> None:
    """A replacement takes the answer of its original out of the count."""
    definitions = defined("047")
    history = told(definitions, ANSWERED)
    replacement = {
        "id": "again",
        "day": "03-04",
        "frequency": "7",
        "original_claim_id": "past",
        "lines": ["99213"],
    }
    assert found(definitions, replacement, history=history)


def test_claims_of_one_patient_may_share_an_id() -> None:
    """Some practices number all claims of a patient alike; another day is another claim."""
    definitions = defined("047")
    history = told(definitions, ANSWERED)
    assert not found(definitions, {**ANSWERED, "day": "06-03", "lines": ["99213"]}, history=history)


def test_a_claim_given_anew_speaks_for_itself() -> None:
    """What the history knows of the same claim does not hide that its code is gone."""
    definitions = defined("047")
    history = told(definitions, ANSWERED)
    assert found(definitions, {**ANSWERED, "lines": ["99213"]}, history=history)


def test_a_history_reads_back_as_it_was_written() -> None:
    """What is written is read, of all patients or of those asked for."""
    definitions = defined("047", "024", "226")
    history = told(
        definitions,
        {**ANSWERED, "diagnoses": ["S72001A"]},
        {"patient": 'B"ea', "day": "05-06", "lines": ["99213", "G9903", "5015F"]},
        {"patient": "Cleo", "clinician": "two", "day": "05-06", "lines": ["99213", "1123F-8P"]},
    )
    lines = [line.encode() for line in written(history)]
    assert is_history(lines[0])
    assert read(lines) == history
    only = read(lines, patients=['B"ea'])
    assert [key[2] for key in only.answers] == ['B"ea']
    assert only == replace(
        history, answers={k: v for k, v in history.answers.items() if k[2] == 'B"ea'}
    )


def test_only_answers_on_eligible_claims_are_kept() -> None:
    """A code on a claim of its own, or half a pair, is no answer and enters no history."""
    definitions = defined("047", "236")
    history = told(
        definitions,
        {"day": "05-06", "lines": ["1123F"]},
        {"day": "05-06", "diagnoses": ["I10"], "lines": ["99213", "G8752"]},
    )
    assert history == History(2024, {})


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"claim_id,tin\n",
        b'{"kind": "something else", "performanceYear": 2024}\n',
        b'{"kind": "openmips claims history", "performanceYear": "2024"}\n',
        HEAD + b"nothing\n",
        HEAD + b'{"tin": "1"}\n',
        HEAD + b'{"tin": "1", "npi": "2", "patient": "3", "answers": [["047", "", "May"]]}\n',
    ],
)
def test_what_is_no_history_is_refused(text: bytes) -> None:
    """A file of another kind, or a damaged one, is never taken for an empty history."""
    with pytest.raises(NotAHistory):
        read(text.splitlines(keepends=True))


def test_a_history_holds_no_birth_date() -> None:
    """The file names patients by their id and nothing else."""
    text = "".join(written(told(defined("047"), ANSWERED)))
    assert "1950" not in text
    assert date(2024, 3, 4).isoformat() in text
