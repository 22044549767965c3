"""Whether billing exceeds the low-volume threshold, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from openmips.participation.facts import Totals
from openmips.participation.results import Margins, Reason
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.why import Provision

CRITERIA = ("charges", "patients", "services")
"""The three criteria, in the order the law states them."""

_CODES = {
    (True, True, True): None,
    (False, True, True): Reason.CHARGES,
    (True, False, True): Reason.PATIENTS,
    (True, True, False): Reason.SERVICES,
    (False, False, True): Reason.CHARGES_AND_PATIENTS,
    (True, False, False): Reason.PATIENTS_AND_SERVICES,
    (False, True, False): Reason.CHARGES_AND_SERVICES,
    (False, False, False): Reason.ALL,
}


@dataclass(frozen=True, slots=True)
class Exceeded:
    """Whether each criterion is exceeded; None where that is not known."""

    charges: bool | None
    patients: bool | None
    services: bool | None

    def __iter__(self) -> Iterator[bool | None]:
        return iter((self.charges, self.patients, self.services))

    @property
    def known(self) -> bool:
        """Whether all three are known."""
        return None not in tuple(self)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The criteria that are not known."""
        return tuple(name for name, value in zip(CRITERIA, self, strict=True) if value is None)

    def completions(self) -> Iterator[Exceeded]:
        """Every way in which the unknown criteria may turn out."""
        choices = [(True, False) if value is None else (value,) for value in self]
        return (Exceeded(*values) for values in product(*choices))

    def code(self) -> Reason | None:
        """CMS's code of the criteria that are not exceeded; None where all are, or are unknown."""
        charges, patients, services = self
        if charges is None or patients is None or services is None:
            return None
        return _CODES[charges, patients, services]


def thresholds(
    rules: EligibilityPolicy,
) -> tuple[Provision[Decimal], Provision[int], Provision[int]]:
    """The three thresholds, in the order of `CRITERIA`."""
    return rules.charges_threshold, rules.patients_threshold, rules.services_threshold


def exceeded(totals: Totals, rules: EligibilityPolicy, *, open_segment: bool = False) -> Exceeded:
    """Which criteria a segment exceeds: strictly more than the threshold, each by itself.

    While the segment is open, what is not exceeded yet still may be.
    """
    charges, patients, services = thresholds(rules)

    def above(value: Decimal | int | None, threshold: Decimal | int) -> bool | None:
        if value is None:
            return None
        return True if value > threshold else (None if open_segment else False)

    return Exceeded(
        above(totals.charges, charges.value),
        above(totals.patients, patients.value),
        above(totals.services, services.value),
    )


def margins(segments: Sequence[Totals], rules: EligibilityPolicy) -> Margins:
    """Value minus threshold for each criterion, in the lower of the segments that are known."""
    charges, patients, services = thresholds(rules)
    lowest_charges = min((t.charges for t in segments if t.charges is not None), default=None)
    lowest_patients = min((t.patients for t in segments if t.patients is not None), default=None)
    lowest_services = min((t.services for t in segments if t.services is not None), default=None)
    return Margins(
        None if lowest_charges is None else lowest_charges - charges.value,
        None if lowest_patients is None else lowest_patients - patients.value,
        None if lowest_services is None else lowest_services - services.value,
    )


def may_opt_in(found: Exceeded, rules: EligibilityPolicy) -> bool:
    """Whether a low volume leaves the choice to opt in: some criteria exceeded, not all."""
    count = sum(value is True for value in found)
    return rules.opt_in_criteria.value <= count < len(CRITERIA)
