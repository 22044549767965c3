"""When everything of a performance year happens: planned, and as it came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from openmips.content.load import milestones
from openmips.content.shapes import Milestone
from openmips.policy.deadlines_topics import DeadlinesPolicy
from openmips.policy.reporting_topics import ReportingPolicy
from openmips.policy.topics import ActivitiesPolicy, InteroperabilityPolicy, Policy
from openmips.policy.when import ONE_DAY, Precision, When, read_hour, read_when
from openmips.timeline import concern
from openmips.timeline.concern import Concern, PracticeFacts
from openmips.why import Attestation, Provision, Why

_CONCERNS: Mapping[str, Concern] = {
    question.__name__: question
    for question in (
        concern.everybody,
        concern.virtual_group_to_be,
        concern.virtual_group,
        concern.pathway,
        concern.survey,
        concern.pathway_with_survey,
        concern.claims_reporter,
        concern.exception_applicant,
        concern.hardship_applicant,
        concern.may_opt_in,
        concern.apm_participant,
        concern.late_joiner,
        concern.activities,
    )
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with its reason; `attestation` says how well it is attested."""

    when: When | None
    why: Why
    attestation: Attestation


@dataclass(frozen=True, slots=True)
class Deadline:
    """A milestone of one year: when it was planned, and when it came if that was another day."""

    milestone_id: str
    milestone: Milestone
    planned: Dated
    actual: Dated | None = None

    @property
    def date(self) -> Dated:
        """The date that counts."""
        return self.actual or self.planned

    @property
    def when(self) -> When | None:
        """When it happens, or happened; None where nobody has said."""
        return self.date.when

    def over(self, instant: datetime) -> bool:
        """Whether it lies in the past at that instant; what has no date never does."""
        return self.when is not None and self.when.ended(instant)

    def concerns(self, facts: PracticeFacts, policy: Policy) -> bool:
        """Whether it matters to the practice."""
        return _CONCERNS[self.milestone.concerns](facts, policy)


def timeline(policy: Policy) -> tuple[Deadline, ...]:
    """Everything that has a date in the year, in time (rule DL-1).

    What has no known date stands last. Raises TopicNotCovered for a year without dates.
    """
    rules = policy.topic(DeadlinesPolicy)
    found = []
    for milestone_id, milestone in milestones().items():
        if milestone_id in _COMPUTED:
            planned, actual = _COMPUTED[milestone_id](policy)
        elif milestone_id in rules.planned:
            planned = _written(rules.planned[milestone_id])
            actual = _written(rules.actual[milestone_id]) if milestone_id in rules.actual else None
        else:
            continue
        found.append(Deadline(milestone_id, milestone, planned, actual))
    return tuple(sorted(found, key=_place))


def _place(deadline: Deadline) -> tuple[bool, Any, bool]:
    """Known before unknown, in time; what starts comes after what ends on the same day.

    What is only known to come late in a year stands behind what has a month in it.
    """
    if deadline.when is None:
        return (True, None, False)
    late = deadline.when.precision is Precision.HALF_YEAR
    day = deadline.when.last if late else deadline.when.first
    return (False, (day, deadline.when.over), not deadline.milestone.deadline)


def _written(provision: Provision[str]) -> Dated:
    when = read_when(provision.value)
    if when is None:
        why = Why("The day is not known: {}.", (provision.citation.place,), (provision,))
    else:
        why = Why("{} That is {}.", (provision.says, when.in_words()), (provision,))
    return Dated(when, why, provision.attestation)


def _derived(day: date, template: str, facts: tuple[object, ...], *under: Provision[Any]) -> Dated:
    why = Why(template, facts, under)
    return Dated(When.on(day), why, Attestation.DERIVED)


_Pair = tuple[Dated, Dated | None]


def _year_starts(policy: Policy) -> _Pair:
    first = date(policy.performance_year, 1, 1)
    return _derived(first, "The performance year is the calendar year {}.", (first.year,)), None


def _year_ends(policy: Policy) -> _Pair:
    last = _last_day(policy.performance_year)
    return _derived(last, "The performance year is the calendar year {}.", (last.year,)), None


def _last_day(year: int) -> date:
    return date(year + 1, 1, 1) - ONE_DAY


def _last_start(what: str, days: Provision[int], policy: Policy) -> _Pair:
    """The last day from which `days` in a row still fit into the year (rule DL-2)."""
    day = _last_day(policy.performance_year) - timedelta(days=days.value - 1)
    says = "{} takes at least {} days in a row, and they must end with the year."
    return _derived(day, says, (what, days.value), days), None


def _last_interoperability_start(policy: Policy) -> _Pair:
    days = policy.topic(InteroperabilityPolicy).minimum_days
    return _last_start("The promoting interoperability period", days, policy)


def _last_activity_start(policy: Policy) -> _Pair:
    return _last_start("An activity", policy.topic(ActivitiesPolicy).minimum_days, policy)


