"""How gaps read in an answer: the claim, what is wrong, what it could carry, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NotRequired, TypedDict

from openmips.answers.why import WhyAnswer, why_document
from openmips.claims.choices import Choice
from openmips.claims.gaps import Gap
from openmips.claims.left_out import LeftOut
from openmips.claims.meanings import meanings
from openmips.claims.reasons import code_of


class CodeAnswer(TypedDict):
    """A code to put on the claim. Codes with the same `answer` number belong together.

    `besides` are codes of the same answer that stand on the claim already.
    """

    outcome: str
    code: str
    modifier: str | None
    meaning: str
    answer: int
    besides: NotRequired[list[str]]


class GapAnswer(TypedDict):
    """A claim without a valid answer to a measure; identifiers are whole.

    `lineNumber` is the first of `lineNumbers`, which made the claim eligible. One answer on
    the claim or on one of `servedBy` is enough. `fault` says what is wrong, `remedy` what can
    still be done: `add_to_claim`, `later_claim` of the patient, or `none`.
    """

    measureId: str
    stratum: str
    title: str
    claimId: str
    lineNumber: int
    lineNumbers: list[int]
    dateOfService: str
    patient: str
    tin: str
    npi: str
    fault: str
    remedy: str
    servedBy: list[str]
    codes: list[CodeAnswer]
    why: WhyAnswer


class LostCodeAnswer(TypedDict):
    """A quality code that counts for nothing on its claim, and why."""

    measureId: str
    claimId: str
    lineNumber: int
    code: str
    why: WhyAnswer


class LeftOutAnswer(TypedDict):
    """A claim with a code of a measure that is not asked anything, and why."""

    measureId: str
    stratum: str
    claimId: str
    dateOfService: str
    lacks: list[str]
    why: WhyAnswer


def gap_answer(gap: Gap) -> GapAnswer:
    """A gap as answers show it."""
    numbers = [line.number for line in gap.lines]
    return {
        "measureId": gap.rate.measure_id,
        "stratum": gap.rate.stratum,
        "title": meanings().measures[gap.rate.measure_id].title,
        "claimId": gap.claim.claim_id,
        "lineNumber": numbers[0],
        "lineNumbers": numbers,
        "dateOfService": gap.claim.date.isoformat(),
        "patient": gap.claim.patient_id,
        "tin": gap.claim.tin,
        "npi": gap.claim.npi,
        "fault": gap.fault.value,
        "remedy": gap.remedy.value,
        "servedBy": list(gap.served_by),
        "codes": code_answers(gap.rate.measure_id, gap.choices),
        "why": why_document(gap.why),
    }


def code_answers(measure_id: str, choices: Iterable[Choice]) -> list[CodeAnswer]:
    """The codes of the answers a claim could carry."""
    words = meanings()
    found: list[CodeAnswer] = []
    for number, choice in enumerate(choices, 1):
        for codes in choice.missing:
            (code,) = codes.codes
            entry: CodeAnswer = {
                "outcome": choice.outcome.value,
                "code": code,
                "modifier": next(iter(codes.modifiers), None),
                "meaning": words.of(measure_id, codes),
                "answer": number,
            }
            if choice.there:
                entry["besides"] = [code for each in choice.there for code in each.codes]
            found.append(entry)
    return found


def lost_code_answers(one: LeftOut) -> list[LostCodeAnswer]:
    """The quality codes of a measure that are lost on a claim."""
    return [
        {
            "measureId": one.rate.measure_id,
            "claimId": one.claim.claim_id,
            "lineNumber": line.number,
            "code": code_of(line),
            "why": why_document(one.why),
        }
        for line in one.lost
    ]


def left_out_answer(one: LeftOut) -> LeftOutAnswer:
    """A claim left out as answers show it."""
    return {
        "measureId": one.rate.measure_id,
        "stratum": one.rate.stratum,
        "claimId": one.claim.claim_id,
        "dateOfService": one.claim.date.isoformat(),
        "lacks": [part.value for part in one.lacks],
        "why": why_document(one.why),
    }
