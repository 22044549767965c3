"""The roster says who was there when, and what is said of each is what eligibility reads."""

from __future__ import annotations

from datetime import date

import pytest

from openmips.answers.eligibility import eligibility
from openmips.practice.access import Actor
from openmips.practice.actions.roster import (
    add_clinician,
    add_clinicians,
    change_clinician,
    clinician_leaves,
    describe_clinician,
    remove_clinician,
)
from openmips.practice.documents import roster
from openmips.practice.models import AuditEntry, PracticeYear
from openmips.practice.rosters import Entry, read_entries
from openmips.problems import ProblemsFound

ANN, BEN = "1000000004", "1000000012"
TIN, OTHER_TIN = "001234567", "007654321"
FACTS = {
    "individual_charges_1": "95000.00",
    "individual_patients_1": "210",
    "individual_services_1": "900",
}


def codes(error: pytest.ExceptionInfo[ProblemsFound]) -> list[tuple[str, str]]:
    """The codes and places of the problems."""
    return [(one.code, one.location) for one in error.value.problems]


def test_a_clinician_is_added_changed_and_leaves(oak_street: PracticeYear, owner: Actor) -> None:
    """Each deed shows in the roster, counts the year's version up and stands once in the audit."""
    practice = oak_street.practice_id
    add_clinician(owner, practice, Entry(ANN, "Ann Field", "MD", date(2020, 1, 1)))
    change_clinician(owner, practice, ANN, Entry(ANN, "Ann Field", "NP", date(2020, 2, 1)))
    clinician_leaves(owner, practice, ANN, date(2024, 6, 30))
    (one,) = oak_street.practice.clinicians.all()
    assert (one.clinician_type, one.joined, one.left) == (
        "nurse_practitioner",
        date(2020, 2, 1),
        date(2024, 6, 30),
    )
    remove_clinician(owner, practice, ANN)
    assert not oak_street.practice.clinicians.exists()
    deeds = AuditEntry.objects.filter(practice_id=practice).order_by("id")
    assert [one.deed for one in deeds][2:] == [
        "clinicians added",
        "clinician changed",
        "clinician leaves",
        "clinician removed",
    ]
    oak_street.refresh_from_db()
    assert oak_street.version == 4


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (Entry("123"), ("bad_npi", "$.npi")),
        (Entry("1000000005"), ("npi_check_digit", "$.npi")),
        (Entry(ANN, clinician_type="phisician"), ("unknown_value", "$.clinician_type")),
        (
            Entry(ANN, joined=date(2024, 5, 1), left=date(2024, 4, 30)),
            ("leaves_before_joining", "$.left"),
        ),
    ],
)
def test_an_entry_that_cannot_be_is_refused(
    oak_street: PracticeYear, owner: Actor, entry: Entry, problem: tuple[str, str]
) -> None:
    """What is wrong is said with its place, and of several entries none is added."""
    with pytest.raises(ProblemsFound) as error:
        add_clinicians(owner, oak_street.practice_id, [Entry(BEN), entry])
    assert codes(error) == [problem]
    assert "1000000005" not in str(error.value)
    assert not oak_street.practice.clinicians.exists()


def test_nobody_stands_twice(oak_street: PracticeYear, owner: Actor) -> None:
    """A second entry of an NPI is refused, also when another entry is changed into it."""
    practice = oak_street.practice_id
    add_clinicians(owner, practice, [Entry(ANN), Entry(BEN)])
    for again in (
        lambda: add_clinician(owner, practice, Entry(ANN)),
        lambda: change_clinician(owner, practice, BEN, Entry(ANN)),
    ):
        with pytest.raises(ProblemsFound) as error:
            again()
        assert codes(error) == [("clinician_there", "$.npi")]
    with pytest.raises(ProblemsFound) as error:
        add_clinicians(owner, practice, [Entry("1000000020"), Entry("1000000020")])
    assert oak_street.practice.clinicians.count() == 2


