"""What OpenMIPS answers to a case on Part B claims: the counts of a small world of claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from openmips.catalog.claims_entries import ClaimCodes, EligibilityOption, OptionType
from openmips.catalog.load import catalog_for
from openmips.claims.definitions import Definitions, Rate, definitions_for
from openmips.claims.instances import instances
from openmips.claims.lines import Claim, Line
from openmips.policy import load

NAMES = {"met": OptionType.MET, "not met": OptionType.NOT_MET, "exclusion": OptionType.EXCLUSION}
NAMES["exception"] = OptionType.EXCEPTION
ORDER = tuple(NAMES.values())
MIDYEAR_AGE = 60


def _definitions(year: int, measure_id: str) -> Definitions:
    return definitions_for(catalog_for(year), load.policy_for(year), measures=[measure_id])


def _line(number: int, codes: ClaimCodes, code: str, modifiers: Iterable[str] = ()) -> Line:
    """A line that satisfies the codes, with more modifiers where asked."""
    own = sorted(codes.modifiers)[:1]
    return Line(number, code, frozenset([*own, *modifiers]), place="11")


def _answering(rate: Rate, kind: OptionType) -> Iterator[Line]:
    """The lines that give one answer of that kind."""
    option = next(one for one in rate.answers if one.option_type is kind)
    for codes in option.quality_codes:
        yield _line(90, codes, codes.codes[0])


def _claim(
    option: EligibilityOption,
    day: date,
    diagnosis: int,
    times: int,
    answers: Iterable[Line],
    part: str = "",
) -> Claim:
    """A claim of an eligible patient with `times` eligible lines, and answers."""
    low, high = option.minimum_age, option.maximum_age
    age = int(low if low is not None else MIDYEAR_AGE)
    birth = date(day.year - age - (1 if high is None or high > age else 0), 1, 1)
    codes = option.procedure_codes[0]
    lines = [_line(number, codes, codes.codes[0]) for number in range(1, times + 1)]
    lines += [_line(80, other, other.codes[0]) for other in option.additional_procedure_codes[:1]]
    known = option.diagnosis_codes
    return Claim(
        claim_id=f"{day} {part}",
        tin="001000001",
        npi="1000000004",
        patient_id="Ada",
        birth_date=birth,
        sex=option.sex or "F",
        date=day,
        diagnoses=frozenset(known[min(diagnosis, len(known) - 1) :][:1]),
        lines=(*lines, *answers),
    )


def _counts(definitions: Definitions, claims: Iterable[Claim]) -> dict[str, list[int]]:
    """By stratum: eligible, met, not met, exclusion, exception, not reported."""
    found: dict[str, list[int]] = defaultdict(lambda: [0] * (len(ORDER) + 2))
    for one in instances(definitions, claims):
        row = found[one.rate.stratum]
        row[0] += one.weight
        place = len(ORDER) + 1 if one.outcome is None else 1 + ORDER.index(one.outcome)
        row[place] += one.weight
    return dict(found)


def _three_days(year: int, given: Mapping[str, Any]) -> Any:
    """One patient on three days: yes, no, and nothing.

    The first day has two eligible lines, the third two claims. The first and third day share a
    diagnosis of the measure, the second has another. The days are a week apart, from `from`
    (month and day) on.
    """
    found = {}
    start = date(year, *given.get("from", (3, 4)))
    for measure_id in given["measures"]:
        definitions = _definitions(year, measure_id)
        rate = definitions.rates[0]
        option = rate.options[0]
        yes, no = (_answering(rate, kind) for kind in (OptionType.MET, OptionType.NOT_MET))
        claims = [
            _claim(option, start, 0, 2, yes),
            _claim(option, start + timedelta(7), 1, 1, no),
            _claim(option, start + timedelta(14), 0, 1, ()),
            _claim(option, start + timedelta(14), 0, 1, (), part="again"),
        ]
        found[measure_id] = _counts(definitions, claims)[rate.stratum]
    return found


def _answers(year: int, given: Mapping[str, Any]) -> Any:
    """Which of several answers on one claim stands."""
    definitions = _definitions(year, given["measure"])
    rate = definitions.rates[0]
    lines = [line for name in given["answers"] for line in _answering(rate, NAMES[name])]
    claim = _claim(rate.options[0], date(year, 3, 4), 0, 1, lines)
    (instance,) = (one for one in instances(definitions, [claim]) if one.rate is rate)
    return {"stands": next(name for name, kind in NAMES.items() if kind is instance.outcome)}


def _modified(year: int, given: Mapping[str, Any]) -> Any:
    """What a quality code says with a modifier: an answer, or nothing."""
    definitions = _definitions(year, given["measure"])
    rate = definitions.rates[0]
    line = Line(90, given["code"], frozenset([given["modifier"]]), place="11")
    claim = _claim(rate.options[0], date(year, 3, 4), 0, 1, [line])
    (instance,) = instances(definitions, [claim])
    said = (name for name, kind in NAMES.items() if kind is instance.outcome)
    return {"stands": next(said, "nothing")}


def _strata(year: int, given: Mapping[str, Any]) -> Any:
    """CMS's names of a measure's rates, in the order of its option groups."""
    rates = _definitions(year, given["measure"]).rates
    return {"strata": [rate.stratum_name for rate in rates]}


def _refused(year: int, given: Mapping[str, Any]) -> Any:
    """The measures of a year that are not computed, with how they would have to be counted."""
    found = definitions_for(catalog_for(year), load.policy_for(year), measures=given["measures"])
    return {"refused": {name: unit.value.value for name, unit in found.refused.items()}}


ASKS = {
    "claims_three_days": _three_days,
    "claims_answers": _answers,
    "claims_modified": _modified,
    "claims_strata": _strata,
    "claims_refused": _refused,
}
