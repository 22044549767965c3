"""Which claims lack a valid answer, and what each could carry."""

from __future__ import annotations

from datetime import date

from claims.gaps.worlds import choices_of, defined, found, named, sentences

from openmips.claims.gaps import Calendar, Remedy


def test_a_visit_without_a_code_is_a_gap_with_all_it_could_carry() -> None:
    """A bare visit of a patient of 74 lacks an answer to the advance care plan measure."""
    (gap,) = found(defined("047"), {"id": "c1", "day": "04-16", "lines": ["36415", "99214"]})
    assert named(gap) == ("047", "", "c1", "no_code")
    assert [line.number for line in gap.lines] == [2]
    assert choices_of(gap) == [
        ("met", "1123F"),
        ("met", "1124F"),
        ("not_met", "1123F-8P"),
        ("exclusion", "G9692"),
    ]
    assert "Claim c1 of 2024-04-16 is eligible by line 2 (99214): a woman 74 years old." in (
        sentences(gap)
    )


def test_an_answer_anywhere_in_the_year_is_enough_for_a_patient_process_measure() -> None:
    """047 is asked once a patient: an answer in May closes the visits of March and June."""
    assert not found(
        defined("047"),
        {"day": "03-04", "lines": ["99213"]},
        {"day": "05-06", "lines": ["99213", "1123F-8P"]},
        {"day": "06-03", "lines": ["99213"]},
    )


def test_every_open_claim_of_a_patient_is_named_and_one_answer_is_enough() -> None:
    """Two bare visits are two places for one answer, and each names the other."""
    gaps = found(
        defined("047"),
        {"id": "march", "day": "03-04", "lines": ["99213"]},
        {"id": "june", "day": "06-03", "lines": ["99213"]},
    )
    assert [(named(gap)[2], gap.served_by) for gap in gaps] == [
        ("march", ("june",)),
        ("june", ("march",)),
    ]
    assert "One answer is enough, on it or on claim june." in sentences(gaps[0])


def test_the_latest_visit_should_carry_the_latest_answer() -> None:
    """236 takes the latest blood pressure: a later visit without one is open, an earlier not."""
    (gap,) = found(
        defined("236"),
        {"id": "early", "day": "02-05", "diagnoses": ["I10"], "lines": ["99213"]},
        {"id": "told", "day": "04-08", "diagnoses": ["I10"], "lines": ["99213", "G8752", "G8754"]},
        {"id": "late", "day": "09-09", "diagnoses": ["I10"], "lines": ["99213"]},
    )
    assert named(gap) == ("236", "", "late", "newer_visit")
    assert (
        gap.why.says
        == "236: answered on 2024-04-08; claim late of 2024-09-09 is later and has no answer."
    )


def test_an_answer_on_the_latest_day_closes_all_earlier_ones() -> None:
    """236: nothing is missing where the latest day has its answer, on whichever claim."""
    assert not found(
        defined("236"),
        {"day": "02-05", "diagnoses": ["I10"], "lines": ["99213"]},
        {"day": "09-09", "diagnoses": ["I10"], "lines": ["99213"]},
        {"day": "09-09", "diagnoses": ["I10"], "lines": ["99214", "G8756"]},
    )


def test_half_a_pair_is_named_with_the_missing_half() -> None:
    """A lone upper blood pressure value needs a lower one, or a code that takes the patient out."""
    (gap,) = found(
        defined("236"), {"day": "09-09", "diagnoses": ["I10"], "lines": ["99213", "G8753"]}
    )
    assert named(gap)[3] == "half_answer"
    assert choices_of(gap)[:2] == [("not_met", "G8754"), ("not_met", "G8755")]
    assert {outcome for outcome, _ in choices_of(gap)[2:]} == {"exclusion"}
    assert [codes.codes for codes in gap.choices[0].there] == [("G8753",)]
    assert "Line 2 (G8753) is half an answer: it needs G8754 or G8755 beside it." in sentences(gap)


def test_a_wrong_modifier_is_named() -> None:
    """3126F with 2P is no answer of the Barrett measure: it takes 1P, 8P or none."""
    (gap,) = found(
        defined("249"), {"day": "09-09", "diagnoses": ["K2270"], "lines": ["88305", "3126F-2P"]}
    )
    assert named(gap)[3] == "wrong_modifier"
    assert "Line 2 (3126F-2P) does not count with modifier 2P (the patient's reason)." in sentences(
        gap
    )


def test_a_code_of_another_year_is_named() -> None:
    """3044F told blood sugar until 2024; from 2025 on M1371 does."""
    claim = {
        "day": "09-09",
        "born": "1960-01-31",
        "diagnoses": ["E119"],
        "lines": ["99213", "3044F"],
    }
    assert not found(defined("001", year=2024), claim)
    (gap,) = found(
        defined("001", year=2025), claim, calendar=Calendar(date(2025, 11, 1), date(2026, 3, 1))
    )
    assert named(gap)[3] == "outdated_code"
    assert "Line 2 (3044F) answers the measure in other years, not in 2025." in sentences(gap)


def test_a_code_on_a_claim_of_its_own_is_named() -> None:
    """The code went out alone on the day of the visit: it is lost, and the gap says where it is."""
    (gap,) = found(
        defined("047"),
        {"id": "visit", "day": "04-16", "lines": ["99214"]},
        {"id": "alone", "day": "04-16", "lines": ["1123F"]},
    )
    assert named(gap) == ("047", "", "visit", "code_on_other_claim")
    stray, reason = sentences(gap)[-2:]
    assert stray.startswith("1123F stands on claim alone of the same day; a code counts only")
    assert reason == "It has no visit or procedure code of the measure."


