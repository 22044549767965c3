"""What CMS's own status answer says, and what its flags make of a clinician."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from openmips.participation.exclusions import Exclusion
from openmips.participation.facts import QpStatus
from openmips.participation.low_volume import thresholds
from openmips.participation.results import NO_MARGINS, Margins, Reason, Result, Status
from openmips.participation.settle import (
    ABOVE,
    BELOW_ALL,
    MAY_OPT_IN,
    OPTED_IN,
    VOLUNTARY,
    Judged,
    settled,
)
from openmips.people import EntityType, SpecialStatus
from openmips.performance import Category
from openmips.policy.eligibility_topics import EligibilityPolicy
from openmips.policy.topics import Policy
from openmips.why import Why

AUTOMATIC = "auto-"
"""How the sources of an exception begin that CMS granted by itself."""


@dataclass(frozen=True, slots=True)
class CmsScenario:
    """What CMS says of one level under one TIN. None is not said.

    `low_volume` true means at or below the threshold. `eligible` holds CMS's own result by
    level; `type_eligible` is only about the clinician type.
    """

    low_volume: bool | None = None
    codes: tuple[str, ...] = ()
    services: int | None = None
    opt_in_eligible: bool | None = None
    opted_in: bool | None = None
    type_eligible: bool | None = None
    eligible: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    statuses: Mapping[SpecialStatus, bool] = field(default_factory=lambda: MappingProxyType({}))
    hardship: bool | None = None
    interoperability_reweighted: bool | None = None
    exception: bool | None = None
    exception_categories: frozenset[Category] = frozenset()
    exception_sources: tuple[str, ...] = ()
    exception_event: str | None = None
    hospital: str | None = None


NOTHING_SAID = CmsScenario()


@dataclass(frozen=True, slots=True)
class CmsApm:
    """An APM in which the clinician takes part under the TIN."""

    entity: str | None = None
    apm: str | None = None
    mips_apm: bool | None = None
    advanced_apm: bool | None = None
    low_volume: bool | None = None


@dataclass(frozen=True, slots=True)
class CmsVirtualGroup:
    """A virtual group that the TIN belongs to."""

    identifier: str | None = None
    low_volume: bool | None = None
    codes: tuple[str, ...] = ()
    patients: int | None = None
    charges: Decimal | None = None
    scenario: CmsScenario = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class CmsOrganization:
    """One TIN of a clinician, which CMS shows masked."""

    tin: str | None = None
    name: str | None = None
    state: str | None = None
    zip_code: str | None = None
    individual: CmsScenario = NOTHING_SAID
    group: CmsScenario = NOTHING_SAID
    apms: tuple[CmsApm, ...] = ()
    virtual_groups: tuple[CmsVirtualGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class CmsStatus:
    """CMS's public answer for one NPI; `said` is all of it, what is not read here too."""

    npi: str
    newly_enrolled: bool | None = None
    qp_status: str | None = None
    enrolled: date | None = None
    organizations: tuple[CmsOrganization, ...] = ()
    said: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Difference:
    """CMS's own flag of a level, beside what its other flags come to."""

    level: EntityType
    ours: Status
    cms: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Compared:
    """The result that counts, what we derive by ourselves, and where the two differ."""

    result: Result
    derived: Result
    difference: Difference | None


def individual_by_cms(
    status: CmsStatus, organization: CmsOrganization, preliminary: bool, policy: Policy
) -> Compared:
    """The individual result: derived from CMS's facts; where CMS's own flag differs, it wins."""
    said = organization.individual
    rules = policy.topic(EligibilityPolicy)
    _, _, services = thresholds(rules)
    margins = NO_MARGINS
    if said.services is not None:
        margins = Margins(services=said.services - services.value)
    judged = _judged(said, Status.REQUIRED, Status.OPTED_IN, preliminary, margins)
    derived = settled(_exclusions(status, said), judged)
    flag = said.eligible.get(EntityType.INDIVIDUAL.value)
    return _compared(derived, flag, said, Status.REQUIRED, EntityType.INDIVIDUAL)


