"""What claims of the year have already answered, and the small file that keeps it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from openmips.catalog.claims_entries import OptionType
from openmips.claims.concern import concern_of
from openmips.claims.definitions import Definitions, Rate
from openmips.claims.instances import examined
from openmips.claims.lines import Claim

PatientKey = tuple[str, str, str]
"""TIN, rendering NPI and patient: measures are counted for each clinician by itself."""

_KIND = "openmips claims history"


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """An answer that stands on an eligible claim; `diagnoses` are those its rate asks for."""

    measure_id: str
    stratum: str
    day: date
    claim_id: str
    outcome: OptionType
    diagnoses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """The answers of a performance year, by clinician and patient."""

    performance_year: int
    answers: Mapping[PatientKey, tuple[PastAnswer, ...]] = field(default_factory=dict)

    def of(self, patient: PatientKey, rate: Rate) -> Iterator[PastAnswer]:
        """The answers of the rate for a patient of a clinician."""
        for one in self.answers.get(patient, ()):
            if (one.measure_id, one.stratum) == (rate.measure_id, rate.stratum):
                yield one

    def without(
        self, replaced: Collection[tuple[str, str]], given: Collection[tuple[str, str, date]]
    ) -> History:
        """The history without answers on claims that are replaced, or are given anew.

        Replaced claims are named by TIN and claim id; those given by their day, too, for some
        practices use one id for all claims of a patient.
        """
        kept = {
            key: tuple(
                one
                for one in own
                if (key[0], one.claim_id) not in replaced
                and (key[0], one.claim_id, one.day) not in given
            )
            for key, own in self.answers.items()
        }
        return History(self.performance_year, kept)


class NotAHistory(ValueError):
    """The text is no history; `found` says what it is instead."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def history_of(definitions: Definitions, claims: Iterable[Claim]) -> History:
    """The answers that stand on the claims."""
    concern = concern_of(definitions)
    found: dict[PatientKey, list[PastAnswer]] = defaultdict(list)
    for claim in claims:
        for number in concern.answered_by(claim):
            rate = definitions.rates[number]
            one = examined(rate, claim, definitions)
            for answer in () if one is None else one.answers:
                found[claim.tin, claim.npi, claim.patient_id].append(
                    PastAnswer(
                        rate.measure_id,
                        rate.stratum,
                        claim.date,
                        claim.claim_id,
                        answer.option.option_type,
                        claim.diagnoses & concern.asked(number),
                    )
                )
    kept = {key: tuple(own) for key, own in sorted(found.items())}
    return History(definitions.performance_year, kept)


def is_history(head: bytes) -> bool:
    """Whether a file that begins with `head` is a history."""
    return head.lstrip().startswith(f'{{"kind": "{_KIND}"'.encode())


def written(history: History) -> Iterator[str]:
    """The lines of the file that keeps a history: one for each patient of a clinician."""
    yield json.dumps({"kind": _KIND, "performanceYear": history.performance_year}) + "\n"
    for (tin, npi, patient), own in history.answers.items():
        answers = [
            [
                one.measure_id,
                one.stratum,
                one.day.isoformat(),
                one.claim_id,
                one.outcome.value,
                sorted(one.diagnoses),
            ]
            for one in own
        ]
        line = {"tin": tin, "npi": npi, "patient": patient, "answers": answers}
        yield json.dumps(line, ensure_ascii=False) + "\n"


def read(lines: Iterable[bytes], patients: Collection[str] | None = None) -> History:
    """The history that a file keeps: of some patients only, where they are named.

    Raises NotAHistory.
    """
    given = iter(lines)
    year = _header(next(given, b""))
    marks = None
    if patients is not None:
        marks = [json.dumps(patient, ensure_ascii=False).encode() for patient in patients]
    found: dict[PatientKey, tuple[PastAnswer, ...]] = {}
    for number, line in enumerate(given, 2):
        if line.strip() and (marks is None or any(mark in line for mark in marks)):
            try:
                row = json.loads(line)
                key = str(row["tin"]), str(row["npi"]), str(row["patient"])
                found[key] = tuple(_answer(*entry) for entry in row["answers"])
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise NotAHistory(f"line {number} is not one of a history") from error
    return History(year, found)


def _header(line: bytes) -> int:
    try:
        head = json.loads(line)
        kind, year = head["kind"], head["performanceYear"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAHistory("its first line is not that of a history") from error
    if kind != _KIND or type(year) is not int:
        raise NotAHistory("its first line is not that of a history")
    return year


def _answer(
    measure_id: str, stratum: str, day: str, claim_id: str, outcome: str, diagnoses: list[str]
) -> PastAnswer:
    return PastAnswer(
        str(measure_id),
        str(stratum),
        date.fromisoformat(day),
        str(claim_id),
        OptionType(outcome),
        frozenset(map(str, diagnoses)),
    )
