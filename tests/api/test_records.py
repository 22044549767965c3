"""A practice's year over the API: what is said is kept, and what follows is what pages show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from api.conftest import Program
from django.utils import timezone

from openmips.practice.access import Actor
from openmips.practice.actions.scores import keep_score
from openmips.practice.models import AuditEntry, PracticeYear
from openmips.practice.standing import plans, standing
from openmips.site.own_machine import owner

DAY = date(2025, 2, 1)
AS_OF = f"?asOf={DAY}"


def sent(program: Program, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    """What is answered to a request that must end so."""
    answer = program.ask(method, path, body)
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def deeds() -> list[str]:
    """What was done since the sample was made, the first deed first."""
    found = list(AuditEntry.objects.order_by("id").values_list("deed", flat=True))
    return found[found.index("token made") + 1 :]


def test_the_score_is_that_of_the_pages(program: Program, year: str, sample: PracticeYear) -> None:
    """With every reason, and the money that it pays."""
    now = standing(sample, DAY).score
    assert now is not None
    assert program.get(f"{year}/score{AS_OF}") == now
    money = program.get(f"{year}/money{AS_OF}")
    assert money["paymentAdjustment"] == now["paymentAdjustment"]
    assert [one["score"] for one in money["curve"]] == ["0", "18.75", "75", "100"]
    assert program.get(f"{year}{AS_OF}")["finalScore"] == now["finalScore"]


def test_the_plan_is_that_of_the_pages(program: Program, year: str, sample: PracticeYear) -> None:
    """Three plans and every lever."""
    day = date(2024, 6, 1)
    assert program.get(f"{year}/plan?asOf={day}") == plans(sample, day).answer


def test_a_practice_is_opened_described_and_listed(program: Program) -> None:
    """Whoever holds the token owns it."""
    opened = sent(
        program, "POST", "/practices", {"name": "Elm Street", "performanceYear": 2024}, 201
    )
    assert opened["role"] == "owner"
    place = f"/practices/{opened['id']}"
    said = sent(program, "PUT", place, {"name": "Elm Street Clinic", "tin": "000456789"})
    assert (said["name"], said["tin"]) == ("Elm Street Clinic", "000456789")
    later = sent(program, "POST", f"{place}/years", {"performanceYear": 2025}, 201)
    assert later["tasks"]
    assert program.get(place)["years"] == [2025, 2024]
    assert said["id"] in {one["id"] for one in program.get("/practices")["practices"]}
    wrong = program.ask("POST", f"{place}/years", {"performanceYear": 2022})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown_value")
    assert deeds() == ["practice opened", "practice described", "year opened"]


def test_facts_are_stated_and_taken_back(program: Program, year: str) -> None:
    """Who said it, when and from where stands beside the value."""
    sent(program, "PATCH", f"{year}/facts", {"facts": {"partBPaid": "500000.00"}})
    held = program.get(f"{year}/facts")["said"]["partBPaid"]
    assert (held["value"], held["saidBy"], held["source"]) == (
        "500000.00",
        "You",
        "API token A program",
    )
    assert program.get(f"{year}/score{AS_OF}")["paymentAdjustment"]["partBPaid"] == "500000.00"
    sent(program, "PATCH", f"{year}/facts", {"facts": {"partBPaid": None}})
    assert "partBPaid" not in program.get(f"{year}/facts")["said"]
    history = program.get(f"{year}/statements?topic=fact&key=partBPaid")["statements"]
    assert [one["value"] for one in history] == ["412000.00", "500000.00", None]
    assert deeds() == ["fact stated", "fact stated"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"partBPayed": "1.00"}, "unknown_key"),
        ({"practice.clinicianCount": "four"}, "bad_count"),
        ({"practice": {"name": "x"}}, "repeated_key"),
        ({"feedback": {}}, "unknown_key"),
        ({"a..b": 1}, "unknown_key"),
        ({"complexPatientBonus": 2.5, "reweighted.cost": ["because"]}, "unknown_value"),
    ],
)
def test_facts_that_no_score_could_read_are_refused(
    program: Program, year: str, facts: dict[str, Any], code: str
) -> None:
    """All or none: nothing of them is kept."""
    before = program.get(f"{year}/facts")
    answer = program.ask("PATCH", f"{year}/facts", {"facts": facts})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert program.get(f"{year}/facts") == before


def test_two_who_save_at_once_notice(program: Program, year: str) -> None:
    """Whoever says which version was seen is told that somebody saved since."""
    tag = program.ask("GET", f"{year}/facts")["ETag"]
    body = {"facts": {"partBPaid": "1.00"}}
    first = program.ask("PATCH", f"{year}/facts", body, HTTP_IF_MATCH=tag)
    second = program.ask("PATCH", f"{year}/facts", body, HTTP_IF_MATCH=tag)
    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (409, "changed_meanwhile")
    third = program.ask("PATCH", f"{year}/facts", body, HTTP_IF_MATCH=first["ETag"])
    assert third.status_code == 200
    for wrong in ('"x"', "W/1", "9" * 30):
        answer = program.ask("PATCH", f"{year}/facts", body, HTTP_IF_MATCH=wrong)
        assert answer.status_code == 409
    assert program.ask("PATCH", f"{year}/facts", body, HTTP_IF_MATCH="*").status_code == 200


def test_decisions_results_and_activities_are_said_and_taken_back(
    program: Program, year: str
) -> None:
    """Each in one deed, and the score follows."""
    sent(
        program,
        "PATCH",
        f"{year}/decisions",
        {"program": "mips", "entityType": "group", "measures": ["claims/039"]},
    )
    chosen = program.get(f"{year}/decisions")["said"]
    assert {key: one["value"] for key, one in chosen.items()} == {
        "reportingOption": "traditional_mips",
        "program": "mips",
        "entityType": "group",
        "measures": ["claims/039"],
    }
    result = f"{year}/results/group/electronicHealthRecord/236"
    before = program.get(f"{year}/results")["said"]["group/electronicHealthRecord/236"]["value"]
    better = {**before, "performanceMet": 467, "performanceNotMet": 0}
    sent(program, "PUT", result, {"value": better})
    rows = program.get(f"{year}/score{AS_OF}")["measures"]
    assert [one["performanceRate"] for one in rows if one["measureId"] == "236"] == ["100"]
    sent(program, "DELETE", result)
    assert sent(program, "DELETE", result, status=404)["code"] == "record_not_there"
    activity = f"{year}/activities/group/IA_AHE_1"
    sent(program, "PUT", activity, {"start": "2024-01-01", "end": "2024-12-31"})
    sent(program, "DELETE", activity)
    assert sent(program, "PATCH", f"{year}/decisions", {}, 422)["code"] == "missing_field"
    wrong = sent(program, "PUT", activity, {"start": "2023-01-01", "end": "2024-12-31"}, 422)
    assert wrong["code"] == "not_in_performance_year"
    assert deeds() == ["decided", "decided", "result stated", "decided", "attestation stated"]


def test_interoperability_is_attested_as_a_whole(program: Program, year: str) -> None:
    """What is no longer named is taken back."""
    days = {"start": "2024-01-01", "end": "2024-12-31"}
    place = f"{year}/interoperability"
    body = {"answers": {"PI_PPHI_1": {"value": True, **days}}, "certificate": "0015CABCDEFGHIJ"}
    sent(program, "PUT", place, body)
    held = program.get(place)
    assert list(held["said"]) == ["group/pi/PI_PPHI_1"]
    assert held["certificate"] == "0015CABCDEFGHIJ"
    wrong = sent(program, "PUT", place, {"answers": {"PI_X": {"value": True, **days}}}, 422)
    assert wrong["code"] == "unknown_measure"
    sent(program, "DELETE", place)
    assert program.get(place)["said"] == {}


def test_the_roster_is_kept(program: Program, year: str) -> None:
    """Clinicians are added, changed, described and taken out."""
    entry = {"npi": "1000000046", "name": "Dr. Elm", "joined": "2024-02-01"}
    assert sent(program, "POST", f"{year}/roster", entry, 201)["clinicianType"] == ""
    assert sent(program, "POST", f"{year}/roster", entry, 422)["code"] == "clinician_there"
    one = f"{year}/roster/1000000046"
    sent(program, "PUT", one, {**entry, "clinicianType": "physician"})
    sent(program, "PUT", f"{one}/facts", {"individual_charges_1": "91000"})
    (found,) = [
        each for each in program.get(f"{year}/roster")["clinicians"] if each["npi"] == entry["npi"]
    ]
    assert found == {
        **entry,
        "clinicianType": "physician",
        "left": None,
        "facts": {"individual_charges_1": "91000"},
    }
    who = {each["npi"] for each in program.get(f"{year}/eligibility{AS_OF}")["clinicians"]}
    assert entry["npi"] in who
    sent(program, "DELETE", f"{one}/facts")
    sent(program, "DELETE", one, status=204)
    assert sent(program, "DELETE", one, status=404)["code"] == "unknown_clinician"


def test_what_if_changes_nothing(program: Program, year: str, sample: PracticeYear) -> None:
    """What is supposed is scored beside what holds, and kept only under a name."""
    supposing: dict[str, Any] = {
        "facts": {"complexPatientBonus": "10"},
        "activities": [{"activityId": "IA_AHE_1", "start": "2024-01-01", "end": "2024-12-31"}],
        "without": ["group/claims/039"],
    }
    before = program.get(f"{year}/score{AS_OF}")
    after = sent(program, "POST", f"{year}/what-if{AS_OF}", supposing)
    assert after["complexPatientBonus"] == "10"
    assert "IA_AHE_1" in {one["measureId"] for one in after["measures"]}
    assert program.get(f"{year}/score{AS_OF}") == before
    assert deeds() == []
    named = {**supposing, "name": "One more activity"}
    kept = sent(program, "POST", f"{year}/scenarios{AS_OF}", named, 201)
    assert kept["finalScore"] == after["finalScore"]
    (listed,) = program.get(f"{year}/scenarios")["scores"]
    assert listed == kept
    again = program.get(f"{year}/scores/{kept['id']}")
    assert (again["same"], again["changed"], again["answer"]) == (True, [], after)
    sent(program, "DELETE", f"{year}/scenarios/One%20more%20activity", status=204)
    assert program.get(f"{year}/scenarios")["scores"] == []
    unknown = sent(program, "POST", f"{year}/what-if", {"without": ["group/claims/1"]}, 404)
    assert unknown["code"] == "record_not_there"


def test_a_kept_score_is_made_again(program: Program, year: str, sample: PracticeYear) -> None:
    """Also one that a page kept."""
    keep_score(Actor(owner(), timezone.now()), sample.practice_id, 2024, DAY)
    made = sent(program, "POST", f"{year}/scores{AS_OF}", status=201)
    listed = program.get(f"{year}/scores")["scores"]
    assert [one["finalScore"] for one in listed] == [made["finalScore"]] * 2
    assert sent(program, "GET", f"{year}/scores/0", status=404)["code"] == "record_not_there"


def test_measures_options_and_dates_are_those_of_the_practice(program: Program, year: str) -> None:
    """As the commands answer for the year's own profile."""
    measures = program.get(f"{year}/measures?collection=claims&collection=registry")["measures"]
    assert {one["collectionType"] for one in measures} == {"claims", "registry"}
    assert program.get(f"{year}/mvps{AS_OF}")["mvps"]
    assert program.get(f"{year}/activities{AS_OF}")["activities"]
    levels = {one["level"] for one in program.get(f"{year}/options{AS_OF}")["ways"]}
    assert {"group", "individual"} <= levels
    some = program.get(f"{year}/deadlines{AS_OF}")["deadlines"]
    assert len(program.get(f"{year}/deadlines{AS_OF}&all=true")["deadlines"]) > len(some)


