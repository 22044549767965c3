"""Reports to print and to download: plan, score, code cards, gap sheets, certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from openmips.answers.deadlines import deadlines
from openmips.catalog.entries import CLAIMS
from openmips.practice import access
from openmips.practice.chosen import slots
from openmips.practice.claims_held import gaps_of, marks_of
from openmips.practice.fitting import attested_in
from openmips.practice.judged import judged
from openmips.practice.models import PracticeYear
from openmips.practice.standing import plans, standing
from openmips.problems.finding import ProblemsFound
from openmips.web.doors import actor, members_only
from openmips.web.reports.certificate import archive, certificate, score_documents
from openmips.web.reports.code_cards import cards_of, code_cards
from openmips.web.reports.gap_sheets import gap_sheets
from openmips.web.reports.paper import pdf_file
from openmips.web.reports.plan_sheet import PlanFacts, plan_sheet
from openmips.web.reports.report import Report
from openmips.web.reports.score_sheet import score_sheet
from openmips.web.views.asking import framed
from openmips.web.views.gap_rows import open_gaps
from openmips.web.views.hub import as_of

FRAME = "openmips/reports/on_screen.html"

LISTED = {
    "plan": (
        "Plan on one page",
        "Must we report, the dates, what to do, codes, money. Hang it up.",
    ),
    "score": ("Score report", "Score, payment, categories, measures, the reasons, what next."),
    "cards": (
        "Code cards",
        "For each measure by claims a sheet: whom it asks about, and the codes.",
    ),
    "gaps": ("Gap sheets", "For each clinician the claims that lack a code. Patients are masked."),
    "certificate": ("Score certificate", "What the score stands on, and how to make it again."),
}
"""The reports by name: what each is called, and what it is for."""


@require_GET
@members_only
def reports(request: HttpRequest, practice_id: UUID, performance_year: int) -> HttpResponse:
    """The reports there are, each as a page and as a PDF."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    place = (practice_id, performance_year)
    listed = [
        {
            "title": title,
            "says": says,
            "page": reverse(f"report_{name}", args=place),
            "file": reverse(f"report_{name}_file", args=place),
        }
        for name, (title, says) in LISTED.items()
    ]
    context = framed(request, who, year) | {
        "listed": listed,
        "documents": reverse("report_documents", args=place),
    }
    return render(request, "openmips/reports/index.html", context)


@require_GET
@members_only
def report(
    request: HttpRequest, practice_id: UUID, performance_year: int, name: str
) -> HttpResponse:
    """A report as a page."""
    who = actor(request)
    year = access.year(who, practice_id, performance_year)
    made = _MAKERS[name](request, year)
    asked = request.GET.urlencode()
    file = reverse(f"report_{name}_file", args=(practice_id, performance_year))
    context = framed(request, who, year) | {
        "report": made,
        "frame": FRAME,
        "pdf": f"{file}?{asked}" if asked else file,
        "beside": list(_beside(year, made)),
    }
    return render(request, made.template, context)


@require_GET
@members_only
def report_file(
    request: HttpRequest, practice_id: UUID, performance_year: int, name: str
) -> HttpResponse:
    """A report as a tagged PDF."""
    year = access.year(actor(request), practice_id, performance_year)
    content = pdf_file(_MAKERS[name](request, year))
    headers = {"Content-Disposition": f'attachment; filename="mips-{performance_year}-{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_GET
@members_only
def report_documents(
    request: HttpRequest, practice_id: UUID, performance_year: int
) -> HttpResponse:
    """The documents that the score is made from, as `openmips score` reads them."""
    year = access.year(actor(request), practice_id, performance_year)
    content = archive(_documents(year, as_of(request)))
    name = f"mips-{performance_year}-documents.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def _plan(request: HttpRequest, year: PracticeYear) -> Report:
    today = as_of(request)
    now = standing(year, today)
    profile = None if now.problems else now.documents.profile
    told = deadlines(year.performance_year, profile=profile, as_of=today)
    facts = PlanFacts(
        told["deadlines"],
        now.score,
        plans(year, today).answer,
        judged(year, today).answer,
        _names(year),
        [one.name for one in slots(year, now)],
        {
            name: (said["start"], said["end"])
            for name, said in attested_in(year).items()
            if said.get("start") and said.get("end")
        },
    )
    return plan_sheet(year.practice.name, year.performance_year, today, facts)


def _score(request: HttpRequest, year: PracticeYear) -> Report:
    today = as_of(request)
    now = standing(year, today)
    return score_sheet(
        year.practice.name,
        year.performance_year,
        today,
        now.score,
        now.problems,
        plans(year, today).answer,
    )


def _cards(request: HttpRequest, year: PracticeYear) -> Report:
    """The cards of the measures by claims that were chosen or have results."""
    today = as_of(request)
    named = slots(year, standing(year, today))
    chosen = [one.measure_id for one in named if one.collection_type == CLAIMS]
    answer = cards_of(chosen, year.performance_year)
    return code_cards(year.practice.name, year.performance_year, today, answer)


def _gaps(request: HttpRequest, year: PracticeYear) -> Report:
    """The sheets of all clinicians, or of the one whom the address names."""
    today = as_of(request)
    wanted = request.GET.get("npi", "")
    told = gaps_of(year, today)
    if told.problems:
        raise ProblemsFound(told.problems)
    found = open_gaps(told.answer, marks_of(year)) if told.answer is not None else None
    kept = found and [one for one in found if wanted in ("", one["npi"])]
    return gap_sheets(year.practice.name, year.performance_year, today, kept, _names(year))


def _certificate(request: HttpRequest, year: PracticeYear) -> Report:
    today = as_of(request)
    now = standing(year, today)
    files = _documents(year, today)
    return certificate(
        year.practice.name, year.performance_year, today, now.score, files, now.problems
    )


def _documents(year: PracticeYear, today: date) -> dict[str, bytes]:
    made = standing(year, today).documents
    return score_documents(made.profile, made.submissions)


def _beside(year: PracticeYear, made: Report) -> Iterator[tuple[str, str]]:
    """Where to go from a report: an address and what is there."""
    place = (year.practice_id, year.performance_year)
    match made.name:
        case "plan":
            yield reverse("plan", args=place), "The plans in full"
        case "score":
            yield reverse("score", args=place), "The score with every reason"
        case "cards":
            yield reverse("measures", args=place), "Choose measures"
        case "certificate":
            yield reverse("report_documents", args=place), "The documents it is made from (ZIP)"
        case "gaps":
            yield reverse("gaps", args=place), "The list to work through"
            yield reverse("gaps_file", args=place), "All as CSV"
            sheets = made.says["sheets"]
            for one in sheets if len(sheets) > 1 else ():
                asked = urlencode({"npi": one["npi"]})
                yield f"{reverse('report_gaps', args=place)}?{asked}", f"Only {one['name']}"


def _names(year: PracticeYear) -> dict[str, str]:
    return {one.npi: str(one) for one in year.practice.clinicians.all()}


_MAKERS: Mapping[str, Callable[[HttpRequest, PracticeYear], Report]] = {
    "plan": _plan,
    "score": _score,
    "cards": _cards,
    "gaps": _gaps,
    "certificate": _certificate,
}
