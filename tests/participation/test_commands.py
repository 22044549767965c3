"""`openmips eligibility` answers first, hides identifiers, and ends as it should."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cases.asking_eligibility import row
from click.testing import CliRunner, Result

from openmips import eligibility as from_package
from openmips.answers.eligibility import eligibility as ask
from openmips.cli.eligibility import eligibility
from openmips.problems.finding import ProblemsFound

LOW = [["1", 1, 1], ["1", 1, 1]]
PLENTY = [["400000", 900, 2000]] * 2
SOME = [["80000", 300, 400], ["80000", 300, 400]]


def run(*arguments: str, given: bytes | None = None) -> Result:
    """The command's result."""
    return CliRunner().invoke(eligibility, arguments, input=given)


def roster(*people: Mapping[str, Any]) -> bytes:
    """A roster of people, each over an ordinary physician."""
    return json.dumps([row(number, each) for number, each in enumerate(people, 1)]).encode()


def told(*people: Mapping[str, Any], more: tuple[str, ...] = ()) -> str:
    """What the command says about a roster."""
    found = run("-", "--year", "2024", *more, given=roster(*people))
    assert found.exit_code == 0, found.output
    return found.stdout


HEADLINES = [
    ([{}], "You must report for 2024."),
    ([{}, {"qp_status": "qp"}], "1 of 2 clinicians must report for 2024."),
    ([{"individual": SOME, "opted_in": "opted_in"}], "You must report for 2024."),
    ([{"individual": LOW, "group": SOME, "opted_in": "opted_in"}], "it opted in as a group"),
    ([{"individual": LOW}], "You need not report for 2024. You may report as a group."),
    ([{"individual": LOW}, {"individual": LOW}], "Nobody must report for 2024. You may report"),
    ([{"individual": SOME, "group": LOW}], "You need not report for 2024. You may opt in."),
    ([{"individual": LOW, "group": SOME}], "You need not report for 2024. You may opt in."),
    ([{"individual": LOW, "group": LOW}], "You need not report for 2024."),
    ([{"clinician_type": None}], "Whether you must report for 2024 is not known yet"),
]


@pytest.mark.parametrize(("people", "headline"), HEADLINES, ids=[each[1] for each in HEADLINES])
def test_the_answer_comes_first(people: list[dict[str, Any]], headline: str) -> None:
    """The first line says whether one must report."""
    assert told(*people).startswith(headline) or headline in told(*people).splitlines()[0]


def test_a_clinician_is_told_why_and_what_next() -> None:
    """Reasons in words, margins, the tool's screen, statuses, and the next step."""
    text = " ".join(told({"individual": SOME, "zip": "90001", "virtual_group": "VG1",
                          "subgroup": "SG1", "mips_apm": True, "rural": True},
                         {"group": PLENTY, "zip": "10001"}).split())  # fmt: skip
    assert "Alone: may opt in; need not report (charges are not above the threshold)." in text
    assert "From the threshold: charges -$10,000.00, patients +100, services +200." in text
    assert "CMS's status tool shows: Opt-in option: opt-in eligible as individual." in text
    assert "Special statuses: small practice, rural." in text
    assert "Automatic exception: Los Angeles, CA, by the ZIP code." in text
    assert "In the virtual group: must report." in text
    assert "In the APM entity: may report." in text
    assert "In a subgroup: may report." in text
    assert "Next: Decide by March 31, 2025, 8 p.m. Eastern time whether to opt in" in text


def test_choices_are_told_with_what_they_pay() -> None:
    """Percents, dollars at most of the charges, and nothing where nothing is adjusted."""
    text = " ".join(told({"individual": SOME}).split())
    assert "- Opt in: -9 to +1.05 %, at most -$7,200.00 to +$840.00 a year, in 2026." in text
    assert "- Report voluntarily: no adjustment." in text
    unpublished = ask([row(1, {"individual": SOME})], 2026)["clinicians"][0]["individual"]
    opt_in = unpublished["choices"][0]
    assert (opt_in["percentHigh"], opt_in["percentHighLately"]) == ("27.00", "1.05")
    assert "percentHighLately" not in unpublished["choices"][-1]
    assert "- Do nothing: no adjustment." in text
    assert "- Do nothing: -9 %, at most -$" in " ".join(told({}).split())
    unknown = " ".join(told({"qp_status": "partial"}).split())
    assert "- Elect MIPS: -9 to +1.05 %" in unknown


