"""What the rules say in codes, pages say in words."""

from __future__ import annotations

from openmips.web.words import ATTESTED, spoken
from openmips.why import Attestation


def test_every_grade_of_attestation_has_its_word() -> None:
    """No reason shows a code for how well its citation is attested."""
    assert set(ATTESTED) == {one.value for one in Attestation}


def test_columns_and_ways_are_named_as_people_name_them() -> None:
    """The name of a column is no word of a sentence; what only begins like one stays."""
    said = "Find out: qp_status, individual_charges_1, group_patients_2."
    assert spoken(said) == (
        "Find out: QP status, own charges in segment 1, the group's patients in segment 2."
    )
    assert spoken("236 (electronicHealthRecord) at 70") == "236 (EHR) at 70"
    assert spoken("ia: 50 percent") == "Improvement activities: 50 percent"
    assert spoken("pi has no weight") == "Promoting interoperability has no weight"
    assert spoken("qp_status_of_others") == "qp_status_of_others"


def test_days_are_written_the_same_way_on_every_page() -> None:
    """The day comes first, with the hour after it."""
    said = "December 31, 2024, 8 p.m. Eastern time"
    assert spoken(said) == "31 December 2024, 8 p.m. Eastern time"
    assert spoken("by 2025-03-31 20:00 ET") == "by 31 March 2025, 8 p.m. Eastern time"
    assert spoken("claim C004 of 2024-11-04.") == "claim C004 of 4 November 2024."
    assert spoken("late 2025, or 2024-99-99") == "late 2025, or 2024-99-99"
