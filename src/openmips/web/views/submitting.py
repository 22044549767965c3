"""The last step: what is ready, what is missing, and the file to send with its receipt."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openmips.answers.submission_builder import READY
from openmips.formats.exact_json import json_text
from openmips.practice import access, memory
from openmips.practice.access import Actor
from openmips.practice.actions.decisions import decide
from openmips.practice.actions.submissions import (
    Blocked,
    drafts,
    latest_files,
    make_submission,
    make_submissions,
)
from openmips.practice.documents import documents
from openmips.practice.models import PracticeYear, Role, Topic
from openmips.practice.sayings import CERTIFICATE, Certificate
from openmips.practice.standing import standing
from openmips.problems import ProblemsFound
from openmips.web.doors import actor, members_only
from openmips.web.forms.submitting import CertificateForm
from openmips.web.reporters import asked_reporter, reporters_of
from openmips.web.views.asking import WRONG, framed, see_other, seen_version
from openmips.web.views.hub import as_of

EVERYBODY = "everybody"


@require_http_methods(["GET", "POST"])
@members_only
def submit(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The checklist of each file; making one keeps it with its receipt."""
    who = actor(request)
    if request.method == "POST":
        access.practice(who, practice_id, Role.EDITOR)
        entity, place = request.POST.get("entity", ""), (practice_id, performance_year)
        try:
            if entity == EVERYBODY:
                made = len(make_submissions(who, *place, as_of(request)))
            else:
                make_submission(who, *place, entity, as_of(request))
                made = 1
        except Blocked:
            return _page(request, who, access.year(who, *place), status=WRONG)
        told = "The file is made" if made == 1 else f"{made} files are made"
        messages.success(request, f"{told}. Download below, and keep the receipts.")
        return see_other("submit", *place)
    return _page(request, who, access.year(who, practice_id, performance_year))


@require_POST
@members_only
def certificate(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Keep the certificate of the EHR."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year, Role.EDITOR)
    form = CertificateForm(request.POST)
    if form.is_valid():
        said, seen = Certificate(form.cleaned_data["certificate"]), seen_version(request)
        try:
            decide(who, practice_id, performance_year, [said], expected_version=seen)
        except ProblemsFound as error:
            for one in error.problems:
                form.add_error("certificate", f"{one.message} {one.remedy}")
        else:
            messages.success(request, "The certificate is kept.")
            return see_other("submit", practice_id, performance_year)
    return _page(request, who, year, form, WRONG)


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
    return _download(kept.document, f"mips-{performance_year}-{digest[:8]}.json")


@require_GET
@members_only
def submission_files(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """The latest file of everybody who reports, as a ZIP file."""
    year = access.year(actor(request), practice_id, performance_year)
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for kept in latest_files(year):
            archive.writestr(f"mips-{performance_year}-{kept.digest[:8]}.json", kept.document)
    name = f"mips-{performance_year}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(found.getvalue(), content_type="application/zip", headers=headers)


@require_GET
@members_only
def profile_file(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The facts that go with a file, as `openmips score --profile` reads them."""
    year = access.year(actor(request), practice_id, performance_year)
    reporter = asked_reporter(request, year, standing(year, as_of(request)))
    made = documents(year, whose=None if reporter is None else reporter.entity)
    return _download(json_text(made.profile), f"profile-{performance_year}.json")


def _download(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


def _page(
    request: HttpRequest,
    who: Actor,
    year: PracticeYear,
    form: CertificateForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = as_of(request)
    now = standing(year, today)
    several = {one.entity: one for one in reporters_of(year, now)}
    made = drafts(year, today)
    found: list[dict[str, Any]] = [
        {
            "entity": entity,
            "reporter": several.get(entity),
            "ready": one["outcome"] == READY,
            "answer": one,
        }
        for entity, one in made.items()
    ]
    held = memory.values(year, Topic.CHOICE).get(CERTIFICATE, "")
    context = framed(request, who, year) | {
        "drafts": found,
        "several_ready": sum(one["ready"] for one in found) > 1,
        "missing": [one for entity, one in several.items() if entity not in made],
        "left_out": now.documents.left_out,
        "form": form or CertificateForm(initial={"certificate": held}),
        "kept": year.submissions.select_related("made_by"),
    }
    return render(request, "openmips/submit/submit.html", context, status=status)
