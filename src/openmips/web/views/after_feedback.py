"""CMS's feedback beside our numbers: typed in, compared, each difference with its reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from openmips.answers.feedback_shapes import FeedbackLine
from openmips.answers.feedback_words import VERDICTS, figure_name, told_causes, unexplained
from openmips.practice import access, memory
from openmips.practice.access import Actor
from openmips.practice.actions.after import say_cms_result
from openmips.practice.after import compared
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.documents import feedback as kept_feedback
from openmips.practice.documents import feedback_place
from openmips.practice.models import PracticeYear
from openmips.problems import ProblemsFound
from openmips.web.doors import actor, members_only, says
from openmips.web.forms.after import FeedbackForm, initial_feedback
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

SIGNS = {"same": "=", "in_range": "≈", "different": "≠", "only_cms": "?", "only_ours": "?"}
"""What stands before each verdict."""

_NOTHING = "Type at least one number of CMS's feedback."


@require_http_methods(["GET", "POST"])
@members_only
def feedback(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Both results beside each other, why they differ, and the form for CMS's numbers."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    reporter = reporter_of(request, year)
    held = kept_feedback(year, reporter.entity)
    if request.method == "GET":
        form = FeedbackForm(initial=initial_feedback(held, performance_year))
        return _page(request, who, year, reporter, form)
    form = FeedbackForm(request.POST)
    status = WRONG
    if form.is_valid():
        document = form.document(held)
        if document is None and held is None:
            form.add_error(None, _NOTHING)
            return _page(request, who, year, reporter, form, status)
        try:
            say_cms_result(
                who,
                practice_id,
                performance_year,
                document,
                whose=reporter.entity,
                expected_version=seen_version(request),
            )
        except ChangedMeanwhile as error:
            form.add_error(None, str(error))
            status, year = MEANWHILE, access.year(who, practice_id, performance_year)
        except ProblemsFound as error:
            form.add_error(None, says(error))
        else:
            kept = "CMS's numbers are kept." if document else "CMS's numbers are taken back."
            messages.success(request, kept)
            place = (practice_id, performance_year)
            return see_other("feedback", *place, query=reporter.query)
    return _page(request, who, year, reporter, form, status)


def _page(
    request: HttpRequest,
    who: Actor,
    year: PracticeYear,
    reporter: Reporter,
    form: FeedbackForm,
    status: int = 200,
) -> HttpResponse:
    told = compared(year, as_of(request), reporter.entity)
    topic, key = feedback_place(reporter.entity)
    context = framed(request, who, year, reporter) | {
        "form": form,
        "told": told,
        "said": memory.current(year, topic).get(key),
        "may_say": may_edit(who, year.practice_id),
    }
    if told.answer is not None:
        lines = told.answer["lines"]
        context |= {
            "rows": [_row(one) for one in lines],
            "causes": told_causes(lines),
            "unexplained": unexplained(lines),
        }
    return render(request, "openmips/after/feedback.html", context, status=status)


def _row(line: FeedbackLine) -> dict[str, Any]:
    """A line of the comparison as the table shows it."""
    return {
        **line,
        "name": figure_name(line),
        "sign": SIGNS[line["verdict"]],
        "verdict": VERDICTS[line["verdict"]],
    }
