"""Which improvement activities fit a practice best: done before, of its specialty, little work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openmips.answers.selection import Selecting, find_mvp, select_activities
from openmips.catalog import catalog_for
from openmips.planning.activity_choices import KEPT, UNWEIGHTED
from openmips.planning.estimates import estimates_for
from openmips.practice import memory
from openmips.practice.documents import documents
from openmips.practice.models import PracticeYear, Topic


@dataclass(frozen=True, slots=True)
class Fitting:
    """One activity as `select_activities` answers it, with its fit and its effort.

    `attested` is what the practice says of this year, `before` the latest earlier year in which
    it attested the activity, `pathways` the MVPs of its specialty that offer it, `hours` an
    estimate of the work.
    """

    offer: Mapping[str, Any]
    attested: Mapping[str, Any] | None
    before: int | None
    pathways: tuple[str, ...]
    hours: Decimal

    @property
    def activity_id(self) -> str:
        """CMS's name of the activity."""
        return str(self.offer["activityId"])


def fitting(year: PracticeYear, as_of: date, whose: str | None = None) -> list[Fitting]:
    """The year's activities: those attested, those done before, those that fit, least work.

    `whose` is the one who attests; without it whoever does.

    Raises ProblemsFound.
    """
    profile = documents(year).profile
    program = str(memory.values(year, Topic.CHOICE).get("program", "mips"))
    answer = select_activities(program, profile=profile, as_of=as_of)
    said = attested_in(year, whose)
    earlier = _done_before(year)
    pathways = _pathways(profile, year.performance_year)
    efforts = estimates_for(year.performance_year).efforts
    found = []
    for one in answer["activities"]:
        name = one["activityId"]
        before = earlier.get(name)
        kind = KEPT if before or name in said else f"activity_{one['weight'] or UNWEIGHTED}"
        found.append(
            Fitting(one, said.get(name), before, pathways.get(name, ()), efforts[kind].hours)
        )
    return sorted(found, key=_order)


def attested_in(year: PracticeYear, whose: str | None = None) -> dict[str, Mapping[str, Any]]:
    """What was attested for the year, by activity: by one who reports, or by anybody."""
    held = memory.values(year, Topic.ATTESTATION)
    return {
        key.split("/")[2]: value
        for key, value in held.items()
        if "/ia/" in key and (whose is None or key.startswith(f"{whose}/"))
    }


def _order(one: Fitting) -> tuple[bool, bool, bool, Decimal, Decimal, int, int, str]:
    """Best first. What earns more comes before what takes less, and that before the shorter."""
    return (
        one.attested is None,
        not one.offer["canStart"] and one.before is None,
        one.before is None,
        -Decimal(one.offer["points"]),
        one.hours,
        -len(one.pathways),
        one.offer["minimumDays"],
        one.activity_id,
    )


def _done_before(year: PracticeYear) -> dict[str, int]:
    """The latest earlier year in which each activity was attested."""
    found: dict[str, int] = {}
    earlier = year.practice.years.filter(performance_year__lt=year.performance_year)
    for one in earlier.order_by("performance_year"):
        found |= dict.fromkeys(attested_in(one), one.performance_year)
    return found


def _pathways(profile: Mapping[str, Any], performance_year: int) -> dict[str, tuple[str, ...]]:
    """The MVPs of the practice's specialty that offer each activity; none without a specialty."""
    specialty = profile.get("practice", {}).get("specialtySet")
    if not specialty:
        return {}
    answer = find_mvp(Selecting(specialty=specialty), year=performance_year)
    own = [one["mvpId"] for one in answer["mvps"] if one["specialties"]]
    found: dict[str, tuple[str, ...]] = {}
    for name in own:
        mvp = catalog_for(performance_year).mvps[name]
        for activity_id in mvp.activities:
            found[activity_id] = (*found.get(activity_id, ()), mvp.title)
    return found