def test_a_year_is_sealed_only_after_a_file_was_made(program: Program, year: str) -> None:
    """The file is kept as it was made, checked, and downloaded to the last byte."""
    assert sent(program, "PUT", f"{year}/seal", status=422)["code"] == "submission_blocked"
    assert set(program.get(f"{year}/submission{AS_OF}")["drafts"]) == {"group"}
    blocked = sent(program, "POST", f"{year}/submissions?asOf=2026-11-21", {}, 422)
    assert blocked["code"] == "window_closed"
    made = sent(program, "POST", f"{year}/submissions{AS_OF}", {"entity": "group"}, 201)
    (listed,) = program.get(f"{year}/submissions")["submissions"]
    assert listed == made
    place = f"{year}/submissions/{made['digest']}"
    assert program.get(place)["performanceYear"] == 2024
    assert program.get(f"{place}/validation")["accepted"] == 1
    assert program.ask("GET", f"{year}/submissions/0").status_code == 404
    assert sent(program, "PUT", f"{year}/seal")["sealedAt"] is not None
    refused = program.ask("PATCH", f"{year}/facts", {"facts": {"partBPaid": "1.00"}})
    assert (refused.status_code, refused.json()["code"]) == (409, "year_sealed")
    assert sent(program, "DELETE", f"{year}/seal")["sealedAt"] is None


