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
    result = run("--clinicians", "1", "--no-mips-apm", "--no-virtual-group", *DAY)
    assert "\nAPP\n" not in result.stdout
    assert "Group          closed            closed          closed" in result.stdout


def test_nothing_to_register_is_not_announced() -> None:
    """Where all is open, no line speaks of what registration would open."""
    registered = ("--registered", "G0055", "--subgroup", "--mips-apm", "--virtual-group")
    result = run("--clinicians", "4", *registered, *DAY)
    assert "Open after registration" not in result.stdout
    assert "For example G0055" in result.stdout


def test_who_follows_which_score_is_told_with_masked_numbers(tmp_path: Path) -> None:
    """Clinicians of submissions are named by the last digits, whole where asked."""
    alone = write(tmp_path, "alone", {"entityType": "individual", "ia": ["IA_EPA_1"]})
    together = write(tmp_path, "together", {"entityType": "group", "ia": ["IA_EPA_1"]})
    masked = run(alone, together, *DAY)
    assert "NPI ******7893, TIN *****6789: 2 scores; the highest counts" in masked.stdout
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
    told = run("--roster", roster, "--clinicians", "2", *DAY)
    assert "NPI ******7893, TIN *****6789: may report" in told.stdout
    assert "traditional MIPS, MVP, APP alone." in " ".join(told.stdout.split())
    together = write(tmp_path, "together", {"entityType": "group", "ia": ["IA_EPA_1"]})
    answer = document("--roster", roster, together, *DAY)
    scores = {one["npi"]: one["score"] for one in answer["clinicians"]}
    assert scores["1234567893"]["entityType"] == "group"
    assert scores["1558598797"] is None
