"""Traps in answers: where a quality code stands, what its modifier says, which answer counts."""

from __future__ import annotations

from openmips.claims.synthetic.billed import BilledClaim
from openmips.claims.synthetic.codes import OTHER_ANSWERS, SMOKING_ANSWERS
from openmips.claims.synthetic.stage import Claims, Stage, Traps

ANSWERS = Traps()


@ANSWERS.about("047")
def quality_code_on_another_claim(stage: Stage) -> Claims:
    """The quality code stands on a claim of its own, on the day of the visit."""
    patient = stage.patient()
    return stage.claim(patient, stage.visit("047")), stage.claim(patient, *stage.met("047"))


@ANSWERS.about("047")
def quality_code_of_another_clinician(stage: Stage) -> Claims:
    """Two clinicians see a patient, and only one of them answers."""
    patient = stage.patient()
    visit = stage.visit("047")
    return (
        stage.claim(patient, visit),
        stage.claim(patient, visit, *stage.met("047"), clinician=stage.colleague()),
    )


@ANSWERS.about("047", "236")
def quality_code_of_another_measure(stage: Stage) -> Claims:
    """The code on the claim answers another measure."""
    return (stage.claim(stage.patient(), stage.visit("047"), *stage.met("236")),)


@ANSWERS.about("236")
def half_of_a_pair(stage: Stage) -> Claims:
    """One of the two codes of an answer is missing."""
    diagnoses = (stage.diagnosis("236"),)
    half = stage.met("236")[0]
    return (stage.claim(stage.patient(), stage.visit("236"), half, diagnoses=diagnoses),)


@ANSWERS.about("236")
def halves_on_two_claims(stage: Stage) -> Claims:
    """The two codes of an answer stand on two claims of a day."""
    patient, diagnoses = stage.patient(), (stage.diagnosis("236"),)
    return tuple(
        stage.claim(patient, stage.visit("236"), half, diagnoses=diagnoses)
        for half in stage.met("236")
    )


@ANSWERS.about("236")
def later_half_of_a_pair(stage: Stage) -> Claims:
    """A whole answer is followed by half of one, which decides nothing."""
    patient, diagnoses, visit = stage.patient(), (stage.diagnosis("236"),), stage.visit("236")
    answer = stage.met("236")
    return (
        stage.claim(patient, visit, *answer, diagnoses=diagnoses, on="03-05"),
        stage.claim(patient, visit, answer[0], diagnoses=diagnoses, on="09-05"),
    )


@ANSWERS.about("047")
def not_done_modifier(stage: Stage) -> Claims:
    """Modifier 8P turns the code for done into not done."""
    return (stage.claim(stage.patient(), stage.visit("047"), "1123F-8P"),)


@ANSWERS.about("249")
def reason_modifier(stage: Stage) -> Claims:
    """Modifier 1P gives a medical reason: an exception."""
    return (_biopsy(stage, "3126F-1P"),)


@ANSWERS.about("249")
def unlisted_modifier(stage: Stage) -> Claims:
    """Modifier 2P is not among the measure's answers, so it is none."""
    return (_biopsy(stage, "3126F-2P"),)


@ANSWERS.about("249")
def two_reason_modifiers(stage: Stage) -> Claims:
    """A reason and no reason on one line contradict each other: no answer."""
    return (_biopsy(stage, "3126F-1P-8P"),)


def _biopsy(stage: Stage, answer: str) -> BilledClaim:
    return stage.claim(
        stage.patient(), stage.visit("249"), answer, diagnoses=(stage.diagnosis("249"),)
    )


@ANSWERS.about("047")
def two_answers_on_one_claim(stage: Stage) -> Claims:
    """The claim says both done and not done."""
    return (stage.claim(stage.patient(), stage.visit("047"), "1123F-8P", *stage.met("047")),)


@ANSWERS.about("047")
def better_answer_later(stage: Stage) -> Claims:
    """A patient counted once a year is first not met, then met."""
    patient, visit = stage.patient(), stage.visit("047")
    return (
        stage.claim(patient, visit, *stage.not_met("047"), on="02-05"),
        stage.claim(patient, visit, *stage.met("047"), on="10-08"),
    )


@ANSWERS.about("047")
def better_answer_earlier(stage: Stage) -> Claims:
    """A patient counted once a year is first met, then not met."""
    patient, visit = stage.patient(), stage.visit("047")
    return (
        stage.claim(patient, visit, *stage.met("047"), on="02-05"),
        stage.claim(patient, visit, *stage.not_met("047"), on="10-08"),
    )


@ANSWERS.about("047")
def answered_at_a_later_visit(stage: Stage) -> Claims:
    """The first visits of the year go unanswered, a later one is answered."""
    patient, visit = stage.patient(), stage.visit("047")
    return (
        stage.claim(patient, visit, on="01-17"),
        stage.claim(patient, visit, on="05-22"),
        stage.claim(patient, visit, *stage.met("047"), on="11-13"),
    )


@ANSWERS.about("134")
def latest_answer_decides(stage: Stage) -> Claims:
    """Where the latest answer counts, not met follows met, and then a visit without a code."""
    patient, visit = stage.patient(), stage.visit("134")
    return (
        stage.claim(patient, visit, *stage.met("134"), on="02-06"),
        stage.claim(patient, visit, *stage.not_met("134"), on="08-07"),
        stage.claim(patient, visit, on="12-04"),
    )


@ANSWERS.about("001")
def both_answers_of_an_inverse_measure(stage: Stage) -> Claims:
    """Where a lower rate is better, two claims of a day say met and not met."""
    patient, diagnoses, visit = stage.patient(), (stage.diagnosis("001"),), stage.visit("001")
    return (
        stage.claim(patient, visit, *stage.met("001"), diagnoses=diagnoses),
        stage.claim(patient, visit, *stage.not_met("001"), diagnoses=diagnoses),
    )


@ANSWERS.about("236")
def exclusion_by_quality_code(stage: Stage) -> Claims:
    """A quality code excludes the patient: reported, and not in the rate."""
    return (
        stage.claim(
            stage.patient(),
            stage.visit("236"),
            *stage.excluded("236"),
            diagnoses=(stage.diagnosis("236"),),
        ),
    )


@ANSWERS.about("226")
def smoker_counselled(stage: Stage) -> Claims:
    """A smoker is counselled: all three rates are met."""
    return (stage.claim(stage.patient(), stage.visit("226"), *SMOKING_ANSWERS[0]),)


@ANSWERS.about("226")
def smoker_without_counselling(stage: Stage) -> Claims:
    """A smoker's counselling is not coded: two rates lack an answer."""
    return (stage.claim(stage.patient(), stage.visit("226"), *SMOKING_ANSWERS[-1]),)


@ANSWERS.about("226")
def no_smoker(stage: Stage) -> Claims:
    """Who does not smoke is asked twice or three times, by the year's code sets."""
    return (stage.claim(stage.patient(), stage.visit("226"), *OTHER_ANSWERS[0]),)


@ANSWERS.about("112", without="113")
def measure_not_offered(stage: Stage) -> Claims:
    """The code answers a measure that has code sets and is not offered by claims this year."""
    return (stage.claim(stage.patient(), stage.visit("112"), "3017F"),)


@ANSWERS.about("047")
def clinician_who_never_answers(stage: Stage) -> Claims:
    """A clinician has no quality code on any claim: nothing was submitted."""
    return (stage.claim(stage.patient(), stage.visit("047"), clinician=stage.newcomer()),)
