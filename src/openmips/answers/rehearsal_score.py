"""A score in the shape of CMS's service: nodes of nodes, our own reasons under our own key.

CMS does not publish what its instrumentations mean, and knows facts that no submission holds.
What it would fill in and we do not is named in the answer, never made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from openmips.answers.score import score
from openmips.answers.shapes import CategoryAnswer, MeasureRow, ScoreAnswer
from openmips.formats.identifiers import TIN
from openmips.formats.qpp_json import MEASUREMENT_SETS, PERFORMANCE_YEAR
from openmips.formats.qpp_sets import PROGRAM
from openmips.performance import Category
from openmips.problems import document_kinds
from openmips.problems.finding import Findings, listed, shown
from openmips.problems.rehearsal_kinds import NO_SET_OF_PROGRAM

OWN = "openmips"
"""The key under which an answer says what CMS's does not."""

NOT_COMPUTED = (
    "instrumentations",
    "metadata.runtimeInMillis",
    "metadata.has*",
    "metadata.given*",
    "metadata.measureClass",
    "metadata.partialDecileScore",
    "metadata.deciles",
    "metadata.benchmarkType",
    "parts.feedback-quality",
    "parts.feedback-ia",
)
"""What CMS's answer has and this one has not: what it means, or how it is made, is not public."""

DISCLAIMER = (
    "Computed by OpenMIPS for rehearsal, from public rules; this is no score of CMS, and nothing"
    " was sent to CMS."
)
_NAMES = {
    Category.QUALITY.value: "Quality",
    Category.INTEROPERABILITY.value: "Promoting interoperability",
    Category.ACTIVITIES.value: "Improvement activities",
    Category.COST.value: "Cost",
}
_STILL_COUNT = (None, "not_submitted", "unknown")
_EXTREME = ["extreme_and_uncontrollable"]
_SCENARIOS: Mapping[str, Mapping[str, Any]] = {
    "000000001": {},
    "000000002": {"practice": {"specialStatuses": ["small_practice"]}},
    "000000003": {"practice": {"specialStatuses": ["rural"]}},
    "000000004": {"practice": {"specialStatuses": ["hpsa"]}},
    "000000005": {"reweighted": dict.fromkeys(_NAMES, _EXTREME)},
    "000000007": {"reweighted": {Category.INTEROPERABILITY.value: ["hardship"]}},
    "000000009": {"practice": {"specialStatuses": ["small_practice"]}},
    "000000010": {
        "practice": {"specialStatuses": ["rural"]},
        "apm": {"mipsApmParticipant": True},
    },
}
"""CMS's test TINs and what they stand for. The bonus of 000000008 is not published."""

Node = dict[str, Any]


def rehearsal_score(
    document: Mapping[str, Any],
    as_of: date,
    program: str | None = None,
    submission_id: str | None = None,
) -> Node:
    """The score of a canonical submission, or of its sets under one program.

    A test TIN of CMS's stands for what CMS says it does; nothing else is known of a practice.
    Raises ProblemsFound.
    """
    scored = dict(document)
    if program is not None:
        scored[MEASUREMENT_SETS] = _of_program(document, program)
    answer = score(scored, profile=_profile(document), as_of=as_of)
    return _total(answer, submission_id)


def _of_program(document: Mapping[str, Any], program: str) -> list[Any]:
    sets: list[Any] = document[MEASUREMENT_SETS]
    found = [one for one in sets if one[PROGRAM].casefold() == program.casefold()]
    if not found:
        findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
        there = list(dict.fromkeys(one[PROGRAM] for one in sets)) or ["no program"]
        says = f"no set of the program {shown(program)} is there"
        findings.refuse(NO_SET_OF_PROGRAM, says, listed(there))
    return found


def _profile(document: Mapping[str, Any]) -> dict[str, Any] | None:
    scenario = _SCENARIOS.get(document.get(TIN, ""))
    if scenario is None:
        return None
    standard: dict[str, Any] = {"practice": {"specialStatuses": []}}
    return {PERFORMANCE_YEAR: document[PERFORMANCE_YEAR], **standard, **scenario}


