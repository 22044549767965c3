"""One measure: what to do, what its rate earns, how far it is, its counts, its code card."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openmips.answers.claims_cards import claims_cards
from openmips.answers.points import points
from openmips.answers.selection import Selecting, select
from openmips.catalog import catalog_for
from openmips.catalog.entries import CLAIMS, QualityMeasure
from openmips.policy.load import policy_for
from openmips.policy.topics import QualityPolicy
from openmips.practice import access, memory
from openmips.practice.access import NotThere
from openmips.practice.actions.decisions import decide
from openmips.practice.chosen import chosen_names, rows_of
from openmips.practice.decisions import Measured
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.documents import documents
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.sayings import TakenBack
from openmips.practice.standing import standing
from openmips.practice.supposed import result_key
from openmips.problems import ProblemsFound
from openmips.selection.rungs import is_percent
from openmips.web.doors import actor, members_only
from openmips.web.forms.counts import CountsForm, can_be_typed, initial_counts
from openmips.web.plots.drawing import for_any_screen
from openmips.web.plots.measures import decile_strip, meter
from openmips.web.reports.code_cards import code_cards
from openmips.web.views.asking import (
    MEANWHILE,
    WRONG,
    framed,
    reporter_of,
    see_other,
    seen_version,
)
from openmips.web.views.hub import as_of
from openmips.web.views.measures import COLLECTIONS, FLAGS

HUNDRED = Decimal(100)


@require_http_methods(["GET", "POST"])
@members_only
def measure(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    collection_type: str,
    measure_id: str,
) -> HttpResponse:
    """All about one measure under one collection type."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    entry = _entry(performance_year, collection_type, measure_id)
    reporter = reporter_of(request, year)
    key = result_key(collection_type, measure_id, reporter.entity)
    said = memory.current(year, Topic.RESULT).get(key)
    status, form = 200, None
    if can_be_typed(entry):
        held = None if said is None else said.value
        form = CountsForm(entry, collection_type, initial=initial_counts(entry, held))
        if request.method == "POST":
            form = CountsForm(entry, collection_type, request.POST)
            status = WRONG
            if form.is_valid():
                counted = Measured(measure_id, collection_type, form.value(), reporter.entity)
                try:
                    seen = seen_version(request)
                    decide(who, practice_id, performance_year, [counted], expected_version=seen)
                except ChangedMeanwhile as error:
                    form.add_error(None, str(error))
                    status, year = MEANWHILE, access.year(who, practice_id, performance_year)
                else:
                    messages.success(request, "The counts are kept. The score on top follows.")
                    place = (practice_id, performance_year, collection_type, measure_id)
                    return see_other("measure", *place, query=reporter.query)
    offer = _offer(year, collection_type, measure_id)
    row = rows_of(standing(year, as_of(request), reporter.entity)).get(
        f"{collection_type}/{measure_id}"
    )
    context = framed(request, who, year, reporter) | {
        "measure": entry,
        "collection_type": collection_type,
        "collection": COLLECTIONS[collection_type],
        "specification": (entry.specifications or {}).get(collection_type),
        "offer": {**offer, "deciles": _even(offer["deciles"])},
        "flags": [
            (FLAGS[flag], says) for flag, says in zip(offer["flags"], offer["says"], strict=True)
        ],
        "strip_picture": _strip(entry, offer, row),
        "row": row,
        "earned": _earned(year, row),
        "meters": _meters(year, row),
        "form": form,
        "said": said,
        "cards": _cards(performance_year, collection_type, measure_id),
        "chosen": f"{collection_type}/{measure_id}" in chosen_names(year),
    }
    return render(request, "openmips/measures/measure.html", context, status=status)


@require_POST
@members_only
def measure_take_back(
    request: HttpRequest,
    practice_id: UUID,
    performance_year: int,
    collection_type: str,
    measure_id: str,
) -> HttpResponse:
    """Say the counts of a measure no longer."""
    who = actor(request)
    reporter = reporter_of(request, access.year(who, practice_id, performance_year))
    gone = TakenBack(Topic.RESULT, (result_key(collection_type, measure_id, reporter.entity),))
    decide(who, practice_id, performance_year, [gone])
    messages.success(request, f"The counts of {measure_id} are taken back.")
    place = (practice_id, performance_year, collection_type, measure_id)
    return see_other("measure", *place, query=reporter.query)


