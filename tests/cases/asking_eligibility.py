"""What OpenMIPS answers to cases of eligibility, choices, special statuses and exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from openmips.amounts import amount, fixed, plain
from openmips.answers.eligibility import eligibility
from openmips.answers.eligibility_cms import eligibility_from_cms
from openmips.catalog.load import catalog_for
from openmips.participation import subgroups, virtual_groups
from openmips.participation.choices import ElectionRefused, elect, elect_as_partial_qp
from openmips.participation.exceptions import (
    automatic_applies,
    automatic_outcome,
    exception_application,
    hardship_application,
    indication,
)
from openmips.participation.facts import ClinicianFacts, QpStatus, Totals
from openmips.participation.forecast import Expected, forecast
from openmips.participation.results import NO_MARGINS, Result, Status
from openmips.participation.settings import paid_by
from openmips.participation.special_statuses import Held, effects, group_statuses
from openmips.people import Election, EntityType, SpecialStatus
from openmips.performance import Category
from openmips.policy import load
from openmips.why import Why

AS_OF = date(2026, 11, 21)
ENOUGH = ["95000", 210, 300]
PLENTY = ["400000", 900, 2000]
BASE: Mapping[str, Any] = {
    "tin": "000000001",
    "clinician_type": "physician",
    "medicare_enrolled": "2010-05-01",
    "first_billed_under_tin": "2015-01-01",
    "qp_status": "none",
    "mips_apm": False,
    "opted_in": "none",
    "individual": [ENOUGH, ENOUGH],
    "group": [PLENTY, PLENTY],
}
NAMES = ("charges", "patients", "services")


def npi(number: int) -> str:
    """An invented NPI with its check digit."""
    nine = f"{100000000 + number}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    total = 24 + sum(value // 10 + value % 10 for value in doubled)
    return f"{nine}{-total % 10}"


def row(number: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a roster: what the case gives, over an ordinary physician's."""
    cells = {"npi": npi(number), **BASE, **given}
    for level in ("individual", "group"):
        for segment, totals in enumerate(cells.pop(level), 1):
            for name, value in zip(NAMES, totals or (None,) * len(NAMES), strict=True):
                cells[f"{level}_{name}_{segment}"] = value
    return {name: value for name, value in cells.items() if value is not None}


def _eligibility(year: int, given: Mapping[str, Any]) -> Any:
    people = given.get("clinicians") or [given]
    rows = [row(number, {**given.get("all", {}), **each}) for number, each in enumerate(people, 1)]
    rows = [{k: v for k, v in each.items() if k not in {"through", "times"}} for each in rows]
    through = given.get("through")
    found = eligibility(
        rows, year, as_of=AS_OF, through=date.fromisoformat(through) if through else None
    )
    codes = [each["code"] for each in found["warnings"]]
    first: dict[str, Any] = {**found["clinicians"][0]}
    choices = {each["action"]: each["adjusted"] for each in first["individual"]["choices"]}
    return {**first, **found, "codes": codes, "choices": choices}


def _cms(year: int, given: Mapping[str, Any]) -> Any:
    """CMS's answer: `individual` and `group` are its scenarios, the rest stands in data."""
    organization = {
        "individualScenario": given.get("individual"),
        "groupScenario": given.get("group"),
        "apms": given.get("apms"),
        "virtualGroups": given.get("virtualGroups"),
    }
    data = {"npi": npi(1), "organizations": [organization], **given.get("data", {})}
    day = date.fromisoformat(given.get("as_of", AS_OF.isoformat()))
    found = eligibility_from_cms({"data": data}, performance_year=year, as_of=day)
    return {**found["clinicians"][0], "codes": [each["code"] for each in found["warnings"]]}


def _result(status: str) -> Result:
    return Result(Status(status), (), False, NO_MARGINS, Why("Given."))


def _elect(year: int, given: Mapping[str, Any]) -> Any:
    made: tuple[Any, ...] = ()
    try:
        for each in given["elections"]:
            at = datetime.fromisoformat(each["at"])
            choice = Election(each["choice"])
            made = elect(made, choice, at, _result(given["status"]), load.policy_for(year))
    except ElectionRefused as refused:
        return {"made": [each.choice.value for each in made], "refused": refused.refusal.value}
    return {"made": [each.choice.value for each in made], "refused": None}


def _elect_as_partial(year: int, given: Mapping[str, Any]) -> Any:
    at = datetime.fromisoformat(given["at"])
    try:
        status = elect_as_partial_qp(QpStatus(given["status"]), at, load.policy_for(year))
    except ElectionRefused as refused:
        return {"refused": refused.refusal.value}
    return {"status": status.value, "refused": None}


