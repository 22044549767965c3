"""Which measures, activities, pathways and benchmarks a reader's words mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from openmips.catalog.claims_entries import ClaimsMeasure
from openmips.catalog.entries import (
    Activity,
    Benchmark,
    CostMeasure,
    InteroperabilityMeasure,
    Mvp,
    QualityMeasure,
)
from openmips.catalog.load import YEARS, Catalog, catalog_for

T = TypeVar("T")
Measure = QualityMeasure | InteroperabilityMeasure | CostMeasure

SAME_ID, OTHER_ID, MEMBER, CODE, TITLE, WORDS = range(6)
"""How close a match is, closest first."""


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """An entry that was found, how closely it fits and what about it fits."""

    entry: T
    rank: int
    because: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What every result must satisfy; None and False ask for nothing."""

    collection_type: str | None = None
    specialty_set: str | None = None
    program: str | None = None
    high_priority: bool = False
    outcome: bool = False

    @property
    def of_quality(self) -> bool:
        """Whether only quality measures can pass."""
        return bool(
            self.collection_type or self.specialty_set or self.high_priority or self.outcome
        )


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text or of a CMS name: "familyMedicine" and "Family Medicine" agree."""
    return tuple(_WORD.findall(_HUMP.sub(" ", text).lower()))


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z0-9]+")
_NUMBERED = re.compile(r"#?(\d{1,3})", re.ASCII)
_ELECTRONIC = re.compile(r"cms0*(\d{1,4})(?:v\d+)?", re.IGNORECASE)
_CODE = re.compile(r"[A-Z0-9]{3,7}", re.ASCII)


def same_id(text: str, entry_id: str) -> bool:
    """Whether the reader wrote this id: in any case, numbers also without leading zeros."""
    wanted = text.strip()
    if numbered := _NUMBERED.fullmatch(wanted):
        wanted = numbered.group(1).zfill(3)
    return wanted.casefold() == entry_id.casefold()


def measures_of(catalog: Catalog) -> Iterator[Measure]:
    """All measures of the year: quality, promoting interoperability, cost."""
    yield from catalog.quality.values()
    yield from catalog.interoperability.values()
    yield from catalog.cost.values()


def specialty_sets(catalog: Catalog) -> tuple[str, ...]:
    """CMS's names of the year's specialty sets."""
    return tuple(
        sorted({name for measure in catalog.quality.values() for name in measure.specialty_sets})
    )


def specialty_set_named(catalog: Catalog, text: str) -> str | None:
    """The specialty set a reader means, or None where the words fit none or several."""
    wanted = words_of(text)
    names = specialty_sets(catalog)
    same = [name for name in names if words_of(name) == wanted]
    alike = [name for name in names if wanted and _all_begin(wanted, words_of(name))]
    found = same or alike
    return found[0] if len(found) == 1 else None


def find_measures(
    catalog: Catalog, text: str = "", filters: Filters | None = None
) -> list[Match[Measure]]:
    """The measures that fit the text and the filters, the closest first."""
    passing = [entry for entry in measures_of(catalog) if _passes(entry, filters or Filters())]
    coded = _measures_with_code(catalog, text)
    mvp = next((mvp for mvp in catalog.mvps.values() if same_id(text, mvp.mvp_id)), None)
    offered = _offered(mvp) if mvp else frozenset()

    def match(entry: Measure) -> Match[Measure] | None:
        if same_id(text, entry.measure_id):
            return Match(entry, SAME_ID, "id")
        if (other := _other_id(text, entry)) is not None:
            return Match(entry, OTHER_ID, other)
        if mvp is not None and entry.measure_id in offered:
            return Match(entry, MEMBER, f"offered in {mvp.mvp_id}")
        if isinstance(entry, QualityMeasure):
            for name in entry.specialty_sets:
                if words_of(name) == words_of(text):
                    return Match(entry, MEMBER, f"specialty set {name}")
        if entry.measure_id in coded:
            return Match(entry, CODE, coded[entry.measure_id])
        return _match_words(entry, text, entry.title, _haystack(entry))

    return _ranked(passing, text, match, lambda entry: entry.measure_id)


def find_activities(
    catalog: Catalog, text: str = "", program: str | None = None
) -> list[Match[Activity]]:
    """The improvement activities that fit, the closest first."""
    passing = [entry for entry in catalog.activities.values() if program in {None, *entry.programs}]

    def match(entry: Activity) -> Match[Activity] | None:
        if same_id(text, entry.activity_id):
            return Match(entry, SAME_ID, "id")
        if any(same_id(text, name) for name in entry.programs):
            return Match(entry, MEMBER, f"offered in {text}")
        hay = f"{entry.activity_id} {entry.title} {entry.subcategory} {entry.weight}"
        return _match_words(entry, text, entry.title, hay)

    return _ranked(passing, text, match, lambda entry: entry.activity_id)


def find_mvps(catalog: Catalog, text: str = "") -> list[Match[Mvp]]:
    """The MIPS Value Pathways that fit, also by a measure or activity they offer."""

    def match(entry: Mvp) -> Match[Mvp] | None:
        if same_id(text, entry.mvp_id):
            return Match(entry, SAME_ID, "id")
        for name in entry.specialties:
            if words_of(name) == words_of(text):
                return Match(entry, MEMBER, f"specialty {name}")
        for name in sorted(_offered(entry)):
            if same_id(text, name):
                return Match(entry, MEMBER, f"offers {name}")
        hay = " ".join((entry.mvp_id, entry.title, entry.clinical_topic, *entry.specialties))
        return _match_words(entry, text, f"{entry.title} {entry.clinical_topic}", hay)

    return _ranked(catalog.mvps.values(), text, match, lambda entry: entry.mvp_id)


def find_benchmarks(
    catalog: Catalog, text: str = "", filters: Filters | None = None
) -> list[Match[Benchmark]]:
    """The benchmarks of the measures that fit, the closest measure first."""
    wanted = filters or Filters()
    return [
        Match(row, measure.rank, measure.because)
        for measure in find_measures(catalog, text, wanted)
        for row in catalog.benchmarks.values()
        if row.measure_id == measure.entry.measure_id
        and wanted.collection_type in {None, row.collection_type}
    ]


def _passes(entry: Measure, filters: Filters) -> bool:
    if filters.program and filters.program not in entry.programs:
        return False
    if not isinstance(entry, QualityMeasure):
        return not filters.of_quality
    return (
        filters.collection_type in {None, *entry.collection_types}
        and filters.specialty_set in {None, *entry.specialty_sets}
        and (entry.high_priority or not filters.high_priority)
        and (entry.is_outcome or not filters.outcome)
    )


def _other_id(text: str, entry: Measure) -> str | None:
    """Another id of the measure that the reader wrote, or None."""
    if not isinstance(entry, QualityMeasure):
        return None
    if any(same_id(text, name) for name in entry.companions):
        return "companion measure"
    wanted, own = (
        _ELECTRONIC.fullmatch(text),
        _ELECTRONIC.fullmatch(entry.electronic_measure_id or ""),
    )
    if wanted and own and wanted.group(1) == own.group(1):
        return f"electronic measure {entry.electronic_measure_id}"
    if text in f"{entry.nqf_id} {entry.nqf_electronic_id}".split():
        return f"NQF {text}"
    return None


def _offered(mvp: Mvp) -> frozenset[str]:
    return frozenset(
        (
            *mvp.quality_measures,
            *mvp.activities,
            *mvp.cost_measures,
            *mvp.interoperability_measures,
            *mvp.population_health_measures,
            *mvp.administrative_claims_measures,
        )
    )


def _haystack(entry: Measure) -> str:
    about = [entry.measure_id, entry.title]
    if isinstance(entry, QualityMeasure):
        about += [*entry.specialty_sets, entry.measure_type.value, entry.steward or ""]
    elif isinstance(entry, InteroperabilityMeasure):
        about.append(entry.objective)
    return " ".join(about)


def _match_words(entry: T, text: str, title: str, haystack: str) -> Match[T] | None:
    wanted = words_of(text)
    if not wanted:
        return None
    if _all_begin(wanted, words_of(title)):
        return Match(entry, TITLE, "title")
    if _all_begin(wanted, words_of(haystack)):
        return Match(entry, WORDS, "words")
    return None


def _all_begin(wanted: Iterable[str], words: tuple[str, ...]) -> bool:
    """Whether each wanted word begins one of the words; a number must be the whole word."""
    return all(
        part in words or (not part.isdigit() and any(word.startswith(part) for word in words))
        for part in wanted
    )


def _ranked(
    entries: Iterable[T],
    text: str,
    match: Callable[[T], Match[T] | None],
    name: Callable[[T], str],
) -> list[Match[T]]:
    """The matches, closest first and then by id; every entry where nothing was asked."""
    if not text.strip():
        return [Match(entry, WORDS, "") for entry in sorted(entries, key=name)]
    found = [result for entry in entries if (result := match(entry)) is not None]
    return sorted(found, key=lambda result: (result.rank, name(result.entry)))


def code_sets(catalog: Catalog) -> tuple[int, dict[str, ClaimsMeasure]]:
    """The claims code sets of the measures the year offers by claims, and their year.

    Before CMS publishes a year's code sets, the latest earlier year's stand in.
    """
    earlier = [year for year in YEARS if year < catalog.performance_year]
    candidates = [catalog, *(catalog_for(year) for year in reversed(earlier))]
    source = next((candidate for candidate in candidates if candidate.claims), catalog)
    offered = {
        name: claims
        for name, claims in source.claims.items()
        if name in catalog.quality and "claims" in catalog.quality[name].collection_types
    }
    return source.performance_year, offered


def _measures_with_code(catalog: Catalog, text: str) -> dict[str, str]:
    """Measures whose claims code sets hold the code, with the part that holds it."""
    code = text.strip().upper().replace(".", "")
    if not (_CODE.fullmatch(code) and any(character.isdigit() for character in code)):
        return {}
    year, measures = code_sets(catalog)
    aside = "" if year == catalog.performance_year else f" (code sets of {year})"
    return {
        name: f"{use} {text.strip().upper()}{aside}"
        for name, measure in measures.items()
        if (use := _use_of(code, measure)) is not None
    }


def _use_of(code: str, measure: ClaimsMeasure) -> str | None:
    """What the code is to the measure, or None. "E11" stands for all codes below it."""
    diagnosis = code[0].isalpha() and code[1].isdigit()
    for option in measure.eligibility_options:
        procedures = (*option.procedure_codes, *option.additional_procedure_codes)
        if any(code in group.codes for group in procedures):
            return "eligible procedure"
        for use, codes in (
            ("eligible diagnosis", (*option.diagnosis_codes, *option.additional_diagnosis_codes)),
            ("excluded diagnosis", option.diagnosis_exclusion_codes),
        ):
            if diagnosis and any(own.replace(".", "").startswith(code) for own in codes):
                return use
    for answer in measure.performance_options:
        if any(code in group.codes for group in answer.quality_codes):
            return "answer code"
    return None
