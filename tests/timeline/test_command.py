"""`openmips deadlines`: the next date first, a calendar, and what is left."""

from __future__ import annotations

import json
from pathlib import Path

from cli.conftest import Call

Arguments = list[Path | str]
AS_OF = ("--as-of", "2024-11-21")


def lines_fit(text: str) -> bool:
    """Whether every line has at most 80 characters."""
    return all(len(line) <= 80 for line in text.splitlines())


def test_the_next_deadline_comes_first(openmips: Call, oak_street: Arguments) -> None:
    """The first line names what is due next, and past dates are apart."""
    ended = openmips("deadlines", *oak_street[1:], *AS_OF)
    assert ended.code == 0
    assert ended.out.startswith("Next for 2024: MVP and subgroup registration closes, December 2,")
    ahead, past = ended.out.split("\nPast\n")
    assert "It was planned for March 31, 2025, 8 p.m. Eastern time." in ahead
    assert "Last day to start an improvement activity" in past
    assert "No day is known for: Audit notices begin" in ended.out
    assert "of other practices; see --all." in ended.out
    assert lines_fit(ended.out)


def test_all_dates_are_shown_on_request(openmips: Call, oak_street: Arguments) -> None:
    """With --all nothing is left out."""
    ended = openmips("deadlines", *oak_street[1:], "--all", *AS_OF)
    assert "First look at APM participants" in ended.out
    assert "--all shows them" not in ended.out


def test_a_date_of_today_and_tomorrow(openmips: Call) -> None:
    """What is due today says so, and one day is not one days."""
    today = openmips("deadlines", "--year", "2024", "--as-of", "2024-12-02").out
    assert today.startswith("Next for 2024: MVP and subgroup registration closes, today,")
    before = openmips("deadlines", "--year", "2024", "--as-of", "2024-12-01").out
    assert "(1 day left)" in before


def test_when_nothing_lies_ahead_it_is_said(openmips: Call) -> None:
    """Long after the year no deadline is left."""
    ended = openmips("deadlines", "--year", "2023", "--as-of", "2035-01-01")
    assert ended.out.startswith("No deadline of 2023 lies ahead.")
    assert "\nAhead\n" not in ended.out


def test_reasons_are_shown_on_request(openmips: Call) -> None:
    """--explain names the provisions a date rests on, and a weak source is named anyway."""
    ended = openmips("deadlines", "--year", "2026", "--as-of", "2026-11-21", "--explain")
    assert "reporting.mvp_registration_closes" in ended.out
    assert "[worked out, not" in ended.out
    assert "[from a second-hand" in ended.out


def test_json_is_one_document(openmips: Call) -> None:
    """Standard output holds the answer and nothing else."""
    ended = openmips("deadlines", "--year", "2026", "--json", "--as-of", "2026-11-21")
    answer = json.loads(ended.out)
    assert (answer["asOf"], answer["next"]) == ("2026-11-21", "mvp_registration_closes")


def test_a_calendar_is_written_whole(openmips: Call, tmp_path: Path) -> None:
    """--ics writes the file and says where; the list is printed too."""
    file = tmp_path / "dates.ics"
    ended = openmips("deadlines", "--year", "2024", "--ics", file, *AS_OF)
    assert ended.code == 0
    assert "open it with your calendar" in ended.out.replace("\n", " ")
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert list(tmp_path.iterdir()) == [file]


def test_a_calendar_that_cannot_be_written_is_an_error(openmips: Call, tmp_path: Path) -> None:
    """A folder that is not there ends with 1 and says what to do."""
    ended = openmips("deadlines", "--year", "2024", "--ics", tmp_path / "no" / "x.ics", *AS_OF)
    assert ended.code == 1
    assert "Choose another place with --ics" in ended.err


def test_what_is_left_is_priced(openmips: Call, oak_street: Arguments) -> None:
    """--left names each date with its points and dollars, the nearest first."""
    ended = openmips("deadlines", "--left", *oak_street, *AS_OF)
    assert ended.code == 0
    assert ended.out.startswith("Next for 2024: MVP and subgroup registration closes")
    assert "By what you gave, the final score is" in ended.out
    assert "points, +$" in ended.out
    assert "What you submit must be true, accurate and complete." in ended.out
    assert lines_fit(ended.out)


def test_what_is_left_without_documents_states_its_basis(openmips: Call) -> None:
    """Without documents each gain is the most anybody could have, and that is said."""
    ended = openmips("deadlines", "--left", "--year", "2026", "--as-of", "2026-12-31")
    assert "the most that anybody could have" in ended.out.replace("\n", " ")
    assert "(today)" in ended.out.replace("\n  ", " ")


def test_what_is_left_as_json(openmips: Call, oak_street: Arguments) -> None:
    """--left --json prints one document."""
    ended = openmips("deadlines", "--left", *oak_street, "--json", *AS_OF)
    assert json.loads(ended.out)["basis"] == "scored"


def test_a_date_that_gains_nothing_is_named_all_the_same(openmips: Call, tmp_path: Path) -> None:
    """A practice whose quality is given sees that nothing that was tried would gain."""
    profile = tmp_path / "profile.json"
    given = {"quality": {"percent": "100"}, "ia": {"points": "40"}, "pi": {"percent": "100"}}
    practice = {"clinicianCount": 4}
    profile.write_text(
        json.dumps({"performanceYear": 2024, "practice": practice, "given": given}), "utf-8"
    )
    ended = openmips("deadlines", "--left", "--profile", profile, "--as-of", "2024-09-01")
    assert "Nothing that was tried would gain points." in ended.out


def test_nothing_left_is_said(openmips: Call) -> None:
    """After the targeted review nothing can change."""
    ended = openmips("deadlines", "--left", "--year", "2024", "--as-of", "2026-01-01")
    assert ended.out.startswith("Nothing can change the score of 2024 any more.")


def test_misuse_ends_with_two(openmips: Call, oak_street: Arguments, tmp_path: Path) -> None:
    """What does not go together is refused, and said."""
    ics = tmp_path / "x.ics"
    for arguments in (
        ["deadlines"],
        ["deadlines", oak_street[0]],
        ["deadlines", "--left", "--year", "2024", "--all"],
        ["deadlines", "--left", "--year", "2024", "--ics", ics],
    ):
        assert openmips(*arguments).code == 2
    assert not ics.exists()


def test_a_problem_ends_with_one(openmips: Call) -> None:
    """A year without dates is a problem, in text and JSON."""
    ended = openmips("deadlines", "--year", "2022")
    assert ended.code == 1
    assert "2023, 2024, 2025 or 2026" in ended.err
    document = json.loads(openmips("deadlines", "--year", "2022", "--json").out)
    assert document["problems"][0]["code"] == "unknown_year"


def test_codes_on_claims_are_not_submitted_again(openmips: Call, root: Path) -> None:
    """Who reports by claims alone has nothing left to submit of them."""
    folder = root / "examples/solo-physician"
    given = (folder / "so-far.json", "--profile", folder / "profile.json")
    told = openmips("deadlines", "--left", *given, "--as-of", "2026-11-21").out
    assert "without data the final score" not in told
    assert "Attest 1 more improvement activity" in told


def test_claims_are_in_when_the_rest_is_submitted(openmips: Call, oak_street: Arguments) -> None:
    """Where some measures are on claims, submitting is worth what it adds to them."""
    told = " ".join(openmips("deadlines", "--left", *oak_street, *AS_OF).out.split())
    assert "Submit the rest: with what claims carry alone the final score is" in told