@require_GET
@members_only
def measure_card(
    request: HttpRequest, practice_id: UUID, performance_year: int, measure_id: str
) -> HttpResponse:
    """The measure's codes on a page to print and put up."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    _entry(performance_year, CLAIMS, measure_id)
    answer = claims_cards([measure_id], year=performance_year)
    context = framed(request, who, year) | {
        "measure_id": measure_id,
        "report": code_cards(year.practice.name, performance_year, as_of(request), answer),
    }
    return render(request, "openmips/measures/card.html", context)


def _entry(performance_year: int, collection_type: str, measure_id: str) -> QualityMeasure:
    found = catalog_for(performance_year).quality.get(measure_id)
    if (
        found is None
        or collection_type not in COLLECTIONS
        or collection_type not in found.collection_types
    ):
        raise NotThere(f"{performance_year} does not offer {measure_id} that way.")
    return found


def _offer(year: PracticeYear, collection_type: str, measure_id: str) -> dict[str, Any]:
    """The measure as `select` answers it, in a program that has it."""
    profile = documents(year).profile
    profile["practice"].pop("specialtySet", None)
    chosen = str(memory.values(year, Topic.CHOICE).get("program", "mips"))
    for program in dict.fromkeys((chosen, "mips")):
        asked = Selecting(measures=[measure_id], collection=[collection_type], program=program)
        for one in select(asked, profile=profile)["measures"]:
            return dict(one)
    raise NotThere(f"{measure_id} cannot be reported in {year.performance_year}.")


def _cards(performance_year: int, collection_type: str, measure_id: str) -> Any:
    """The measure's card; None where it has none, because nobody can count it."""
    if collection_type != CLAIMS:
        return None
    try:
        return claims_cards([measure_id], year=performance_year)
    except ProblemsFound:
        return None


def _even(rungs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The deciles with their rates to the same number of places, so that digits stand in line."""
    told = [Decimal(one["rate"]) for one in rungs if one["rate"] is not None]
    places = max((len(f"{one:f}".partition(".")[2]) for one in told), default=0)
    return [
        one if one["rate"] is None else {**one, "rate": f"{Decimal(one['rate']):.{places}f}"}
        for one in rungs
    ]


def _strip(
    entry: QualityMeasure, offer: Mapping[str, Any], row: Mapping[str, Any] | None
) -> str | None:
    """Where the rate stands among the deciles; None without a benchmark."""
    rungs = offer["deciles"]
    if not rungs:
        return None
    starts: list[Decimal] = []
    for rung in reversed(rungs[1:]):
        # A rate that reaches an empty decile reaches the one above it.
        starts.append(starts[-1] if rung["rate"] is None else Decimal(rung["rate"]))
    starts.reverse()
    told = row and row.get("performanceRate")
    rate = Decimal(told) if told else None
    ends = [*starts, *([] if rate is None else [rate])]
    highest = HUNDRED if is_percent(entry.metric_type) else max(ends)
    return for_any_screen(
        decile_strip, "deciles", starts, rate, [one["points"] for one in rungs], Decimal(0), highest
    )


def _earned(year: PracticeYear, row: Mapping[str, Any] | None) -> Any:
    """What the rate so far earns, with its reason; None where there is no rate yet."""
    if row is None or row.get("performanceRate") is None:
        return None
    completeness = row.get("dataCompleteness")
    statuses = _small(year)
    try:
        return points(
            {
                "performanceYear": year.performance_year,
                "measureId": row["measureId"],
                "collectionType": row["collectionType"],
                "rate": Decimal(row["performanceRate"]),
                "cases": row.get("cases"),
                "dataCompleteness": None if completeness is None else Decimal(completeness),
                "smallPractice": statuses,
            }
        )
    except ProblemsFound:
        return None


def _small(year: PracticeYear) -> bool:
    return bool(select(Selecting(measures=[]), profile=documents(year).profile)["smallPractice"])


def _meters(year: PracticeYear, row: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """How many cases and how complete, beside what is needed."""
    if row is None:
        return []
    quality = policy_for(year.performance_year).topic(QualityPolicy)
    found = []
    for key, title, needed, unit in (
        ("cases", "Cases", Decimal(quality.case_minimum.value), ""),
        ("dataCompleteness", "Completeness", Decimal(quality.data_completeness.value), " %"),
    ):
        if row.get(key) is None:
            continue
        reached = Decimal(row[key])
        most = HUNDRED if unit else max(reached, needed + needed)
        found.append(
            {
                "title": title,
                "reached": row[key],
                "needed": needed,
                "unit": unit,
                "enough": reached >= needed,
                "picture": for_any_screen(meter, key, title, reached, needed, most, unit),
            }
        )
    return found
