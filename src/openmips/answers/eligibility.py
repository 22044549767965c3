"""Who of a roster must, may or need not report, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import combinations

from openmips.amounts import plain
from openmips.answers import problems
from openmips.answers.eligibility_choices import latest_charges
from openmips.answers.eligibility_formations import subgroup_answers, virtual_group_answers
from openmips.answers.eligibility_shapes import (
    ApplicationAnswer,
    ClinicianAnswer,
    EligibilityAnswer,
    ForecastAnswer,
    IndicationAnswer,
    OutcomeAnswer,
    PaymentMethodAnswer,
    PracticeAnswer,
    forecast_answer,
    held,
    result_answer,
    status_facts,
)
from openmips.answers.problems import problem
from openmips.answers.score import warned
from openmips.answers.why import why_document
from openmips.catalog import YEARS, catalog_for
from openmips.catalog.load import Catalog
from openmips.formats.roster import read_roster
from openmips.formats.strict_json import Source
from openmips.participation.exceptions import (
    Indication,
    automatic_outcome,
    exception_application,
    hardship_application,
    indication,
    sending,
    small_need_not,
)
from openmips.participation.facts import ClinicianFacts
from openmips.participation.forecast import forecast
from openmips.participation.instants import day_of, planned
from openmips.participation.patterns import SCREENS
from openmips.participation.practices import ClinicianEligibility, PracticeEligibility, practices
from openmips.participation.results import Status
from openmips.participation.segments import segment_days
from openmips.participation.settings import paid_by
from openmips.participation.special_statuses import effects
from openmips.people import Election, EntityType, SpecialStatus
from openmips.performance import Category
from openmips.policy.load import policy_for
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.topics import Policy
from openmips.policy.when import NEW_YORK
from openmips.problems import document_kinds, practice_kinds
from openmips.problems.finding import Problem, listed

HARDSHIP = "insufficient_internet"
"""The reason whose application is asked about; all reasons have one deadline."""

WITH_DUTY = frozenset({Status.REQUIRED.value, Status.OPTED_IN.value})
"""The statuses of those who must report."""

ONE_PRACTICE = "The roster holds {} practices; see practices."


def eligibility(
    roster: Source | list[object],
    performance_year: int,
    *,
    as_of: date | None = None,
    through: date | None = None,
) -> EligibilityAnswer:
    """The eligibility of every clinician of a roster, and of their practices.

    `roster` is a path, the bytes of CSV or JSON, or a parsed document. With `through`, the
    totals of the segment that day lies in reach only to that day, and where they will end is
    forecast. Raises ProblemsFound with everything that is wrong.
    """
    policy = eligibility_policy(performance_year)
    segment = None if through is None else _open_segment(through, policy)
    read = read_roster(roster, policy, through=through)
    found = practices(read.value, policy)
    catalog = catalog_for(performance_year)
    by_key = {
        (each.facts.tin, each.facts.npi): _clinician(each, catalog, segment, policy)
        for practice in found
        for each in practice.clinicians
    }
    day = as_of or date.today()
    practice_answers = [_practice(practice, day, policy) for practice in found]
    warnings = [*read.warnings, *_useless_elections(found), *_unlisted(found)]
    answer: EligibilityAnswer = {
        "performanceYear": performance_year,
        "paymentYear": policy.programme.payment_year.value,
        "asOf": day.isoformat(),
        "clinicians": [by_key[facts.tin, facts.npi] for facts in read.value],
        "practice": practice_answers[0] if len(practice_answers) == 1 else None,
        "practices": practice_answers,
        "virtualGroups": virtual_group_answers(found, day, policy),
        "subgroups": subgroup_answers(found, policy),
        "assumptions": _assumptions(read.value),
        "warnings": [warned(each) for each in warnings],
    }
    if answer["practice"] is None:
        answer["practiceReason"] = ONE_PRACTICE.format(len(practice_answers))
    return answer


def eligibility_policy(performance_year: int) -> Policy:
    """The policy of a year that eligibility covers. Raises ProblemsFound."""
    if performance_year not in YEARS:
        found, expected = f"the year is {performance_year}", listed(map(str, YEARS))
        raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", found, expected)
    return policy_for(performance_year)


def _open_segment(through: date, policy: Policy) -> int:
    for number in (1, 2):
        start, end = (day_of(provision) for provision in segment_days(number, policy))
        if start <= through < end:
            return number
    found = f"{through} is not a day of a segment with days left"
    raise problem(document_kinds.BAD_DATE, "$.through", found, "a day before a segment ends")


def _clinician(
    found: ClinicianEligibility, catalog: Catalog, segment: int | None, policy: Policy
) -> ClinicianAnswer:
    facts = found.facts
    answer: ClinicianAnswer = {
        "npi": facts.npi,
        "tin": facts.tin,
        "individual": result_answer(found.individual, policy, latest_charges(facts.individual)),
        "group": result_answer(found.group, policy),
        "pattern": None if found.pattern is None else int(found.pattern),
        "screen": None if found.pattern is None else SCREENS[found.pattern],
        "specialStatuses": held(found.statuses),
        "specialStatusFacts": status_facts(found.statuses),
        "nextStep": found.next_step,
    }
    if found.virtual_group is not None:
        answer["virtualGroup"] = result_answer(found.virtual_group, policy)
    if found.apm_entity is not None:
        answer["apmEntity"] = result_answer(found.apm_entity, policy)
    if found.subgroup is not None:
        answer["subgroup"] = result_answer(found.subgroup, policy)
    if facts.payment_method is not None:
        answer["paymentMethod"] = _paid(facts.payment_method, policy)
    if facts.zip_code is not None:
        small = found.statuses[SpecialStatus.SMALL_PRACTICE].holds
        hint = indication(catalog.disasters, facts.zip_code)
        answer["automaticException"] = indication_answer(hint, small, policy)
        answer["nextStep"] = excused_step(answer)
    if segment is not None:
        answer["forecast"] = _forecasts(facts, segment, policy)
    return answer


def _paid(method: str, policy: Policy) -> PaymentMethodAnswer:
    found = paid_by(method, policy)
    return {"method": method, "adjusted": found.adjusted.value, "says": found.why.says}


def indication_answer(found: Indication, small: bool | None, policy: Policy) -> IndicationAnswer:
    """A hint at the automatic exception: the counties, and what an own submission would do."""
    counties = [f"{area.county.title()}, {area.state}" for area in found.areas]
    answer: IndicationAnswer = {
        "indicated": bool(counties),
        "counties": counties,
        "says": found.why.says,
    }
    if counties:
        answer["sending"] = sending(bool(small), policy).says
        answer["outcomes"] = [_outcome(each, bool(small), policy) for each in _SUBMISSIONS]
    return answer


EXCUSED = (
    "Nothing need be sent as an individual: {} is listed, and if the practice address in PECOS"
    " lies there, pay stays as it is. Check the address."
)


def excused_step(row: ClinicianAnswer) -> str:
    """The next step, which for somebody with a duty begins with the automatic exception."""
    hint = row.get("automaticException")
    if hint is None or not hint["indicated"] or row["individual"]["status"] not in WITH_DUTY:
        return row["nextStep"]
    return EXCUSED.format("; ".join(hint["counties"]))


_OWN = (Category.QUALITY, Category.INTEROPERABILITY, Category.ACTIVITIES)
_SUBMISSIONS = tuple(
    frozenset(each) for size in range(len(_OWN) + 1) for each in combinations(_OWN, size)
)
"""Every set of categories in which a clinician can submit qualifying data."""


def _outcome(submitted: frozenset[Category], small: bool, policy: Policy) -> OutcomeAnswer:
    found = automatic_outcome(dict.fromkeys(submitted, True), small, policy)
    return {
        "submitted": [each.value for each in _OWN if each in submitted],
        "weights": {each.value: plain(weight) for each, weight in found.weights.items()},
        "payment": found.payment.value,
        "says": found.why.says,
    }


def _forecasts(facts: ClinicianFacts, segment: int, policy: Policy) -> dict[str, ForecastAnswer]:
    levels = {"individual": facts.individual, "group": facts.group}
    return {
        level: forecast_answer(forecast(totals[segment - 1], segment, policy))
        for level, totals in levels.items()
        if not totals[segment - 1].empty
    }


def _practice(found: PracticeEligibility, day: date, policy: Policy) -> PracticeAnswer:
    counted, designated = found.counted.holds, found.designated
    answer: PracticeAnswer = {
        "tin": found.tin,
        "clinicianCount": len(found.clinicians),
        "smallPractice": {
            "counted": counted,
            "clinicians": len(found.clinicians),
            "limit": policy.programme.small_practice_clinicians.value,
            "designated": designated,
            "agrees": None if designated is None else designated == counted,
        },
        "specialStatuses": held(found.statuses),
        "specialStatusFacts": status_facts(found.statuses),
        "effects": [
            {
                "specialStatus": status.value,
                "category": effect.category.value,
                "says": effect.why.says,
            }
            for status, fact in found.statuses.items()
            if fact.holds
            for effect in effects(status, policy)
        ],
        "applications": list(_applications(bool(counted), day, policy)),
    }
    if found.alone:
        fewest = policy.topic(ReportingPolicy).fewest_clinicians[EntityType.GROUP.value].value
        answer["noGroup"] = f"a group needs {fewest} clinicians."
    else:
        charges = latest_charges(found.clinicians[0].facts.group)
        answer["group"] = result_answer(found.group, policy, charges)
    return answer


def _applications(small: bool, day: date, policy: Policy) -> Iterator[ApplicationAnswer]:
    """What the practice may apply for on a day, as a group."""
    at, level = datetime.combine(day, time.min, NEW_YORK), EntityType.GROUP
    exception = exception_application(level, frozenset(Category), at, policy)
    hardship = hardship_application(level, HARDSHIP, small, at, policy)
    for kind, found in (("exception", exception), ("hardship", hardship)):
        yield {
            "kind": kind,
            "needed": not (kind == "hardship" and small_need_not(small, policy)),
            "closes": planned(f"{kind}_applications_close", policy).value,
            "open": found.open,
            "why": why_document(found.why),
        }


def _useless_elections(found: tuple[PracticeEligibility, ...]) -> list[Problem]:
    """Warnings about elections by whom there is nothing to elect."""
    kind = practice_kinds.ELECTION_NOT_OPEN
    return [
        Problem(
            kind.code,
            kind.severity,
            f"Clinician {number} of a practice has an election, and cannot elect.",
            kind.remedy,
            "$.opted_in",
        )
        for practice in found
        for number, each in enumerate(practice.clinicians, 1)
        if each.facts.election is Election.OPTED_IN
        and each.individual.status is not Status.OPTED_IN
        and each.group.status is not Status.REQUIRED
    ]


def _unlisted(found: tuple[PracticeEligibility, ...]) -> list[Problem]:
    """Warnings about practices of which the roster does not list everybody."""
    kind = practice_kinds.CLINICIANS_UNLISTED
    says = "Practice {} of the roster billed more than its {} listed together."
    return [
        Problem(
            kind.code,
            kind.severity,
            says.format(number, "clinicians" if len(practice.clinicians) > 1 else "clinician"),
            kind.remedy,
            "$.group_charges_1",
        )
        for number, practice in enumerate(found, 1)
        if practice.unlisted
    ]


_NO_ELECTION = "Where opted_in is empty, nobody has elected anything."
_COUNTED = "The roster lists everybody who bills under each TIN; small practice is counted from it."
_AT_MOST = (
    "Dollars of a choice are its percent of the charges allowed in the latest segment given;"
    " Medicare pays less than that, so they are the most."
)


def _assumptions(rows: tuple[ClinicianFacts, ...]) -> list[str]:
    found = [_COUNTED]
    if any(facts.election is None for facts in rows):
        found.append(_NO_ELECTION)
    if any(latest_charges(facts.individual) for facts in rows):
        found.append(_AT_MOST)
    return found