def group_by_cms(
    status: CmsStatus, organization: CmsOrganization, preliminary: bool, policy: Policy
) -> Compared:
    """The group result for this clinician, as `individual_by_cms` makes the individual one."""
    said, alone = organization.group, organization.individual
    judged = _judged(said, Status.MAY_REPORT, Status.REQUIRED, preliminary, NO_MARGINS)
    derived = settled(_exclusions(status, alone), judged)
    level = EntityType.GROUP
    flag = said.eligible.get(level.value, alone.eligible.get(level.value))
    return _compared(derived, flag, said, Status.MAY_REPORT, level)


def apm_entity_by_cms(
    organization: CmsOrganization, individual: Result, group: Result
) -> Compared | None:
    """The APM Entity's result, where the TIN takes part in a MIPS APM.

    The entity has no threshold of its own: who is in MIPS through another level counts.
    """
    if not any(apm.mips_apm for apm in organization.apms):
        return None
    deciding = next((each for each in (individual, group) if each.adjusted), None)
    derived = individual if deciding is None else replace(deciding, status=Status.MAY_REPORT)
    derived = replace(derived, margins=NO_MARGINS)
    flag = organization.individual.eligible.get(EntityType.APM_ENTITY.value)
    level = EntityType.APM_ENTITY
    return _compared(derived, flag, organization.individual, Status.MAY_REPORT, level)


def virtual_group_by_cms(
    status: CmsStatus, organization: CmsOrganization, policy: Policy
) -> Compared | None:
    """The virtual group's result, where the TIN is in one; CMS shows its totals."""
    if not organization.virtual_groups:
        return None
    group = organization.virtual_groups[0]
    charges, patients, _ = thresholds(policy.topic(EligibilityPolicy))
    margins = Margins(
        None if group.charges is None else group.charges - charges.value,
        None if group.patients is None else group.patients - patients.value,
    )
    said = CmsScenario(low_volume=group.low_volume, codes=group.codes, opted_in=True)
    judged = _judged(said, Status.REQUIRED, Status.OPTED_IN, False, margins)
    derived = settled(_exclusions(status, organization.individual), judged)
    level = EntityType.VIRTUAL_GROUP
    flag = organization.individual.eligible.get(level.value)
    return _compared(derived, flag, said, Status.REQUIRED, level)


def exception_categories(
    said: CmsScenario, level: EntityType, policy: Policy
) -> frozenset[Category]:
    """The categories that an exception takes out, as CMS shows it.

    An automatic exception covers all its categories though CMS shows none of them, and holds
    at its own levels only. Source: answers observed from 2017 to 2023.
    """
    if not said.exception:
        return frozenset()
    rules = policy.topic(EligibilityPolicy)
    found = said.exception_categories
    automatic = any(source.startswith(AUTOMATIC) for source in said.exception_sources)
    if automatic and level.value in rules.automatic_exception_levels.value:
        found |= {Category(name) for name in rules.automatic_exception_categories.value}
    return found


def _exclusions(status: CmsStatus, said: CmsScenario) -> tuple[Exclusion, ...]:
    qp = _QP_CODES.get(status.qp_status or "")
    is_qp = None if qp is None else qp is QpStatus.QP
    is_partial = None if qp is None else qp is QpStatus.PARTIAL
    shown = status.qp_status or "nothing"
    qp_why = Why("CMS's QP status: {}.", (shown,))
    if status.qp_status in _DOUBTFUL_CODES:
        qp_why = Why("CMS's QP status: {}, taken as QP; CMS does not explain it.", (shown,))
    listed = None if said.type_eligible is None else not said.type_eligible
    return (
        _exclusion(status.newly_enrolled, Reason.NEW, "newlyEnrolled", Why("CMS: newly enrolled.")),
        _exclusion(is_qp, Reason.QP, "qpStatus", qp_why),
        _exclusion(is_partial, Reason.PARTIAL_QP, "qpStatus", qp_why),
        _exclusion(
            listed, Reason.TYPE, "mipsEligibleSwitch", Why("CMS: the type is not eligible.")
        ),
    )