def test_who_was_not_there_in_the_year_is_not_in_its_roster(
    oak_street: PracticeYear, owner: Actor
) -> None:
    """Who left in 2023 or joined in 2025 is left out of 2024; who was there for a day is not."""
    days = [
        ("1000000004", None, date(2023, 12, 31)),
        ("1000000012", date(2025, 1, 1), None),
        ("1000000020", None, date(2024, 1, 1)),
        ("1000000038", date(2024, 12, 31), None),
    ]
    entries = [Entry(npi, joined=joined, left=left) for npi, joined, left in days]
    add_clinicians(owner, oak_street.practice_id, entries)
    assert [row["npi"] for row in roster(oak_street)] == ["1000000020", "1000000038"]


def test_what_is_said_of_a_clinician_is_what_eligibility_reads(
    oak_street: PracticeYear, owner: Actor
) -> None:
    """The roster made of the memory gives the status that its numbers make.

    95,000 dollars, 210 patients and 900 services are above 90,000, 200 and 200 in the one
    segment that is known.
    """
    add_clinician(owner, oak_street.practice_id, Entry(ANN, "Ann Field", "MD"))
    describe_clinician(owner, oak_street.practice_id, 2024, ANN, FACTS)
    (row,) = roster(oak_street)
    assert row == {"npi": ANN, "tin": TIN, "clinician_type": "medical_doctor", **FACTS}
    answer = eligibility([row], 2024, as_of=date(2024, 11, 22))
    (clinician,) = answer["clinicians"]
    assert clinician["npi"] == ANN
    assert answer["warnings"] == []


def test_facts_that_eligibility_cannot_read_are_refused(
    oak_street: PracticeYear, owner: Actor
) -> None:
    """A count that is none is refused at its place, before anything is saved."""
    add_clinician(owner, oak_street.practice_id, Entry(ANN))
    with pytest.raises(ProblemsFound) as error:
        describe_clinician(
            owner, oak_street.practice_id, 2024, ANN, {"individual_patients_1": "many"}
        )
    assert codes(error) == [("bad_count", "$.clinicians[0].individual_patients_1")]
    assert not oak_street.statements.exists()


def test_a_roster_file_gives_entries_and_facts() -> None:
    """Names and days go into the entry, the rest stays as it was written; other TINs are left out.

    The column `name` is known here, so nobody is warned of it; `shoe_size` is not.
    """
    csv = (
        f"npi,TIN,name,joined,clinician_type,individual_patients_1,shoe_size\n"
        f"{ANN},{TIN},Ann Field,2020-01-01,MD,210,38\n"
        f"{BEN},00-7654321,Ben Ortega,,NP,,\n"
    )
    found = read_entries(csv.encode(), 2024, TIN, "roster.csv")
    (row,) = found.rows
    assert row.entry == Entry(ANN, "Ann Field", "medical_doctor", date(2020, 1, 1))
    assert row.facts == {"individual_patients_1": "210"}
    assert [one.code for one in found.warnings] == ["unknown_column", "rows_of_others"]


def test_a_roster_in_json_says_the_same() -> None:
    """Nested keys, and what holds for all clinicians, stay in the facts of each."""
    text = (
        f'{{"tin": "{TIN}", "rural": true, "clinicians": [{{"npi": "{ANN}", "name": "Ann",'
        ' "clinicianType": "MD", "individual": {"patients": {"segment1": 210}}}]}'
    )
    (row,) = read_entries(text.encode(), 2024, "", "roster.json").rows
    assert row.entry == Entry(ANN, "Ann", "medical_doctor")
    assert row.facts == {"rural": True, "individual": {"patients": {"segment1": 210}}}


def test_a_roster_of_another_practice_is_refused() -> None:
    """Where no row has the practice's TIN nothing is taken, and no TIN is shown."""
    csv = f"npi,tin\n{ANN},{OTHER_TIN}\n"
    with pytest.raises(ProblemsFound) as error:
        read_entries(csv.encode(), 2024, TIN, "roster.csv")
    assert codes(error) == [("other_practice", "$")]
    assert OTHER_TIN not in str(error.value)
