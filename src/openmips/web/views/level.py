"""At which level to report: as a group or as individuals, clinician by clinician."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from openmips.practice import access, memory
from openmips.practice.access import Actor
from openmips.practice.actions.levels import choose_level
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.handed_in import GROUP, INDIVIDUAL, LEVEL
from openmips.practice.judged import judged
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.ways import Effect, effects
from openmips.web.doors import actor, members_only
from openmips.web.forms.ways import LevelForm
from openmips.web.views.asking import MEANWHILE, WRONG, framed, see_other, seen_version
from openmips.web.views.hub import as_of
from openmips.web.words import LEVELS, STATUSES

_WORK = {
    GROUP: "One set of data for everybody together, and one submission.",
    INDIVIDUAL: "One set of data and one submission for each clinician who reports.",
}
_LASTING = {
    GROUP: (
        "The group's score moves the pay of everybody it reaches, also of those who need not"
        " report alone. What is handed in counts; a worse result cannot be left out."
    ),
    INDIVIDUAL: (
        "Whoever must report and sends nothing gets the lowest score. Opting in cannot be taken"
        " back, and holds for the whole year."
    ),
}


@dataclass(frozen=True, slots=True)
class Best:
    """Which level is most advantageous; `level` is None where it cannot be said, or is one."""

    level: str | None
    says: str


@require_http_methods(["GET", "POST"])
@members_only
def level(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """What each level does to each clinician, what it takes, and what cannot be taken back."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    if request.method == "GET":
        held = memory.values(year, Topic.CHOICE).get(LEVEL)
        return _page(request, who, year, LevelForm(initial={"level": held}))
    form = LevelForm(request.POST)
    if not form.is_valid():
        return _page(request, who, year, form, WRONG)
    chosen = form.cleaned_data["level"]
    try:
        seen = seen_version(request)
        place = (practice_id, performance_year)
        choose_level(who, *place, chosen, as_of(request), expected_version=seen)
    except ChangedMeanwhile as error:
        form.add_error(None, str(error))
        year = access.year(who, practice_id, performance_year)
        return _page(request, who, year, form, MEANWHILE)
    messages.success(request, f"Chosen: {LEVELS[chosen].lower()}.")
    return see_other("year", practice_id, performance_year)


def _page(
    request: HttpRequest, who: Actor, year: PracticeYear, form: LevelForm, status: int = 200
) -> HttpResponse:
    today = as_of(request)
    found = judged(year, today)
    context = framed(request, who, year) | {
        "form": form,
        "judged": found,
        "chosen": memory.current(year, Topic.CHOICE).get(LEVEL),
    }
    if found.answer is not None:
        by_level = {name: effects(year, name, found.answer, today) for name in (GROUP, INDIVIDUAL)}
        context |= {
            "best": best(by_level[GROUP], by_level[INDIVIDUAL]),
            "columns": [_column(name, by_level[name]) for name in (GROUP, INDIVIDUAL)],
            "rows": _rows(year, by_level[GROUP], by_level[INDIVIDUAL]),
        }
    return render(request, "openmips/ways/level.html", context, status=status)


def _column(name: str, found: Sequence[Effect]) -> dict[str, Any]:
    totals = total(found)
    return {
        "code": name,
        "title": LEVELS[name],
        "work": _WORK[name],
        "lasting": _LASTING[name],
        "low": None if totals is None else totals[0],
        "high": None if totals is None else totals[1],
    }


def _rows(
    year: PracticeYear, group: Sequence[Effect], individual: Sequence[Effect]
) -> list[dict[str, Any]]:
    entries = {one.npi: one for one in year.practice.clinicians.all()}
    return [
        {
            "clinician": entries[one.npi],
            "levels": [
                {"effect": one, "status": STATUSES[one.status]},
                {"effect": other, "status": STATUSES[other.status]},
            ],
        }
        for one, other in zip(group, individual, strict=True)
    ]


def total(found: Sequence[Effect]) -> tuple[Decimal, Decimal] | None:
    """The dollars of everybody together, at the low and the high end; None if any is not known."""
    lows = [one.dollars_low for one in found if one.dollars_low is not None]
    highs = [one.dollars_high for one in found if one.dollars_high is not None]
    if len(lows) < len(found) or len(highs) < len(found):
        return None
    return sum(map(Decimal, lows), Decimal(0)), sum(map(Decimal, highs), Decimal(0))


def best(group: Sequence[Effect], individual: Sequence[Effect]) -> Best:
    """The level that pays more at both ends, with the reason; or why it cannot be said."""
    ours, alone = total(group), total(individual)
    if ours is None or alone is None:
        missing = [
            name for name, one in (("the group", ours), ("individuals", alone)) if one is None
        ]
        return Best(
            None,
            f"Which level pays more cannot be said yet: the dollars of {' and '.join(missing)} are"
            " not known. Enter results for both levels, and what each clinician bills.",
        )
    if ours == alone:
        return Best(None, "Both levels pay the same. The group takes less work.")
    if ours[0] >= alone[0] and ours[1] >= alone[1]:
        return Best(GROUP, "Reporting as a group pays more at both ends of the range.")
    if alone[0] >= ours[0] and alone[1] >= ours[1]:
        return Best(INDIVIDUAL, "Reporting as individuals pays more at both ends of the range.")
    return Best(None, "One level pays more at the low end, the other at the high end.")
