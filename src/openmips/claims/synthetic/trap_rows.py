"""Traps in the rows themselves: split, replaced and denied claims, other payers, bad writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openmips.claims.lines import REPLACEMENT, VOID
from openmips.claims.synthetic.billed import BilledClaim, BilledLine, line_of
from openmips.claims.synthetic.stage import SORE_THROAT, Claims, Stage, Traps

ROWS = Traps()
_MEDICARE_ADVANTAGE = "16"
_LATER_LINE = 14


@ROWS.about("236")
def split_claim(stage: Stage) -> Claims:
    """A claim came in two parts; the second has the quality codes and other diagnoses."""
    number, patient = stage.number(), stage.patient()
    diagnosis = (stage.diagnosis("236"),)
    later = tuple(
        replace(line_of(text), number=_LATER_LINE + position, diagnoses=(SORE_THROAT,))
        for position, text in enumerate(stage.met("236"))
    )
    return (stage.claim(patient, stage.visit("236"), *later, diagnoses=diagnosis, claim_id=number),)


@ROWS.about("047")
def two_clinicians_on_one_claim(stage: Stage) -> Claims:
    """One clinician's visit and another's quality code share a claim number."""
    code = replace(line_of("1123F"), clinician=stage.colleague())
    return (stage.claim(stage.patient(), stage.visit("047"), code),)


@ROWS.about("047")
def same_number_in_another_practice(stage: Stage) -> Claims:
    """A practice voids its claim; another practice's claim has the same number and stays."""
    number, neighbour = stage.number(), stage.neighbour()
    lines = (stage.visit("047"), *stage.met("047"))
    patient = stage.patient()
    return (
        stage.claim(stage.patient(), *lines, claim_id=number, practice=neighbour),
        stage.claim(patient, *lines, claim_id=number),
        stage.claim(patient, *lines, frequency=VOID, original=number),
    )


@ROWS.about("047")
def replaced_claim(stage: Stage) -> Claims:
    """A claim with a yes is replaced by one with a no."""
    first = stage.claim(stage.patient(), stage.visit("047"), *stage.met("047"))
    return first, _replacement(stage, first, stage.visit("047"), *stage.not_met("047"))


@ROWS.about("317")
def replacement_replaced(stage: Stage) -> Claims:
    """A replacement is replaced in its turn; only the last counts."""
    visit = stage.visit("317")
    first = stage.claim(stage.patient(), visit, visit, visit)
    second = _replacement(stage, first, visit, visit)
    return first, second, _replacement(stage, second, visit, *stage.met("317"))


def _replacement(stage: Stage, claim: BilledClaim, *lines: str) -> BilledClaim:
    return stage.claim(claim.patient, *lines, frequency=REPLACEMENT, original=claim.claim_id)


@ROWS.about("047")
def replacement_that_names_itself(stage: Stage) -> Claims:
    """A replacement has kept the number of the claim it replaces, which is not there."""
    number = stage.number()
    lines = (stage.visit("047"), *stage.met("047"))
    return (
        stage.claim(
            stage.patient(), *lines, claim_id=number, frequency=REPLACEMENT, original=number
        ),
    )


@ROWS.about("047")
def voided_claim(stage: Stage) -> Claims:
    """A claim is voided: neither it nor the void counts."""
    lines = (stage.visit("047"), *stage.met("047"))
    first = stage.claim(stage.patient(), *lines)
    void = stage.claim(first.patient, *lines, frequency=VOID, original=first.claim_id)
    return first, void


@ROWS.about("047")
def denied_visit(stage: Stage) -> Claims:
    """Medicare denied the visit and took the quality code."""
    return (stage.claim(stage.patient(), _denied(stage.visit("047")), *stage.met("047")),)


@ROWS.about("047")
def denied_quality_code(stage: Stage) -> Claims:
    """Medicare paid the visit and denied the quality code."""
    return (stage.claim(stage.patient(), stage.visit("047"), *map(_denied, stage.met("047"))),)


def _denied(text: str) -> BilledLine:
    return replace(line_of(text), denied=True)


@ROWS.about("047")
def other_payer(stage: Stage) -> Claims:
    """A claim to Medicare Advantage is not of Part B."""
    lines = (stage.visit("047"), *stage.met("047"))
    return (stage.claim(stage.patient(), *lines, payer=_MEDICARE_ADVANTAGE),)


@ROWS.about("047")
def medicare_pays_second(stage: Stage) -> Claims:
    """Another insurer paid first; for Part B the claim counts as any other."""
    lines = (stage.visit("047"), *stage.met("047"))
    return (stage.claim(stage.patient(), *lines, secondary=True),)


@ROWS.about("397")
def diagnosis_with_a_dot(stage: Stage) -> Claims:
    """The diagnosis is written as in a book, with its dot."""
    code = stage.codes["397"].diagnoses[-1]
    dotted = f"{code[:3]}.{code[3:]}"
    lines = (stage.visit("397"), *stage.met("397"))
    return (stage.claim(stage.patient(), *lines, diagnoses=(dotted,)),)


@ROWS.about("236")
def codes_in_small_letters(stage: Stage) -> Claims:
    """Quality codes and diagnosis are written in small letters."""
    lines = (stage.visit("236"), *(code.lower() for code in stage.met("236")))
    diagnoses = (stage.diagnosis("236").lower(),)
    return (stage.claim(stage.patient(), *lines, diagnoses=diagnoses),)


@ROWS.about("236")
def codes_with_blanks(stage: Stage) -> Claims:
    """Codes have blanks around them."""
    lines = (f" {stage.visit('236')}", *(f"{code} " for code in stage.met("236")))
    diagnoses = (f" {stage.diagnosis('236')} ",)
    return (stage.claim(stage.patient(), *lines, diagnoses=diagnoses),)


@ROWS.about("317")
def line_twice(stage: Stage) -> Claims:
    """The same line stands there twice, equal in everything: it is one."""
    line = replace(line_of(stage.visit("317")), number=1)
    return (stage.claim(stage.patient(), line, line, *stage.met("317")),)


@ROWS.about("317")
def same_code_on_two_lines(stage: Stage) -> Claims:
    """Two lines have the same code and different numbers: they are two."""
    visit = stage.visit("317")
    return (stage.claim(stage.patient(), visit, visit, *stage.met("317")),)


@ROWS.about("047")
def outside_the_year(stage: Stage) -> Claims:
    """Of four days at the turns of the year only the two within it count."""
    lines = (stage.visit("047"), *stage.met("047"))
    first, last = date(stage.year, 1, 1), date(stage.year, 12, 31)
    days = (date(stage.year - 1, 12, 31), first, last, date(stage.year + 1, 1, 1))
    return tuple(stage.claim(stage.patient(), *lines, on=day.isoformat()) for day in days)


@ROWS.about("047")
def across_the_new_year(stage: Stage) -> Claims:
    """A claim's first line is of the old year, its visit of the new: it is of the old."""
    before = date(stage.year - 1, 12, 31)
    first = BilledLine("93000", day=before)
    visit, answer = stage.visit("047"), stage.met("047")
    return (stage.claim(stage.patient(), first, visit, *answer, on="01-01"),)
