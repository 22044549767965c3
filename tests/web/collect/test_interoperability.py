"""Whether promoting interoperability is handed in is decided with its score in sight."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from openmips.practice import memory
from openmips.practice.actions.submissions import drafts
from openmips.practice.models import AuditEntry, Member, PracticeYear, Role, Topic
from openmips.practice.standing import standing

pytestmark = pytest.mark.django_db

ANSWERS = {"start": "2024-03-01", "end": "2024-12-31", "PI_PPHI_1": "yes"}
RATES = ("PI_EP_1", "PI_HIE_1", "PI_HIE_4", "PI_PEA_1")
SAID = ("PI_EP_2", "PI_PHCDRR_1", "PI_PHCDRR_3", "PI_PPHI_2", "PI_ONCDIR_1", "PI_INFBLO_1")
COMPLETE = {
    **ANSWERS,
    "certificate": "0015CABCDEFGHIJ",
    **{f"{name}-numerator": "1" for name in RATES},
    **{f"{name}-denominator": "100" for name in RATES},
    **dict.fromkeys(SAID, "yes"),
}


def address(year: PracticeYear, name: str) -> str:
    """The path of one of the year's pages."""
    return reverse(name, args=(year.practice_id, year.performance_year))


def test_not_to_submit_is_the_default(client: Client, sample: PracticeYear) -> None:
    """Nothing is decided, and for a small practice the category weighs nothing."""
    text = client.get(address(sample, "interoperability")).content.decode()
    assert "Do not submit it, unless the score is higher with it" in text
    assert 'value="leave_out" checked' in text
    assert '<td class="om-number">46.26 to 76.26</td><td class="om-number">0 %</td>' in text
    assert "would be handed in</h2>" not in text


def test_a_decision_is_kept(client: Client, sample: PracticeYear) -> None:
    """Either way, and nothing else is a decision."""
    path = address(sample, "interoperability_decide")
    for said in ("submit", "leave_out"):
        assert client.post(path, {"decision": said}).status_code == 303
        assert memory.values(sample, Topic.CHOICE)["promotingInteroperability"] == said
    assert client.post(path, {"decision": "later"}).status_code == 404


def test_data_that_would_be_handed_in_are_warned_of(client: Client, sample: PracticeYear) -> None:
    """Complete data with poor rates bring 25 percent of weight back, and the score falls.

    Four rates earn 1 point each, the drug monitoring query 10, two registries 12.5 each: 39.
    Quality weighs 30 percent then and activities 15: 72.375 x 0.3 + 50 x 0.15 + 39 x 0.25 + 2.31
    is 41.27.
    """
    answer = client.post(address(sample, "interoperability_answers"), COMPLETE)
    assert answer.status_code == 303
    text = client.get(address(sample, "interoperability")).content.decode()
    assert "complete data of this category bring its weight back" in text
    assert "Data are in your records and would be handed in" in text
    assert '<td class="om-number">46.26 to 76.26</td><td class="om-number">0 %</td>' in text
    assert '<td class="om-number">41.27 to 71.27</td><td class="om-number">25 %</td>' in text
    before = AuditEntry.objects.count()
    client.post(address(sample, "interoperability_take_back"))
    assert AuditEntry.objects.count() == before + 1
    assert set(memory.values(sample, Topic.ATTESTATION)) == {"group/ia/IA_PM_16"}


def test_what_is_decided_against_is_in_no_file(client: Client, sample: PracticeYear) -> None:
    """Answers typed in earlier stay on record; score and file are those without them."""
    client.post(address(sample, "interoperability_answers"), COMPLETE)
    client.post(address(sample, "interoperability_decide"), {"decision": "leave_out"})
    sample.refresh_from_db()
    assert len(memory.values(sample, Topic.ATTESTATION)) == 1 + len((*RATES, *SAID, "PI_PPHI_1"))
    (draft,) = drafts(sample, date(2025, 1, 15)).values()
    assert draft["submission"] is not None
    assert {one["category"] for one in draft["submission"]["measurementSets"]} == {"quality", "ia"}
    now = standing(sample, date(2025, 1, 15))
    assert now.score is not None
    assert now.score["finalScore"] == {"low": "46.26", "high": "76.26"}
    text = client.get(address(sample, "interoperability")).content.decode()
    assert "They stay there, and no file holds them." in text
    assert '<td class="om-number">41.27 to 71.27</td><td class="om-number">25 %</td>' in text
    client.post(address(sample, "interoperability_decide"), {"decision": "submit"})
    sample.refresh_from_db()
    (draft,) = drafts(sample, date(2025, 1, 15)).values()
    assert draft["submission"] is not None
    assert "pi" in {one["category"] for one in draft["submission"]["measurementSets"]}


def test_answers_are_kept_with_rates_and_certificate_in_one_deed(
    client: Client, sample: PracticeYear
) -> None:
    """A rate needs both numbers; what is left empty later is taken back."""
    path = address(sample, "interoperability_answers")
    rate = {"PI_EP_1-numerator": "80", "PI_EP_1-denominator": "100"}
    before = AuditEntry.objects.count()
    told = {**ANSWERS, **rate, "certificate": "0015CABCDEFGHIJ"}
    assert client.post(path, told).status_code == 303
    assert AuditEntry.objects.count() == before + 1
    held = memory.values(sample, Topic.ATTESTATION)
    assert held["group/pi/PI_EP_1"]["value"] == {"numerator": 80, "denominator": 100}
    assert memory.values(sample, Topic.CHOICE)["cehrtId"] == "0015CABCDEFGHIJ"
    shown = client.get(path).content.decode()
    assert 'value="80"' in shown
    assert 'value="2024-03-01"' in shown
    client.post(path, ANSWERS)
    assert "group/pi/PI_EP_1" not in memory.values(sample, Topic.ATTESTATION)
    assert "cehrtId" not in memory.values(sample, Topic.CHOICE)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"PI_EP_1-numerator": "80"}, "Give numerator and denominator, or neither."),
        ({"PI_EP_1-numerator": "80", "PI_EP_1-denominator": "70"}, "numerator is 80"),
        ({"end": "2024-02-01"}, "The last day lies before the first."),
        ({"start": "2023-03-01"}, "Give a day of 2024."),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(
    client: Client, sample: PracticeYear, more: dict[str, str], says: str
) -> None:
    """Nothing is kept of it."""
    answer = client.post(address(sample, "interoperability_answers"), {**ANSWERS, **more})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert f'value="{next(iter(more.values()))}"' in text
    assert set(memory.values(sample, Topic.ATTESTATION)) == {"group/ia/IA_PM_16"}


def test_a_viewer_reads_and_a_stranger_finds_nothing(client: Client, sample: PracticeYear) -> None:
    """Deciding, answering and taking back need the role of an editor."""
    Member.objects.update(role=Role.VIEWER)
    names = ("interoperability_decide", "interoperability_answers", "interoperability_take_back")
    assert client.get(address(sample, "interoperability")).status_code == 200
    for name in names:
        answer = client.post(address(sample, name), {**ANSWERS, "decision": "submit"})
        assert answer.status_code == 403
    Member.objects.all().delete()
    assert client.get(address(sample, "interoperability")).status_code == 404