def test_the_practices_own_choices_are_told() -> None:
    """What reporting as a group can pay, by what the group charged; nothing is left out."""
    text = " ".join(told({"individual": LOW}, {"individual": LOW}).split())
    group = text.split("Practice *****0001: 2 clinicians")[1].split("Clinician")[0]
    assert "As a group: may report." in group
    assert "- Report as a group: -9 to +1.05 %, at most -$36,000.00 to +$4,200.00 a year" in group
    assert "- Do nothing: no adjustment. Sending nothing as a group leaves each" in group


def test_a_practice_of_one_is_no_group() -> None:
    """One clinician cannot report as a group; two can."""
    alone = told({"individual": SOME, "group": SOME})
    assert "As a group: no; a group needs 2 clinicians." in alone
    assert "In the group" not in alone
    low = {"individual": LOW, "group": LOW}
    assert told(low).startswith("You need not report for 2024.\n")
    answer = json.loads(told(low, more=("--json",)))
    assert "group" not in answer["practice"]
    assert "In the group: may report." in told({}, {})


def test_virtual_groups_and_subgroups_are_told_with_what_stands_in_their_way() -> None:
    """Size, statuses, obstacles and, for a virtual group, when it could be elected."""
    two = (
        {"virtual_group": "VG1", "subgroup": "SG1"},
        {"tin": "000000002", "virtual_group": "VG1"},
    )
    text = " ".join(told(*two).split())
    assert "Virtual group VG1: 2 practices, 2 clinicians Special statuses: small practice." in text
    assert "Nothing in the roster stands in its way. Virtual groups are elected from" in text
    assert "Subgroup SG1: 1 clinician " in text
    assert "- A subgroup has at least 2 clinicians." in text


def test_other_ways_of_payment_are_told_with_what_they_adjust() -> None:
    """A rural health clinic hears that only fee schedule payments count."""
    assert "Nothing is adjusted: only fee schedule payments" in told({"payment_method": "rhc"})


def test_the_second_segment_can_only_close_an_opt_in() -> None:
    """Who is below in the first segment is told that no duty can come of the second."""
    half = [SOME[0], None]
    text = " ".join(told({"individual": half, "group": half}).split())
    assert "segment 2 cannot make you report, it can only close the opt-in." in text


COVERED = {"zip": "90001"}


def test_the_automatic_exception_is_named_first() -> None:
    """Who is covered need send nothing; what sending does, and who decides, is said."""
    text = " ".join(told(COVERED, more=("--as-of", "2025-01-01")).split())
    assert text.startswith("You need not send anything for 2024, if PECOS has the practice in Los")
    assert "Without the exception: You must report for 2024." in text
    assert "Own data in 2 categories or more are scored instead" in text
    assert "It covers individuals only" in text
    assert "Next: Nothing need be sent as an individual: Los Angeles, CA is listed" in text
    assert "- Do nothing: -9 %" not in text
    several = " ".join(told(COVERED, COVERED, {"qp_status": "qp"}).split())
    assert several.startswith("Of those who must report, nobody need send anything for 2024")
    assert "******0012 must report must report" not in several
    assert told(COVERED, {}).startswith("Of the 2 who must report, 1 need not send anything")