_QP_CODES = {
    "Y": QpStatus.QP,
    "Q": QpStatus.QP,
    "P": QpStatus.PARTIAL,
    "N": QpStatus.NONE,
}
_DOUBTFUL_CODES = frozenset({"Q"})
_MAKES = {
    Reason.NEW: Status.EXCLUDED,
    Reason.QP: Status.EXCLUDED,
    Reason.PARTIAL_QP: Status.ELECTION_NEEDED,
    Reason.TYPE: Status.VOLUNTARY_ONLY,
}


def _exclusion(applies: bool | None, reason: Reason, field_name: str, why: Why) -> Exclusion:
    missing = (field_name,) if applies is None else ()
    return Exclusion(applies, _MAKES[reason], reason, why, missing)


def _judged(
    said: CmsScenario, above: Status, opted_in: Status, preliminary: bool, margins: Margins
) -> Judged:
    """What CMS's low-volume flags make of a level."""
    code = next((reason for reason in Reason if reason.value in said.codes), None)
    codes = ", ".join(said.codes) or "none"
    why = Why("CMS's low-volume codes: {}.", (codes,))
    possible: dict[Status, str] = {}
    if said.low_volume is not True:
        possible[above] = ABOVE[above]
    if said.low_volume is not False:
        may = said.opt_in_eligible
        if may is None and code is not None:
            may = code is not Reason.ALL
        if may is not False:
            status, says = _elected(said.opted_in, opted_in)
            possible[status] = says
        if may is not True:
            possible[Status.VOLUNTARY_ONLY] = BELOW_ALL
    missing = ("lowVolumeSwitch",) if said.low_volume is None else ("isOptInEligible",)
    known = None if said.low_volume is not True else code
    return Judged(possible, known, preliminary, margins, missing, Why("", (), (), (why,)))


def _elected(opted: bool | None, opted_in: Status) -> tuple[Status, str]:
    if opted is None:
        return Status.OPT_IN_ELIGIBLE, MAY_OPT_IN
    return (opted_in, OPTED_IN) if opted else (Status.VOLUNTARY_ONLY, VOLUNTARY)


def _compared(
    derived: Result, flag: bool | None, said: CmsScenario, above: Status, level: EntityType
) -> Compared:
    """CMS's flag beside the derived result. Whether opting in moves the flag is not known."""
    if flag is None or (derived.adjusted and said.opted_in):
        return Compared(derived, derived, None)
    if derived.status is Status.UNKNOWN:
        return Compared(_by_flag(derived, flag, said, above), derived, None)
    if flag == (derived.status is above):
        return Compared(derived, derived, None)
    says = "CMS's own flag says {}, its other facts come to {}; the flag counts."
    shown = ("eligible" if flag else "not eligible", derived.status.value.replace("_", " "))
    why = Why(says, shown, (), (derived.why,))
    status = above if flag else Status.VOLUNTARY_ONLY
    result = Result(status, (), derived.preliminary, derived.margins, why)
    return Compared(result, derived, Difference(level, derived.status, flag, why))


def _by_flag(derived: Result, flag: bool, said: CmsScenario, above: Status) -> Result:
    """What CMS's flags settle that cannot be derived."""
    if flag:
        status = above
    elif said.opt_in_eligible and said.opted_in is None:
        status = Status.OPT_IN_ELIGIBLE
    else:
        return derived
    reasons = tuple(reason for reason in Reason if reason.value in said.codes) if not flag else ()
    why = Why("CMS's own flags say so.", (), (), (derived.why,))
    return Result(status, reasons, derived.preliminary, derived.margins, why)
