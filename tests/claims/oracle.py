"""What Part B claims say of each measure, worked out the slow and obvious way.

It goes clinician by clinician, patient by patient, claim by claim, and reads nothing but the
code sets of the catalog. It shares no code with the rules or the engines: where they disagree
with it, one of them is wrong.

The order of things: rows are made normal; rows equal to another in every column go; claims that
another one replaces or voids go; denied lines and lines of other payers go; what is left of one
(TIN, NPI, claim id) is a claim; its day is the earliest day of its lines, and only days within
the year count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openmips.catalog.claims_entries import (
    ClaimCodes,
    ClaimsMeasure,
    EligibilityOption,
    OptionType,
    PerformanceOption,
)
from openmips.catalog.load import catalog_for
from openmips.catalog.search import code_sets
from openmips.claims.lines import DIAGNOSES, MODIFIERS, NAMES

Row = Mapping[str, str]
Key = tuple[str, str, str, str]
Counts = tuple[int, int, int, int, int, int]
"""Eligible, met, not met, exclusion, exception, not reported."""

ONCE_BEST = "once a patient, the best answer of the year"
ONCE_LATEST = "once a patient, the answer of the latest day that has one"
EACH_VISIT = "a patient's day, as often as it has eligible lines"
EACH_PROCEDURE = "a patient's day, once"
EACH_EPISODE = "once for a patient's claims that hang together by a diagnosis"

UNITS = {
    "001": ONCE_LATEST,
    "024": EACH_EPISODE,
    "039": ONCE_BEST,
    "047": ONCE_BEST,
    "112": ONCE_BEST,
    "113": ONCE_BEST,
    "128": ONCE_LATEST,
    "134": ONCE_LATEST,
    "141": ONCE_BEST,
    "145": EACH_PROCEDURE,
    "155": ONCE_BEST,
    "181": ONCE_BEST,
    "226": ONCE_BEST,
    "236": ONCE_LATEST,
    "249": EACH_PROCEDURE,
    "250": EACH_PROCEDURE,
    "261": ONCE_BEST,
    "317": EACH_VISIT,
    "320": ONCE_BEST,
    "395": EACH_PROCEDURE,
    "396": EACH_PROCEDURE,
    "397": EACH_PROCEDURE,
    "405": EACH_PROCEDURE,
    "406": EACH_PROCEDURE,
    "418": EACH_EPISODE,
    "422": EACH_PROCEDURE,
    "436": EACH_PROCEDURE,
}
REFUSED = frozenset({"110", "111", "147"})

MET, NOT_MET = OptionType.MET, OptionType.NOT_MET
EXCLUSION, EXCEPTION = OptionType.EXCLUSION, OptionType.EXCEPTION
BEST_FIRST = (MET, EXCLUSION, EXCEPTION, NOT_MET)
BEST_FIRST_INVERSE = (NOT_MET, EXCEPTION, EXCLUSION, MET)

SAYS_HOW_IT_WENT = frozenset({"1P", "2P", "3P", "8P"})


@dataclass(frozen=True)
class OracleLine:
    """A line that counts."""

    code: str
    modifiers: frozenset[str]
    place: str


@dataclass(frozen=True)
class OracleClaim:
    """A claim that counts: its patient, its day, its diagnoses and its lines."""

    patient: str
    born: date | None
    sex: str
    day: date
    diagnoses: frozenset[str]
    lines: tuple[OracleLine, ...]


@dataclass(frozen=True)
class Rate:
    """One rate of a measure: its eligibility options and its answers."""

    measure_id: str
    stratum: str
    inverse: bool
    options: tuple[EligibilityOption, ...]
    answers: tuple[PerformanceOption, ...]


def measured(
    rows: Iterable[Row], year: int, measures: Iterable[str] | None = None
) -> dict[Key, Counts]:
    """The counts by (TIN, NPI, measure, stratum), wherever anybody is eligible.

    Raises KeyError for a measure that is not offered by claims in the year, and for one whose
    counting unit is not known.
    """
    claims = claims_that_count(rows, year)
    result: dict[Key, Counts] = {}
    for rate in rates(year, measures):
        for (tin, npi), of_clinician in claims.items():
            found = tally(rate, of_clinician)
            if found[0] > 0:
                result[tin, npi, rate.measure_id, rate.stratum] = found
    return result


# What counts as a claim


def normal(row: Row) -> dict[str, str]:
    """The row with every column of the layout, written one way."""
    result = {}
    for name in NAMES:
        text = (row.get(name) or "").strip()
        if name == "procedure_code" or name in DIAGNOSES:
            text = text.replace(".", "").upper()
        elif name in MODIFIERS or name in {"place_of_service", "sex", "payer"}:
            text = text.upper()
        elif name == "status":
            text = text.lower()
        result[name] = text
    return result


def claims_that_count(rows: Iterable[Row], year: int) -> dict[tuple[str, str], list[OracleClaim]]:
    """The claims of the year, by (TIN, NPI)."""
    different = without_repeats(rows)
    out = taken_out(different)
    together: dict[tuple[str, str, str], list[Row]] = {}
    for row in different:
        if (row["tin"], row["claim_id"]) not in out and counts(row):
            key = (row["tin"], row["rendering_npi"], row["claim_id"])
            together.setdefault(key, []).append(row)

    result: dict[tuple[str, str], list[OracleClaim]] = {}
    for (tin, npi, _), own in together.items():
        claim = one_claim(own)
        if claim is not None and claim.day.year == year:
            result.setdefault((tin, npi), []).append(claim)
    return result


def without_repeats(rows: Iterable[Row]) -> list[Row]:
    """The rows made normal, each different one once."""
    result: list[Row] = []
    seen = set()
    for row in map(normal, rows):
        everything = tuple(row[name] for name in NAMES)
        if everything not in seen:
            seen.add(everything)
            result.append(row)
    return result


def taken_out(rows: Iterable[Row]) -> set[tuple[str, str]]:
    """The claims, by (TIN, claim id), that another claim replaces or voids."""
    return {
        (row["tin"], row["original_claim_id"])
        for row in rows
        if row["frequency"] in {"7", "8"}
        and row["original_claim_id"]
        and row["original_claim_id"] != row["claim_id"]
    }


def counts(row: Row) -> bool:
    """Whether a row is of a claim that stands, was not denied, and is Part B's."""
    return row["frequency"] != "8" and row["status"] != "denied" and row["payer"] in {"", "MB"}


