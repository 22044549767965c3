"""Measures are found, chosen, understood and counted on pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from openmips import points, select
from openmips.answers.selection import Selecting
from openmips.practice import memory
from openmips.practice.models import Member, PracticeYear, Role, Topic

pytestmark = pytest.mark.django_db

COUNTS = {
    "0-eligiblePopulation": "100",
    "0-performanceMet": "60",
    "0-performanceNotMet": "20",
    "0-eligiblePopulationExclusion": "5",
    "0-eligiblePopulationException": "",
}


def address(year: PracticeYear, name: str, *more: str) -> str:
    """The path of one of the year's pages."""
    return reverse(name, args=(year.practice_id, year.performance_year, *more))


def text_of(client: Client, path: str, **asked: str) -> str:
    """What a page says."""
    return client.get(path, asked).content.decode()


def test_the_chooser_shows_what_the_command_line_selects(
    client: Client, sample: PracticeYear
) -> None:
    """Without a filter the measures of the practice's specialty are shown, best first."""
    text = text_of(client, address(sample, "measures"), all="1")
    found = select(Selecting(specialty="familyMedicine"), year=2024)["measures"]
    assert f"{len(found)} measures shown" in text
    places = [text.index(f">{one['measureId']}<span") for one in found]
    assert len(places) == len(found)
    assert "6 of 6 measures" in text


def test_filters_narrow_the_list(client: Client, sample: PracticeYear) -> None:
    """By claims, 2024 offers family medicine no EHR measure; words and priority narrow further."""
    page = address(sample, "measures")
    claims = text_of(client, page, collection="claims", all="1")
    rows = claims.split("<tbody>")[1]
    assert "<td>Claims</td>" in rows
    assert "<td>EHR</td>" not in rows
    found = select(Selecting(specialty="familyMedicine", collection=["claims"]), year=2024)
    outcomes = [one for one in found["measures"] if "outcome" in one["flags"]]
    assert outcomes
    assert f"{len(outcomes)} measure" in text_of(
        client, page, collection="claims", priority="outcome"
    )
    assert "No measure fits." in text_of(client, page, q="no such words")


def test_flags_are_words(client: Client, sample: PracticeYear) -> None:
    """Measure 226 by claims is capped at 7 points and topped out."""
    page = text_of(
        client, address(sample, "measures"), q="226", collection="claims", specialty="every"
    )
    row = page.split("<tbody>")[1].split("</tr>")[0]
    assert '<td class="om-number">7</td>' in row
    assert '<span class="om-tag">Cap</span> <span class="om-tag">Topped out</span>' in row


def test_a_measure_is_chosen_and_left_again(client: Client, sample: PracticeYear) -> None:
    """The choice is a list of names in the order they were chosen; an empty one is none."""
    path = address(sample, "measure_choose")
    for name in ("claims/236", "claims/047"):
        assert client.post(path, {"measure": name, "what": "add"}).status_code == 303
    client.post(path, {"measure": "claims/236", "what": "add"})
    assert memory.values(sample, Topic.CHOICE)["measures"] == ["claims/047", "claims/236"]
    for name in ("claims/236", "claims/047"):
        client.post(path, {"measure": name, "what": "remove"})
    assert "measures" not in memory.values(sample, Topic.CHOICE)
    assert client.post(path, {"measure": "claims/999", "what": "add"}).status_code == 404
    assert client.post(path, {"measure": "registry", "what": "add"}).status_code == 404


def test_a_measure_in_use_is_not_offered_to_choose(client: Client, sample: PracticeYear) -> None:
    """001 by EHR has results: neither its card nor its row has a button; 001 by claims has."""
    text = text_of(client, address(sample, "measures"), q="001", specialty="every")
    assert "Choose 001" not in text
    rows = text.split("<tbody>")[1].split("</tr>")
    (by_record,) = (row for row in rows if "<td>EHR</td>" in row)
    (by_claims,) = (row for row in rows if "<td>Claims</td>" in row)
    assert "Has results" in by_record
    assert "<button" not in by_record
    assert "<button" in by_claims


def test_deciles_stand_in_line(client: Client, sample: PracticeYear) -> None:
    """Where one rate has two places, all have: 72 is 72.00 beside 84.04."""
    text = text_of(client, address(sample, "measure", "electronicHealthRecord", "236"))
    assert '<td class="om-number">72.00</td>' in text
    assert '<td class="om-number">78.70</td>' in text
    assert '<td class="om-number">72</td>' not in text


def test_a_measure_says_what_its_rate_earns_and_how_far_it_is(
    client: Client, sample: PracticeYear
) -> None:
    """Of 188 cases 120 are answered: 63.83 percent, short of 75, so it earns 3 points."""
    text = text_of(client, address(sample, "measure", "claims", "039"))
    asked = {
        "performanceYear": 2024,
        "measureId": "039",
        "collectionType": "claims",
        "rate": "65.83",
    }
    assert points(asked | {"smallPractice": True})["points"] == "4.0305"
    assert "Your rate of 65.83 % earns 3 of 10 points." in text
    assert "63.83 % of 75 % needed: not enough yet." in text
    assert "188 of 20 needed: enough." in text
    assert "fewer than 75 %: a small practice earns 3 points" in text


