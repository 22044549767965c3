"""How the reasons of a gap read: what the claim lacks, and where a code went astray."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from openmips.catalog.claims_entries import PerformanceOption
from openmips.claims.choices import Found
from openmips.claims.left_out import hindrance_why, kept_out
from openmips.claims.reasons import claims_of, code_of, code_sets_of, eligible_why, name_of, written
from openmips.why import Why

if TYPE_CHECKING:
    from openmips.claims.definitions import Definitions, Rate
    from openmips.claims.instances import Eligible
    from openmips.claims.lines import Claim, Line


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A quality code on another claim of the same patient and day."""

    claim: Claim
    line: Line


def gap_why(
    one: Eligible,
    rate: Rate,
    definitions: Definitions,
    found: Found,
    elsewhere: Sequence[Elsewhere],
    answered: date | None,
    served_by: Sequence[str],
) -> Why:
    """Why a claim is a gap: it is eligible, and what there is of an answer does not count."""
    parts = [eligible_why(one, rate, definitions)]
    parts += _halves(rate, found, definitions)
    parts += _misused(rate, found, definitions)
    parts += _outdated(found, rate, definitions)
    parts += (_stray(code, one.claim, rate, definitions) for code in elsewhere)
    if served_by:
        parts.append(Why("One answer is enough, on it or on {}.", (claims_of(served_by),)))
    name, claim = name_of(rate), one.claim
    if answered is None:
        says = "{}: no valid answer on claim {} of {}."
        facts: tuple[object, ...] = (name, claim.claim_id, claim.date)
    else:
        says = "{}: answered on {}; claim {} of {} is later and has no answer."
        facts = (name, answered, claim.claim_id, claim.date)
    return Why(says, facts, (rate.unit,), tuple(parts))


def _halves(rate: Rate, found: Found, definitions: Definitions) -> Iterator[Why]:
    for half in found.halves:
        partners = dict.fromkeys(
            written(PerformanceOption(answer.option_group, answer.option_type, (codes,)))
            for answer in rate.answers
            if half.codes in answer.quality_codes
            for codes in answer.quality_codes
            if codes != half.codes
        )
        yield Why(
            "Line {} ({}) is half an answer: it needs {} beside it.",
            (half.line.number, code_of(half.line), " or ".join(partners)),
            (code_sets_of(rate, definitions),),
        )


def _misused(rate: Rate, found: Found, definitions: Definitions) -> Iterator[Why]:
    modifiers = definitions.performance_modifiers
    for misused in found.misused:
        why = hindrance_why(misused.codes, misused.line, misused.what, modifiers.value)
        taken = dict.fromkeys(
            written(answer)
            for answer in rate.answers
            if any(misused.line.procedure_code in codes.codes for codes in answer.quality_codes)
        )
        yield Why(why.template, why.facts, (code_sets_of(rate, definitions), modifiers))
        yield Why("The measure takes {}.", (" or ".join(taken),))


def _outdated(found: Found, rate: Rate, definitions: Definitions) -> Iterator[Why]:
    for line in found.outdated:
        yield Why(
            "Line {} ({}) answers the measure in other years, not in {}.",
            (line.number, code_of(line), definitions.performance_year),
            (code_sets_of(rate, definitions),),
        )


def _stray(code: Elsewhere, claim: Claim, rate: Rate, definitions: Definitions) -> Why:
    """Why a code on another claim of the day is no answer."""
    other = code.claim
    says = "{} stands on claim {} of the same day; a code counts only on the claim of its visit."
    if other.npi != claim.npi:
        says = "{} stands on claim {} of the same day, under a clinician who is counted apart."
    out = kept_out(rate, other, definitions)
    parts = () if out is None else out.why.parts
    return Why(says, (code_of(code.line), other.claim_id), (), parts)
