"""Who must, may or need not report: everybody on the roster, alone and with the group."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openmips.practice import access
from openmips.practice.judged import judged
from openmips.practice.models import PracticeYear
from openmips.web.doors import actor, members_only
from openmips.web.templatetags.openmips import dollars
from openmips.web.views.asking import framed
from openmips.web.views.hub import as_of
from openmips.web.words import LEVELS, SPECIAL_STATUSES, STATUSES

_CRITERIA = {"allowedCharges": "charges", "patients": "patients", "services": "services"}


@require_GET
@members_only
def eligibility(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The status of each clinician in words, how far from each threshold, and what to do."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    found = judged(year, as_of(request))
    context = framed(request, who, year) | {"judged": found}
    if found.answer is not None:
        rows = people(year, found.answer)
        context |= {
            "rows": rows,
            "answer": found.answer,
            "headline": headline(rows),
            "statuses": practice_statuses(found.answer),
        }
    return render(request, "openmips/people/eligibility.html", context)


def people(year: PracticeYear, answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each clinician of an answer under their name, with results in words."""
    entries = {one.npi: one for one in year.practice.clinicians.all()}
    return [
        {
            "clinician": entries[one["npi"]],
            "levels": [
                level(one, name) for name in ("individual", "group") if one.get(name) is not None
            ],
            "special": [SPECIAL_STATUSES[each] for each in one["specialStatuses"]],
            "screen": one["screen"],
            "next_step": one["nextStep"],
            "hint": one.get("automaticException"),
            "by_cms": [
                {"name": each.get("organization") or "a practice", "levels": by_cms(each)}
                for each in one.get("cmsAnswers", ())
            ],
            "differences": one.get("differences", ()),
        }
        for one in answer["clinicians"]
    ]


def by_cms(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What CMS's own answer comes to at each level."""
    return [level(answer, name) for name in ("individual", "group")]


def level(answer: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The result at one level: its status in words, its margins as sentences, its reason."""
    result = answer[name]
    return {
        "title": LEVELS[name],
        "code": result["status"],
        "status": STATUSES[result["status"]],
        "preliminary": result["preliminary"],
        "margins": [
            margin(word, result["margins"][key])
            for key, word in _CRITERIA.items()
            if result["margins"][key] is not None
        ],
        "missing": result.get("missing", ()),
        "choices": result["choices"],
        "why": result["why"],
    }


def margin(word: str, value: str | int) -> str:
    """How far from a threshold in words; to be at it is not yet to exceed it."""
    number = Decimal(value)
    if not number:
        return f"{word.capitalize()} are exactly at the threshold, which counts as below"
    size = dollars(abs(number)) if word == "charges" else f"{abs(number):,}"
    return f"{word.capitalize()} are {size} {'above' if number > 0 else 'below'} the threshold"


def headline(rows: list[dict[str, Any]]) -> str:
    """The answer in one sentence: how many must report, may opt in, or are not known."""
    codes = [row["levels"][0]["code"] for row in rows]
    must = sum(code in ("required", "opted_in") for code in codes)
    may = codes.count("opt_in_eligible")
    unknown = codes.count("unknown")
    parts = [f"{must} of {len(codes)} must report as individuals"]
    if may:
        parts.append(f"{may} may opt in")
    if unknown:
        parts.append(f"of {unknown} it is not known yet")
    return ", ".join(parts) + "."


def practice_statuses(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The special statuses of the practice, held or not or not known, each with its reason."""
    practice = answer["practice"]
    if practice is None:
        return []
    words = {True: "Yes", False: "No", None: "Not known"}
    return [
        {"title": SPECIAL_STATUSES[name], "holds": words[fact["holds"]], "why": fact["why"]}
        for name, fact in practice["specialStatusFacts"].items()
    ]
