"""Choosing quality measures: search and filters, what each could earn, six places to fill."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from openmips.answers.selection import Selecting, select
from openmips.catalog import catalog_for
from openmips.catalog.entries import CLAIMS, ELECTRONIC, REGISTRY
from openmips.catalog.search import specialty_sets
from openmips.policy.load import policy_for
from openmips.policy.topics import QualityPolicy
from openmips.practice import access, memory
from openmips.practice.access import NotThere
from openmips.practice.actions.decisions import decide
from openmips.practice.chosen import chosen_names, rows_of, slots
from openmips.practice.decisions import MeasuresToReport
from openmips.practice.documents import documents
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.standing import standing
from openmips.web.doors import actor, members_only
from openmips.web.views.asking import framed, reporter_of, see_other
from openmips.web.views.hub import as_of
from openmips.web.words import spelt

FIRST = 25
"""How many measures are shown before the rest is asked for."""

COLLECTIONS = {CLAIMS: "Claims", ELECTRONIC: "EHR", REGISTRY: "Registry"}
EVERY = "every"
PRIORITIES = {"": "All", "high": "Outcome or high priority", "outcome": "Outcome"}
FLAGS = {
    "suppressed": "Suppressed",
    "no_benchmark": "No benchmark",
    "benchmark_pending": "Benchmark to come",
    "cliff": "Cliff",
    "cap": "Cap",
    "topped_out": "Topped out",
    "cap_lifted": "Cap lifted",
    "new": "New",
    "outcome": "Outcome",
    "high_priority": "High priority",
    "inverse": "Inverse",
    "truncated": "Nine months",
    "benchmark_withdrawn": "Benchmark withdrawn",
    "needs_ehr": "Needs an EHR",
    "qcdr_only": "By registry only",
}


@require_GET
@members_only
def measures(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The measures that fit, those chosen on top."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    reporter = reporter_of(request, year)
    now = standing(year, as_of(request), reporter.entity)
    places = policy_for(performance_year).topic(QualityPolicy).required_measures.value
    held = slots(year, now)
    asked = _asked(request, year)
    found = _found(year, asked)
    shown = found if asked["all"] else found[:FIRST]
    rows = rows_of(now)
    context = framed(request, who, year, reporter) | {
        "places": places,
        "slots": held,
        "empty": range(max(places - len(held), 0)),
        "outcome": any(_fills_outcome(year, one.measure_id) for one in held),
        "asked": asked,
        "offered": [{**one, "held": rows.get(_name(one))} for one in shown],
        "chosen": {one.name for one in held if one.chosen},
        "hidden": len(found) - len(shown),
        "collections": COLLECTIONS,
        "priorities": PRIORITIES,
        "specialties": {
            name: spelt(name) for name in specialty_sets(catalog_for(performance_year))
        },
        "flags": FLAGS,
    }
    return render(request, "openmips/measures/measures.html", context)


@require_POST
@members_only
def measure_choose(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Choose a measure, or choose it no longer."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    collection_type, _, measure_id = request.POST.get("measure", "").partition("/")
    known = catalog_for(performance_year).quality.get(measure_id)
    if known is None or collection_type not in known.collection_types:
        raise NotThere(f"{performance_year} does not offer this measure that way.")
    name = f"{collection_type}/{measure_id}"
    kept = [one for one in chosen_names(year) if one != name]
    add = request.POST.get("what") == "add"
    names = (*kept, name) if add else tuple(kept)
    decide(who, practice_id, performance_year, [MeasuresToReport(names)])
    done = "is among your measures" if add else "is no longer among your measures"
    messages.success(request, f"{measure_id} by {COLLECTIONS[collection_type]} {done}.")
    query = reporter_of(request, year).query
    return see_other("measures", practice_id, performance_year, query=query)


def _asked(request: HttpRequest, year: PracticeYear) -> dict[str, Any]:
    """What the filters say; without any, the measures of the practice's specialty."""
    own = memory.values(year, Topic.FACT).get("practice.specialtySet") or EVERY
    sets = specialty_sets(catalog_for(year.performance_year))
    specialty = request.GET.get("specialty", own)
    collection = request.GET.get("collection", "")
    priority = request.GET.get("priority", "")
    return {
        "q": request.GET.get("q", "").strip(),
        "specialty": specialty if specialty in sets else EVERY,
        "collection": collection if collection in COLLECTIONS else "",
        "priority": priority if priority in PRIORITIES else "",
        "all": "all" in request.GET,
    }


def _found(year: PracticeYear, asked: dict[str, Any]) -> list[dict[str, Any]]:
    profile = documents(year).profile
    profile["practice"].pop("specialtySet", None)
    program = str(memory.values(year, Topic.CHOICE).get("program", "mips"))
    selecting = Selecting(
        specialty=None if asked["specialty"] == EVERY else asked["specialty"],
        collection=(asked["collection"],) if asked["collection"] else (),
        program=program,
    )
    words = asked["q"].casefold().split()
    found: list[dict[str, Any]] = select(selecting, profile=profile)["measures"]
    return [
        one
        for one in found
        if all(word in f"{one['measureId']} {one['title']}".casefold() for word in words)
        and _has_priority(one, asked["priority"])
    ]


def _has_priority(one: dict[str, Any], priority: str) -> bool:
    match priority:
        case "outcome":
            return "outcome" in one["flags"]
        case "high":
            return bool({"outcome", "high_priority"} & set(one["flags"]))
        case _:
            return True


def _name(one: dict[str, Any]) -> str:
    return f"{one['collectionType']}/{one['measureId']}"


def _fills_outcome(year: PracticeYear, measure_id: str) -> bool:
    return catalog_for(year.performance_year).quality[measure_id].outcome_or_high_priority