def _total(answer: ScoreAnswer, submission_id: str | None) -> Node:
    ends = answer["finalScore"]
    warnings = [DISCLAIMER, *(one["message"] for one in answer["warnings"])]
    if ends["low"] != ends["high"]:
        known = f"The score is not known more closely than {ends['low']} to {ends['high']}"
        warnings.append(f"{known}; value is the least. {' '.join(answer['narrowedBy'])}")
    categories = answer["categories"]
    node = _node(
        "total",
        Decimal(ends["low"]),
        title="Final score",
        detail=f"OpenMIPS {answer['snapshot']['engine']}",
        parts=[
            *(_category(name, categories[name], answer["measures"]) for name in _NAMES),
            _node("bonuses", Decimal(answer["complexPatientBonus"]), title="Complex patients"),
        ],
        metadata={
            "submissionId": submission_id,
            "pickedProgramName": answer["program"],
            **_reweighted(categories),
        },
        warnings=warnings,
    )
    node[OWN] = {
        "rehearsal": True,
        "finalScore": ends,
        "paymentAdjustment": answer["paymentAdjustment"],
        "assumptions": answer["assumptions"],
        "narrowedBy": answer["narrowedBy"],
        "notComputed": list(NOT_COMPUTED),
        "snapshot": answer["snapshot"],
        "why": answer["why"],
    }
    return node


def _reweighted(categories: Mapping[str, CategoryAnswer]) -> dict[str, bool]:
    """For each category, whether its weight was given to the others."""
    return {
        f"{name}Reweighted": categories[name].get("reason") not in _STILL_COUNT for name in _NAMES
    }


def _category(name: str, answer: CategoryAnswer, measures: list[MeasureRow]) -> Node:
    """A category with its weighted value; the unweighted one stands in `original`."""
    weight = Decimal(answer["weight"])
    original = _node(
        name,
        _least(answer, "points") if "points" in answer else _least(answer, "percent"),
        parts=[_measure(one) for one in measures if one["category"] == name],
        metadata={"denominator": _number(answer.get("available"))},
    )
    node = _node(
        name,
        _least(answer, "contribution"),
        title=_NAMES[name],
        detail=f"Weight {answer['weight']} percent",
        metadata={"maxContribution": weight},
    )
    node["original"] = original
    node[OWN] = dict(answer)
    return node


def _measure(row: MeasureRow) -> Node:
    metadata: dict[str, Any] = {
        "measurementId": row["measureId"],
        "measureTitle": row.get("title"),
        "maxContribution": Decimal(row["available"]),
    }
    if row["counted"] and row["measureId"] is not None:
        metadata["processingStatus"] = "PICKED"
    if "performanceRate" in row:
        metadata |= {
            "performanceRate": _number(row["performanceRate"]),
            "reportingRate": _number(row.get("dataCompleteness")),
            "eligiblePopulation": row.get("cases"),
            "decile": row.get("decile"),
        }
    node = _node(row["measureId"] or row["basis"], _least(row, "points"), metadata=metadata)
    node[OWN] = dict(row)
    return node


def _node(
    name: str,
    value: Decimal | None,
    *,
    title: str | None = None,
    detail: str | None = None,
    parts: list[Node] | None = None,
    metadata: dict[str, Any] | None = None,
    warnings: list[str] | None = None,
) -> Node:
    """A node with every member that CMS's nodes have."""
    told = {"title": title, "detail": detail}
    return {
        "name": name,
        **{key: text for key, text in told.items() if text is not None},
        "value": value,
        "parts": parts or [],
        "metadata": metadata or {},
        "instrumentations": [],
        "warnings": warnings or [],
        "errors": [],
    }


def _least(answer: Mapping[str, Any], name: str) -> Decimal | None:
    """The value, or where it is a range the least it can be."""
    return _number(answer.get(name) or answer.get(f"{name}Low"))


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
