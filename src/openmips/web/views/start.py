"""The first page: do we have to report? Three plain facts, no account, no upload."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openmips import adjust, eligibility
from openmips.catalog import YEARS
from openmips.web.example import EXAMPLE_NPI, EXAMPLE_TIN
from openmips.web.forms.plain import PlainForm


class StartForm(PlainForm):
    """What a practice knows by heart; everything may be rough."""

    performance_year = forms.TypedChoiceField(
        label="Performance year",
        choices=[(year, str(year)) for year in reversed(YEARS)],
        coerce=int,
        initial=YEARS[-1],
    )
    charges = forms.DecimalField(
        label="Medicare Part B allowed charges in a year, in dollars",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="For one clinician. A rough amount will do, such as 150000.",
    )
    patients = forms.IntegerField(
        label="Medicare patients seen in a year", min_value=0, max_value=1_000_000
    )
    services = forms.IntegerField(
        label="Services billed to Medicare Part B in a year",
        min_value=0,
        max_value=10_000_000,
        help_text="Each billed line that Medicare covers counts as one.",
    )


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The form, and once it is filled in the answer above it. Nothing is kept."""
    if "charges" not in request.GET:
        return render(request, "openmips/start.html", {"form": StartForm()})
    form = StartForm(request.GET)
    if not form.is_valid():
        return render(request, "openmips/start.html", {"form": form}, status=422)
    return render(request, "openmips/start.html", {"form": form, "found": _answer(form)})


def _answer(form: StartForm) -> dict[str, Any]:
    """What the rules say of a clinician of a listed type who bills this in both segments."""
    told = form.cleaned_data
    year = told["performance_year"]
    clinician: dict[str, object] = {
        "npi": EXAMPLE_NPI,
        "tin": EXAMPLE_TIN,
        "clinician_type": "physician",
        "medicare_enrolled": "2000-01-01",
        "qp_status": "none",
    }
    for segment in (1, 2):
        clinician[f"individual_charges_{segment}"] = str(told["charges"])
        clinician[f"individual_patients_{segment}"] = told["patients"]
        clinician[f"individual_services_{segment}"] = told["services"]
    found = eligibility({"clinicians": [clinician]}, year)["clinicians"][0]
    worst = adjust(year, "0", str(told["charges"]))
    best = adjust(year, "100", str(told["charges"]))
    return {
        "result": found["individual"],
        "next_step": found["nextStep"],
        "payment_year": worst["paymentYear"],
        "worst": worst,
        "best": best,
        "year": year,
        "carried": urlencode(told),
    }
