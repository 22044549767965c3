"""What CMS's own status answers come to, beside what we derive from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from openmips.answers.eligibility import eligibility_policy, excused_step, indication_answer
from openmips.answers.eligibility_shapes import (
    ClinicianAnswer,
    CmsAnswer,
    DifferenceAnswer,
    EligibilityAnswer,
    result_answer,
    status_facts,
)
from openmips.answers.score import warned
from openmips.answers.shapes import Warned
from openmips.catalog import YEARS, catalog_for
from openmips.formats.eligibility_api import read_status_answer
from openmips.formats.strict_json import Source
from openmips.participation.cms import (
    CmsOrganization,
    CmsScenario,
    CmsStatus,
    Compared,
    apm_entity_by_cms,
    exception_categories,
    group_by_cms,
    individual_by_cms,
    virtual_group_by_cms,
)
from openmips.participation.exceptions import indication
from openmips.participation.instants import preliminary
from openmips.participation.patterns import SCREENS, next_step, pattern
from openmips.participation.special_statuses import Held
from openmips.people import EntityType, SpecialStatus
from openmips.policy.topics import Policy
from openmips.problems.finding import ProblemsFound
from openmips.why import Why

NO_PRACTICE = "CMS's public answer is about clinicians; it shows no practice as a whole."
ASSUMED_YEAR = "CMS's answer names no year; it is read as one of {}."


def eligibility_from_cms(
    *answers: Source, performance_year: int | None = None, as_of: date | None = None
) -> EligibilityAnswer:
    """What CMS's public status answers say, each a path, bytes, or a parsed document.

    A folder stands for every JSON file in it. The year is that of `as_of`, as CMS's tool
    shows it, unless given. Answers that cannot be read are listed under `problems` while
    others can; raises ProblemsFound where none can.
    """
    day = as_of or date.today()
    year = eligibility_year(performance_year, day)
    policy = eligibility_policy(year)
    clinicians: list[ClinicianAnswer] = []
    warnings: list[Warned] = []
    failed: list[ProblemsFound] = []
    sources = list(_sources(answers))
    for source in sources:
        try:
            read = read_status_answer(source)
        except ProblemsFound as error:
            failed.append(error)
            continue
        warnings += [warned(each) for each in read.warnings]
        early = preliminary(day, policy)
        clinicians += [
            _clinician(read.value, organization, early, policy)
            for organization in read.value.organizations
        ]
    if failed and len(failed) == len(sources):
        raise ProblemsFound(each for error in failed for each in error.problems)
    answer: EligibilityAnswer = {
        "performanceYear": year,
        "paymentYear": policy.programme.payment_year.value,
        "asOf": day.isoformat(),
        "clinicians": clinicians,
        "practice": None,
        "practiceReason": NO_PRACTICE,
        "practices": [],
        "assumptions": [] if performance_year else [ASSUMED_YEAR.format(year)],
        "warnings": warnings,
        "problems": [warned(each) for error in failed for each in error.problems],
    }
    return answer


def eligibility_year(performance_year: int | None, day: date) -> int:
    """The year given, else the one CMS's tool shows on a day, as far as it is covered."""
    return performance_year or max(YEARS[0], min(day.year, YEARS[-1]))


def beside(roster: EligibilityAnswer, from_cms: EligibilityAnswer) -> EligibilityAnswer:
    """The answer of a roster with CMS's own beside each clinician, and where they differ.

    CMS hides TINs, so answers belong to a clinician by NPI. Where CMS shows one practice
    only, and it differs from the roster, CMS's result is the one that counts.
    """
    rows: list[ClinicianAnswer] = []
    for row in roster["clinicians"]:
        theirs = [each for each in from_cms["clinicians"] if each["npi"] == row["npi"]]
        joined = row.copy()
        joined["cmsAnswers"] = theirs
        joined["differences"] = list(_beside(row, theirs[0])) if len(theirs) == 1 else []
        rows.append(joined)
    answer = roster.copy()
    answer["clinicians"] = rows
    answer["warnings"] = [*roster["warnings"], *from_cms["warnings"]]
    answer["problems"] = from_cms.get("problems", [])
    return answer