def test_every_next_step_is_a_sentence() -> None:
    """Each result has its next step, and says when it can change."""
    steps = {
        "individual or with the group": {},
        "Look again when CMS's final result is out": {"individual": [SOME[0], None]},
        "reports as a group; nothing is required of you": {"individual": LOW},
        "The practice decides by March 31, 2025": {"individual": LOW, "group": SOME},
        "without electing you are out": {"qp_status": "partial"},
        "Nothing need be done": {"qp_status": "qp"},
        "Find out: clinician_type.": {"clinician_type": None},
        "you opted in, and nothing submitted": {"individual": SOME, "opted_in": "opted_in"},
        "with the group this year": {
            "individual": LOW,
            "group": SOME,
            "group_opted_in": "opted_in",
        },
        "depends on group_charges_1": {"individual": LOW, "group": [None, None]},
    }
    for words, facts in steps.items():
        assert words in " ".join(told(facts, {"group": facts.get("group", PLENTY)}).split()), words


def test_identifiers_are_hidden_unless_asked_for() -> None:
    """Text hides TIN and NPI but for their last digits; JSON has them whole."""
    assert "1000000012" not in told({})
    assert "1000000012, 000000001" in told({}, more=("--show-identifiers",))
    answer = json.loads(told({}, more=("--json", "--as-of", "2026-11-21")))
    assert answer["clinicians"][0]["npi"] == "1000000012"
    assert answer["asOf"] == "2026-11-21"


def test_the_reasons_go_down_to_the_law() -> None:
    """--explain prints the whole reason, with its provisions."""
    assert "eligibility.charges_threshold" in told({}, more=("--explain",))


def test_a_forecast_is_told_with_its_chances() -> None:
    """Totals to a day give ranges and chances; certain ones are no more than certain."""
    facts = {"individual": [SOME[0], ["45000", 100, 150]], "group": [None, None]}
    text = " ".join(told(facts, more=("--through", "2024-03-31")).split())
    assert "patients 183 to 220 (50 % to exceed)" in text
    assert "charges $79,200.00 to $102,600.00 (50 % to exceed)" in text
    assert "services 264 to 342 (over 99 % to exceed)" in text
    assert "All three: 25 % to 50 %." in text
    gaps = {"individual": [SOME[0], [None, 70, None]], "group": [None, None]}
    text = " ".join(told(gaps, more=("--through", "2024-03-31")).split())
    assert "(under 1 % to exceed)." in text
    assert "All three" not in text
    assert "Forecast, group" not in text


def test_small_practice_is_counted_beside_cms() -> None:
    """Where CMS and the roster differ, the text says so."""
    assert "CMS and the roster differ" in told({"small_practice": False})
    assert "CMS and the roster differ" not in told({"small_practice": True})


def test_applications_are_open_until_their_evening() -> None:
    """On the last day both applications are open, a day later closed."""
    last, after = ("--as-of", "2024-12-31"), ("--as-of", "2025-01-01")
    on_the_day, later = (" ".join(told({}, more=day).split()) for day in (last, after))
    assert ": open until December 31, 2024, 8 p.m. Eastern time." in on_the_day
    assert ": closed since December 31, 2024, 8 p.m. Eastern time." in later


def test_a_small_practice_needs_no_application_for_hardship() -> None:
    """Promoting interoperability falls out of itself for few clinicians, not for many."""
    needless = "hardship in promoting interoperability: a small practice needs none."
    assert needless in " ".join(told({}).split())
    many = " ".join(told(*[{} for _ in range(16)]).split())
    assert needless not in many
    assert "hardship in promoting interoperability: closed since" in many


def test_two_practices_stand_side_by_side() -> None:
    """With several TINs there is no one practice, and the reason is given."""
    answer = json.loads(told({}, {"tin": "000000002"}, more=("--json",)))
    assert (answer["practice"], len(answer["practices"])) == (None, 2)
    assert "2 practices" in answer["practiceReason"]


