"""Which claims lack a valid answer to a measure, what they could carry, and whether in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from openmips.claims.answered import History, PastAnswer
from openmips.claims.choices import Choice, Found, choices, found_on, gates
from openmips.claims.concern import Concern, concern_of
from openmips.claims.definitions import Definitions, Rate
from openmips.claims.gap_reasons import Elsewhere, gap_why
from openmips.claims.gathering import Gathered, key_of
from openmips.claims.instances import Eligible, Instance, instances
from openmips.claims.left_out import answering_codes
from openmips.claims.lines import Claim, Line
from openmips.policy.claims_topics import CountingUnit
from openmips.why import Why


class Fault(Enum):
    """What is wrong with a claim that lacks a valid answer."""

    NO_CODE = "no_code"
    HALF_ANSWER = "half_answer"
    WRONG_MODIFIER = "wrong_modifier"
    OUTDATED_CODE = "outdated_code"
    CODE_ON_OTHER_CLAIM = "code_on_other_claim"
    NEWER_VISIT = "newer_visit"


class Remedy(Enum):
    """What can still be done about a gap."""

    ADD_TO_CLAIM = "add_to_claim"
    LATER_CLAIM = "later_claim"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day that is asked for, and what has passed by then.

    Claims with days up to `sent_through` are already sent. Medicare must have processed a
    claim by `last_processing` for it to count.
    """

    today: date
    last_processing: date
    sent_through: date | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A claim of a rate without a valid answer.

    `lines` made it eligible. One answer on it or on any claim of `served_by` is enough.
    """

    rate: Rate
    claim: Claim
    lines: tuple[Line, ...]
    fault: Fault
    choices: tuple[Choice, ...]
    served_by: tuple[str, ...]
    remedy: Remedy
    why: Why


_LATER = frozenset(
    {CountingUnit.PATIENT_PROCESS, CountingUnit.PATIENT_INTERMEDIATE, CountingUnit.EPISODE}
)
"""Units that a later claim of the patient can still answer."""


def gaps(
    definitions: Definitions,
    gathered: Gathered,
    calendar: Calendar,
    history: History | None = None,
) -> Iterator[Gap]:
    """The claims without a valid answer, by clinician, rate and patient.

    `history` is what other claims of the year answered; its answers on claims that are given
    here, or that these replace, are not looked at.
    """
    past = _past(definitions, gathered, history)
    concern = concern_of(definitions)
    finder = _Finder(definitions, gathered, calendar, concern)
    for instance in instances(definitions, gathered.claims):
        patient = instance.tin, instance.npi, instance.patient_id
        answers = list(past.of(patient, instance.rate))
        open_claims, answered = _open(instance, answers, concern)
        if open_claims:
            yield from finder.gaps(instance, open_claims, answered)


def _past(definitions: Definitions, gathered: Gathered, history: History | None) -> History:
    if history is None:
        return History(definitions.performance_year)
    given = {(claim.tin, claim.claim_id, claim.date) for claim in gathered.claims}
    return history.without(gathered.replaced, given)


def _open(
    instance: Instance, past: Sequence[PastAnswer], concern: Concern
) -> tuple[tuple[Eligible, ...], date | None]:
    """The claims of the instance that lack an answer, and the day of the one that stands.

    Where the latest day decides, an answer still stands while a later visit has none; that
    visit is open all the same, for it should carry the latest answer.
    """
    unit = instance.rate.unit.value
    if unit is CountingUnit.PATIENT_INTERMEDIATE:
        days = [one.claim.date for one in instance.claims if one.answers]
        answered = max((*days, *(one.day for one in past)), default=None)
        latest = max(one.claim.date for one in instance.claims)
        if answered is None:
            return instance.claims, None
        if answered >= latest:
            return (), answered
        return tuple(one for one in instance.claims if one.claim.date == latest), answered
    if instance.outcome is not None or any(_answers(one, instance, concern) for one in past):
        return (), None
    return instance.claims, None


def _answers(past: PastAnswer, instance: Instance, concern: Concern) -> bool:
    """Whether an answer of another claim answers the instance, too."""
    match instance.rate.unit.value:
        case CountingUnit.VISIT | CountingUnit.PROCEDURE:
            return past.day == instance.claims[0].claim.date
        case CountingUnit.EPISODE:
            own = {code for one in instance.claims for code in one.claim.diagnoses}
            return not past.diagnoses.isdisjoint(own)
        case _:
            return True


class _Finder:
    """Makes gaps of the open claims of instances."""

    def __init__(
        self,
        definitions: Definitions,
        gathered: Gathered,
        calendar: Calendar,
        concern: Concern,
    ) -> None:
        self._definitions = definitions
        self._calendar = calendar
        self._processed = gathered.processed
        self._elsewhere = _claims_with_codes(gathered.claims, concern)
        places = gates(definitions.rates)
        self._gates = {
            (definitions.rates[place].measure_id, definitions.rates[place].stratum): codes
            for place, codes in places.items()
        }

    def gaps(
        self, instance: Instance, claims: Sequence[Eligible], answered: date | None
    ) -> Iterator[Gap]:
        """A gap for each open claim of the instance that the rate asks something of."""
        rate = instance.rate
        gate = self._gates.get((rate.measure_id, rate.stratum))
        asked = [one for one in claims if gate is None or _has(one.claim, gate)]
        for one in asked:
            found = found_on(rate, one.claim, self._definitions)
            elsewhere = self._codes_elsewhere(rate, one.claim, claims)
            served_by = tuple(each.claim.claim_id for each in asked if each is not one)
            remedy = self._remedy(rate, one.claim)
            why = gap_why(one, rate, self._definitions, found, elsewhere, answered, served_by)
            yield Gap(
                rate,
                one.claim,
                one.lines,
                _fault(found, elsewhere, answered),
                choices(rate, found),
                served_by,
                remedy,
                why,
            )

    def _codes_elsewhere(
        self, rate: Rate, claim: Claim, own: Iterable[Eligible]
    ) -> tuple[Elsewhere, ...]:
        """Quality codes of the rate on other claims of the patient's day, where they are lost."""
        codes = answering_codes(rate)
        ids = {id(one.claim) for one in own}
        return tuple(
            Elsewhere(other, line)
            for other in self._elsewhere.get((claim.tin, claim.patient_id, claim.date), ())
            if id(other) not in ids
            for line in other.lines
            if line.procedure_code in codes
        )

    def _remedy(self, rate: Rate, claim: Claim) -> Remedy:
        calendar = self._calendar
        sent = calendar.sent_through is not None and claim.date <= calendar.sent_through
        processed = key_of(claim) in self._processed
        if not sent and not processed and calendar.today <= calendar.last_processing:
            return Remedy.ADD_TO_CLAIM
        lasts = calendar.today.year <= self._definitions.performance_year
        return Remedy.LATER_CLAIM if lasts and rate.unit.value in _LATER else Remedy.NONE


def _has(claim: Claim, codes: frozenset[str]) -> bool:
    return any(line.procedure_code in codes for line in claim.lines)


def _fault(found: Found, elsewhere: Sequence[Elsewhere], answered: date | None) -> Fault:
    """The one fault that says most."""
    if found.misused:
        return Fault.WRONG_MODIFIER
    if found.halves:
        return Fault.HALF_ANSWER
    if found.outdated:
        return Fault.OUTDATED_CODE
    if elsewhere:
        return Fault.CODE_ON_OTHER_CLAIM
    return Fault.NO_CODE if answered is None else Fault.NEWER_VISIT


def _claims_with_codes(
    claims: Iterable[Claim], concern: Concern
) -> Mapping[tuple[str, str, date], Sequence[Claim]]:
    """The claims that have quality codes, by TIN, patient and day."""
    found: dict[tuple[str, str, date], list[Claim]] = defaultdict(list)
    for claim in claims:
        if concern.answered_by(claim):
            found[claim.tin, claim.patient_id, claim.date].append(claim)
    return found
