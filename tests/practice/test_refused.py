"""What the records refuse, and under which code."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from openmips.practice.actions import roster
from openmips.practice.deeds import saving
from openmips.practice.imports import submissions, waiting
from openmips.practice.models import PracticeYear
from openmips.problems import ProblemsFound, document_kinds
from openmips.problems.finding import Findings

pytestmark = pytest.mark.usefixtures("db")


def test_a_database_that_somebody_holds_is_busy() -> None:
    """A lock that does not go is a problem with a remedy, any other failure is not hidden."""
    with pytest.raises(ProblemsFound) as error, saving():
        raise OperationalError("database is locked")
    assert error.value.problems[0].code == "records_busy"
    with pytest.raises(OperationalError), saving():
        raise OperationalError("no such table")


def test_a_file_without_end_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stops as soon as a file is larger than any."""
    monkeypatch.setattr(waiting, "LARGEST", 10)
    assert list(waiting._bounded([b"12345", b"67890"])) == [b"12345", b"67890"]
    with pytest.raises(ProblemsFound) as error:
        list(waiting._bounded([b"12345", b"678901"]))
    assert error.value.problems[0].code == "import_too_large"


def test_a_submission_of_an_entity_is_not_a_practices_own(oak_street: PracticeYear) -> None:
    """Only groups and individuals are kept."""
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    document = {"performanceYear": 2024, "entityType": "apm"}
    assert not submissions._fits(document, oak_street, findings)
    with pytest.raises(ProblemsFound) as error:
        findings.stop()
    assert [one.code for one in error.value.problems] == ["level_not_kept"]


def test_nobody_unknown_is_changed(oak_street: PracticeYear) -> None:
    """A clinician must be in the roster to be changed, and the NPI is masked."""
    with pytest.raises(ProblemsFound) as error:
        roster._there(oak_street.practice, "1000000046")
    (problem,) = error.value.problems
    assert problem.code == "unknown_clinician"
    assert "1000000046" not in problem.message