def _automatic(year: int, given: Mapping[str, Any]) -> Any:
    policy = load.policy_for(year)
    submitted = {Category(name): value for name, value in (given.get("submitted") or {}).items()}
    found = automatic_outcome(
        submitted, given["small"], policy, claims_only=given.get("claims_only", False)
    )
    levels = [level.value for level in EntityType if automatic_applies(level, policy)[0]]
    weights = "/".join(
        plain(found.weights[Category(name)]) for name in ("quality", "pi", "ia", "cost")
    )
    return {"weights": weights, "payment": found.payment.value, "levels": levels}


def _disaster(year: int, given: Mapping[str, Any]) -> Any:
    areas = catalog_for(year).disasters
    found = indication(areas, given.get("zip"), given.get("state"), given.get("county"))
    return {"counties": [f"{area.county}, {area.state}" for area in found.areas]}


def _exception(year: int, given: Mapping[str, Any]) -> Any:
    found = exception_application(
        EntityType(given.get("level", "individual")),
        frozenset(Category(name) for name in given.get("categories", ["quality"])),
        datetime.fromisoformat(given["at"]),
        load.policy_for(year),
        shortage=given.get("shortage", False),
    )
    return {"open": found.open}


def _hardship(year: int, given: Mapping[str, Any]) -> Any:
    found = hardship_application(
        EntityType(given.get("level", "individual")),
        given.get("reason", "insufficient_internet"),
        given.get("small", False),
        datetime.fromisoformat(given["at"]),
        load.policy_for(year),
    )
    parts = " ".join(part.says for part in found.why.parts)
    return {"open": found.open, "needed": "need not apply" not in parts}


def _virtual_group(year: int, given: Mapping[str, Any]) -> Any:
    policy = load.policy_for(year)
    found = {}
    if "practices" in given:
        members = [
            virtual_groups.VirtualGroupMember(
                f"{number:09}",
                each.get("clinicians", 1),
                _result(each.get("status", "may_report")),
                tuple(each.get("groups", ["VG1"])),
            )
            for number, each in enumerate(given["practices"], 1)
        ]
        found["obstacles"] = len(virtual_groups.obstacles(members, policy))
    if "at" in given:
        at = datetime.fromisoformat(given["at"])
        found["open"] = virtual_groups.election_open(at, policy)[0]
    return found


def _subgroup(year: int, given: Mapping[str, Any]) -> Any:
    members = [
        (
            ClinicianFacts(
                npi(number),
                each.get("tin", "000000001"),
                election=Election(each["opted_in"]) if "opted_in" in each else None,
                group_election=Election(each["group"]) if "group" in each else None,
                subgroups=tuple(each.get("subgroups", ["SG1"])),
            ),
            _result(each.get("status", "required")),
        )
        for number, each in enumerate(given["clinicians"], 1)
    ]
    return {"obstacles": len(subgroups.obstacles(members, load.policy_for(year)))}


def _statuses(year: int, given: Mapping[str, Any]) -> Any:
    """Whether a group of `total` clinicians, `holding` of whom have a status, has it."""
    status = SpecialStatus(given["status"])
    answers = [True] * given["holding"] + [False] * (given["total"] - given["holding"])
    answers[len(answers) :] = [None] * given.get("unknown", 0)
    members = [{each: Held(holds, Why("Given.")) for each in SpecialStatus} for holds in answers]
    found = group_statuses(members, len(answers), load.policy_for(year))
    return {"holds": found[status].holds}


def _effects(year: int, given: Mapping[str, Any]) -> Any:
    found = effects(SpecialStatus(given["status"]), load.policy_for(year))
    return {"effects": [f"{each.category.value}: {each.why.says}" for each in found]}


def _forecast(year: int, given: Mapping[str, Any]) -> Any:
    charges, patients, services = given["totals"]

    totals = Totals(
        None if charges is None else amount(charges),
        patients,
        services,
        date.fromisoformat(given["through"]),
    )
    found = forecast(totals, given.get("segment", 2), load.policy_for(year))

    def shown(expected: Expected | None) -> Any:
        if expected is None:
            return None
        ends = [fixed(each, 0) for each in (expected.low, expected.expected, expected.high)]
        return {"range": " ".join(ends), "chance": plain(expected.chance)}

    return {
        "charges": shown(found.charges),
        "patients": shown(found.patients),
        "services": shown(found.services),
        "all_low": None if found.all_low is None else plain(found.all_low),
        "all_high": None if found.all_high is None else plain(found.all_high),
    }


def _paid(year: int, given: Mapping[str, Any]) -> Any:
    return {"adjusted": paid_by(given["method"], load.policy_for(year)).adjusted.value}


ASKS = {
    "eligibility": _eligibility,
    "eligibility_cms": _cms,
    "elect": _elect,
    "elect_as_partial_qp": _elect_as_partial,
    "automatic_exception": _automatic,
    "disaster": _disaster,
    "exception_application": _exception,
    "hardship_application": _hardship,
    "virtual_group": _virtual_group,
    "subgroup": _subgroup,
    "group_status": _statuses,
    "status_effects": _effects,
    "volume_forecast": _forecast,
    "adjusted_payment": _paid,
}