def one_claim(rows: Sequence[Row]) -> OracleClaim | None:
    """The rows of one claim as a claim; None where no line has a day."""
    days = [date.fromisoformat(row["from_date"]) for row in rows if row["from_date"]]
    if not days:
        return None
    first = rows[0]
    return OracleClaim(
        patient=first["patient_id"],
        born=date.fromisoformat(first["birth_date"]) if first["birth_date"] else None,
        sex=first["sex"],
        day=min(days),
        diagnoses=frozenset(row[name] for row in rows for name in DIAGNOSES if row[name]),
        lines=tuple(
            OracleLine(
                code=row["procedure_code"],
                modifiers=frozenset(row[name] for name in MODIFIERS if row[name]),
                place=row["place_of_service"],
            )
            for row in rows
        ),
    )


# What the code sets say


def rates(year: int, measures: Iterable[str] | None = None) -> list[Rate]:
    """The rates of the measures asked for, or of all that the year offers by claims."""
    catalog = catalog_for(year)
    _, offered = code_sets(catalog)
    wanted = sorted(offered.keys() - REFUSED) if measures is None else list(measures)
    result = []
    for measure_id in wanted:
        measure = with_diagnosis_exclusions(offered[measure_id])
        if measure_id not in UNITS:
            raise KeyError(measure_id)
        groups = sorted({option.option_group for option in measure.eligibility_options})
        answers_of = {
            group: tuple(a for a in measure.performance_options if a.option_group == group)
            for group in groups
        }
        meanings = {
            frozenset((answer.option_type, answer.quality_codes) for answer in answers)
            for answers in answers_of.values()
        }
        inverse = catalog.quality[measure_id].inverse
        if len(meanings) == 1:
            options = measure.eligibility_options
            result.append(Rate(measure_id, "", inverse, options, answers_of[groups[0]]))
            continue
        for group in groups:
            own = tuple(o for o in measure.eligibility_options if o.option_group == group)
            result.append(Rate(measure_id, group, inverse, own, answers_of[group]))
    return result


