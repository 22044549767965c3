"""A rehearsed score is the score that every other door gives, in another shape."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from formats.documents import activities, counts, individual, measurement, quality, submission
from formats.submissions import submissions
from hypothesis import given

from openmips import score
from openmips.answers.rehearsal_score import NOT_COMPUTED, rehearsal_score
from openmips.catalog import YEARS
from openmips.formats.qpp_json import Submission
from openmips.formats.qpp_writer import document_of
from openmips.policy.load import policy_for

AS_OF = date(2026, 11, 22)
TEST_TINS = [f"{number:09}" for number in range(1, 11)]
NODE = {"name", "value", "parts", "metadata", "instrumentations", "warnings", "errors"}
SMALL = {"performanceYear": 2024, "practice": {"specialStatuses": ["small_practice"]}}


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node and all below it."""
    yield node
    for part in [*node["parts"], *([node["original"]] if "original" in node else [])]:
        yield from nodes(part)


def value(node: dict[str, Any], *names: str) -> Decimal:
    """The value of the node that is found by names from the top."""
    for name in names:
        (node,) = (one for one in node["parts"] if one["name"] == name)
    return Decimal(node["value"])


@given(submissions())
def test_the_score_is_that_of_every_other_door(one: Submission) -> None:
    """Its value is the least of the final score, and what its parts contribute together."""
    document = document_of(one)
    node, answer = rehearsal_score(document, AS_OF), score(document, as_of=AS_OF)
    assert node["openmips"]["finalScore"] == answer["finalScore"]
    assert node["openmips"]["why"] == answer["why"]
    assert value(node) == Decimal(answer["finalScore"]["low"])
    together = sum(value(part) for part in node["parts"])
    assert abs(min(together, Decimal(100)) - value(node)) <= Decimal("0.005")
    assert all(one.keys() >= NODE for one in nodes(node))


def test_what_is_not_known_is_said_and_not_made_up() -> None:
    """No instrumentations are invented; the answer names what it lacks, and why it is a range."""
    node = rehearsal_score(submission(), AS_OF)
    assert node["openmips"]["notComputed"] == list(NOT_COMPUTED)
    assert not any(one["instrumentations"] for one in nodes(node))
    assert any("no score of CMS" in one for one in node["warnings"])
    assert any("not known more closely" in one for one in node["warnings"])


def test_a_test_tin_stands_for_what_cms_says() -> None:
    """With the TIN of a small practice the score is that of one, and the documents stay apart."""
    document = submission(activities("IA_EPA_1"), taxpayerIdentificationNumber="000000002")
    node = rehearsal_score(document, AS_OF)
    assert node["openmips"]["finalScore"] == score(document, profile=SMALL)["finalScore"]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("tin", TEST_TINS)
def test_every_test_tin_is_scored_in_every_year(tin: str, year: int) -> None:
    """CMS's test TINs are answered, for groups and for clinicians."""
    period = {"performanceStart": f"{year}-01-01", "performanceEnd": f"{year}-12-31"}
    one_set = {**quality(measurement("236", counts())), **period}
    named = {"performanceYear": year, "taxpayerIdentificationNumber": tin}
    threshold = Decimal(policy_for(year).payment.threshold.value)
    for document in (submission(one_set, **named), individual(one_set, **named)):
        node = rehearsal_score(document, AS_OF)
        assert 0 <= value(node) <= 100
        if tin == "000000005":
            assert node["metadata"]["costReweighted"] is True
            assert value(node) <= threshold
        assert node["metadata"]["piReweighted"] is (
            tin in {"000000002", "000000005", "000000007", "000000009"}
        )
