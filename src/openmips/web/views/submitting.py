"""The last step: what is ready, what is missing, and the file to send with its receipt."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from openmips.answers.submission_builder import READY
from openmips.practice import access
from openmips.practice.actions.submissions import Blocked, drafts, make_submission
from openmips.practice.models import PracticeYear, Role
from openmips.practice.standing import standing
from openmips.web.doors import actor, members_only
from openmips.web.views.hub import as_of, strip


@require_http_methods(["GET", "POST"])
@members_only
def submit(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The checklist of each file; making one keeps it with its receipt."""
    who = actor(request)
    if request.method == "POST":
        access.practice(who, practice_id, Role.EDITOR)
        entity = request.POST.get("entity", "")
        try:
            make_submission(who, practice_id, performance_year, entity, as_of(request))
        except Blocked:
            year = access.year(who, practice_id, performance_year)
            return _page(request, year, status=422)
        messages.success(request, "The file is made. Download it below, and keep its receipt.")
        return redirect("submit", practice_id, performance_year)
    return _page(request, access.year(who, practice_id, performance_year))


@require_GET
@members_only
def submission_file(
    request: HttpRequest, practice_id: UUID, performance_year: int, digest: str
) -> HttpResponse:
    """The file as it was made."""
    year = access.year(actor(request), practice_id, performance_year)
    kept = year.submissions.filter(digest=digest).first()
    if kept is None:
        raise access.NotThere("There is no such file.")
    name = f"mips-{performance_year}-{digest[:8]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(kept.document, content_type="application/json", headers=headers)


def _page(request: HttpRequest, year: PracticeYear, status: int = 200) -> HttpResponse:
    today = as_of(request)
    found = [
        {"entity": entity, "title": _title(entity), "ready": one["outcome"] == READY, "answer": one}
        for entity, one in drafts(year, today).items()
    ]
    context = strip(year, standing(year, today), today) | {
        "drafts": found,
        "kept": year.submissions.select_related("made_by"),
    }
    return render(request, "openmips/submit/submit.html", context, status=status)


def _title(entity: str) -> str:
    kind, _, npi = entity.partition(":")
    return f"Clinician with the NPI ending in {npi[-4:]}" if npi else f"The {kind}"
