"""CMS's own status answers: pasted, set beside ours, and looked up again in December."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from openmips import eligibility_from_cms
from openmips.formats.eligibility_api import read_status_answer
from openmips.formats.strict_json import read_json
from openmips.practice import access, memory
from openmips.practice.access import Actor
from openmips.practice.actions.decisions import decide
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.documents import FROM_CMS
from openmips.practice.models import Clinician, PracticeYear, Statement, Topic
from openmips.practice.sayings import FINAL_ELIGIBILITY, CmsAnswer, FinalAnswerSeen
from openmips.problems import ProblemsFound, document_kinds
from openmips.problems.finding import Findings
from openmips.web.doors import actor, members_only
from openmips.web.forms.people import StatusForm, blame
from openmips.web.views.asking import MEANWHILE, WRONG, framed, see_other, seen_version
from openmips.web.views.hub import as_of
from openmips.web.words import LEVELS, STATUSES

SOURCE = "CMS's status answer, pasted"


@require_http_methods(["GET", "POST"])
@members_only
def status_answer(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """Paste what CMS's status tool answers for one clinician."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    if request.method == "GET":
        return _paste_page(request, who, year, StatusForm())
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _paste_page(request, who, year, form, WRONG)
    content = form.cleaned_data["answer"].encode()
    try:
        npi = read_status_answer(content).value.npi
        document = read_json(content, Findings(None, document_kinds.TOO_MANY_PROBLEMS))
    except ProblemsFound as error:
        blame(form, error.problems)
        return _paste_page(request, who, year, form, WRONG)
    if not year.practice.clinicians.filter(npi=npi).exists():
        form.add_error(
            "answer", "The roster does not list this clinician. List the clinician first."
        )
        return _paste_page(request, who, year, form, WRONG)
    said, seen = CmsAnswer(npi, document), seen_version(request)
    before = memory.values(year, Topic.CLINICIAN)
    try:
        place = (practice_id, performance_year)
        decide(who, *place, [said], source=SOURCE, expected_version=seen)
    except ChangedMeanwhile as error:
        form.add_error(None, str(error))
        year = access.year(who, practice_id, performance_year)
        return _paste_page(request, who, year, form, MEANWHILE)
    same = before.get(f"{npi}{FROM_CMS}") == document
    messages.success(request, "CMS says the same as before." if same else "Kept.")
    return see_other("eligibility", practice_id, performance_year)


def _paste_page(
    request: HttpRequest, who: Actor, year: PracticeYear, form: StatusForm, status: int = 200
) -> HttpResponse:
    context = framed(request, who, year) | {"form": form}
    return render(request, "openmips/people/status.html", context, status=status)


@require_http_methods(["GET", "POST"])
@members_only
def verify(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The check in December: the earlier answer beside the latest, what changed, and done."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    today = as_of(request)
    if request.method == "POST":
        seen = seen_version(request)
        decide(who, practice_id, performance_year, [FinalAnswerSeen(today)], expected_version=seen)
        messages.success(request, "Noted: CMS's final answer was looked up.")
        return see_other("year", practice_id, performance_year)
    rows = [_compared(year, one) for one in year.practice.clinicians.all()]
    context = framed(request, who, year) | {
        "rows": rows,
        "missing": sum(not row["answers"] for row in rows),
        "changed": sum(bool(row["changes"]) for row in rows),
        "done": memory.current(year, Topic.CHOICE).get(FINAL_ELIGIBILITY),
    }
    return render(request, "openmips/people/verify.html", context)


def _compared(year: PracticeYear, clinician: Clinician) -> dict[str, Any]:
    """The latest answer about a clinician, the one before, and what differs between them."""
    kept = memory.history(year, Topic.CLINICIAN, f"{clinician.npi}{FROM_CMS}")
    answers = [_levels(year, one) for one in kept if one.value is not None][:2]
    changes = []
    if len(answers) > 1:
        latest, earlier = answers
        changes = [
            f"{title}: {was} before, {latest['levels'][title]} now"
            for title, was in earlier["levels"].items()
            if latest["levels"].get(title) != was
        ]
    return {"clinician": clinician, "answers": answers, "changes": changes}


def _levels(year: PracticeYear, said: Statement) -> dict[str, Any]:
    """What an answer of CMS came to on the day it was kept, at both levels of each practice."""
    day: date = timezone.localtime(said.said_at).date()
    kept: Any = said.value
    found = eligibility_from_cms(kept, performance_year=year.performance_year, as_of=day)
    several = len(found["clinicians"]) > 1
    levels = {}
    for number, one in enumerate(found["clinicians"], 1):
        where = f", practice {number}" if several else ""
        for name, result in (("individual", one["individual"]), ("group", one["group"])):
            levels[f"{LEVELS[name]}{where}"] = STATUSES[result["status"]]
    return {"said": said, "levels": levels}
