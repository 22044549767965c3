"""What a measure counts, one by one: the claims behind it, the answer that stands, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from openmips.catalog.claims_entries import OptionType
from openmips.claims.concern import concern_of
from openmips.claims.definitions import Definitions, Rate
from openmips.claims.lines import Claim, Line
from openmips.claims.reasons import instance_why
from openmips.claims.rules import Answer, answers, eligible, in_time, opens, standing
from openmips.policy.claims_topics import CountingUnit
from openmips.why import Why

RateKey = tuple[str, str, str, str]
"""TIN, NPI, measure id and stratum: what one row of results is about."""


@dataclass(frozen=True, slots=True)
class Eligible:
    """A claim that belongs to a rate: the lines that opened it, and the answers it carries."""

    claim: Claim
    lines: tuple[Line, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """One patient, visit, procedure or episode that a rate counts for a clinician.

    `deciding` are the claims whose answers were looked at; where the latest day decides, only
    that day's. `outcome` is the answer that stands, None where there is none. It counts
    `weight` times.
    """

    rate: Rate
    tin: str
    npi: str
    patient_id: str
    claims: tuple[Eligible, ...]
    deciding: tuple[Eligible, ...]
    outcome: OptionType | None
    weight: int
    why: Why

    @property
    def key(self) -> RateKey:
        """Which row of the results it belongs to."""
        return self.tin, self.npi, self.rate.measure_id, self.rate.stratum


def examined(
    rate: Rate, claim: Claim, definitions: Definitions, answered: bool = True
) -> Eligible | None:
    """The claim as one of the rate, or None where it does not belong to it.

    `answered` False: no code of the claim is one of the rate's quality codes.
    """
    modifiers = definitions.performance_modifiers.value
    if not in_time(rate, definitions.performance_year, claim.date):
        return None
    options = [option for option in rate.options if eligible(option, claim, modifiers)]
    if not options:
        return None
    lines = (
        line for line in claim.lines if any(opens(option, line, modifiers) for option in options)
    )
    found = tuple(answers(rate, claim, modifiers)) if answered else ()
    return Eligible(claim, tuple(lines), found)


def instances(definitions: Definitions, claims: Iterable[Claim]) -> Iterator[Instance]:
    """Everything that the rates count among the claims, by clinician, rate and patient."""
    concern = concern_of(definitions)
    found: dict[tuple[str, str, int, str], list[Eligible]] = defaultdict(list)
    for claim in claims:
        answered = concern.answered_by(claim)
        for number in concern.opened_by(claim):
            one = examined(definitions.rates[number], claim, definitions, number in answered)
            if one is not None:
                found[claim.tin, claim.npi, number, claim.patient_id].append(one)
    for (_, _, number, _), own in sorted(found.items()):
        own.sort(key=lambda one: (one.claim.date, one.claim.claim_id))
        yield from formed(definitions.rates[number], own, definitions, concern.asked(number))


def formed(
    rate: Rate, claims: Sequence[Eligible], definitions: Definitions, diagnoses: frozenset[str]
) -> Iterator[Instance]:
    """The instances of one patient of one clinician, from the eligible claims in their order.

    `diagnoses` are those that the rate asks for: claims of an episode share one.
    Raises ValueError for a counting unit that OpenMIPS does not compute.
    """
    match rate.unit.value:
        case CountingUnit.PATIENT_PROCESS:
            yield _instance(rate, claims, claims, 1, definitions)
        case CountingUnit.PATIENT_INTERMEDIATE:
            yield _instance(rate, claims, _latest_answered(claims), 1, definitions)
        case CountingUnit.VISIT:
            for day in _by_day(claims):
                yield _instance(rate, day, day, sum(len(one.lines) for one in day), definitions)
        case CountingUnit.PROCEDURE:
            for day in _by_day(claims):
                yield _instance(rate, day, day, 1, definitions)
        case CountingUnit.EPISODE:
            for episode in _episodes(diagnoses, claims):
                yield _instance(rate, episode, episode, 1, definitions)
        case unit:
            raise ValueError(f"{rate.measure_id} is counted by {unit.value}")


def _by_day(claims: Sequence[Eligible]) -> Iterable[list[Eligible]]:
    days: dict[date, list[Eligible]] = defaultdict(list)
    for one in claims:
        days[one.claim.date].append(one)
    return days.values()


def _latest_answered(claims: Sequence[Eligible]) -> list[Eligible]:
    """The claims of the latest day that has an answer; of the latest day where none has."""
    answered = [one.claim.date for one in claims if one.answers]
    latest = max(answered or (one.claim.date for one in claims))
    return [one for one in claims if one.claim.date == latest]


def _episodes(diagnoses: frozenset[str], claims: Sequence[Eligible]) -> list[list[Eligible]]:
    """The claims in groups that hang together by a diagnosis of the rate, in their order."""
    groups: list[tuple[set[str], list[Eligible]]] = []
    for one in claims:
        own, members = one.claim.diagnoses & diagnoses, [one]
        apart = []
        for codes, others in groups:
            if codes.isdisjoint(own):
                apart.append((codes, others))
            else:
                own, members = own | codes, [*others, *members]
        groups = [*apart, (set(own), members)]
    return [
        sorted(members, key=lambda one: (one.claim.date, one.claim.claim_id))
        for _, members in groups
    ]


def _instance(
    rate: Rate,
    claims: Sequence[Eligible],
    deciding: Sequence[Eligible],
    weight: int,
    definitions: Definitions,
) -> Instance:
    kinds = [answer.option.option_type for one in deciding for answer in one.answers]
    outcome = standing(rate, kinds)
    first = claims[0].claim
    return Instance(
        rate,
        first.tin,
        first.npi,
        first.patient_id,
        tuple(claims),
        tuple(deciding),
        outcome,
        weight,
        instance_why(rate, claims, deciding, outcome, weight, definitions),
    )
