"""What the measurements of a set say, and whether its category, program and method have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

from openmips.catalog import YEARS, Catalog, catalog_for
from openmips.catalog.entries import (
    Activity,
    InteroperabilityMeasure,
    MetricType,
    QualityMeasure,
)
from openmips.formats.fields import Fields
from openmips.formats.programs import scored_programs
from openmips.formats.qpp_values import END_TO_END, read_quality_value
from openmips.formats.upload_rules import UploadRules
from openmips.formats.written_rates import check_written_rates
from openmips.performance import Category, QualityResult, Ratio
from openmips.problems import submission_kinds, upload_kinds
from openmips.problems.finding import listed, nearest, shown

Entry = TypeVar("Entry", QualityMeasure, Activity, InteroperabilityMeasure)

_FIELDS = frozenset({"measureId", "value"})
_WRITTEN_BY_SERVER = frozenset(
    {
        "id",
        "measurementSetId",
        "measurementSet",
        "performanceStart",
        "performanceEnd",
        "createdAt",
        "updatedAt",
        "version",
    }
)
_KNOWN = _FIELDS | _WRITTEN_BY_SERVER
_RATIO = frozenset({"numerator", "denominator"})
_ID_LENGTH = 3


@dataclass(frozen=True, slots=True)
class SetFacts:
    """What a measurement is checked against; None where the set itself did not say.

    `kept` and `end_to_end` take up, by measure id, what the values of the set do not hold.
    """

    catalog: Catalog
    method: str | None
    program: str | None
    rules: UploadRules | None = None
    kept: dict[str, dict[str, object]] = field(default_factory=dict)
    end_to_end: set[str] = field(default_factory=set)

    def keep(self, measure_id: str, kept: Mapping[str, object]) -> None:
        """Take up members of a measurement, if there are any."""
        if kept:
            self.kept.setdefault(measure_id, {}).update(kept)


def read_quality(measurements: list[Fields], facts: SetFacts) -> tuple[QualityResult, ...]:
    """The quality results of a set."""
    results = []
    for fields, measure in _identified(measurements, facts.catalog.quality, facts):
        if measure.metric_type is MetricType.CLAIMS_SCORE:
            found = f"CMS computes measure {measure.measure_id} from claims"
            fields.findings.add(submission_kinds.COMPUTED_BY_CMS, fields.place("measureId"), found)
            continue
        if facts.method is not None and facts.method not in measure.collection_types:
            found = f"measure {measure.measure_id} cannot be reported by {facts.method}"
            place, expected = fields.place("measureId"), listed(measure.collection_types)
            fields.findings.add(submission_kinds.MEASURE_NOT_BY_METHOD, place, found, expected)
        value = fields.inner("value")
        if value is None:
            continue
        read, kept = read_quality_value(value, measure, facts.method or "")
        facts.keep(measure.measure_id, {"value": kept} if kept else kept)
        if value.members.get(END_TO_END) is True:
            facts.end_to_end.add(measure.measure_id)
        if read is not None:
            if facts.rules is not None:
                check_written_rates(value, read, measure)
            results.append(QualityResult(measure.measure_id, facts.method or "", read))
    return tuple(results)


def read_activities(measurements: list[Fields], facts: SetFacts) -> dict[str, bool]:
    """The activities of a set, each with whether it was done."""
    done = {}
    for fields, activity in _identified(measurements, facts.catalog.activities, facts):
        value = fields.flag("value")
        if value is not None:
            done[activity.activity_id] = value
        if value is False and facts.rules is not None:
            found = f"{activity.activity_id} is answered no"
            fields.findings.add(upload_kinds.ACTIVITY_NOT_DONE, fields.place("value"), found)
    return done


def read_interoperability(measurements: list[Fields], facts: SetFacts) -> dict[str, bool | Ratio]:
    """The promoting interoperability measures of a set."""
    read: dict[str, bool | Ratio] = {}
    there: list[tuple[Fields, InteroperabilityMeasure]] = []
    for fields, measure in _identified(measurements, facts.catalog.interoperability, facts):
        there.append((fields, measure))
        value = _ratio(fields, facts, measure) if measure.proportion else fields.flag("value")
        if value is not None:
            read[measure.measure_id] = value
    levels = [set(measure.engagement_levels) for _, measure in there]
    for (_, earlier), (fields, later) in combinations(there, 2):
        of_one = any({earlier.measure_id, later.measure_id} <= pair for pair in levels)
        _check_together(fields, earlier, later, of_one)
    return read


def _ratio(measurement: Fields, facts: SetFacts, measure: InteroperabilityMeasure) -> Ratio | None:
    fields = measurement.inner("value")
    if fields is None:
        return None
    numerator, denominator = fields.count("numerator"), fields.count("denominator")
    kept = fields.unknown(_RATIO)
    facts.keep(measure.measure_id, {"value": kept} if kept else kept)
    if numerator is None or denominator is None:
        return None
    if numerator > denominator:
        found = f"numerator is {numerator} and denominator {denominator}"
        place, expected = fields.place("numerator"), "at most denominator"
        fields.findings.add(submission_kinds.IMPOSSIBLE_COUNTS, place, found, expected)
    return Ratio(numerator, denominator)


def _check_together(
    fields: Fields,
    earlier: InteroperabilityMeasure,
    later: InteroperabilityMeasure,
    levels_of_one: bool,
) -> None:
    """A measure and its exclusion, or two that replace each other, cannot stand together.

    The two engagement levels of one measure replace each other too.
    """
    first, second = earlier.measure_id, later.measure_id
    excluding = first in later.exclusions or second in earlier.exclusions
    replacing = levels_of_one or first in later.substitutes or second in earlier.substitutes
    if excluding or replacing:
        kind = (
            submission_kinds.EXCLUSION_BESIDE_MEASURE
            if excluding
            else submission_kinds.SUBSTITUTE_BESIDE_MEASURE
        )
        found = f"{second} stands beside {first}"
        fields.findings.add(kind, fields.place("measureId"), found, "one of the two")


def _identified(
    measurements: list[Fields], entries: Mapping[str, Entry], facts: SetFacts
) -> Iterator[tuple[Fields, Entry]]:
    """The measurements whose ids the category has; the others are noted and left out."""
    seen: set[str] = set()
    for fields in measurements:
        kept = fields.unknown(_KNOWN)
        text = fields.text("measureId")
        if text is None:
            continue
        entry = entries.get(text)
        if entry is None:
            _note_unknown(fields, text, entries, facts.catalog)
            continue
        place = fields.place("measureId")
        if text in seen:
            fields.findings.add(
                submission_kinds.REPEATED_MEASURE, place, f"{text} stands twice", "once"
            )
            continue
        seen.add(text)
        if facts.program is not None and facts.program not in entry.programs:
            scored = [name for name in scored_programs(facts.catalog) if name in entry.programs]
            found = f"{text} cannot be reported under {facts.program}"
            expected = listed(scored or sorted(entry.programs) or ["no program"])
            fields.findings.add(submission_kinds.MEASURE_NOT_IN_PROGRAM, place, found, expected)
        facts.keep(text, kept)
        yield fields, entry


def _note_unknown(
    fields: Fields, text: str, entries: Mapping[str, object], catalog: Catalog
) -> None:
    """Say whether another category has the id, or else which ids come close."""
    place, year = fields.place("measureId"), catalog.performance_year
    others: tuple[tuple[Category, Mapping[str, object]], ...] = (
        (Category.QUALITY, catalog.quality),
        (Category.ACTIVITIES, catalog.activities),
        (Category.INTEROPERABILITY, catalog.interoperability),
        (Category.COST, catalog.cost),
    )
    for category, held in others:
        if text in held:
            found = f"{text} belongs to the category {category.value}"
            fields.findings.add(submission_kinds.MEASURE_OF_OTHER_CATEGORY, place, found)
            return
    padded = text.zfill(_ID_LENGTH)
    hint = f"Did you mean {padded}?" if padded in entries else _years_with(text, year)
    found = f"{shown(text)} is not an id of this category in {year}"
    remedy = hint or nearest(text, entries)
    fields.findings.add(submission_kinds.UNKNOWN_MEASURE, place, found, "", remedy)


def _years_with(text: str, asked: int) -> str:
    """In which other years there is a measure or activity of that id; nothing where in none."""
    years = []
    for year in YEARS:
        other = catalog_for(year)
        if year != asked and (
            text in other.activities or text in other.interoperability or text in other.quality
        ):
            years.append(str(year))
    if not years:
        return ""
    return f"It is an id of {listed(years)}: check performanceYear, or take it out."
