"""Which measures a practice's codes bring up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from openmips.catalog.claims_entries import ClaimsMeasure, EligibilityOption
from openmips.catalog.load import Catalog
from openmips.catalog.search import code_sets


@dataclass(frozen=True, slots=True)
class Billed:
    """The codes of a practice that bring up each measure, and the year of the code sets."""

    year: int
    measures: Mapping[str, tuple[str, ...]]


def billed_measures(codes: Iterable[str], catalog: Catalog) -> Billed:
    """The claims measures that patients with these codes belong to.

    Procedure and diagnosis codes are told apart by their form; a diagnosis may be written
    without its dot where no HCPCS code looks the same. Of the kinds of code that the reader
    gave, each that a measure asks for must match: a visit code alone brings up every measure
    with that visit, with a diagnosis only those that take the diagnosis, too. "E11" stands
    for all diagnoses below it.
    """
    written = [code.strip().upper() for code in codes]
    given = {code.replace(".", ""): code for code in written if code}
    diagnoses = tuple(code for code, own in given.items() if is_diagnosis(own))
    procedures = tuple(code for code, own in given.items() if not is_diagnosis(own))
    year, measures = code_sets(catalog)
    found = {}
    for measure_id, measure in measures.items():
        matching = tuple(dict.fromkeys(_matching(measure, procedures, diagnoses)))
        if matching:
            found[measure_id] = tuple(given[code] for code in matching)
    return Billed(year, found)


def is_diagnosis(code: str) -> bool:
    """Whether a code is an ICD-10 diagnosis: a letter, a digit, and no HCPCS code."""
    letter_digit = len(code) > 1 and code[0].isalpha() and code[1].isdigit()
    return letter_digit and not _is_hcpcs(code)


def _is_hcpcs(code: str) -> bool:
    """HCPCS codes begin with one of their letters and are all digits after it, five in all."""
    return code[0] in "GMQCSDPJ" and len(code) == len("G0000") and code[1:].isdigit()


def _matching(
    measure: ClaimsMeasure, procedures: tuple[str, ...], diagnoses: tuple[str, ...]
) -> Iterator[str]:
    for option in measure.eligibility_options:
        own_procedures = _procedures(option, procedures)
        own_diagnoses = _diagnoses(option, diagnoses)
        if procedures and option.procedure_codes and not own_procedures:
            continue
        if diagnoses and option.diagnosis_codes and not own_diagnoses:
            continue
        yield from own_procedures
        yield from own_diagnoses


def _procedures(option: EligibilityOption, given: tuple[str, ...]) -> list[str]:
    return [code for code in given if any(code in group.codes for group in option.procedure_codes)]


def _diagnoses(option: EligibilityOption, given: tuple[str, ...]) -> list[str]:
    own = [code.replace(".", "") for code in option.diagnosis_codes]
    return [code for code in given if any(each.startswith(code) for each in own)]
