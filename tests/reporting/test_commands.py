"""`openmips options` answers in text and in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cases.writing import submission
from click.testing import CliRunner, Result

from openmips.cli.options import options

DAY = ("--as-of", "2024-11-21")


def run(*arguments: str | Path) -> Result:
    """The command's result."""
    return CliRunner().invoke(options, list(map(str, arguments)))


def document(*arguments: str | Path) -> Any:
    """The JSON the command prints."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def write(folder: Path, name: str, short: dict[str, Any]) -> Path:
    """A submission as a file."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(submission(short, 2024)), "utf-8")
    return path


def test_the_answer_comes_first_and_fits(root: Path) -> None:
    """The first line says what is open; no line is wider than a terminal."""
    result = run("--profile", root / "examples/oak-street/profile.json", *DAY, "--no-mips-apm")
    lines = result.stdout.splitlines()
    assert lines[0] == "Open now: individual, traditional MIPS; group, traditional MIPS."
    assert "Virtual group  depends           -               -" in lines
    assert "  - The weights are quality 40, cost 30, improvement activities 30." in lines
    assert max(map(len, lines)) <= 80


def test_an_option_nobody_can_use_is_not_explained() -> None:
    """Without a MIPS APM nothing is said of the APP but that it is closed."""
    result = run("--year", "2024", "--clinicians", "1", "--no-mips-apm", "--no-virtual-group", *DAY)
    assert "\nAPP\n" not in result.stdout
    assert "Group          closed            closed          closed" in result.stdout


def test_nothing_to_register_is_not_announced() -> None:
    """Where all is open, no line speaks of what registration would open."""
    registered = ("--registered", "G0055", "--subgroup", "--mips-apm", "--virtual-group")
    result = run("--year", "2024", "--clinicians", "4", *registered, *DAY)
    assert "Open after registration" not in result.stdout
    assert "For example G0055" in result.stdout


def test_who_follows_which_score_is_told_with_masked_numbers(tmp_path: Path) -> None:
    """Clinicians of submissions are named by the last digits, whole where asked."""
    alone = write(tmp_path, "alone", {"entityType": "individual", "ia": ["IA_EPA_1"]})
    together = write(tmp_path, "together", {"entityType": "group", "ia": ["IA_EPA_1"]})
    masked = run(alone, together, *DAY)
    assert "2 scores; the highest counts" in masked.stdout
    assert "NPI ******7893, TIN *****6789: Final score" in masked.stdout
    shown = run(alone, together, *DAY, "--show-identifiers")
    assert "NPI 1234567893, TIN 123456789" in shown.stdout
    answer = document(alone, together, *DAY)
    assert answer["asOf"] == "2024-11-21"
    (clinician,) = answer["clinicians"]
    assert clinician["score"]["entityType"] in {"individual", "group"}


def test_a_profile_of_another_year_is_a_problem(root: Path) -> None:
    """The profile and --year must agree; a year without rules is refused with the list."""
    profile = root / "examples/oak-street/profile.json"
    result = run("--profile", profile, "--year", "2026", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"][0]["code"] == "unknown_year"
    result = run("--year", "2022")
    assert result.exit_code == 1
    assert "2023, 2024, 2025 or 2026" in result.stderr


def test_a_profile_tells_of_the_apm(tmp_path: Path) -> None:
    """A profile that says the practice takes part in a MIPS APM opens the APP."""
    profile = tmp_path / "profile.json"
    facts = {"performanceYear": 2024, "practice": {"clinicianCount": 4}}
    facts["apm"] = {"mipsApmParticipant": True}
    profile.write_text(json.dumps(facts), "utf-8")
    ways = document("--profile", profile, *DAY)["ways"]
    status = {(way["level"], way["reportingOption"]): way["status"] for way in ways}
    assert status["group", "app"] == "open"


ROSTER = """npi,tin,clinician_type,qp_status,mips_apm,virtual_group,subgroup
1234567893,123456789,md,none,true,,SG-1
1558598797,123456789,md,qp,false,,
"""


def test_a_roster_gives_each_clinician_its_ways(tmp_path: Path) -> None:
    """The APM participant may report the APP, the other may not; a QP is not covered."""
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, "utf-8")
    told = run("--roster", roster, "--year", "2024", *DAY)
    text = " ".join(told.stdout.split())
    assert "NPI ******7893, TIN *****6789: Whether this clinician must report is not" in text
    assert "Alone: traditional MIPS, MVP (register first), APP." in text
    assert "NPI ******8797, TIN *****6789: Excluded, so nothing that is reported moves" in text
    together = write(tmp_path, "together", {"entityType": "group", "ia": ["IA_EPA_1"]})
    answer = document("--roster", roster, together, *DAY)
    scores = {one["npi"]: one["score"] for one in answer["clinicians"]}
    assert scores["1234567893"]["entityType"] == "group"
    assert scores["1558598797"] is None


def test_a_roster_needs_a_year(root: Path) -> None:
    """Without a year the command asks for one, as eligibility does."""
    found = run("--roster", root / "examples/solo-physician/roster.csv", *DAY)
    assert found.exit_code == 2
    assert "Give --year, or a profile with --profile." in found.stderr


def test_who_must_opt_in_is_told_so_first(root: Path) -> None:
    """For a practice of one below a threshold the election comes before every way."""
    roster = root / "examples/solo-physician/roster.csv"
    told = run("--roster", roster, "--year", "2026", "--as-of", "2026-11-21")
    assert told.stdout.startswith("Opt in first, by March 31, 2027: without it nothing")
    text = " ".join(told.stdout.split())
    assert "Must opt in first, by March 31, 2027, for anything reported alone to count." in text
    assert "Group closed closed closed" in text


def test_a_score_is_told_with_what_it_pays(root: Path) -> None:
    """Those the group covers read score, percent and dollars; the others why they are out."""
    folder = root / "examples/five-clinicians"
    told = run(folder / "submission.json", "--roster", folder / "roster.csv", *DAY)
    text = " ".join(told.stdout.split())
    assert text.count("of the group: -5.4 to -1.8 % in 2026, at most -$") == 3
    assert text.count("Excluded, so nothing that is reported moves the pay.") == 2
    assert "A Qualifying APM Participant (QP) is not in MIPS." in text


JOINED = """npi,tin,clinician_type,medicare_enrolled,qp_status,first_billed_under_tin,\
group_charges_1,group_patients_1,group_services_1
1234567893,123456789,medical_doctor,2001-01-01,none,2024-11-01,900000,900,900
1558598797,123456789,medical_doctor,2001-01-01,none,2001-01-01,900000,900,900
"""


def test_who_joined_late_is_in_with_the_group(tmp_path: Path) -> None:
    """A late joiner is out alone; the group's score counts."""
    roster = tmp_path / "roster.csv"
    roster.write_text(JOINED, "utf-8")
    text = " ".join(run("--roster", roster, "--year", "2024", *DAY).stdout.split())
    assert "Out alone, and in with the group, whose score counts." in text


def test_a_listed_county_comes_before_the_duty(root: Path) -> None:
    """Whoever must report is told of the automatic exception, whoever need not is not."""
    roster = root / "examples/hurricane-county/roster.csv"
    text = " ".join(run("--roster", roster, "--year", "2024", *DAY).stdout.split())
    assert text.count("Need send nothing if PECOS has the practice in Taylor, FL:") == 9
