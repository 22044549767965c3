"""Traps in who belongs to a measure: birthdays, sex, diagnoses, places, telehealth, units."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

from openmips.claims.synthetic.specialties import AT_HOME, EMERGENCY, INPATIENT, TELEHEALTH
from openmips.claims.synthetic.stage import Claims, Stage, Traps

PATIENTS = Traps()
_FEBRUARY, _LEAP_DAY = 2, 29
_MIDDLE_AGE = 60
_HOSPITAL_VISIT, _CRITICAL_CARE = "99221", "99291"


@PATIENTS.about("047")
def lowest_age_is_reached(stage: Stage) -> Claims:
    """Two patients come on the eve of the birthday and on the birthday itself."""
    born = date(stage.year - stage.codes["047"].youngest, 6, 15)
    lines = (stage.visit("047"), *stage.met("047"))
    return (
        stage.claim(stage.patient(born), *lines, on="06-14"),
        stage.claim(stage.patient(born), *lines, on="06-15"),
    )


@PATIENTS.about("039")
def highest_age_is_passed(stage: Stage) -> Claims:
    """Two patients come on the last day of the highest age and on the birthday after it."""
    born = date(stage.year - stage.codes["039"].oldest - 1, 6, 15)
    lines = (stage.visit("039"), *stage.met("039"))
    return (
        stage.claim(stage.patient(born), *lines, on="06-14"),
        stage.claim(stage.patient(born), *lines, on="06-15"),
    )


def leap_day_measure(stage: Stage) -> str:
    """A measure whose lowest age somebody born on 29 February reaches this year."""
    return min(
        (
            measure
            for measure in stage.codes.values()
            if measure.youngest and isleap(stage.year - measure.youngest)
        ),
        key=lambda measure: (-measure.youngest, measure.measure_id),
    ).measure_id


@PATIENTS.about()
def birthday_on_a_leap_day(stage: Stage) -> Claims:
    """Two patients born on 29 February come on 28 February and a day later."""
    name = leap_day_measure(stage)
    born = date(stage.year - stage.codes[name].youngest, _FEBRUARY, _LEAP_DAY)
    eve = date(stage.year, _FEBRUARY, _LEAP_DAY - 1)
    diagnoses = (stage.diagnosis(name),)
    return tuple(
        stage.claim(
            stage.patient(born),
            stage.visit(name),
            *stage.met(name),
            on=day.isoformat(),
            diagnoses=diagnoses,
        )
        for day in (eve, eve + timedelta(days=1))
    )


@PATIENTS.about("112")
def other_sex(stage: Stage) -> Claims:
    """A man has a code of a measure of women."""
    return (stage.claim(stage.patient(sex="M"), stage.visit("112"), *stage.met("112")),)


@PATIENTS.about("112")
def sex_not_known(stage: Stage) -> Claims:
    """A patient whose sex is not known has a code of a measure of women."""
    return (stage.claim(stage.patient(sex="U"), stage.visit("112"), *stage.met("112")),)


@PATIENTS.about("039")
def exclusion_diagnosis_on_one_claim(stage: Stage) -> Claims:
    """One claim has a diagnosis that takes it out, another of the same patient has not."""
    patient = stage.patient()
    shut_out = (stage.codes["039"].excluded_diagnoses[0],)
    visit = stage.visit("039")
    return (
        stage.claim(patient, visit, *stage.met("039"), diagnoses=shut_out, on="02-08"),
        stage.claim(patient, visit, *stage.not_met("039"), on="07-11"),
    )


@PATIENTS.about("155")
def second_procedure_missing(stage: Stage) -> Claims:
    """Of two patients only one has the second code that the measure asks for."""
    visit, answer = stage.visit("155"), stage.met("155")
    return (
        stage.claim(stage.patient(), visit, *answer),
        stage.claim(stage.patient(), visit, stage.codes["155"].also[0], *answer),
    )


@PATIENTS.about("317")
def video_modifier(stage: Stage) -> Claims:
    """Modifier 95 shuts a visit out in some years and not in others."""
    return (stage.claim(stage.patient(), f"{stage.visit('317')}-95", *stage.met("317")),)


@PATIENTS.about("317")
def telehealth_modifiers(stage: Stage) -> Claims:
    """Modifiers GT, GQ and 93 shut a visit out in every year."""
    return tuple(
        stage.claim(stage.patient(), f"{stage.visit('317')}-{modifier}", *stage.met("317"))
        for modifier in ("GT", "GQ", "93")
    )


@PATIENTS.about("317")
def telehealth_place(stage: Stage) -> Claims:
    """A visit by telehealth is not counted, whatever its modifiers."""
    return (stage.claim(stage.patient(), f"{stage.visit('317')}@{TELEHEALTH}", *stage.met("317")),)


@PATIENTS.about("317")
def telehealth_at_home(stage: Stage) -> Claims:
    """Telehealth at the patient's home is shut out in some years and not in others."""
    return (stage.claim(stage.patient(), f"{stage.visit('317')}@{AT_HOME}", *stage.met("317")),)


