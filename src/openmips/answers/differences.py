"""What changed between two submissions: in sets, in measures, in points, percent and dollars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from openmips.amounts import fixed
from openmips.answers.reading import examined_for_score
from openmips.answers.score import read, score_answer
from openmips.answers.shapes import Ends, MeasureRow, PaymentAnswer, ScoreAnswer, Warned
from openmips.formats.qpp_sets import MEASUREMENTS, PROGRAM
from openmips.formats.qpp_writer import document_of
from openmips.formats.strict_json import Source
from openmips.problems import merge_kinds
from openmips.problems.finding import Problem, ProblemsFound

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

_ABOUT_SETS = ("performanceStart", "performanceEnd", "cehrtId")
Key = tuple[str, str, str]


class Change(TypedDict):
    """One thing that is in one submission and not, or otherwise, in the other."""

    category: str
    submissionMethod: str
    program: str
    measureId: NotRequired[str]
    field: NotRequired[str]
    change: str
    before: Any
    after: Any


class Moved(TypedDict):
    """A row of the score whose points differ. None where there is no such row."""

    category: str
    measureId: str | None
    collectionType: NotRequired[str]
    before: str | None
    after: str | None


class Side(TypedDict):
    """What one of the two scores and pays."""

    entityType: str
    program: str
    finalScore: Ends
    paymentAdjustment: PaymentAnswer


class Difference(TypedDict):
    """After less before, at the low and at the high end. Dollars are None where not known."""

    low: str
    high: str
    percentLow: str
    percentHigh: str
    dollarsLow: str | None
    dollarsHigh: str | None


class DiffAnswer(TypedDict):
    """Everything that changed; both sides are read so that they can be scored."""

    performanceYear: int
    changes: list[Change]
    measures: list[Moved]
    before: Side
    after: Side
    difference: Difference
    warnings: list[Warned]


def diff(
    before: Source, after: Source, profile: Source | None = None, as_of: date | None = None
) -> DiffAnswer:
    """What changed from one submission to the other, and what that does to the score.

    Each may be a file, or a folder or archive of files of one practice. Both are of one
    performance year. Raises ProblemsFound.
    """
    today = as_of or date.today()
    documents = [_documents(before), _documents(after)]
    old, new = (score_answer(read([side], profile), today) for side in (before, after))
    if old["performanceYear"] != new["performanceYear"]:
        kind = merge_kinds.NOT_ONE_SUBMISSION
        years = f"{old['performanceYear']} and {new['performanceYear']}"
        found = f"The submissions are of {years}; expected one year."
        raise ProblemsFound([Problem(kind.code, kind.severity, found, kind.remedy)])
    return {
        "performanceYear": new["performanceYear"],
        "changes": list(_changes(*documents)),
        "measures": list(_moved(old["measures"], new["measures"])),
        "before": _side(old),
        "after": _side(new),
        "difference": _difference(old, new),
        "warnings": new["warnings"],
    }


@dataclass(frozen=True, slots=True)
class _Set:
    """A measurement set as its document says it, its measurements by id."""

    about: Mapping[str, Any]
    values: Mapping[str, Any]


def _documents(source: Source) -> dict[Key, _Set]:
    """The sets that a source leads to, those of one key put together."""
    found: dict[Key, _Set] = {}
    for one in examined_for_score(source):
        if one.submission is None:
            continue
        for each in document_of(one.submission)["measurementSets"]:
            key = (each["category"], each["submissionMethod"], each[PROGRAM])
            values = {m["measureId"]: m["value"] for m in each[MEASUREMENTS]}
            there = found.get(key)
            if there is not None:
                values = {**there.values, **values}
            found[key] = _Set({name: each.get(name) for name in _ABOUT_SETS}, values)
    return found


def _changes(before: Mapping[Key, _Set], after: Mapping[Key, _Set]) -> Iterator[Change]:
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None:
            for name in _ABOUT_SETS:
                if old.about[name] != new.about[name]:
                    change = _change(key, old.about[name], new.about[name])
                    yield {**change, "field": name}
        old_values = {} if old is None else old.values
        new_values = {} if new is None else new.values
        for measure_id in dict.fromkeys((*old_values, *new_values)):
            was, now = old_values.get(measure_id), new_values.get(measure_id)
            if was != now:
                yield {**_change(key, was, now), "measureId": measure_id}


def _change(key: Key, was: Any, now: Any) -> Change:
    category, method, program = key
    kind = ADDED if was is None else REMOVED if now is None else CHANGED
    return {
        "category": category,
        "submissionMethod": method,
        "program": program,
        "change": kind,
        "before": was,
        "after": now,
    }


def _moved(before: list[MeasureRow], after: list[MeasureRow]) -> Iterator[Moved]:
    """The rows whose points differ, in the order of the new score, then those that are gone."""
    old = {_name(row): row for row in before}
    new = {_name(row): row for row in after}
    for name in dict.fromkeys((*new, *old)):
        was, now = _points(old.get(name)), _points(new.get(name))
        if was == now:
            continue
        category, measure_id, collection_type = name
        moved: Moved = {
            "category": category,
            "measureId": measure_id,
            "before": was,
            "after": now,
        }
        if collection_type is not None:
            moved["collectionType"] = collection_type
        yield moved


def _name(row: MeasureRow) -> tuple[str, str | None, str | None]:
    return row["category"], row["measureId"], row.get("collectionType")


def _points(row: MeasureRow | None) -> str | None:
    """The points that count; a row that does not count has none."""
    if row is None or not row["counted"]:
        return None
    return row["points"] or row.get("pointsLow")


def _side(answer: ScoreAnswer) -> Side:
    return {
        "entityType": answer["entityType"],
        "program": answer["program"],
        "finalScore": answer["finalScore"],
        "paymentAdjustment": answer["paymentAdjustment"],
    }


def _difference(old: ScoreAnswer, new: ScoreAnswer) -> Difference:
    was, now = old["paymentAdjustment"], new["paymentAdjustment"]
    return {
        "low": _less(new["finalScore"]["low"], old["finalScore"]["low"]),
        "high": _less(new["finalScore"]["high"], old["finalScore"]["high"]),
        "percentLow": _less(now["percentLow"], was["percentLow"]),
        "percentHigh": _less(now["percentHigh"], was["percentHigh"]),
        "dollarsLow": _less_or_none(now["dollarsLow"], was["dollarsLow"]),
        "dollarsHigh": _less_or_none(now["dollarsHigh"], was["dollarsHigh"]),
    }


def _less(after: str, before: str) -> str:
    return fixed(Decimal(after) - Decimal(before))


def _less_or_none(after: str | None, before: str | None) -> str | None:
    return None if after is None or before is None else _less(after, before)