def test_a_code_under_another_clinician_is_named() -> None:
    """Two clinicians see a patient on a day; the code of one does not answer for the other."""
    (gap,) = found(
        defined("047"),
        {"id": "mine", "day": "04-16", "lines": ["99214"]},
        {"id": "theirs", "clinician": "two", "day": "04-16", "lines": ["99213", "1123F"]},
    )
    assert named(gap) == ("047", "", "mine", "code_on_other_claim")
    assert "under a clinician who is counted apart" in sentences(gap)[-1]


def test_every_visit_is_asked_by_itself() -> None:
    """317 asks at each visit; two claims of one day are one visit, and either may answer."""
    gaps = found(
        defined("317"),
        {"id": "a", "day": "03-04", "lines": ["99213", "G8783"]},
        {"id": "b", "day": "04-08", "lines": ["99213"]},
        {"id": "c", "day": "04-08", "lines": ["99212"]},
        {"id": "d", "day": "05-06", "lines": ["99213-95"]},
    )
    assert [(named(gap)[2], gap.served_by) for gap in gaps] == [("b", ("c",)), ("c", ("b",))]


def test_each_fracture_is_asked_by_itself() -> None:
    """024: the answered fracture of the hip leaves that of the wrist open."""
    (gap,) = found(
        defined("024"),
        {"id": "wrist", "day": "02-05", "diagnoses": ["S52501A"], "lines": ["99213"]},
        {"id": "hip", "day": "06-03", "diagnoses": ["S72001A"], "lines": ["99213", "5015F"]},
    )
    assert named(gap)[2] == "wrist"


def test_the_parts_of_a_measure_with_several_rates_are_asked_in_turn() -> None:
    """226 asks for screening and overall; the help to quit only once a user was found."""
    tobacco = defined("226")
    bare = found(tobacco, {"day": "03-04", "lines": ["99213"]})
    assert [named(gap)[1] for gap in bare] == ["00", "02"]
    user = found(tobacco, {"day": "03-04", "lines": ["99213", "G9902", "G0029"]})
    assert [(named(gap)[1], named(gap)[3]) for gap in user] == [("01", "half_answer")]
    assert choices_of(user[0]) == [("met", "G9906"), ("not_met", "G9908"), ("exclusion", "M1159")]


def test_a_part_is_not_asked_of_everybody_where_the_code_sets_say_so_by_mistake() -> None:
    """The code sets of 2025 let everybody into the second rate of 226; only users lack its code."""
    tobacco = defined("226", year=2025)
    calendar = Calendar(date(2025, 11, 1), date(2026, 3, 1))
    claim = {"day": "03-04", "lines": ["99213", "G9903", "1036F"]}
    assert not found(tobacco, claim, calendar=calendar)
    user = {"day": "03-04", "lines": ["99213", "G9902", "G0029"]}
    assert [named(gap)[1] for gap in found(tobacco, user, calendar=calendar)] == ["01"]


def test_a_claim_that_medicare_processed_cannot_be_mended() -> None:
    """A paid claim takes no more codes; a later visit can still answer, but not for a visit."""
    paid = {"code": "99214", "status": "paid"}
    claim = {"id": "c1", "day": "04-16", "lines": [paid]}
    remedies = {gap.rate.measure_id: gap.remedy for gap in found(defined("047", "317"), claim)}
    assert remedies == {"047": Remedy.LATER_CLAIM, "317": Remedy.NONE}


def test_claims_that_are_sent_cannot_be_mended() -> None:
    """Claims up to the day until which all are sent are lost to codes, later ones are not."""
    calendar = Calendar(date(2024, 11, 22), date(2025, 3, 1), sent_through=date(2024, 6, 30))
    gaps = found(
        defined("047"),
        {"day": "06-30", "lines": ["99213"]},
        {"day": "07-01", "lines": ["99213"]},
        calendar=calendar,
    )
    assert [gap.remedy for gap in gaps] == [Remedy.LATER_CLAIM, Remedy.ADD_TO_CLAIM]


def test_after_the_last_day_of_processing_nothing_can_be_mended() -> None:
    """Until 1 March of the next year a claim may still go out with its code; then it is over."""
    bare = {"day": "12-30", "lines": ["99213"]}
    for today, remedy in (
        (date(2025, 3, 1), Remedy.ADD_TO_CLAIM),
        (date(2025, 3, 2), Remedy.NONE),
    ):
        (gap,) = found(defined("047"), bare, calendar=Calendar(today, date(2025, 3, 1)))
        assert gap.remedy is remedy


def test_claims_that_do_not_count_are_no_gaps() -> None:
    """Denied, voided and replaced claims, and those of other payers, lack nothing."""
    denied = {"code": "99214", "status": "denied"}
    gaps = found(
        defined("047"),
        {"id": "denied", "patient": "Bea", "day": "04-16", "lines": [denied]},
        {"id": "other", "patient": "Cleo", "payer": "CI", "day": "04-16", "lines": ["99214"]},
        {"id": "old", "day": "04-16", "lines": ["99214"]},
        {
            "id": "new",
            "day": "04-16",
            "frequency": "7",
            "original_claim_id": "old",
            "lines": ["99214"],
        },
    )
    assert [named(gap)[2] for gap in gaps] == ["new"]
