"""What an auditor of CMS is handed: who is in each count of a measure, sampled as asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NotRequired, TypedDict

from openmips.answers.claims_asked import ProblemAnswer, claims_definitions, problem_answer
from openmips.answers.claims_tables import Files, claims_at_hand
from openmips.answers.score import Facts
from openmips.answers.why import WhyAnswer, why_document
from openmips.catalog.claims_entries import OptionType
from openmips.catalog.entries import CLAIMS
from openmips.claims.instances import Instance, instances
from openmips.people import Entity
from openmips.problems.binder_kinds import CHART_NOT_LISTED
from openmips.problems.finding import Problem
from openmips.timeline.audits import answer_due

ANSWERS = {
    OptionType.MET: "met",
    OptionType.NOT_MET: "not met",
    OptionType.EXCLUSION: "excluded",
    OptionType.EXCEPTION: "excepted",
    None: "not answered",
}
"""In which count somebody is. Met is the numerator; met and not met are the denominator."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the auditor asks for.

    `sample` many of each answer of each measure, drawn by `seed`; or the `charts` that are
    named, each a patient's or a claim's id. Neither: all.
    """

    notice: date
    sample: int | None = None
    seed: str = ""
    charts: Sequence[str] = ()


class Listed(TypedDict):
    """One patient, visit, procedure or episode of a measure; identifiers are whole.

    `chosen` says whether the auditor asked for it, or the draw fell on it.
    """

    measureId: str
    stratum: str
    answer: str
    tin: str
    npi: str
    patient: str
    birthDate: str | None
    days: list[str]
    claimIds: list[str]
    counts: int
    says: str
    chosen: bool


class CountedAnswer(TypedDict):
    """How many of each answer a list has, each counted as often as the measure counts it."""

    measureId: str
    stratum: str
    counts: dict[str, int]
    chosen: int


class ElsewhereAnswer(TypedDict):
    """A measure whose list is where it was computed, not in the claims."""

    measureId: str
    collectionType: str


class SampleAnswer(TypedDict):
    """How the sample was drawn."""

    ofEach: int
    seed: str


class AuditAnswer(TypedDict):
    """Until when an audit is answered, and the lists of what was reported by claims.

    `charts` is how many patients and claims the auditor named, if any.
    """

    performanceYear: int
    notice: str
    due: str
    daysLeft: int
    asOf: str
    why: WhyAnswer
    attestation: str
    measures: list[CountedAnswer]
    elsewhere: list[ElsewhereAnswer]
    sample: NotRequired[SampleAnswer]
    charts: NotRequired[int]
    listed: list[Listed]
    problems: list[ProblemAnswer]


def audit(facts: Facts, claims: Files | None, asked: Asked, as_of: date) -> AuditAnswer:
    """The lists of every measure that was reported by claims. Raises ProblemsFound.

    A measure counts as reported by claims if a submission says so, or if any claim of those who
    report carries an answer to it. `claims` None: there are no lists.
    """
    policy = facts.policy
    year = policy.performance_year
    problems: list[Problem] = []
    found: list[Instance] = []
    if claims is not None:
        definitions = claims_definitions(year)
        with claims_at_hand(claims) as at_hand:
            problems += at_hand.problems
            found = _reported(instances(definitions, at_hand.gathered().claims), facts)
    listed = [_listed(one) for one in found]
    chosen, missed = _chosen(listed, asked)
    problems += missed
    for number, one in enumerate(listed):
        one["chosen"] = number in chosen
    due = answer_due(asked.notice, policy)
    answer: AuditAnswer = {
        "performanceYear": year,
        "notice": asked.notice.isoformat(),
        "due": due.day.isoformat(),
        "daysLeft": due.days_left(as_of),
        "asOf": as_of.isoformat(),
        "why": why_document(due.why),
        "attestation": due.attestation.value,
        "measures": list(_counted(listed)),
        "elsewhere": _elsewhere(facts),
        "listed": listed,
        "problems": [problem_answer(one) for one in problems],
    }
    if asked.sample is not None:
        answer["sample"] = {"ofEach": asked.sample, "seed": asked.seed}
    if asked.charts:
        answer["charts"] = len(asked.charts)
    return answer


def _reported(found: Iterable[Instance], facts: Facts) -> list[Instance]:
    """What belongs to those who report, of the measures that they report by claims."""
    entities = [one.entity for one in facts.performances]
    own = [one for one in found if any(_is_of(entity, one) for entity in entities)]
    reported = {one.rate.measure_id for one in own if one.outcome is not None}
    reported |= {
        result.measure_id
        for performance in facts.performances
        for result in performance.quality
        if result.collection_type == CLAIMS
    }
    return [one for one in own if one.rate.measure_id in reported]


def _is_of(entity: Entity, one: Instance) -> bool:
    """Whether it counts for an entity; a TIN or NPI that is not said fits any."""
    return entity.tin in (None, one.tin) and entity.npi in (None, one.npi)


def _elsewhere(facts: Facts) -> list[ElsewhereAnswer]:
    found = {
        (result.measure_id, result.collection_type)
        for performance in facts.performances
        for result in performance.quality
        if result.collection_type != CLAIMS
    }
    return [{"measureId": name, "collectionType": kind} for name, kind in sorted(found)]


def _listed(one: Instance) -> Listed:
    claims = [each.claim for each in one.claims]
    born = next((claim.birth_date for claim in claims if claim.birth_date is not None), None)
    return {
        "measureId": one.rate.measure_id,
        "stratum": one.rate.stratum,
        "answer": ANSWERS[one.outcome],
        "tin": one.tin,
        "npi": one.npi,
        "patient": one.patient_id,
        "birthDate": None if born is None else born.isoformat(),
        "days": sorted({claim.date.isoformat() for claim in claims}),
        "claimIds": [claim.claim_id for claim in claims],
        "counts": one.weight,
        "says": one.why.says,
        "chosen": False,
    }


def _counted(listed: Iterable[Listed]) -> Iterator[CountedAnswer]:
    groups: dict[tuple[str, str], list[Listed]] = defaultdict(list)
    for one in listed:
        groups[one["measureId"], one["stratum"]].append(one)
    for (measure_id, stratum), own in sorted(groups.items()):
        counts: Counter[str] = Counter()
        for one in own:
            counts[one["answer"]] += one["counts"]
        yield {
            "measureId": measure_id,
            "stratum": stratum,
            "counts": {name: counts[name] for name in ANSWERS.values()},
            "chosen": sum(one["chosen"] for one in own),
        }


def _chosen(listed: Sequence[Listed], asked: Asked) -> tuple[set[int], list[Problem]]:
    """The places of what is handed over, and the charts that nobody has."""
    if asked.charts:
        return _named(listed, asked.charts)
    if asked.sample is None:
        return set(range(len(listed))), []
    groups: dict[tuple[str, str, str], list[tuple[str, int]]] = defaultdict(list)
    for number, one in enumerate(listed):
        group = one["measureId"], one["stratum"], one["answer"]
        groups[group].append((lot(one, asked.seed), number))
    drawn = (sorted(group)[: asked.sample] for group in groups.values())
    return {number for group in drawn for _, number in group}, []


def lot(one: Listed, seed: str) -> str:
    """What one draws: the least lots of each answer are the sample.

    It is the SHA-256 digest of the seed and of what names the case, so that anybody can draw
    again, in whatever order the claims come.
    """
    named = (one["measureId"], one["stratum"], one["answer"], one["tin"], one["npi"])
    parts = (seed, *named, one["patient"], *one["claimIds"])
    return sha256("|".join(parts).encode()).hexdigest()


def _named(listed: Sequence[Listed], charts: Sequence[str]) -> tuple[set[int], list[Problem]]:
    places: dict[str, set[int]] = defaultdict(set)
    for number, one in enumerate(listed):
        for name in (one["patient"], *one["claimIds"]):
            places[name].add(number)
    kind = CHART_NOT_LISTED
    missed = [
        Problem(
            kind.code,
            kind.severity,
            "The patient or claim is in no list.",
            kind.remedy,
            f"chart {number}",
        )
        for number, name in enumerate(charts, 1)
        if name not in places
    ]
    return {number for name in charts for number in places.get(name, ())}, missed
