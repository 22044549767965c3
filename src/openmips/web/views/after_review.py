"""The targeted review: days left, hours and dollars, grounds, the draft, and what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from openmips.answers.feedback_words import figure_name
from openmips.feedback.request import Event, Request, State
from openmips.policy.load import policy_for
from openmips.practice import access
from openmips.practice.access import Actor
from openmips.practice.actions.after import note_review_step, take_back_review_step
from openmips.practice.after import Told, weighed
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.models import PracticeYear
from openmips.practice.reviews import request_of
from openmips.practice.tasks import DATES
from openmips.problems import ProblemsFound
from openmips.web.doors import actor, members_only, says
from openmips.web.forms.after import EVENTS, ReviewStepForm
from openmips.web.reporters import Reporter
from openmips.web.views.asking import (
    MEANWHILE,
    WRONG,
    framed,
    may_edit,
    reporter_of,
    see_other,
    seen_version,
)
from openmips.web.views.hub import as_of

WINDOWS = {
    "unknown": "Nobody has said yet when a review can be asked for.",
    "not_open": "A review cannot be asked for yet.",
    "open": "A review can be asked for now.",
    "closed": "A review can no longer be asked for.",
}
STATES = {
    State.DRAFT: "Nothing was sent yet.",
    State.SENT: "The request is with CMS.",
    State.DOCUMENTS_ASKED: "CMS waits for your documents.",
    State.WITHDRAWN: "You withdrew the request.",
    State.CLOSED: "CMS closed the request, because no documents came in time.",
    State.APPROVED: "CMS agreed. The decision is final.",
    State.DENIED: "CMS refused. The decision is final.",
}
_CLOSES = "targeted_review_closes"


@require_http_methods(["GET", "POST"])
@members_only
def review(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Whether a review is worth asking for, the draft, and a form for what happened to it."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    reporter, today = reporter_of(request, year), as_of(request)
    told = weighed(year, today, reporter.entity)
    asked = request_of(year, reporter.entity)
    if request.method == "GET":
        form = ReviewStepForm(asked.may_follow, today)
        return _page(request, who, year, reporter, told, form)
    form = ReviewStepForm(asked.may_follow, today, request.POST)
    status = WRONG
    if form.is_valid():
        found = [] if told.answer is None else told.answer["grounds"]
        try:
            note_review_step(
                who,
                practice_id,
                performance_year,
                Event(form.cleaned_data["event"]),
                form.cleaned_data["on"],
                grounds=[one["ground"] for one in found],
                whose=reporter.entity,
                expected_version=seen_version(request),
            )
        except ChangedMeanwhile as error:
            form.add_error(None, str(error))
            status, year = MEANWHILE, access.year(who, practice_id, performance_year)
        except ProblemsFound as error:
            form.add_error(None, says(error))
        else:
            messages.success(request, "What happened is noted.")
            return see_other("review", practice_id, performance_year, query=reporter.query)
    return _page(request, who, year, reporter, told, form, status)


@require_POST
@members_only
def review_take_back(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """Take back what was noted last."""
    who = actor(request)
    reporter = reporter_of(request, access.year(who, practice_id, performance_year))
    version = seen_version(request)
    place = (practice_id, performance_year)
    take_back_review_step(who, *place, whose=reporter.entity, expected_version=version)
    messages.success(request, "The last step is taken back.")
    return see_other("review", *place, query=reporter.query)


def _page(
    request: HttpRequest,
    who: Actor,
    year: PracticeYear,
    reporter: Reporter,
    told: Told,
    form: ReviewStepForm,
    status: int = 200,
) -> HttpResponse:
    today = as_of(request)
    asked = request_of(year, reporter.entity)
    context = framed(request, who, year, reporter) | {
        "told": told,
        "form": form,
        "asked": _shown(asked, year),
        "may_say": may_edit(who, year.practice_id),
    }
    if told.answer is not None:
        dates = DATES(year, today, True)["deadlines"]
        context |= {
            "window": WINDOWS[told.answer["window"]["state"]],
            "closes": next(one["when"] for one in dates if one["id"] == _CLOSES),
            "grounds": [
                {**one, "figures": [figure_name(line) for line in one["lines"]]}
                for one in told.answer["grounds"]
            ],
        }
    return render(request, "openmips/after/review.html", context, status=status)


def _shown(asked: Request, year: PracticeYear) -> dict[str, Any]:
    """What became of a request, in words."""
    return {
        "says": STATES[asked.state],
        "steps": [(one.on, EVENTS[one.event]) for one in asked.steps],
        "due": asked.documents_due(policy_for(year.performance_year)),
        "ended": asked.state.ended,
    }
