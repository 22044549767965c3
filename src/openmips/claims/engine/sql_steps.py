"""The queries that lead from claim lines to sums by clinician, for DuckDB and Spark alike.

The table of lines holds the columns of `claims.lines`; three tables say what the masks made of
each distinct value. Each query reads what those before it made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openmips.claims.engine import algebra
from openmips.claims.engine.masks import LINE_VALUE, STATE, Masks
from openmips.claims.engine.sql_text import (
    Sql,
    aggregated,
    any_of,
    day_number,
    equal,
    nested,
    select,
    text,
)
from openmips.claims.engine.stands import answers, newest, newest_name, of_patient, standing
from openmips.claims.engine.totals import ELIGIBLE, WORDS, total_name, word_of
from openmips.claims.engine.visits import (
    NUMBERS,
    lines_column,
    subsets,
    visit_options,
    visit_rates,
    weight,
    weight_name,
)
from openmips.claims.lines import DIAGNOSES
from openmips.policy.claims_topics import CountingUnit

CLINICIAN = ("tin", "npi")
CLAIM = (*CLINICIAN, "claim_id")
PATIENT = (*CLINICIAN, "patient")
DAY = (*PATIENT, "day")
ONCE = (CountingUnit.PATIENT_PROCESS, CountingUnit.PATIENT_INTERMEDIATE)
DAILY = (CountingUnit.PROCEDURE, CountingUnit.VISIT)

LINES = "openmips_lines"
LINE_VALUES = "openmips_line_values"
DIAGNOSIS_VALUES = "openmips_diagnosis_values"
PEOPLE = "openmips_people"
UNDONE = "openmips_undone"
CLAIMS = "openmips_claims"
ELIGIBLE_CLAIMS = "openmips_eligible_claims"
DAYS = "openmips_days"
"""The tables: lines, what the masks say of distinct values, and the steps between."""

NO_AGE = -1_000_000
"""Stands for the age of a patient without a birth date: no difference of dates comes to it."""

KEYS = {"tin": "tin", "npi": "rendering_npi", "claim_id": "claim_id"}


@dataclass(frozen=True, slots=True)
class Steps:
    """Writes the queries. `held` are the columns of lines that have anything in them.

    `undoing` says whether any line takes a claim out.
    """

    masks: Masks
    divided: str
    held: frozenset[str]
    undoing: bool = True

    @property
    def value(self) -> tuple[str, ...]:
        """The columns that make up the value of a line and the state of its row."""
        return tuple(name for name in (*LINE_VALUE, *STATE) if name in self.held)

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """The columns of diagnoses."""
        return tuple(name for name in DIAGNOSES if name in self.held)

    @property
    def valued_lines(self) -> str:
        """The lines `l` with what the masks say of each, `v`."""
        same = " AND ".join(f"{text(f'l.{name}')} = v.{name}" for name in self.value)
        return f"{LINES} l JOIN {LINE_VALUES} v ON {same or 'TRUE'}"

    def undone(self) -> str:
        """The claims (TIN, claim id) that a row takes out."""
        original = text("l.original_claim_id")
        return select(
            (f"{text('l.tin')} AS tin", f"{original} AS claim_id"),
            self.valued_lines if self.undoing else f"{LINES} l",
            where=(
                "v.undoes = 1" if self.undoing else "FALSE",
                f"{original} <> ''",
                f"{original} <> {text('l.claim_id')}",
            ),
            distinct=True,
        )

    def claims(self) -> str:
        """The claims of the year that no other one takes out, with the words of their lines."""
        age = algebra.age(self._column("day"), self._column("birth"))
        year = self._column("day") // algebra.YEAR
        gone = select(("1",), f"{UNDONE} u", where=("u.tin = c.tin", "u.claim_id = c.claim_id"))
        numbers = select(
            (
                "a.*",
                day_number("a.birth_date", self.divided).named("birth"),
                day_number("a.from_date", self.divided).named("day"),
            ),
            nested(self._grouped_lines(), "a"),
        )
        return select(
            ("c.*", f"coalesce({age.text}, {NO_AGE}) AS age"),
            nested(numbers, "c"),
            where=(
                f"{year.text} = {self.masks.definitions.performance_year}",
                f"NOT EXISTS ({gone})",
            ),
        )

    def _grouped_lines(self) -> str:
        """All lines that count, put together into claims."""
        words = [f"bit_or(v.{name}) AS {name}" for name in self.masks.line_words]
        words += [
            f"bit_or({self._any_diagnosis(name)}) AS {name}" for name in self.masks.diagnosis_words
        ]
        joins = (
            f"LEFT JOIN {DIAGNOSIS_VALUES} {name} ON {name}.code = l.{name}"
            for name in self.diagnoses
        )
        return select(
            (
                *(f"{text(f'l.{column}')} AS {name}" for name, column in KEYS.items()),
                f"max({text('l.patient_id')}) AS patient",
                f"max({text('l.sex')}) AS sex",
                "min(CAST(l.birth_date AS DATE)) AS birth_date",
                "min(CAST(l.from_date AS DATE)) AS from_date",
                *words,
                *self._visit_lines(),
            ),
            " ".join((self.valued_lines, *joins)),
            where=("v.counts = 1",),
            group=(text(f"l.{column}") for column in KEYS.values()),
        )

    def _any_diagnosis(self, word: str) -> str:
        """The word of all diagnoses of a line."""
        held = [f"coalesce({name}.{word}, 0)" for name in self.diagnoses]
        return " | ".join(held) or "CAST(0 AS BIGINT)"

    def _visit_lines(self) -> Iterator[str]:
        """How many lines open rates counted by visits, and the numbers of these lines."""
        if not visit_rates(self.masks.blocks):
            return
        opens = any_of(
            f"(v.line_{block.number} & {options}) <> 0"
            for block in self.masks.blocks
            if (options := visit_options(block))
        )
        number = f"CAST(abs(coalesce(l.line_number, 0)) % {NUMBERS} AS INT)"
        power = f"CAST(1 AS BIGINT) << {number}"
        yield f"CAST(sum(CASE WHEN {opens} THEN 1 ELSE 0 END) AS BIGINT) AS visit_lines"
        yield f"bit_or(CASE WHEN {opens} THEN {power} ELSE 0 END) AS numbers"
        for block, rate in visit_rates(self.masks.blocks):
            options = block.options_of(1 << rate)
            for subset in subsets(block, rate):
                these = f"(v.line_{block.number} & {options}) = {subset}"
                name = lines_column(block, rate, subset)
                yield f"CAST(sum(CASE WHEN {these} THEN 1 ELSE 0 END) AS BIGINT) AS {name}"

    def eligible_claims(self) -> str:
        """The claims that belong to any rate, with the words of rates and answers."""
        blocks = list(zip(self.masks.blocks, self.masks.layout.blocks, strict=True))
        people = (f"p.{name}" for name in self.masks.person_words)
        with_people = select(
            ("c.*", *people), f"{CLAIMS} c JOIN {PEOPLE} p ON {equal('c', 'p', ('age', 'sex'))}"
        )
        options = (
            algebra.eligible_options(block, layout, self._column).named(block.name("options"))
            for block, layout in blocks
        )
        with_options = select(("a.*", *options), nested(with_people, "a"))
        eligible = (
            algebra.in_time(
                block,
                algebra.rates_of(block, self._column(block.name("options"))),
                self._column("day"),
            ).named(block.name(ELIGIBLE))
            for block in self.masks.blocks
        )
        with_rates = select(("b.*", *eligible), nested(with_options, "b"))
        visits = ("visit_lines", "numbers") if visit_rates(self.masks.blocks) else ()
        return select(
            (
                *CLAIM,
                "patient",
                "day",
                *visits,
                *(
                    lines_column(block, rate, subset)
                    for block, rate in visit_rates(self.masks.blocks)
                    for subset in subsets(block, rate)
                ),
                *(block.name("options") for block in self.masks.blocks),
                *(block.name(ELIGIBLE) for block in self.masks.blocks),
                *(
                    (word & self._column(block.name(ELIGIBLE))).named(block.name(word_of(kind)))
                    for block, layout in blocks
                    for kind, word in algebra.given(block, layout, self._column).items()
                ),
            ),
            nested(with_rates, "d"),
            where=(any_of(f"{block.name(ELIGIBLE)} <> 0" for block in self.masks.blocks),),
        )

    def patient_sums(self) -> str:
        """The sums by clinician of the rates counted once a patient."""
        stood = select(
            (
                *PATIENT,
                "day",
                *self._words(),
                *(
                    word.named(f"stands_{block.name(word_of(kind))}")
                    for block in self.masks.blocks
                    for kind, word in standing(block, answers(block, self._column)).items()
                ),
            ),
            ELIGIBLE_CLAIMS,
        )
        latest = []
        for block in self.masks.blocks:
            stands = answers(block, lambda name: self._column(f"stands_{name}"))
            for rate in block.bits_of(CountingUnit.PATIENT_INTERMEDIATE):
                found = newest(block, rate, stands, self._column("day"))
                latest.append(f"max({found.text}) AS {newest_name(block, rate)}")
        patients = select(
            (*PATIENT, *aggregated("bit_or", self._words()), *latest),
            nested(stood, "a"),
            group=PATIENT,
        )
        settled = select(
            (
                *CLINICIAN,
                *(block.name(ELIGIBLE) for block in self.masks.blocks),
                *(
                    word.named(block.name(word_of(kind)))
                    for block in self.masks.blocks
                    for kind, word in of_patient(block, self._column).items()
                ),
            ),
            nested(patients, "b"),
        )
        return self._sums(nested(settled, "c"), ONCE)

    def days(self) -> str:
        """The days of patients: rates counted by day, the answers, the weights of visits."""
        daily = any_of(
            f"({block.name(ELIGIBLE)} & {block.counted_by(*DAILY)}) <> 0"
            for block in self.masks.blocks
        )
        visits = visit_rates(self.masks.blocks)
        weights = (
            f"CAST(sum({weight(block, rate, self._column).text}) AS BIGINT)"
            f" AS {weight_name(block, rate)}"
            for block, rate in visits
        )
        grouped = select(
            (*DAY, *aggregated("bit_or", self._words()), *weights),
            ELIGIBLE_CLAIMS,
            where=(daily,),
            group=DAY,
        )
        return select(
            (
                *DAY,
                *(block.name(ELIGIBLE) for block in self.masks.blocks),
                *(weight_name(block, rate) for block, rate in visits),
                *(
                    word.named(block.name(word_of(kind)))
                    for block in self.masks.blocks
                    for kind, word in standing(block, answers(block, self._column)).items()
                ),
            ),
            nested(grouped, "a"),
        )

    def day_sums(self) -> str:
        """The sums by clinician of the rates counted by day."""
        return self._sums(DAYS, DAILY)

    def sum_names(self, *units: CountingUnit) -> tuple[str, ...]:
        """The columns of sums for the rates counted by the units, after TIN and NPI."""
        return tuple(
            total_name(word, block, rate)
            for block in self.masks.blocks
            for rate in block.bits_of(*units)
            for word in WORDS
        )

    def _sums(self, source: str, units: Sequence[CountingUnit]) -> str:
        added = []
        for block in self.masks.blocks:
            for rate in block.bits_of(*units):
                visits = block.rates[rate].unit.value is CountingUnit.VISIT
                for word in WORDS:
                    number = algebra.bit(self._column(block.name(word)), rate)
                    if visits:
                        number = number * self._column(weight_name(block, rate))
                    name = total_name(word, block, rate)
                    added.append(f"CAST(sum({number.text}) AS BIGINT) AS {name}")
        return select((*CLINICIAN, *added), source, group=CLINICIAN)

    def _words(self) -> list[str]:
        return [block.name(word) for block in self.masks.blocks for word in WORDS]

    def _column(self, name: str) -> Sql:
        return Sql(name, self.divided)
