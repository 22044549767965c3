"""What questions about options and selection have in common: the year, the practice, names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openmips.answers import problems
from openmips.answers.problems import problem
from openmips.catalog import YEARS, Catalog, catalog_for
from openmips.catalog.search import same_id, specialty_set_named, specialty_sets
from openmips.formats.profile import Profile, read_profile
from openmips.formats.strict_json import Source
from openmips.people import Practice, SpecialStatus
from openmips.policy.load import policy_for
from openmips.policy.topics import Policy
from openmips.problems.finding import listed, nearest, shown


@dataclass(frozen=True, slots=True)
class Asked:
    """The year with its rules and entries, and what a profile says of the practice."""

    year: int
    policy: Policy
    catalog: Catalog
    profile: Profile

    @property
    def practice(self) -> Practice:
        """The practice."""
        return self.profile.practice


def asked(profile: Source | None, year: int | None, clinicians: int | None = None) -> Asked:
    """The year and the practice that are meant. Raises ProblemsFound, also without a year.

    Without a profile the practice is small where its number of clinicians says so, and where
    nothing is said: this programme is made for small practices.
    """
    facts = None
    if profile is not None:
        facts = read_profile(profile, small_practice_clinicians=_small).value
        if year is not None and year != facts.performance_year:
            found = f"the profile is of {facts.performance_year}, the question of {year}"
            raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", found, "one and the same")
    if facts is None and year is None:
        found, expected = "no year is given", f"{listed(map(str, YEARS))}, or a profile"
        raise problem(problems.MISSING_KEY, "$.performanceYear", found, expected)
    wanted = facts.performance_year if facts else year
    if wanted not in YEARS:
        found = f"the year is {wanted}"
        raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", found, listed(map(str, YEARS)))
    if facts is None:
        facts = Profile(wanted, practice=_practice(clinicians, wanted))
    return Asked(wanted, policy_for(wanted), catalog_for(wanted), facts)


def _small(year: int) -> int:
    return policy_for(year).programme.small_practice_clinicians.value


def _practice(clinicians: int | None, year: int) -> Practice:
    small = clinicians is None or clinicians <= _small(year)
    statuses = frozenset({SpecialStatus.SMALL_PRACTICE} if small else ())
    return Practice(clinician_count=clinicians, special_statuses=statuses)


def one_of(text: str, names: Iterable[str], key: str) -> str:
    """CMS's own name for what was written. Raises ProblemsFound."""
    known = {name.casefold(): name for name in names}
    if text.casefold() in known:
        return known[text.casefold()]
    found = f"{key} is {shown(text)}"
    expected = listed(known.values())
    raise problem(problems.UNKNOWN_NAME, f"$.{key}", found, expected, nearest(text, known.values()))


def measure_ids(texts: Iterable[str], catalog: Catalog) -> tuple[str, ...]:
    """CMS's ids of the quality measures that were written. Raises ProblemsFound."""
    found = []
    for text in texts:
        own = next((name for name in catalog.quality if same_id(text, name)), None)
        if own is None:
            message = f"{catalog.performance_year} has no quality measure {shown(text)}"
            hint = nearest(text, catalog.quality)
            raise problem(problems.UNKNOWN_MEASURE, "$.measures", message, hint=hint)
        found.append(own)
    return tuple(dict.fromkeys(found))


def specialty_set(text: str | None, catalog: Catalog) -> str | None:
    """CMS's name of the specialty set that is meant. Raises ProblemsFound."""
    if text is None:
        return None
    found = specialty_set_named(catalog, text)
    if found is None:
        message = f"specialty is {shown(text)}"
        names = specialty_sets(catalog)
        expected = f"one of {listed(names)}"
        raise problem(problems.UNKNOWN_NAME, "$.specialty", message, expected, nearest(text, names))
    return found