def with_diagnosis_exclusions(measure: ClaimsMeasure) -> ClaimsMeasure:
    """The measure with each diagnosis among its answers made a diagnosis that shuts claims out."""
    misplaced: dict[str, list[str]] = {}
    answers = []
    for answer in measure.performance_options:
        codes = [code for group in answer.quality_codes for code in group.codes]
        if answer.option_type is EXCLUSION and len(codes) == 1 and is_a_diagnosis(codes[0]):
            misplaced.setdefault(answer.option_group, []).append(codes[0])
        else:
            answers.append(answer)
    options = tuple(
        EligibilityOption(
            option_group=option.option_group,
            minimum_age=option.minimum_age,
            maximum_age=option.maximum_age,
            sex=option.sex,
            diagnosis_codes=option.diagnosis_codes,
            additional_diagnosis_codes=option.additional_diagnosis_codes,
            diagnosis_exclusion_codes=(
                *option.diagnosis_exclusion_codes,
                *misplaced.get(option.option_group, ()),
            ),
            procedure_codes=option.procedure_codes,
            additional_procedure_codes=option.additional_procedure_codes,
        )
        for option in measure.eligibility_options
    )
    return ClaimsMeasure(measure.measure_id, options, tuple(answers))


def is_a_diagnosis(code: str) -> bool:
    """Whether a code of the code sets looks like an ICD-10 diagnosis: M81.0, B20."""
    if not (code[0].isalpha() and code[1].isdigit()):
        return False
    return len(code) == 3 or code[3] == "."


# Who belongs to a measure


def age_on(day: date, born: date) -> int:
    """Whole years; who is born on 29 February turns older on 1 March in common years."""
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year if had_birthday else day.year - born.year - 1


def belongs(claim: OracleClaim, option: EligibilityOption) -> bool:
    """Whether every part of the option holds for the claim."""
    return (
        age_fits(claim, option)
        and option.sex in {None, claim.sex}
        and has_one(claim, option.diagnosis_codes)
        and has_one(claim, option.additional_diagnosis_codes)
        and not (
            option.diagnosis_exclusion_codes and has_one(claim, option.diagnosis_exclusion_codes)
        )
        and any(fits_any(line, option.procedure_codes) for line in claim.lines)
        and (
            not option.additional_procedure_codes
            or any(fits_any(line, option.additional_procedure_codes) for line in claim.lines)
        )
    )


def age_fits(claim: OracleClaim, option: EligibilityOption) -> bool:
    """Whether the patient is of the age; without a birth date only where no age is asked for."""
    lowest = option.minimum_age or 0
    highest = option.maximum_age
    if claim.born is None:
        return lowest == 0 and highest is None
    age = age_on(claim.day, claim.born)
    return lowest <= age and (highest is None or age <= highest)


def has_one(claim: OracleClaim, codes: Sequence[str]) -> bool:
    """Whether a diagnosis of the claim is among the codes; an empty list asks for nothing."""
    if not codes:
        return True
    return bool(claim.diagnoses & without_dots(tuple(codes)))


DOTLESS: dict[tuple[str, ...], frozenset[str]] = {}


def without_dots(codes: tuple[str, ...]) -> frozenset[str]:
    """The codes as claims write them; kept, as some lists hold thousands."""
    if codes not in DOTLESS:
        DOTLESS[codes] = frozenset(code.replace(".", "") for code in codes)
    return DOTLESS[codes]