@PATIENTS.about("317")
def telehealth_line_beside_a_visit(stage: Stage) -> Claims:
    """One line is telehealth, one is not: the claim stays, with one line."""
    return (stage.claim(stage.patient(), stage.visit("317"), "99212-GT", *stage.met("317")),)


@PATIENTS.about("047")
def emergency_place(stage: Stage) -> Claims:
    """Care in the emergency room is not asked about."""
    lines = (f"{_CRITICAL_CARE}@{EMERGENCY}", f"1123F@{EMERGENCY}")
    return (stage.claim(stage.patient(), *lines),)


@PATIENTS.about("418")
def hospital_place(stage: Stage) -> Claims:
    """A visit in the hospital is not asked about, the operation there is."""
    diagnoses = (stage.diagnosis("418"),)
    visit = f"{_HOSPITAL_VISIT}@{INPATIENT}"
    return (
        stage.claim(stage.patient(), visit, *stage.met("418"), diagnoses=diagnoses),
        stage.claim(stage.patient(), f"27236@{INPATIENT}", diagnoses=diagnoses),
    )


@PATIENTS.about("320")
def procedure_cut_short(stage: Stage) -> Claims:
    """Modifier 53 says the colonoscopy was stopped: it is not counted."""
    patient = stage.patient(date(stage.year - _MIDDLE_AGE, 1, 2))
    diagnoses = (stage.diagnosis("320"),)
    return (stage.claim(patient, "45378-53", *stage.met("320"), diagnoses=diagnoses),)


@PATIENTS.about("317")
def two_lines_of_a_visit(stage: Stage) -> Claims:
    """Two eligible lines of one visit count twice."""
    return (stage.claim(stage.patient(), stage.visit("317"), "G0101", *stage.met("317")),)


@PATIENTS.about("317")
def two_claims_of_a_day(stage: Stage) -> Claims:
    """One code answers for both claims of a patient's day."""
    patient = stage.patient()
    return (
        stage.claim(patient, stage.visit("317"), *stage.met("317")),
        stage.claim(patient, "99212"),
    )


@PATIENTS.about("145")
def two_procedures_of_a_day(stage: Stage) -> Claims:
    """Two procedures of one day are one; the next day's is another, without an answer."""
    patient = stage.patient()
    first, second = stage.codes["145"].procedures[:2]
    return (
        stage.claim(patient, first, second, *stage.met("145"), on="05-14"),
        stage.claim(patient, first, on="05-15"),
    )


@PATIENTS.about("024")
def two_fractures(stage: Stage) -> Claims:
    """Three claims are of two fractures; only the second is answered."""
    patient, visit = stage.patient(), stage.visit("024")
    one, other = _fractures(stage)
    return (
        stage.claim(patient, visit, diagnoses=(one,), on="01-16"),
        stage.claim(patient, visit, diagnoses=(other,), on="02-13"),
        stage.claim(patient, visit, *stage.met("024"), diagnoses=(other,), on="03-12"),
    )


@PATIENTS.about("024")
def fractures_joined_by_a_claim(stage: Stage) -> Claims:
    """A later claim names both fractures, so that all claims are one episode."""
    patient, visit = stage.patient(), stage.visit("024")
    one, other = _fractures(stage)
    return (
        stage.claim(patient, visit, diagnoses=(one,), on="01-16"),
        stage.claim(patient, visit, diagnoses=(other,), on="02-13"),
        stage.claim(patient, visit, *stage.met("024"), diagnoses=(one, other), on="03-12"),
    )


def _fractures(stage: Stage) -> tuple[str, str]:
    diagnoses = stage.codes["024"].diagnoses
    return diagnoses[0], diagnoses[-1]