def test_nobody_on_the_roster_is_said_plainly(program: Program) -> None:
    """An empty practice has nothing to judge, score or plan from but says so with a code."""
    opened = sent(program, "POST", "/practices", {"name": "Elm", "performanceYear": 2024}, 201)
    place = f"/practices/{opened['id']}/years/2024"
    found = {
        what: (answer.status_code, answer.json().get("code"))
        for what in ("eligibility", "claims", "gaps", "score", "submission")
        for answer in [program.ask("GET", f"{place}/{what}")]
    }
    assert found == {
        "eligibility": (404, "unknown_clinician"),
        "claims": (404, "record_not_there"),
        "gaps": (404, "record_not_there"),
        "score": (200, None),
        "submission": (200, None),
    }


def test_each_who_reports_alone_has_a_score(program: Program, year: str) -> None:
    """Where several do, one must be named; nobody else has a score or a plan."""
    sent(program, "PATCH", f"{year}/decisions", {"entityType": "individual"})
    for what in ("score", "money", "plan"):
        unnamed = sent(program, "GET", f"{year}/{what}{AS_OF}", status=422)
        assert (unnamed["code"], unnamed["location"]) == ("missing_field", "query.entity")
    alone = program.get(f"{year}/score{AS_OF}&entity=individual:1000000004")
    assert alone["entityType"] == "individual"
    other = f"{year}/score{AS_OF}&entity=individual:1000000046"
    assert sent(program, "GET", other, status=404)["code"] == "record_not_there"
