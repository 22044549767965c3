"""Points of a long file: order kept, bad lines told on their place, the same rules."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from openmips import points, points_batch
from openmips.catalog import catalog_for

GOOD = {
    "performanceYear": 2024,
    "measureId": "236",
    "collectionType": "claims",
    "rate": "50",
    "smallPractice": True,
}

ODD = [
    "[" * 100_000,
    '{"rate":' * 5000,
    json.dumps(GOOD).replace("true", "1e999"),
    json.dumps(GOOD | {"cases": "?"}).replace("?", "\\ud800"),
    json.dumps(GOOD | {"rate": 10**400}),
    json.dumps(GOOD),
]


def test_answers_come_in_the_order_of_the_requests() -> None:
    """Each line is answered on its own place, and a bad one does not stop the rest."""
    lines = [
        json.dumps(GOOD),
        "not json",
        json.dumps(GOOD | {"rate": "60"}).encode(),
        b"\xff\xfe",
        "[]",
        "",
        json.dumps(GOOD | {"measureId": "0"}),
        json.dumps(GOOD | {"rate": "70"}) + "\r\n",
    ]
    answers = [json.loads(answer) for answer in points_batch(lines)]
    assert [answer.get("points") for answer in answers] == [
        "6", None, "7", None, None, None, None, "8",
    ]  # fmt: skip
    codes = [answer["problem"]["code"] for answer in answers if "problem" in answer]
    assert codes == ["not_json", "not_json", "wrong_type", "not_json", "unknown_measure"]
    for answer in answers:
        assert ("problem" in answer) == (set(answer) == {"problem"})
        if "problem" in answer:
            assert set(answer["problem"]) == {"code", "message"}


def test_a_batch_answers_as_single_questions_do() -> None:
    """Every benchmark row of a year gets the same answer either way, reason included."""
    requests = [
        {
            "performanceYear": 2024,
            "measureId": row.measure_id,
            "collectionType": row.collection_type,
            "rate": str(row.percentiles[number % 11]),
            "cases": number,
        }
        for number, row in enumerate(catalog_for(2024).benchmarks.values())
    ]
    batch = points_batch(json.dumps(request) for request in requests)
    assert [json.loads(answer) for answer in batch] == [points(request) for request in requests]


def test_reasons_may_be_left_out() -> None:
    """Without the reason the rest stays as it is."""
    (bare,) = points_batch([json.dumps(GOOD)], why=False)
    full = points(GOOD)
    del full["why"]
    assert json.loads(bare) == full


def test_only_one_line_is_held() -> None:
    """An answer comes before the next line is read."""
    read = []

    def lines() -> Iterator[str]:
        for number in range(3):
            read.append(number)
            yield json.dumps(GOOD)

    answers = points_batch(lines())
    next(answers)
    assert read == [0]


@given(st.lists(st.text(max_size=30) | st.binary(max_size=30) | st.sampled_from(ODD), max_size=5))
def test_whatever_comes_is_answered(lines: list[bytes | str]) -> None:
    """No line stops the run: each gets an answer, or a problem with a code and a message."""
    answers = [json.loads(answer) for answer in points_batch(lines)]
    assert len(answers) == len(lines)
    assert all("basis" in answer or answer["problem"]["message"] for answer in answers)
