"""Help: the glossary and the questions, and what this installation stands on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from openmips import __version__
from openmips.catalog import YEARS as CATALOG_YEARS
from openmips.catalog import catalog_for
from openmips.content.search import PAGE, QUESTION, TERM, TOPIC, entries
from openmips.policy.load import YEARS, policy_for
from openmips.policy.walk import provisions_of
from openmips.why import Attestation

GROUPS = {QUESTION: "Questions", TOPIC: "Topics", TERM: "Words", PAGE: "Official pages"}


@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """Every question, topic, word and official page; with `q`, those that hold it."""
    wanted = request.GET.get("q", "").strip()
    folded = wanted.casefold()
    found = [
        one
        for one in entries()
        if folded in one.title.casefold() or any(folded in said.casefold() for said in one.says)
    ]
    groups = [(title, [one for one in found if one.kind == kind]) for kind, title in GROUPS.items()]
    context = {"groups": [group for group in groups if group[1]], "wanted": wanted}
    return render(request, "openmips/help/words.html", context)


@require_GET
def trust(request: HttpRequest) -> HttpResponse:
    """Versions, digests, how well each year's rules are attested, limits and privacy."""
    years = []
    for year in YEARS:
        policy = policy_for(year)
        known = list(provisions_of(policy))
        weak = [one for one in known if one.attestation is Attestation.RECALLED]
        years.append(
            {
                "year": year,
                "policy": policy.digest,
                "catalog": catalog_for(year).digest if year in CATALOG_YEARS else None,
                "provisions": len(known),
                "recalled": len(weak),
            }
        )
    context = {"version": __version__, "years": years}
    return render(request, "openmips/help/trust.html", context)
