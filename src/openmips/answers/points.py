"""How many points a rate earns: one answer, or one for every line of a long file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NotRequired, TypedDict, cast

import msgspec

from openmips.amounts import plain
from openmips.answers.points_request import PointsRequest, read_line, read_mapping
from openmips.answers.ruler import ruler_for
from openmips.answers.why import WhyAnswer, why_document, why_writer
from openmips.problems.finding import ProblemsFound
from openmips.scoring.results import Basis, MeasureScore


class PointsAnswer(TypedDict):
    """What a rate earns. Points are None where a benchmark is pending or nothing is scored."""

    measureId: str | None
    collectionType: str | None
    points: str | None
    pointsLow: NotRequired[str]
    pointsHigh: NotRequired[str]
    available: str
    decile: int | None
    capped: bool
    basis: str
    why: NotRequired[WhyAnswer]


def points(request: Mapping[str, Any]) -> PointsAnswer:
    """The points of one rate. Raises ProblemsFound for a request that cannot be answered."""
    asked = read_mapping(request)
    row = ruler_for(asked).score(asked)
    answer = _answer(asked, row)
    answer["why"] = why_document(row.why)
    return cast(PointsAnswer, answer)


def points_batch(lines: Iterable[bytes | str], why: bool = True) -> Iterator[bytes]:
    """One JSON answer for each line that holds a JSON request, in the same order.

    A request that cannot be answered becomes `{"problem": {"code", "message"}}`. Only one
    line is held at a time.
    """
    write = why_writer()
    encode = msgspec.json.Encoder().encode
    for line in lines:
        try:
            asked = read_line(line)
            row = ruler_for(asked).score(asked)
        except ProblemsFound as error:
            (found,) = error.problems
            message = f"{found.message} {found.remedy}"
            yield encode({"problem": {"code": found.code, "message": message}})
            continue
        answer = _answer(asked, row)
        if why:
            answer["why"] = write(row.why)
        yield encode(answer)


def _answer(asked: PointsRequest, row: MeasureScore) -> dict[str, Any]:
    """The answer without its reason."""
    answer: dict[str, Any] = {
        "measureId": asked.measure_id,
        "collectionType": asked.collection_type,
    }
    if row.basis is Basis.BENCHMARK_PENDING:
        answer["points"] = None
        answer["pointsLow"] = plain(row.low)
        answer["pointsHigh"] = plain(row.high)
    else:
        answer["points"] = None if row.basis is Basis.NOT_SCORED else plain(row.low)
    answer["available"] = plain(row.available)
    answer["decile"] = row.decile
    answer["capped"] = row.capped
    answer["basis"] = row.basis.value
    return answer