def fits_any(line: OracleLine, groups: Sequence[ClaimCodes]) -> bool:
    """Whether the line bears a code of one of the groups, under the group's conditions."""
    return any(fits(line, group) for group in groups)


def fits(line: OracleLine, group: ClaimCodes) -> bool:
    """Whether the line bears a code of the group, under the group's conditions."""
    if line.code not in group.codes:
        return False
    if group.modifiers and not line.modifiers & group.modifiers:
        return False
    if line.modifiers & group.modifier_exclusions:
        return False
    if group.places and line.place not in group.places:
        return False
    if line.place in group.place_exclusions:
        return False
    if line.code.endswith("F"):
        return line.modifiers & SAYS_HOW_IT_WENT <= group.modifiers
    return True


# What was answered


def answers_on(claim: OracleClaim, rate: Rate) -> set[OptionType]:
    """Every answer that is complete on this one claim."""
    return {
        answer.option_type
        for answer in rate.answers
        if all(any(fits(line, code) for line in claim.lines) for code in answer.quality_codes)
    }


def best_of(claims: Iterable[OracleClaim], rate: Rate) -> OptionType | None:
    """The best answer that any of the claims gives, or None."""
    given = {answer for claim in claims for answer in answers_on(claim, rate)}
    ranking = BEST_FIRST_INVERSE if rate.inverse else BEST_FIRST
    return next((answer for answer in ranking if answer in given), None)


# What is counted


def tally(rate: Rate, claims: Sequence[OracleClaim]) -> Counts:
    """The counts of one clinician for one rate."""
    eligible = [c for c in claims if any(belongs(c, option) for option in rate.options)]
    answers: list[OptionType | None] = []
    for patient in sorted({claim.patient for claim in eligible}):
        own = [claim for claim in eligible if claim.patient == patient]
        answers.extend(answers_of_patient(rate, own))
    return (
        len(answers),
        answers.count(MET),
        answers.count(NOT_MET),
        answers.count(EXCLUSION),
        answers.count(EXCEPTION),
        answers.count(None),
    )


def answers_of_patient(rate: Rate, claims: Sequence[OracleClaim]) -> list[OptionType | None]:
    """One entry for each time the patient counts; None where nothing was answered."""
    unit = UNITS[rate.measure_id]
    days = sorted({claim.day for claim in claims})
    if unit == ONCE_BEST:
        return [best_of(claims, rate)]
    if unit == ONCE_LATEST:
        by_day = [best_of([c for c in claims if c.day == day], rate) for day in days]
        answered = [answer for answer in by_day if answer is not None]
        return [answered[-1] if answered else None]
    if unit == EACH_PROCEDURE:
        return [best_of([c for c in claims if c.day == day], rate) for day in days]
    if unit == EACH_VISIT:
        result: list[OptionType | None] = []
        for day in days:
            visit = [claim for claim in claims if claim.day == day]
            lines = [line for claim in visit for line in claim.lines if opens(line, claim, rate)]
            result.extend([best_of(visit, rate)] * len(lines))
        return result
    return [best_of(episode, rate) for episode in episodes(rate, claims)]


def opens(line: OracleLine, claim: OracleClaim, rate: Rate) -> bool:
    """Whether the line has a procedure that makes its claim eligible."""
    return any(
        belongs(claim, option) and fits_any(line, option.procedure_codes) for option in rate.options
    )


def episodes(rate: Rate, claims: Sequence[OracleClaim]) -> list[list[OracleClaim]]:
    """The claims in heaps: two that share a diagnosis of the measure are in the same heap."""
    of_measure = without_dots(
        tuple(code for option in rate.options for code in option.diagnosis_codes)
    )
    heaps: list[list[OracleClaim]] = []
    for claim in claims:
        touched = [
            heap
            for heap in heaps
            if any(claim.diagnoses & other.diagnoses & of_measure for other in heap)
        ]
        heaps = [heap for heap in heaps if heap not in touched]
        heaps.append([claim, *(other for heap in touched for other in heap)])
    return heaps
