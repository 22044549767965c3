"""What changed between two submissions is told in measures, points, percent and dollars."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from formats.documents import (
    activities,
    counts,
    individual,
    interoperability,
    measurement,
    problems,
    profile,
    quality,
    strata,
    stratum,
    submission,
)

from openmips.answers.differences import diff
from openmips.answers.score import score
from openmips.cli.main import run

EHR = {"submissionMethod": "electronicHealthRecord"}
FACTS = profile(partBPaid="100000")
BEFORE = submission(
    quality(
        measurement("236", counts(200, 150, 50)),
        measurement("305", strata(stratum("14Days"), stratum("34Days"))),
        **EHR,
    ),
    activities("IA_EPA_1", performanceEnd="2024-06-30"),
)
AFTER = submission(
    quality(
        measurement("236", counts(200, 190, 10)),
        measurement("305", strata(stratum("14Days"), stratum("34Days", 50, 45, 5))),
        measurement("130", counts(100, 100, 0)),
        **EHR,
    ),
    quality(measurement("047", counts())),
    interoperability(measurement("PI_PPHI_1", True)),
)


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Category, what changed, and how."""
    found = diff(before, after, FACTS)["changes"]
    return [
        (one["category"], one.get("measureId") or one.get("field") or "", one["change"])
        for one in found
    ]


def test_every_change_is_named() -> None:
    """Measures that were added, taken out or counted anew, and dates that moved."""
    assert changes(BEFORE, AFTER) == [
        ("quality", "236", "changed"),
        ("quality", "305", "changed"),
        ("quality", "130", "added"),
        ("ia", "IA_EPA_1", "removed"),
        ("quality", "047", "added"),
        ("pi", "PI_PPHI_1", "added"),
    ]
    later = submission(*BEFORE["measurementSets"][:1], activities("IA_EPA_1"))
    assert changes(BEFORE, later) == [("ia", "performanceEnd", "changed")]


def test_the_same_submission_has_no_difference() -> None:
    """However it is written, a submission is as it is."""
    shuffled = dict(reversed(list(BEFORE.items())))
    answer = diff(BEFORE, shuffled, FACTS)
    assert (answer["changes"], answer["measures"]) == ([], [])
    assert set(answer["difference"].values()) == {"0.00"}


def test_the_scores_are_those_of_score() -> None:
    """Both sides score as they do by themselves, and the difference is theirs."""
    answer = diff(BEFORE, AFTER, FACTS)
    old, new = score(BEFORE, profile=FACTS), score(AFTER, profile=FACTS)
    assert answer["before"]["finalScore"] == old["finalScore"]
    assert answer["after"]["paymentAdjustment"] == new["paymentAdjustment"]
    points = {(one["measureId"], one["before"], one["after"]) for one in answer["measures"]}
    assert ("236", "8", "10") in points
    assert answer["difference"]["dollarsLow"] is not None


def test_levels_can_be_compared_and_years_cannot() -> None:
    """The same data sent for a clinician or for the group: what differs is the score."""
    alone = individual(*BEFORE["measurementSets"])
    answer = diff(alone, BEFORE, FACTS)
    assert answer["changes"] == []
    assert (answer["before"]["entityType"], answer["after"]["entityType"]) == (
        "individual",
        "group",
    )
    year = {"performanceStart": "2025-01-01", "performanceEnd": "2025-12-31"}
    other = submission(quality(**year), performanceYear=2025)
    (found,) = problems(lambda: diff(BEFORE, other))
    assert found.code == "not_one_submission"


def test_without_a_profile_there_are_no_dollars() -> None:
    """Unknown dollars stay unknown."""
    difference = diff(BEFORE, AFTER)["difference"]
    assert (difference["dollarsLow"], difference["dollarsHigh"]) == (None, None)


def test_the_command_tells_it_in_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scores first, then what changed, then the points that moved."""
    monkeypatch.setenv("COLUMNS", "80")
    paths = []
    for name, document in (("a", BEFORE), ("b", AFTER), ("p", FACTS)):
        path = tmp_path / name
        path.write_text(json.dumps(document))
        paths.append(str(path))
    before, after, facts = paths
    assert run(["diff", before, after, "--profile", facts]) == 0
    shown = capsys.readouterr().out
    assert "Difference: " in shown
    assert (
        "- Quality by electronicHealthRecord: 236 changed: met 150, now 190; not met 50,\n"
        "  now 10.\n"
    ) in shown
    assert (
        "- Quality by electronicHealthRecord: 305 changed: 34Days: met 40, now 45; not\n"
        "  met 10, now 5.\n"
    ) in shown
    assert "- Quality by registry: 047 added.\n" in shown
    assert "- Promoting interoperability by registry: PI_PPHI_1 added: none, now yes.\n" in shown
    assert "- 236 (electronicHealthRecord): 8, now 10.\n" in shown
    assert run(["diff", before, before, "--profile", facts]) == 0
    assert "The submissions say the same." in capsys.readouterr().out
    assert run(["diff", before, after, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["performanceYear"] == 2024
    assert run(["diff", before, str(tmp_path / "none")]) == 2
