"""An ordinary year of one clinician: visits and procedures, their quality codes, some mishaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from openmips.catalog.claims_entries import OptionType
from openmips.claims.lines import PART_B
from openmips.claims.synthetic.billed import BilledClaim, BilledLine, line_of
from openmips.claims.synthetic.codes import (
    OTHER_ANSWERS,
    SMOKING,
    SMOKING_ANSWERS,
    MeasureCodes,
    Written,
)
from openmips.claims.synthetic.people import Clinician, Patient, Practice
from openmips.claims.synthetic.specialties import AT_HOME, OFFICE, TELEHEALTH, Service

USUALLY_ANSWERED = 80
"""Of 100 claims that a measure asks about, so many are answered where nothing else is said."""

MEASURES_TAKEN_UP = (0, 1, 2, 3, 4, 6)
"""So many measures a clinician answers; one in six does not report by claims at all."""

OUTCOMES = {
    OptionType.MET: 72,
    OptionType.NOT_MET: 14,
    OptionType.EXCLUSION: 8,
    OptionType.EXCEPTION: 6,
}
"""How answers turn out, in percent."""

ONCE_A_PATIENT = frozenset(
    {"001", "039", "047", "112", "113", "128", "134", "141", "155", "181", "226", "236", "261"}
)
"""Measures that a practice answers once a patient and year as a rule."""

_ASKED_AGAIN = 6
_FURTHER, _ONE_MORE, _MODIFIED, _ELSEWHERE = 48, 18, 15, 12
_BY_TELEHEALTH, _OTHER_PAYER, _DENIED = 6, 4, 2
"""Percents of claims: asked though answered before; with further services; and so on."""

_PAYERS = ("16", "16", "CI", "MC")
_TELEHEALTH = (("95", TELEHEALTH), ("95", AT_HOME), ("93", AT_HOME), ("GT", TELEHEALTH))
_SATURDAY = 5
_VISITS = ("99213", "99212", "99214", "99215", "99203", "99204", "90834", "90837")
_MODIFIERS = ("25", "59", "RT", "LT", "GC", "24", "57", "76", "AI", "XS", "KX", "Q6")
_OFFICES = (OFFICE, OFFICE, OFFICE, "19", "22", "49", "50", "72")
"""Office care is also given in clinics of hospitals and in health centers."""

_NON_SMOKERS = (*(OTHER_ANSWERS[:1] * 8), *OTHER_ANSWERS)


@dataclass(frozen=True, slots=True)
class _Asking:
    """A measure this clinician answers, ready to be looked up fast."""

    codes: MeasureCodes
    procedures: frozenset[str]
    diagnoses: frozenset[str]
    shut_out: frozenset[str]
    answers: tuple[tuple[BilledLine, ...], ...]
    weights: tuple[int, ...]
    percent: int


def weekdays(year: int) -> tuple[date, ...]:
    """The days of a year on which a practice is open."""
    first = date(year, 1, 1)
    days = (first + timedelta(number) for number in range((date(year + 1, 1, 1) - first).days))
    return tuple(day for day in days if day.weekday() < _SATURDAY)


class ClinicianYear:
    """What a clinician does and reports in a year."""

    def __init__(
        self,
        practice: Practice,
        clinician: Clinician,
        codes: Mapping[str, MeasureCodes],
        answered: Mapping[str, int],
        rng: Random,
    ) -> None:
        """`answered`: of 100 claims so many are answered, by measure; under "" for the others.

        A measure that is named there every clinician takes up whose specialty has it; of the
        others each takes up some.
        """
        self._practice = practice
        self._clinician = clinician
        self._rng = rng
        self._asking = _askings(clinician, codes, answered, rng)
        services = clinician.specialty.services
        self._services = [(service, *_choices(service, codes)) for service in services]
        self._limits = list(accumulate(service.weight for service in services))
        self._done: set[tuple[str, str]] = set()

    def claims(
        self, patients: Sequence[Patient], days: Sequence[date], lines: int
    ) -> Iterator[BilledClaim]:
        """Claims spread over the days in their order, of `lines` lines or a few more.

        They have no number yet.
        """
        used = 0
        while used < lines:
            day = days[used * len(days) // lines]
            patient = patients[int(self._rng.random() * len(patients))]
            claim = self._claim(patient, day)
            used += len(claim.lines)
            yield claim

    def _claim(self, patient: Patient, day: date) -> BilledClaim:
        rng = self._rng
        ((service, procedures, diagnoses),) = rng.choices(self._services, cum_weights=self._limits)
        reason = rng.choice(diagnoses or self._clinician.specialty.reasons)
        named = tuple(dict.fromkeys((reason, *patient.conditions)))
        visit = self._visit(rng.choice(procedures), service.place)
        lines = [visit, *self._further(visit)]
        lines.extend(self._answers(visit, patient, day, named))
        denied = rng.random() * 100 < _DENIED
        return BilledClaim(
            claim_id="",
            practice=self._practice,
            clinician=self._clinician,
            patient=patient,
            day=day,
            diagnoses=named,
            lines=tuple(
                BilledLine(line.code, line.modifiers, line.place, number, denied)
                for number, line in enumerate(lines, 1)
            ),
            payer=rng.choice(_PAYERS) if rng.random() * 100 < _OTHER_PAYER else PART_B,
        )

    def _visit(self, code: str, place: str) -> BilledLine:
        rng = self._rng
        if place == OFFICE and code in _VISITS and rng.random() * 100 < _BY_TELEHEALTH:
            modifier, place = rng.choice(_TELEHEALTH)
            return BilledLine(code, (modifier,), place)
        if place == OFFICE and rng.random() * 100 < _ELSEWHERE:
            place = rng.choice(_OFFICES)
        return BilledLine(code, self._modifiers(), place)

    def _modifiers(self) -> tuple[str, ...]:
        rng = self._rng
        return (rng.choice(_MODIFIERS),) if rng.random() * 100 < _MODIFIED else ()

    def _further(self, visit: BilledLine) -> Iterator[BilledLine]:
        rng = self._rng
        for percent in (_FURTHER, _ONE_MORE):
            if rng.random() * 100 < percent:
                code = rng.choice(self._clinician.specialty.further)
                yield BilledLine(code, self._modifiers(), visit.place)

    def _answers(
        self, visit: BilledLine, patient: Patient, day: date, diagnoses: Sequence[str]
    ) -> Iterator[BilledLine]:
        random = self._rng.random
        for measure in self._asking:
            if not _asks(measure, visit, patient, day, diagnoses):
                continue
            name = measure.codes.measure_id
            if (name, patient.patient_id) in self._done and random() * 100 >= _ASKED_AGAIN:
                continue
            if random() * 100 < measure.percent:
                if name in ONCE_A_PATIENT:
                    self._done.add((name, patient.patient_id))
                for line in _answer(measure, patient, self._rng):
                    yield BilledLine(line.code, line.modifiers, visit.place)


def _askings(
    clinician: Clinician,
    codes: Mapping[str, MeasureCodes],
    answered: Mapping[str, int],
    rng: Random,
) -> list[_Asking]:
    offered = [name for name in clinician.specialty.measures if name in codes]
    drawn = rng.sample(offered, min(rng.choice(MEASURES_TAKEN_UP), len(offered)))
    return [
        _asking(codes[name], answered.get(name, answered[""]))
        for name in offered
        if name in drawn or name in answered
    ]


def _asking(codes: MeasureCodes, percent: int) -> _Asking:
    answers: list[Written] = []
    weights: list[int] = []
    for outcome, weight in OUTCOMES.items():
        same = codes.answers.get(outcome, ())
        answers.extend(same)
        weights.extend(weight * 100 // len(same) for _ in same)
    return _Asking(
        codes,
        frozenset(codes.procedures),
        frozenset(codes.diagnoses),
        frozenset(codes.excluded_diagnoses),
        tuple(tuple(map(line_of, answer)) for answer in answers),
        tuple(accumulate(weights)),
        percent,
    )


def _choices(
    service: Service, codes: Mapping[str, MeasureCodes]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The procedures and the diagnoses a service may have; an office visit where none exist."""
    procedures = service.codes
    if not procedures and service.procedures_of in codes:
        procedures = codes[service.procedures_of].procedures
    diagnoses = codes[service.diagnoses_of].diagnoses if service.diagnoses_of in codes else ()
    return procedures or _VISITS[:1], diagnoses


def _asks(
    measure: _Asking, visit: BilledLine, patient: Patient, day: date, diagnoses: Sequence[str]
) -> bool:
    """Whether the clinician thinks of the measure at this visit."""
    codes = measure.codes
    if visit.code not in measure.procedures or visit.place in codes.excluded_places:
        return False
    if codes.sex and codes.sex != patient.sex:
        return False
    if not codes.youngest <= day.year - patient.born.year - 1 <= codes.oldest:
        return False
    if visit.modifiers and not codes.excluded_modifiers.isdisjoint(visit.modifiers):
        return False
    if measure.diagnoses and measure.diagnoses.isdisjoint(diagnoses):
        return False
    return measure.shut_out.isdisjoint(diagnoses)


def _answer(measure: _Asking, patient: Patient, rng: Random) -> tuple[BilledLine, ...]:
    if measure.codes.measure_id == SMOKING:
        return tuple(map(line_of, rng.choice(SMOKING_ANSWERS if patient.smokes else _NON_SMOKERS)))
    (lines,) = rng.choices(measure.answers, cum_weights=measure.weights)
    return (*map(line_of, measure.codes.also[:1]), *lines)
