"""Promoting interoperability: whether to hand it in, what that does, and its answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openmips.policy.load import policy_for
from openmips.policy.topics import VoidingSubmission
from openmips.practice import access, memory
from openmips.practice.access import NotThere
from openmips.practice.actions.decisions import decide
from openmips.practice.actions.interoperability import (
    attest_interoperability,
    held_interoperability,
    take_back_interoperability,
)
from openmips.practice.decisions import Interoperability
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.handed_in import INTEROPERABILITY as CHOICE
from openmips.practice.handed_in import LEAVE_OUT
from openmips.practice.models import Topic
from openmips.practice.sayings import CERTIFICATE
from openmips.practice.supposed import supposed
from openmips.problems import ProblemsFound
from openmips.web.doors import actor, members_only, says
from openmips.web.forms.interoperability import InteroperabilityForm, initial_interoperability
from openmips.web.views.asking import (
    MEANWHILE,
    WRONG,
    framed,
    reporter_of,
    see_other,
    seen_version,
)
from openmips.web.views.hub import as_of

SUBMIT = "submit"


@require_GET
@members_only
def interoperability(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """The score without and with the category, what is decided, and what is in the records."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    today = as_of(request)
    reporter = reporter_of(request, year)
    whose = reporter.entity
    held = held_interoperability(year, whose)
    context = framed(request, who, year, reporter) | {
        "held": held,
        "any_data": policy_for(performance_year).weights.voiding_submission.value
        is VoidingSubmission.ANY_DATA,
        "chosen": memory.values(year, Topic.CHOICE).get(CHOICE, LEAVE_OUT),
        "decided": CHOICE in memory.values(year, Topic.CHOICE),
        "without": supposed(year, {Topic.CHOICE: {CHOICE: LEAVE_OUT}}, today, whose),
        "with_data": supposed(year, {Topic.CHOICE: {CHOICE: SUBMIT}}, today, whose)
        if held
        else None,
    }
    return render(request, "openmips/interoperability/interoperability.html", context)


@require_POST
@members_only
def interoperability_decide(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """Decide whether data of the category are handed in."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    said = request.POST.get("decision", "")
    if said not in (SUBMIT, LEAVE_OUT):
        raise NotThere("There is no such decision.")
    decide(
        who,
        practice_id,
        performance_year,
        [Interoperability(said == SUBMIT)],
        expected_version=seen_version(request),
    )
    messages.success(request, "Your decision is kept.")
    query = reporter_of(request, year).query
    return see_other("interoperability", practice_id, performance_year, query=query)


@require_POST
@members_only
def interoperability_take_back(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """Remove all answers of the category from what would be handed in."""
    who = actor(request)
    reporter = reporter_of(request, access.year(who, practice_id, performance_year))
    take_back_interoperability(who, practice_id, performance_year, reporter.entity)
    messages.success(request, "Nothing of promoting interoperability would be handed in now.")
    query = reporter.query
    return see_other("interoperability", practice_id, performance_year, query=query)


@require_http_methods(["GET", "POST"])
@members_only
def interoperability_answers(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """The answers of the category, entered by hand."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    reporter = reporter_of(request, year)
    certificate = str(memory.values(year, Topic.CHOICE).get(CERTIFICATE, ""))
    held = held_interoperability(year, reporter.entity)
    status = 200
    if request.method == "POST":
        form = InteroperabilityForm(performance_year, request.POST)
        status = WRONG
        if form.is_valid():
            try:
                attest_interoperability(
                    who,
                    practice_id,
                    performance_year,
                    form.said(reporter.entity),
                    form.cleaned_data["certificate"],
                    whose=reporter.entity,
                    expected_version=seen_version(request),
                )
            except ChangedMeanwhile as error:
                form.add_error(None, str(error))
                status, year = MEANWHILE, access.year(who, practice_id, performance_year)
            except ProblemsFound as error:
                form.add_error(None, says(error))
            else:
                messages.success(request, "The answers are kept. The score on top follows.")
                place = (practice_id, performance_year)
                return see_other("interoperability", *place, query=reporter.query)
    else:
        form = InteroperabilityForm(
            performance_year, initial=initial_interoperability(held, certificate)
        )
    context = framed(request, who, year, reporter) | {"form": form}
    return render(request, "openmips/interoperability/answers.html", context, status=status)
