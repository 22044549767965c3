"""How claims reasons read: what made a claim eligible, which line answered, what stands.

No sentence names a patient, a clinician or a practice; claims are named by their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from openmips.catalog.claims_entries import ClaimCodes, OptionType, PerformanceOption
from openmips.claims.values import age_on
from openmips.policy.claims_topics import CountingUnit
from openmips.policy.load import FOLDER, Source, load_sources
from openmips.values import value
from openmips.why import Attestation, Citation, Provision, Why

if TYPE_CHECKING:
    from openmips.claims.definitions import Definitions, Rate
    from openmips.claims.instances import Eligible
    from openmips.claims.lines import Claim, Line
    from openmips.claims.rules import Answer

OUTCOMES = {
    OptionType.MET: "met",
    OptionType.NOT_MET: "not met",
    OptionType.EXCLUSION: "excluded",
    OptionType.EXCEPTION: "an exception",
}
"""What an answer says, in a word or two."""

_SEXES = {"F": "a woman", "M": "a man"}
CODE_SETS = "claims-code-sets"
_SHOWN = 5


@cache
def _source() -> Source:
    return load_sources(FOLDER)[CODE_SETS]


@cache
def code_sets(measure_id: str, year: int, performance_year: int) -> Provision[int]:
    """CMS's code sets of a measure, as something a reason can rest on.

    Where another year's code sets stand in for those of the performance year, nobody but us
    says that they may.
    """
    own = year == performance_year
    says = "Which claims belong to the measure, and which codes answer it."
    source = _source()
    return Provision(
        name=f"catalog.claims.{measure_id}",
        value=year,
        unit="year",
        year=performance_year,
        says=says,
        citation=Citation(source.source_id, source.title, f"{year}, measure {measure_id}"),
        attestation=Attestation.CMS_DATA if own else Attestation.DERIVED,
        checked=source.read,
    )


def code_sets_of(rate: Rate, definitions: Definitions) -> Provision[int]:
    """The code sets that the rate was made from."""
    return code_sets(rate.measure_id, definitions.code_set_year, definitions.performance_year)


def name_of(rate: Rate) -> str:
    """The measure, with its stratum where it has several rates: 047, 226 (01)."""
    return f"{rate.measure_id} ({rate.stratum})" if rate.stratum else rate.measure_id


def code_of(line: Line) -> str:
    """The code of a line as billers write it: 99213, 1123F-8P."""
    return "-".join((line.procedure_code, *sorted(line.modifiers)))


def written(option: PerformanceOption) -> str:
    """The codes of an answer as billers write them: 1123F-8P, G8752 with G8754."""
    return " with ".join(map(_written_codes, option.quality_codes))


def _written_codes(codes: ClaimCodes) -> str:
    return "-".join(("/".join(codes.codes), *sorted(codes.modifiers)))


def some(words: Iterable[str]) -> str:
    """Words as a sentence lists them, the first few of many: `a`, `a and b`, `a, b and 7 more`."""
    held = list(words)
    if len(held) > _SHOWN:
        held = [*held[: _SHOWN - 1], f"{len(held) - _SHOWN + 1} more"]
    *others, last = held
    return f"{', '.join(others)} and {last}" if others else last


def claims_of(ids: Sequence[str]) -> str:
    """Claims by their ids: claim c1, claims c1 and c2."""
    return f"claim{'s' * (len(ids) > 1)} {some(ids)}"


@value
class LinesOf:
    """Lines with their codes, put into words when read: line 1 (99213), lines 1 (..) and 2 (..)."""

    lines: Sequence[Line]

    def __str__(self) -> str:
        listed = some(f"{one.number} ({code_of(one)})" for one in self.lines)
        return f"line{'s' * (len(self.lines) > 1)} {listed}"


@value
class PersonOf:
    """Age and sex of the patient on the day of a claim, put into words when read."""

    claim: Claim

    def __str__(self) -> str:
        age = "of unknown age"
        if self.claim.birth_date is not None:
            age = f"{age_on(self.claim.birth_date, self.claim.date)} years old"
        return f"{_SEXES.get(self.claim.sex, 'a patient')} {age}"


@value
class DiagnosesOf:
    """The diagnoses of a claim that a rate asks for, put into words when read."""

    claim: Claim
    rate: Rate

    def __str__(self) -> str:
        found = sorted(
            code
            for code in self.claim.diagnoses
            if any(code in option.diagnosis_codes for option in self.rate.options)
        )
        return f" with {some(found)}" if found else ""


def eligible_why(one: Eligible, rate: Rate, definitions: Definitions) -> Why:
    """Why the claim belongs to the rate."""
    claim = one.claim
    return Why(
        "Claim {} of {} is eligible by {}: {}{}.",
        (claim.claim_id, claim.date, LinesOf(one.lines), PersonOf(claim), DiagnosesOf(claim, rate)),
        (code_sets_of(rate, definitions),),
    )


def answer_why(claim: Claim, answer: Answer, rate: Rate, definitions: Definitions) -> Why:
    """What an answer on a claim says, and by which lines."""
    under: tuple[Provision[Any], ...] = (code_sets_of(rate, definitions),)
    if any(line.procedure_code.endswith("F") for line in answer.lines):
        under = (*under, definitions.performance_modifiers)
    facts = (claim.claim_id, LinesOf(answer.lines), OUTCOMES[answer.option.option_type])
    return Why("Claim {} says by {}: {}.", facts, under)


def instance_why(
    rate: Rate,
    claims: Sequence[Eligible],
    deciding: Sequence[Eligible],
    outcome: OptionType | None,
    weight: int,
    definitions: Definitions,
) -> Why:
    """Why an instance has the outcome it has: its claims, their answers, which one stands."""
    name = name_of(rate)
    parts = [eligible_why(one, rate, definitions) for one in claims]
    parts += [
        answer_why(one.claim, answer, rate, definitions) for one in claims for answer in one.answers
    ]
    parts += _choice(rate, claims, deciding, outcome)
    if rate.unit.value is CountingUnit.VISIT:
        parts.append(Why("It counts {} times, once for each eligible line.", (weight,)))
    if outcome is None:
        says = "{}: no valid answer on {}."
        named = claims_of([one.claim.claim_id for one in claims])
        return Why(says, (name, named), (rate.unit,), tuple(parts))
    by = next(
        written(answer.option)
        for one in deciding
        for answer in one.answers
        if answer.option.option_type is outcome
    )
    return Why("{}: {}, by {}.", (name, OUTCOMES[outcome], by), (rate.unit,), tuple(parts))


def _choice(
    rate: Rate,
    claims: Sequence[Eligible],
    deciding: Sequence[Eligible],
    outcome: OptionType | None,
) -> Iterable[Why]:
    """Why one of several answers stands."""
    if outcome is None:
        return
    answered = {one.claim.date for one in claims if one.answers}
    if len(answered) > 1 and len(deciding) < len(claims):
        says = "Answers of {} decide: it is the latest day that has one."
        yield Why(says, (max(answered),), (rate.unit,))
    kinds = {answer.option.option_type for one in deciding for answer in one.answers}
    if len(kinds) > 1:
        given = some(OUTCOMES[kind] for kind in rate.order if kind in kinds)
        yield Why("Of {}, {} stands.", (given, OUTCOMES[outcome]), (rate.ranking,))