def _late_joiners(policy: Policy) -> _Pair:
    """The day after the second segment: whoever starts then has no claims in it (rule DL-3)."""
    ends = policy.topic(DeadlinesPolicy).planned["segment_2_ends"]
    day = date.fromisoformat(ends.value) + ONE_DAY
    says = "Whoever first bills after the second segment has no claims that could be counted."
    return _derived(day, says, (), ends), None


def _claims_processed(policy: Policy) -> _Pair:
    days = policy.topic(DeadlinesPolicy).claims_processing_days
    day = _last_day(policy.performance_year) + timedelta(days=days.value)
    says = "Claims count that Medicare has processed within {} days after the year."
    return _derived(day, says, (days.value,), days), None


def _payment_starts(policy: Policy) -> _Pair:
    year = policy.programme.payment_year
    day = date(year.value, 1, 1)
    return _derived(day, "Payments of {} change by this year's score.", (day.year,), year), None


def _payment_ends(policy: Policy) -> _Pair:
    year = policy.programme.payment_year
    day = _last_day(year.value)
    return _derived(day, "Payments of {} change by this year's score.", (day.year,), year), None


def _retention_ends(policy: Policy) -> _Pair:
    years = policy.topic(DeadlinesPolicy).retention_years
    day = _last_day(policy.performance_year + years.value)
    says = "Records are kept for {} years after the performance year."
    return _derived(day, says, (years.value,), years), None


def _of_reporting(name: str) -> Callable[[Policy], _Pair]:
    """A day that the topic of reporting holds, with its hour where one is known (rule DL-4)."""

    def found(policy: Policy) -> _Pair:
        day: Provision[date] = getattr(policy.topic(ReportingPolicy), name)
        hour = policy.topic(DeadlinesPolicy).hours.get(name)
        under: tuple[Provision[Any], ...] = (day,) if hour is None else (day, hour)
        when = When.on(day.value, None if hour is None else read_hour(hour.value))
        why = Why("{} That is {}.", (day.says, when.in_words()), under)
        return Dated(when, why, day.attestation), None

    return found


def _review_opens(policy: Policy) -> _Pair:
    """The targeted review opens with the final scores (rule DL-5)."""
    rules = policy.topic(DeadlinesPolicy)

    def with_scores(provision: Provision[str]) -> Dated:
        why = Why("The targeted review opens with the final scores.", (), (provision,))
        return Dated(read_when(provision.value), why, Attestation.DERIVED)

    came = rules.actual.get("final_scores")
    return with_scores(rules.planned["final_scores"]), None if came is None else with_scores(came)


def _review_closes(policy: Policy) -> _Pair:
    """As written; else so many days after payment adjustments were published (rule DL-6)."""
    rules = policy.topic(DeadlinesPolicy)
    came = rules.actual.get("adjustments_published")
    computed = _after_adjustments(came or rules.planned["adjustments_published"], rules)
    if "targeted_review_closes" not in rules.planned:
        return computed, None
    written = _written(rules.planned["targeted_review_closes"])
    return written, None if computed.when is None else computed


def _after_adjustments(published: Provision[str], rules: DeadlinesPolicy) -> Dated:
    days, hour = rules.review_days_after_adjustments, rules.hours.get("targeted_review_closes")
    says = "The targeted review closes {} days after payment adjustments are published."
    under: tuple[Provision[Any], ...] = (days, published)
    from_day = read_when(published.value)
    when = None
    if from_day is not None and from_day.exact and days.value is not None:
        day = from_day.first + timedelta(days=days.value)
        when = When.on(day, None if hour is None else read_hour(hour.value))
        under = under if hour is None else (*under, hour)
    return Dated(when, Why(says, (days.value,), under), Attestation.DERIVED)


_COMPUTED: Mapping[str, Callable[[Policy], _Pair]] = {
    "performance_year_starts": _year_starts,
    "performance_year_ends": _year_ends,
    "claims_reporting_starts": _year_starts,
    "claims_reporting_ends": _year_ends,
    "last_interoperability_start": _last_interoperability_start,
    "last_activity_start": _last_activity_start,
    "late_joiners_from": _late_joiners,
    "claims_processed_by": _claims_processed,
    "payment_year_starts": _payment_starts,
    "payment_year_ends": _payment_ends,
    "retention_ends": _retention_ends,
    "mvp_registration_opens": _of_reporting("mvp_registration_opens"),
    "mvp_registration_closes": _of_reporting("mvp_registration_closes"),
    "survey_registration_closes": _of_reporting("survey_registration_closes"),
    "mvp_with_survey_registration_closes": _of_reporting("survey_registration_closes"),
    "virtual_group_election_closes": _of_reporting("virtual_group_election_closes"),
    "targeted_review_opens": _review_opens,
    "targeted_review_closes": _review_closes,
}
