"""What somebody asks who wants to know the points of a rate, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from openmips.answers import problems
from openmips.answers.problems import problem
from openmips.catalog import YEARS
from openmips.catalog.entries import CUT_POINTS
from openmips.problems.finding import ProblemsFound, listed, nearest, shown

_MOST_DIGITS = 30
_HUNDRED = Decimal(100)
_ZERO = Decimal(0)


class PointsRequest(msgspec.Struct, forbid_unknown_fields=True, rename="camel", frozen=True):
    """One request. What is None was not said: enough cases, complete, not small."""

    performance_year: int
    rate: Decimal | None
    measure_id: str | None = None
    collection_type: str | None = None
    cases: int | None = None
    data_completeness: Decimal | None = None
    small_practice: bool | None = None
    percentiles: list[Decimal] | dict[str, Decimal] | None = None
    is_inverse: bool | None = None
    is_topped_out_by_program: bool | None = None


_KEYS = {field.encode_name: field for field in msgspec.structs.fields(PointsRequest)}
_WRONG = {
    "performanceYear": (problems.UNKNOWN_YEAR, listed(map(str, YEARS))),
    "rate": (problems.BAD_RATE, "a decimal number, or null where the measure has no rate"),
    "measureId": (problems.WRONG_TYPE, "a text"),
    "collectionType": (problems.WRONG_TYPE, "a text"),
    "cases": (problems.BAD_CASES, "a whole number of 0 or more"),
    "dataCompleteness": (problems.BAD_COMPLETENESS, "a percent from 0 to 100"),
    "smallPractice": (problems.WRONG_TYPE, "true or false"),
    "percentiles": (problems.BAD_LADDER, "eleven decimal numbers"),
    "isInverse": (problems.WRONG_TYPE, "true or false"),
    "isToppedOutByProgram": (problems.WRONG_TYPE, "true or false"),
}
_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_decode = msgspec.json.Decoder(PointsRequest).decode


def read_line(line: bytes | str) -> PointsRequest:
    """The request on one line of JSON. Raises ProblemsFound with what is wrong first."""
    try:
        request = _decode(line)
    except msgspec.ValidationError as error:
        raise _diagnosis(_document(line), error) from error
    except _NOT_JSON as error:
        raise _not_json(error) from error
    return checked(request)


def _document(line: bytes | str) -> object:
    """Whatever the line holds, if it is JSON at all. Raises ProblemsFound."""
    try:
        return msgspec.json.decode(line)
    except _NOT_JSON as error:
        raise _not_json(error) from error


def _not_json(error: Exception) -> ProblemsFound:
    return problem(problems.NOT_JSON, "$", f"The line is not JSON ({error})")


def read_mapping(document: Mapping[str, Any]) -> PointsRequest:
    """The request in a document that is already parsed. Raises ProblemsFound."""
    try:
        request = msgspec.convert(dict(document), PointsRequest)
    except msgspec.ValidationError as error:
        raise _diagnosis(document, error) from error
    return checked(request)


def checked(request: PointsRequest) -> PointsRequest:
    """The request, if its numbers can be meant. Raises ProblemsFound."""
    if request.performance_year not in YEARS:
        raise _wrong("performanceYear", str(request.performance_year))
    rate = request.rate
    if rate is not None and not (_plausible(rate) and rate >= _ZERO):
        raise _wrong("rate", str(rate))
    if request.cases is not None and request.cases < 0:
        raise _wrong("cases", str(request.cases))
    complete = request.data_completeness
    if complete is not None and not (_plausible(complete) and _ZERO <= complete <= _HUNDRED):
        raise _wrong("dataCompleteness", str(complete))
    if request.percentiles is not None:
        ladder_of(request.percentiles)
    elif request.is_inverse is not None or request.is_topped_out_by_program is not None:
        found = "isInverse and isToppedOutByProgram speak of a ladder, and none is given"
        raise problem(problems.MISSING_KEY, "$.percentiles", found, "percentiles")
    return request


def ladder_of(percentiles: list[Decimal] | dict[str, Decimal]) -> tuple[Decimal, ...]:
    """The eleven cut points of a ladder of one's own, ascending. Raises ProblemsFound."""
    if isinstance(percentiles, dict):
        if set(percentiles) != set(CUT_POINTS):
            raise _wrong("percentiles", f"with the keys {', '.join(sorted(percentiles))}"[:200])
        percentiles = [percentiles[key] for key in CUT_POINTS]
    if len(percentiles) != len(CUT_POINTS):
        raise _wrong("percentiles", f"{len(percentiles)} numbers")
    if not all(map(_plausible, percentiles)):
        raise _wrong("percentiles", "not made of real numbers")
    if sorted(percentiles) != percentiles:
        raise _wrong("percentiles", "not in ascending order")
    return tuple(percentiles)


def _plausible(number: Decimal) -> bool:
    """Whether a number is finite and of a length that can be meant."""
    if not number.is_finite():
        return False
    _, digits, exponent = number.as_tuple()
    return len(digits) <= _MOST_DIGITS and -_MOST_DIGITS <= int(exponent) <= _MOST_DIGITS


def _wrong(key: str, found: str) -> ProblemsFound:
    kind, expected = _WRONG[key]
    return problem(kind, f"$.{key}", f"{key} is {found}", expected)


def _diagnosis(document: object, error: msgspec.ValidationError) -> ProblemsFound:
    """What is wrong with a request that could not be read, one key after the other."""
    if not isinstance(document, Mapping):
        return problem(problems.WRONG_TYPE, "$", "The request is no JSON object", "an object")
    for key in document:
        if key not in _KEYS:
            found = f"The key {shown(str(key))} is unknown"
            hint = nearest(str(key), _KEYS)
            return problem(problems.UNKNOWN_KEY, "$", found, listed(_KEYS), hint)
    for key, field in _KEYS.items():
        if key not in document:
            if field.required:
                return problem(problems.MISSING_KEY, f"$.{key}", f"{key} is absent", _WRONG[key][1])
            continue
        try:
            msgspec.convert(document[key], field.type)
        except msgspec.ValidationError:
            value = document[key]
            return _wrong(key, shown(value) if isinstance(value, str) else "of another type")
    return problem(problems.WRONG_TYPE, "$", str(error))
