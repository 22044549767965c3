"""Promoting interoperability: whether to hand it in, what that does, and its answers."""

from __future__ import annotations

from datetime import date
from typing import Any
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
    CERTIFICATE,
    attest_interoperability,
    held_interoperability,
    take_back_interoperability,
)
from openmips.practice.decisions import Interoperability
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.standing import Standing, standing
from openmips.practice.supposed import attestation_key, supposed
from openmips.web.doors import actor, members_only
from openmips.web.forms.interoperability import InteroperabilityForm, initial_interoperability
from openmips.web.views.asking import MEANWHILE, WRONG, framed, see_other, seen_version
from openmips.web.views.hub import as_of

SUBMIT, LEAVE_OUT = "submit", "leave_out"
CHOICE = "promotingInteroperability"


@require_GET
@members_only
def interoperability(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """The score without and with the category, what is decided, and what is in the records."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    today = as_of(request)
    held = held_interoperability(year)
    context = framed(request, who, year) | {
        "held": held,
        "any_data": policy_for(performance_year).weights.voiding_submission.value
        is VoidingSubmission.ANY_DATA,
        "chosen": memory.values(year, Topic.CHOICE).get(CHOICE, LEAVE_OUT),
        "decided": CHOICE in memory.values(year, Topic.CHOICE),
        "without": supposed(year, {Topic.ATTESTATION: dict.fromkeys(held)}, today),
        "with_data": standing(year, today) if held else None,
    }
    return render(request, "openmips/interoperability/interoperability.html", context)


@require_POST
@members_only
def interoperability_decide(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """Decide whether data of the category are handed in."""
    who = actor(request)
    access.year(who, practice_id, performance_year)
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
    return see_other("interoperability", practice_id, performance_year)


@require_POST
@members_only
def interoperability_take_back(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """Remove all answers of the category from what would be handed in."""
    take_back_interoperability(actor(request), practice_id, performance_year)
    messages.success(request, "Nothing of promoting interoperability would be handed in now.")
    return see_other("interoperability", practice_id, performance_year)


@require_http_methods(["GET", "POST"])
@members_only
def interoperability_answers(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """The answers of the category, entered by hand."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    certificate = str(memory.values(year, Topic.CHOICE).get(CERTIFICATE, ""))
    held = held_interoperability(year)
    status = 200
    if request.method == "POST":
        form = InteroperabilityForm(performance_year, request.POST)
        if form.is_valid():
            _try(form, year, as_of(request))
        status = WRONG
        if form.is_valid():
            try:
                attest_interoperability(
                    who,
                    practice_id,
                    performance_year,
                    form.said(),
                    form.cleaned_data["certificate"],
                    expected_version=seen_version(request),
                )
            except ChangedMeanwhile as error:
                form.add_error(None, str(error))
                status, year = MEANWHILE, access.year(who, practice_id, performance_year)
            else:
                messages.success(request, "The answers are kept. The score on top follows.")
                return see_other("interoperability", practice_id, performance_year)
    else:
        own = {key: one for key, one in held.items() if key.startswith("group/")}
        form = InteroperabilityForm(
            performance_year, initial=initial_interoperability(own, certificate)
        )
    context = framed(request, who, year) | {"form": form}
    return render(request, "openmips/interoperability/answers.html", context, status=status)


def _try(form: InteroperabilityForm, year: PracticeYear, today: date) -> None:
    """Put what the answers would make wrong with the year into the form."""
    said: dict[str, Any] = dict.fromkeys(held_interoperability(year))
    said |= {attestation_key("pi", name): one for name, one in form.said().items()}
    choice = {CERTIFICATE: form.cleaned_data["certificate"] or None}
    tried = supposed(year, {Topic.ATTESTATION: said, Topic.CHOICE: choice}, today)
    before = _messages(standing(year, today))
    for message in _messages(tried):
        if message not in before:
            form.add_error(None, message)


def _messages(now: Standing) -> list[str]:
    return [f"{one.message} {one.remedy}" for one in now.problems]
