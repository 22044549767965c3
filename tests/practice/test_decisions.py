"""Decisions have shapes that are checked; a year is sealed; what-ifs are kept apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from openmips.practice import memory
from openmips.practice.access import Actor, NotAllowed, NotThere
from openmips.practice.actions import members
from openmips.practice.actions.decisions import decide
from openmips.practice.actions.scores import drop_scenario, keep_score, replay, scenarios
from openmips.practice.actions.seals import seal_year, unseal_year
from openmips.practice.actions.statements import state
from openmips.practice.actions.submissions import make_submission
from openmips.practice.decisions import (
    Attested,
    Decision,
    Interoperability,
    Level,
    Measured,
    MeasuresToReport,
    WayToReport,
)
from openmips.practice.models import AuditEntry, PracticeYear, Role, Topic
from openmips.problems import ProblemsFound

FACTS = {"practice.clinicianCount": 4, "partBPaid": "300000.00"}
SPRING = (date(2024, 3, 1), date(2024, 9, 30))
ACTIVITY = Attested("ia", "IA_PM_16", *SPRING)
COUNTS = {
    "isEndToEndReported": False,
    "eligiblePopulation": 40,
    "performanceMet": 30,
    "performanceNotMet": 10,
}
AFTER = date(2025, 1, 15)


def test_decisions_are_stated_together(oak_street: PracticeYear, owner: Actor) -> None:
    """Several decisions are one deed, each under the key that the rest of the program reads."""
    before = AuditEntry.objects.count()
    decide(
        owner,
        oak_street.practice_id,
        2024,
        [
            WayToReport("mips"),
            Level("group"),
            MeasuresToReport(("claims/047", "claims/047", "claims/039")),
            Interoperability(submit=False),
            ACTIVITY,
            Measured("047", "claims", COUNTS),
        ],
    )
    assert memory.values(oak_street, Topic.CHOICE) == {
        "reportingOption": "traditional_mips",
        "program": "mips",
        "entityType": "group",
        "measures": ["claims/047", "claims/039"],
        "promotingInteroperability": "leave_out",
    }
    assert memory.values(oak_street, Topic.ATTESTATION) == {
        "group/ia/IA_PM_16": {"value": True, "start": "2024-03-01", "end": "2024-09-30"}
    }
    assert memory.values(oak_street, Topic.RESULT) == {"group/claims/047": COUNTS}
    assert AuditEntry.objects.count() == before + 1


def test_a_registration_belongs_to_its_pathway(oak_street: PracticeYear, owner: Actor) -> None:
    """For an MVP the registration is kept; traditional MIPS knows none."""
    decide(owner, oak_street.practice_id, 2024, [WayToReport("M0005", registered=True)])
    held = memory.values(oak_street, Topic.CHOICE)
    assert (held["reportingOption"], held["registered"]) == ("mvp", "M0005")
    decide(owner, oak_street.practice_id, 2024, [WayToReport("mips", registered=True)])
    assert "registered" not in memory.values(oak_street, Topic.CHOICE)


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (WayToReport("M9999"), "unknown_choice"),
        (Level("hospital"), "unknown_choice"),
        (MeasuresToReport(("claims/047", "claims/999")), "unknown_choice"),
        (Attested("ia", "IA_NO_1", *SPRING), "unknown_measure"),
        (Attested("cost", "IA_PM_16", *SPRING), "unknown_choice"),
        (Attested("ia", "IA_PM_16", date(2023, 12, 31), SPRING[1]), "not_in_performance_year"),
        (Attested("ia", "IA_PM_16", SPRING[1], SPRING[0]), "period_ends_before_start"),
        (Attested("ia", "IA_PM_16", *SPRING, entity="individual:1000000005"), "bad_npi"),
        (Measured("047", "claims", {**COUNTS, "performanceMet": -1}), "bad_count"),
        (Measured("999", "claims", COUNTS), "unknown_measure"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    oak_street: PracticeYear, owner: Actor, decision: Decision, code: str
) -> None:
    """It is told with the code of its problem, and of all decisions handed in none is saved."""
    with pytest.raises(ProblemsFound) as error:
        decide(owner, oak_street.practice_id, 2024, [Level("group"), decision])
    assert code in [one.code for one in error.value.problems]
    assert "1000000005" not in str(error.value)
    assert not oak_street.statements.exists()


def submitted(owner: Actor, year: PracticeYear) -> None:
    """State enough for a file, and make it."""
    state(owner, year.practice_id, 2024, Topic.FACT, FACTS)
    decide(owner, year.practice_id, 2024, [ACTIVITY])
    make_submission(owner, year.practice_id, 2024, "group", AFTER)


def test_a_year_is_sealed_only_with_a_submission(
    oak_street: PracticeYear, owner: Actor, somebody: Callable[[str], Actor]
) -> None:
    """Sealed, the year takes nothing more, until an owner opens it again."""
    place = (oak_street.practice_id, 2024)
    with pytest.raises(ProblemsFound) as error:
        seal_year(owner, *place)
    assert error.value.problems[0].code == "submission_blocked"
    submitted(owner, oak_street)
    assert seal_year(owner, *place).sealed_at == owner.at
    for change in (
        lambda: decide(owner, *place, [Level("group")]),
        lambda: state(owner, *place, Topic.FACT, {"partBPaid": "1.00"}),
        lambda: seal_year(owner, *place),
    ):
        with pytest.raises(ProblemsFound) as error:
            change()
        assert error.value.problems[0].code == "year_sealed"
    editor = somebody("ed")
    members.accept_invitation(
        editor, members.invite(owner, oak_street.practice_id, editor.user.email, Role.EDITOR)
    )
    with pytest.raises(NotAllowed):
        unseal_year(editor, *place)
    unseal_year(owner, *place)
    decide(editor, *place, [Level("group")])


def test_a_kept_submission_is_its_receipt_s(oak_street: PracticeYear, owner: Actor) -> None:
    """The document that was kept has the digest that its receipt tells."""
    import hashlib

    submitted(owner, oak_street)
    (kept,) = oak_street.submissions.all()
    assert kept.digest == hashlib.sha256(kept.document.encode()).hexdigest()
    assert kept.receipt["digest"] == f"sha256:{kept.digest}"
    assert kept.receipt["bytes"] == len(kept.document.encode())


def test_what_is_supposed_is_scored_and_not_stated(oak_street: PracticeYear, owner: Actor) -> None:
    """A what-if is kept under its name with what it supposes; the memory stays as it is.

    One attested activity of a small practice earns all 40 points of improvement activities.
    """
    place = (owner, oak_street.practice_id, 2024)
    state(*place, Topic.FACT, FACTS)
    supposing: dict[Topic, dict[str, Any]] = {
        Topic.ATTESTATION: dict(ACTIVITY.said(2024)[Topic.ATTESTATION])
    }
    decide(*place, [Attested("ia", "IA_EPA_1", *SPRING)])
    keep_score(*place, AFTER)
    kept = keep_score(*place, AFTER, "With the activity", supposing)
    assert kept.answer["categories"]["ia"]["points"] == "40"
    assert kept.supposing == {"attestation": supposing[Topic.ATTESTATION]}
    assert replay(kept).same
    assert list(memory.values(oak_street, Topic.ATTESTATION)) == ["group/ia/IA_EPA_1"]
    without = {Topic.ATTESTATION: {"group/ia/IA_EPA_1": None, **supposing[Topic.ATTESTATION]}}
    later = keep_score(*place, AFTER, "With the activity", without)
    assert scenarios(*place) == [later]
    drop_scenario(*place, "With the activity")
    assert scenarios(*place) == []
    assert oak_street.snapshots.count() == 1
    for name in ("With the activity", ""):
        with pytest.raises(NotThere):
            drop_scenario(*place, name)