def test_where_deciles_are_empty_the_table_says_so(client: Client, sample: PracticeYear) -> None:
    """All of 226's deciles from 4 to 9 begin at 100: no rate ends there."""
    text = text_of(client, address(sample, "measure", "claims", "226"))
    assert text.count("no rate ends here") == 6
    assert "10 segments with bounds at 78.17, 95.935, 100, 100" in text


def test_counts_are_typed_and_the_score_follows(client: Client, sample: PracticeYear) -> None:
    """60 of 80 met is 75 percent: on the flat ladder of 236 by claims 8.5 points."""
    path = address(sample, "measure", "claims", "236")
    answer = client.post(path, COUNTS)
    assert answer.status_code == 303
    assert memory.values(sample, Topic.RESULT)["group/claims/236"] == {
        "isEndToEndReported": False,
        "eligiblePopulation": 100,
        "performanceMet": 60,
        "performanceNotMet": 20,
        "eligiblePopulationExclusion": 5,
        "eligiblePopulationException": 0,
    }
    text = text_of(client, path)
    assert "Your rate of 75 % earns 8.5 of 10 points." in text
    assert 'value="60"' in text
    assert client.post(address(sample, "measure_take_back", "claims", "236")).status_code == 303
    assert "group/claims/236" not in memory.values(sample, Topic.RESULT)


def test_counts_that_cannot_be_true_are_refused_and_stay_typed(
    client: Client, sample: PracticeYear
) -> None:
    """More met than there are, or a count that is no number."""
    path = address(sample, "measure", "claims", "236")
    answer = client.post(path, {**COUNTS, "0-performanceMet": "101"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "performanceMet is 101 and eligiblePopulation 100" in text
    assert 'value="101"' in text
    assert client.post(path, {**COUNTS, "0-performanceMet": "-1"}).status_code == 422
    assert "group/claims/236" not in memory.values(sample, Topic.RESULT)


def test_a_measure_with_several_rates_takes_counts_for_each(
    client: Client, sample: PracticeYear
) -> None:
    """226 has three strata, each with its own counts, under CMS's names."""
    path = address(sample, "measure", "claims", "226")
    told = {f"{index}-{key[2:]}": value for index in range(3) for key, value in COUNTS.items()}
    assert client.post(path, told).status_code == 303
    held = memory.values(sample, Topic.RESULT)["group/claims/226"]
    assert [one["stratum"] for one in held["strata"]] == [
        "reporting",
        "performance",
        "combinedPopulations",
    ]
    assert {one["performanceMet"] for one in held["strata"]} == {60}
    assert text_of(client, path).count('value="60"') == 3


def test_a_measure_on_a_scale_takes_decimals(client: Client, sample: PracticeYear) -> None:
    """Numerator and denominator keep their decimals exactly."""
    path = address(sample, "measure", "registry", "483")
    told = {"numerator": "80.25", "denominator": "100", "observationInstances": "40"}
    assert client.post(path, told).status_code == 303
    held = memory.values(sample, Topic.RESULT)["group/registry/483"]
    assert str(held["numerator"]) == "80.25"


def test_the_code_card_has_every_answer(client: Client, sample: PracticeYear) -> None:
    """236 asks for two codes that belong together, the upper and the lower value."""
    text = text_of(client, address(sample, "measure_card", "236"))
    assert "Is the latest blood pressure of a patient with hypertension below 140 over 90?" in text
    assert '<span class="om-code">G8752</span>' in text
    assert "patients of 18 to 85" in text
    assert client.get(address(sample, "measure_card", "318")).status_code == 404


@pytest.mark.parametrize("place", [("claims", "999"), ("claims", "318"), ("paper", "236")])
def test_what_the_year_does_not_offer_has_no_page(
    client: Client, sample: PracticeYear, place: tuple[str, str]
) -> None:
    """An unknown measure, one that claims do not have, an unknown way."""
    assert client.get(address(sample, "measure", *place)).status_code == 404


def test_a_viewer_reads_and_a_stranger_finds_nothing(client: Client, sample: PracticeYear) -> None:
    """Choosing, counting and taking back need the role of an editor."""
    Member.objects.update(role=Role.VIEWER)
    path = address(sample, "measure", "claims", "236")
    assert "Your role lets you read" in text_of(client, path)
    choose = address(sample, "measure_choose")
    assert client.post(path, COUNTS).status_code == 403
    assert client.post(choose, {"measure": "claims/236", "what": "add"}).status_code == 403
    assert client.post(address(sample, "measure_take_back", "claims", "039")).status_code == 403
    Member.objects.all().delete()
    assert client.get(path).status_code == 404
    assert client.get(address(sample, "measures")).status_code == 404
    assert client.get(address(sample, "measure_card", "236")).status_code == 404
