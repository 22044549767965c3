"""Whose records a page is about: the group's, or those of one clinician who reports alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpRequest

from openmips.practice.access import NotThere
from openmips.practice.documents import entity_of
from openmips.practice.models import PracticeYear
from openmips.practice.standing import Standing

ASKED = "clinician"
"""The parameter of an address that names a clinician by NPI."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """One who hands in. `entity` is the key of the records, `query` what addresses add."""

    entity: str
    title: str
    query: str = ""

    @property
    def npi(self) -> str:
        """The clinician's NPI; empty of the group."""
        return entity_of(self.entity)[1]


def reporters_of(year: PracticeYear, now: Standing) -> tuple[Reporter, ...]:
    """Everybody who hands in by the level chosen."""
    names = {one.npi: str(one) for one in year.practice.clinicians.all()} if now.each else {}
    found = []
    for entity in now.by_entity:
        _, npi = entity_of(entity)
        title = names.get(npi) or (f"NPI ending in {npi[-4:]}" if npi else "The group")
        query = "?" + urlencode({ASKED: npi}) if now.each else ""
        found.append(Reporter(entity, title, query))
    return tuple(found)


def asked_reporter(request: HttpRequest, year: PracticeYear, now: Standing) -> Reporter | None:
    """The one whom the address names, or the only one; None where it names nobody of several.

    Raises NotThere for somebody who does not report.
    """
    several = reporters_of(year, now)
    npi = request.GET.get(ASKED) or request.POST.get(ASKED)
    if not npi:
        return several[0] if len(several) == 1 else None
    for one in several:
        if one.entity.endswith(f":{npi}"):
            return one
    if not now.each:
        return several[0]
    raise NotThere("Nobody of that NPI reports.")


def one_reporter(request: HttpRequest, year: PracticeYear, now: Standing) -> Reporter:
    """The one whom the address names, or the first. Raises NotThere."""
    return asked_reporter(request, year, now) or reporters_of(year, now)[0]


@dataclass(frozen=True, slots=True)
class Together:
    """The scores of all who report, from the lowest to the highest, and their dollars added."""

    count: int
    low: Decimal
    high: Decimal
    dollars_low: Decimal | None
    dollars_high: Decimal | None


def together(now: Standing) -> Together | None:
    """What everybody's scores come to; None where no score is known."""
    scores = [one.score for one in now.each.values() if one.score is not None]
    if not scores:
        return None
    finals = [one["finalScore"] for one in scores]
    pays = [one["paymentAdjustment"] for one in scores]
    known = all(one["dollarsLow"] and one["dollarsHigh"] for one in pays)
    known = known and len(scores) == len(now.each)
    return Together(
        len(scores),
        min(Decimal(one["low"]) for one in finals),
        max(Decimal(one["high"]) for one in finals),
        sum((Decimal(one["dollarsLow"]) for one in pays), Decimal(0)) if known else None,
        sum((Decimal(one["dollarsHigh"]) for one in pays), Decimal(0)) if known else None,
    )