def test_a_saved_answer_of_cms_is_told(tmp_path: Path) -> None:
    """CMS's saved answer reads like a roster's; differences and failures are named."""
    scenario = {"lowVolumeSwitch": False, "mipsEligibleSwitch": True}
    practice = {
        "prvdrOrgName": "Invented Practice",
        "individualScenario": {**scenario, "isEligible": {"individual": False}},
        "groupScenario": scenario,
    }
    data = {"npi": "1000000004", "newlyEnrolled": False, "qpStatus": "N"}
    for number, more in enumerate(([practice], [{}], []), 1):
        document = {"data": {**data, "organizations": more}}
        (tmp_path / f"{number}.json").write_text(json.dumps(document))
    (tmp_path / "4.json").write_text("[]")
    found = run("--api-response", str(tmp_path))
    assert found.exit_code == 1
    text = " ".join(found.stdout.split())
    assert "Invented Practice" in text
    assert "Differs (individual): CMS's own flag says not eligible" in text
    assert "no practice" in text
    assert "Not read:" in text
    alone = run("--api-response", str(tmp_path / "3.json"), "--year", "2024")
    assert alone.stdout.startswith("CMS shows no practice for 2024.")
    assert run("--api-response", str(tmp_path / "4.json"), "--json").exit_code == 1


def test_a_roster_stands_beside_saved_answers(tmp_path: Path) -> None:
    """Roster and answers together name where they differ."""
    path = tmp_path / "cms.json"
    path.write_text(json.dumps({"data": {"npi": "1000000012", "organizations": [{}]}}))
    given = roster({"group": [None, None]})
    found = run("-", "--year", "2024", "--api-response", str(path), given=given)
    text = " ".join(found.stdout.split())
    assert "Differs (individual): The roster comes to required, CMS to unknown" in text
    assert "Differs (group)" not in text


MISUSE = [
    ([], "Give a roster"),
    (["-"], "needs --year"),
    (["--npi", "1000000004"], "say so with --online"),
    (["--npi", "1000000004", "--online"], "needs --cache"),
    (["--npi", "100"], "10 digits"),
    (["--npi", "1234567890"], "mistyped"),
    (["-", "--year", "2024", "--api-response", "-"], "read only once"),
]


@pytest.mark.parametrize(("arguments", "message"), MISUSE, ids=[each[1] for each in MISUSE])
def test_wrong_calls_end_with_two(arguments: list[str], message: str) -> None:
    """A wrong call says what is missing."""
    found = run(*arguments, given=b"")
    assert found.exit_code == 2
    assert message in found.stderr


def test_a_roster_without_a_question_to_cms_is_enough(tmp_path: Path) -> None:
    """--online without an NPI or a roster has nothing to ask."""
    found = run("--online", "--cache", str(tmp_path))
    assert found.exit_code == 2


def test_problems_of_a_roster_end_with_one() -> None:
    """A bad roster is told with every problem, in JSON too."""
    found = run("-", "--year", "2024", "--json", given=b"npi,tin\n1,2\n")
    assert found.exit_code == 1
    assert [each["code"] for each in json.loads(found.stdout)["problems"]] == ["bad_npi", "bad_tin"]


def test_a_profile_is_no_roster(root: Path) -> None:
    """A profile in the roster's place is named as what it is, in one message."""
    found = run(str(root / "examples/five-clinicians/profile.json"), "--year", "2024")
    assert found.exit_code == 1
    assert found.stderr.count("\n") == 1
    assert "This is a profile, not a roster." in found.stderr
    given = run("-", "--year", "2024", "--json", given=b'{"practice": {}}')
    assert [each["code"] for each in json.loads(given.stdout)["problems"]] == ["no_rows"]


def test_the_year_must_be_covered() -> None:
    """Another year is refused with the list."""
    with pytest.raises(ProblemsFound, match="2023, 2024, 2025 or 2026"):
        ask([{}], 2022)


def test_a_forecast_needs_a_day_of_a_segment() -> None:
    """A day after the segments, or on the last, leaves nothing to forecast."""
    for day in (date(2024, 9, 30), date(2020, 1, 1)):
        with pytest.raises(ProblemsFound, match="before a segment ends"):
            ask([{}], 2024, through=day)
    assert ask([row(1, {})], 2024, through=date(2023, 3, 1))["clinicians"][0]["forecast"]


def test_the_package_offers_the_question() -> None:
    """`from openmips import eligibility` is the function, whatever was imported before."""
    assert from_package is ask