def _beside(ours: ClinicianAnswer, theirs: ClinicianAnswer) -> Iterator[DifferenceAnswer]:
    levels = (
        ("individual", ours["individual"], theirs["individual"]),
        ("group", ours["group"], theirs["group"]),
    )
    for level, mine, cms in levels:
        if mine["status"] != cms["status"]:
            words = (mine["status"].replace("_", " "), cms["status"].replace("_", " "))
            yield {
                "level": level,
                "ours": mine["status"],
                "cms": cms["adjusted"],
                "says": "The roster comes to {}, CMS to {}; CMS's result counts.".format(*words),
            }


def _sources(answers: tuple[Source, ...]) -> Iterator[Source]:
    for answer in answers:
        if isinstance(answer, str | Path) and Path(answer).is_dir():
            yield from sorted(Path(answer).glob("*.json"))
        else:
            yield answer


def _clinician(
    status: CmsStatus, organization: CmsOrganization, early: bool, policy: Policy
) -> ClinicianAnswer:
    individual = individual_by_cms(status, organization, early, policy)
    group = group_by_cms(status, organization, early, policy)
    apm = apm_entity_by_cms(organization, individual.result, group.result)
    virtual = virtual_group_by_cms(status, organization, policy)
    found = pattern(individual.result, group.result)
    said = organization.individual
    statuses = {each: Held(holds, Why("CMS says so.")) for each, holds in said.statuses.items()}
    answer: ClinicianAnswer = {
        "npi": status.npi,
        "tin": organization.tin,
        "organization": organization.name,
        "individual": result_answer(individual.result, policy),
        "group": result_answer(group.result, policy),
        "pattern": None if found is None else int(found),
        "screen": None if found is None else SCREENS[found],
        "specialStatuses": [each.value for each, holds in said.statuses.items() if holds],
        "specialStatusFacts": status_facts(statuses),
        "derived": {
            "individual": result_answer(individual.derived, policy),
            "group": result_answer(group.derived, policy),
        },
        "differences": list(_differences(individual, group, apm, virtual)),
        "cms": _said(status, organization, policy),
        "nextStep": next_step(individual.result, group.result, policy),
    }
    if virtual is not None:
        answer["virtualGroup"] = result_answer(virtual.result, policy)
    if apm is not None:
        answer["apmEntity"] = result_answer(apm.result, policy)
    if organization.zip_code is not None:
        areas = catalog_for(policy.performance_year).disasters
        small = said.statuses.get(SpecialStatus.SMALL_PRACTICE)
        hint = indication(areas, organization.zip_code)
        answer["automaticException"] = indication_answer(hint, small, policy)
        answer["nextStep"] = excused_step(answer)
    return answer


def _differences(*compared: Compared | None) -> Iterator[DifferenceAnswer]:
    for each in compared:
        if each is not None and each.difference is not None:
            yield {
                "level": each.difference.level.value,
                "ours": each.difference.ours.value,
                "cms": each.difference.cms,
                "says": each.difference.why.says,
            }


def _said(status: CmsStatus, organization: CmsOrganization, policy: Policy) -> CmsAnswer:
    def reweighted(said: CmsScenario, level: EntityType) -> list[str]:
        return sorted(each.value for each in exception_categories(said, level, policy))

    alone, group = organization.individual, organization.group
    return {
        "qpStatus": status.qp_status,
        "newlyEnrolled": status.newly_enrolled,
        "isEligible": {
            _FLAG_NAMES.get(level, level): flag
            for level, flag in {**alone.eligible, **group.eligible}.items()
        },
        "groupSpecialStatuses": [each.value for each, holds in group.statuses.items() if holds],
        "reweighted": {
            "individual": reweighted(alone, EntityType.INDIVIDUAL),
            "group": reweighted(group, EntityType.GROUP),
        },
        "hospital": alone.hospital,
        "apms": [
            {
                "entity": each.entity,
                "apm": None if each.apm is None else " ".join(each.apm.split()),
                "mipsApm": each.mips_apm,
                "advancedApm": each.advanced_apm,
                "lowVolume": each.low_volume,
            }
            for each in organization.apms
        ],
        "virtualGroups": [
            {
                "identifier": each.identifier,
                "lowVolume": each.low_volume,
                "patients": each.patients,
                "allowedCharges": None if each.charges is None else str(each.charges),
            }
            for each in organization.virtual_groups
        ],
    }


_FLAG_NAMES = {EntityType.APM_ENTITY.value: "mipsApm"}
"""What CMS's answer calls a level where it has another name for it than its submissions."""
