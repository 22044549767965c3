"""Where a trap is set: one practice, with patients and claims made for the trap alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from openmips.catalog.claims_entries import OptionType
from openmips.claims.lines import PART_B
from openmips.claims.synthetic.billed import BilledClaim, BilledLine, line_of
from openmips.claims.synthetic.codes import MeasureCodes
from openmips.claims.synthetic.people import Clinician, Patient, Practice, Registry

USUAL_AGE = 72
"""So old is the patient of a trap that is not about age: within the ages of every measure."""

SORE_THROAT = "J029"
BIRTHDAY = (6, 15)
USUAL_DAY = "04-16"
_MONTH_AND_DAY = len(USUAL_DAY)


class Stage:
    """One practice in one year, and what a trap may ask of it."""

    def __init__(
        self,
        practice: Practice,
        year: int,
        codes: Mapping[str, MeasureCodes],
        registry: Registry,
        numbers: Iterator[str],
    ) -> None:
        """`numbers` are claim numbers that the practice has not used yet."""
        self.practice = practice
        self.year = year
        self.codes = codes
        self.registry = registry
        self._numbers = numbers

    def patient(self, born: date | None = None, sex: str = "F") -> Patient:
        """A patient whom no other claim concerns; an older woman where nothing is said."""
        return self.registry.patient(born or date(self.year - USUAL_AGE, *BIRTHDAY), sex)

    def colleague(self) -> Clinician:
        """A second clinician of the practice; a locum where it has only one."""
        if len(self.practice.clinicians) > 1:
            return self.practice.clinicians[1]
        return self.registry.clinician(self.practice.clinicians[0].specialty)

    def newcomer(self) -> Clinician:
        """A clinician who has no other claim."""
        return self.registry.clinician(self.practice.clinicians[0].specialty)

    def neighbour(self) -> Practice:
        """A practice that has no other claim."""
        return self.registry.practice(1)

    def number(self) -> str:
        """A claim number of the practice that is not used yet."""
        return next(self._numbers)

    def visit(self, measure_id: str) -> str:
        """A procedure code that the measure asks about."""
        return self.codes[measure_id].visit

    def met(self, measure_id: str) -> tuple[str, ...]:
        """The lines that say the measure was met."""
        return self.codes[measure_id].answer(OptionType.MET)

    def not_met(self, measure_id: str) -> tuple[str, ...]:
        """The lines that say the measure was not met."""
        return self.codes[measure_id].answer(OptionType.NOT_MET)

    def excluded(self, measure_id: str) -> tuple[str, ...]:
        """The lines that exclude the patient from the measure."""
        return self.codes[measure_id].answer(OptionType.EXCLUSION)

    def diagnosis(self, measure_id: str) -> str:
        """A diagnosis that the measure asks for; any where it asks for none."""
        return next(iter(self.codes[measure_id].diagnoses), SORE_THROAT)

    def claim(
        self,
        patient: Patient,
        *lines: str | BilledLine,
        on: str = USUAL_DAY,
        diagnoses: tuple[str, ...] = (SORE_THROAT,),
        clinician: Clinician | None = None,
        practice: Practice | None = None,
        claim_id: str = "",
        payer: str = PART_B,
        secondary: bool = False,
        frequency: int = 1,
        original: str = "",
    ) -> BilledClaim:
        """A claim of the practice's first clinician on a day: MM-DD of the year, or in full."""
        own = practice or self.practice
        written = [line if isinstance(line, BilledLine) else line_of(line) for line in lines]
        return BilledClaim(
            claim_id=claim_id or self.number(),
            practice=own,
            clinician=clinician or own.clinicians[0],
            patient=patient,
            day=date.fromisoformat(on if len(on) > _MONTH_AND_DAY else f"{self.year}-{on}"),
            diagnoses=diagnoses,
            lines=tuple(
                line if line.number else replace(line, number=number)
                for number, line in enumerate(written, 1)
            ),
            payer=payer,
            secondary=secondary,
            frequency=frequency,
            original=original,
        )


Claims = tuple[BilledClaim, ...]


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap: its name, what is set, and how. It is set in years that have its measures.

    `without` names a measure that must not be offered.
    """

    name: str
    says: str
    build: Callable[[Stage], Claims]
    measures: tuple[str, ...]
    without: str = ""

    def fits(self, codes: Mapping[str, MeasureCodes]) -> bool:
        """Whether the trap can be set with the measures of a year."""
        return codes.keys() >= set(self.measures) and self.without not in codes

    def set(self, stage: Stage) -> Claims:
        """The claims of the trap, marked with its name."""
        return tuple(replace(claim, trap=self.name) for claim in self.build(stage))


class Traps:
    """Traps of one kind, in the order in which they are written."""

    def __init__(self) -> None:
        self.entries: list[Trap] = []

    def about(
        self, *measures: str, without: str = ""
    ) -> Callable[[Callable[[Stage], Claims]], Callable[[Stage], Claims]]:
        """Enter a function that builds a trap; its name and docstring are the trap's."""

        def enter(build: Callable[[Stage], Claims]) -> Callable[[Stage], Claims]:
            says = (build.__doc__ or "").strip()
            self.entries.append(Trap(build.__name__, says, build, measures, without))
            return build

        return enter
