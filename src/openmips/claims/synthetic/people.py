"""Who sends and receives invented care: practices, their clinicians, their patients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from openmips.claims.synthetic import identifiers
from openmips.claims.synthetic.specialties import SPECIALTIES, Specialty

_BEGINNINGS = ("Bel", "Cor", "Dun", "Fal", "Gar", "Hol", "Kel", "Mar", "Nor", "Ros", "Tal", "Ver")
_MIDDLES = ("a", "an", "e", "er", "i", "in", "o", "or")
_ENDS = ("beck", "dale", "field", "gard", "holm", "ling", "mont", "ridge", "stead", "wick")
_FIRST = {
    "F": ("Ada", "Bea", "Cleo", "Dora", "Edna", "Flora", "Greta", "Hedda", "Ida", "June"),
    "M": ("Abel", "Bruno", "Cyrus", "Dirk", "Emil", "Felix", "Gus", "Hugo", "Ivo", "Jasper"),
}
SIZES = (1, 1, 2, 2, 3, 4, 5, 7, 9, 12, 15)
"""How many clinicians a practice may have; what occurs twice is twice as common."""

_OF_THE_SAME = 80
"""Of 100 clinicians so many are of their practice's main specialty."""


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody with Medicare. `conditions` are the diagnoses that come back claim after claim."""

    patient_id: str
    last_name: str
    first_name: str
    born: date
    sex: str
    conditions: tuple[str, ...] = ()
    smokes: bool = False


@dataclass(frozen=True, slots=True)
class Clinician:
    """Somebody who renders care."""

    npi: str
    last_name: str
    first_name: str
    specialty: Specialty


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice. One that is a single clinician bills with that clinician's own NPI."""

    tin: str
    npi: str
    name: str
    clinicians: tuple[Clinician, ...]


class Registry:
    """Makes people and practices, each with an identifier that nobody else has."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._npis = 0
        self._tins = 0
        self._patients = 0

    def clinician(self, specialty: Specialty | None = None) -> Clinician:
        """A new clinician, of any specialty where none is given."""
        last, first, _ = self._name()
        return Clinician(self._npi(), last, first, specialty or self._specialty())

    def practice(self, size: int) -> Practice:
        """A new practice of so many clinicians."""
        main = self._specialty()
        clinicians = tuple(
            self.clinician(main if self._rng.random() * 100 < _OF_THE_SAME else None)
            for _ in range(size)
        )
        own = clinicians[0].npi if size == 1 else self._npi()
        self._tins += 1
        last, _, _ = self._name()
        name = f"{last} {clinicians[0].specialty.called}"
        return Practice(identifiers.tin(self._tins), own, name, clinicians)

    def patient(
        self, born: date, sex: str = "", conditions: tuple[str, ...] = (), smokes: bool = False
    ) -> Patient:
        """A new patient; a woman or a man where the sex is not given."""
        last, first, drawn = self._name(sex)
        self._patients += 1
        identifier = identifiers.patient_id(self._patients)
        return Patient(identifier, last, first, born, sex or drawn, conditions, smokes)

    def _specialty(self) -> Specialty:
        return self._rng.choices(SPECIALTIES, [each.share for each in SPECIALTIES])[0]

    def _npi(self) -> str:
        self._npis += 1
        return identifiers.npi(self._npis)

    def _name(self, sex: str = "") -> tuple[str, str, str]:
        choice = self._rng.choice
        drawn = choice("FFFFMMM") if sex not in _FIRST else sex
        last = choice(_BEGINNINGS) + choice(_MIDDLES) + choice(_ENDS)
        return last, choice(_FIRST[drawn]), drawn


def sizes(rng: Random, clinicians: int, practices: int | None) -> Iterator[int]:
    """How many clinicians each practice has: so many practices, or as many as it takes."""
    if practices is None:
        while clinicians:
            size = min(rng.choice(SIZES), clinicians)
            clinicians -= size
            yield size
        return
    for left in range(practices, 0, -1):
        size = clinicians // left
        clinicians -= size
        yield size
