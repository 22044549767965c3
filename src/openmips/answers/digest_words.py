"""How the changes between two years read: what a thing was, what it is now, what that is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NotRequired, TypedDict

from openmips.amounts import fixed, plain
from openmips.answers.adjust import dollars_of
from openmips.catalog import Catalog
from openmips.catalog.entries import Benchmark
from openmips.planning.rule_changes import YearRules
from openmips.planning.year_changes import Touching, YearChange
from openmips.policy.words import in_words, with_unit
from openmips.why import Provision

_FIELDS = {
    "measure_type": "Its type",
    "high_priority": "High priority",
    "inverse": "A lower rate is better",
    "metric_type": "How its result is written",
    "strata": "Its parts",
    "overall_algorithm": "How its parts become one rate",
    "suppressed": "Suppressed",
    "truncated": "Only nine months count",
    "benchmark_withdrawn": "Its benchmark is withdrawn",
    "cap_removed": "The cap of topped out measures is lifted",
    "weight": "Its weight",
    "quality_measures": "Its quality measures",
    "activities": "Its activities",
    "cost_measures": "Its cost measures",
    "population_health_measures": "Its population health measures",
}
_MARKS = {
    "inverse": "lower is better",
    "topped_out": "topped out",
    "topped_out_by_program": "capped",
    "placeholder": "not published yet",
}
_LADDER = {"percentiles": "its values", **_MARKS}

_COUNTED = {
    "measure": ("measure", "measures"),
    "benchmark": ("benchmark", "benchmarks"),
    "activity": ("activity", "activities"),
    "mvp": ("MVP list", "MVP lists"),
    "rule": ("rule", "rules"),
    "date": ("date", "dates"),
}


def counted(counts: Mapping[str, int]) -> list[str]:
    """How many changes there are of each kind, in words; kinds without any are left out."""
    return [f"{number} {_COUNTED[kind][number != 1]}" for kind, number in counts.items() if number]


class DigestChange(TypedDict):
    """One change. `points`, `percent` and `dollars` are what it is worth by itself.

    They are None where it cannot be thought away alone, dollars also without payments.
    """

    kind: str
    id: str
    title: str
    says: str
    earlier: str | None
    later: str | None
    points: str | None
    percent: str | None
    dollars: str | None
    collectionType: NotRequired[str]
    attestation: NotRequired[str]
    citation: NotRequired[str]


def digest_change(
    change: YearChange, old: YearRules, new: YearRules, paid: Decimal | None
) -> DigestChange:
    """One change in words."""
    says, earlier, later = _SAID[change.kind](change)
    worth = change.worth
    answer: DigestChange = {
        "kind": change.kind.value,
        "id": change.name,
        "title": _title(change, new.catalog) or _title(change, old.catalog) or "",
        "says": says,
        "earlier": earlier,
        "later": later,
        "points": None if worth is None else plain(worth.points),
        "percent": None if worth is None else fixed(worth.percent),
        "dollars": None if worth is None else dollars_of(worth.percent, paid, new.policy),
    }
    if change.collection_type is not None:
        answer["collectionType"] = change.collection_type
    provision = change.later or change.earlier
    if isinstance(provision, Provision):
        answer["attestation"] = provision.attestation.value
        answer["citation"] = str(provision.citation)
    return answer


def _title(change: YearChange, catalog: Catalog | None) -> str | None:
    """What a year calls the thing that changed; of a provision, what it says."""
    provision = change.later or change.earlier
    if isinstance(provision, Provision):
        return provision.says
    if catalog is None:
        return None
    parts = (catalog.quality, catalog.cost, catalog.activities, catalog.mvps)
    entries: Iterator[Any] = (part[change.name] for part in parts if change.name in part)
    return next((entry.title for entry in entries), None)


_Said = tuple[str, str | None, str | None]
"""What a change says, and both values in words."""


def _of_entry(change: YearChange) -> _Said:
    """A measure, activity or MVP: gone, or one of its fields."""
    if change.field is None:
        return "It is no longer there.", None, None
    if isinstance(change.earlier, frozenset | tuple):
        left, joined = (
            ", ".join(sorted(set(some) - set(others)))
            for some, others in ((change.earlier, change.later), (change.later, change.earlier))
        )
        told = [f"gone: {left}"] if left else []
        told += [f"new: {joined}"] if joined else []
        return f"{_FIELDS[change.field]}: {'; '.join(told)}.", left, joined
    earlier, later = (in_words(one) for one in (change.earlier, change.later))
    return f"{_FIELDS[change.field]}: {earlier}, now {later}.", earlier, later


def _of_benchmark(change: YearChange) -> _Said:
    """A ladder: new, gone, or other figures."""
    earlier, later = (_ladder(one) for one in (change.earlier, change.later))
    if earlier is None or later is None:
        says = "It has a benchmark now." if later else "It has no benchmark any more."
        return says, earlier, later
    differs = (
        words
        for name, words in _LADDER.items()
        if getattr(change.earlier, name) != getattr(change.later, name)
    )
    return f"Its benchmark differs: {', '.join(differs)}.", earlier, later


def _ladder(benchmark: Benchmark | None) -> str | None:
    """A ladder from its first to its last value."""
    if benchmark is None:
        return None
    values = " ".join(map(plain, benchmark.percentiles))
    marks = [words for name, words in _MARKS.items() if getattr(benchmark, name)]
    return ", ".join([values, *marks])


def _of_rule(change: YearChange) -> _Said:
    """A provision: both values with their units."""
    earlier, later = (
        None if one is None else with_unit(one) for one in (change.earlier, change.later)
    )
    if earlier is None or later is None:
        return f"New: {later}." if earlier is None else f"No longer: {earlier}.", earlier, later
    return f"{earlier}, now {later}.", earlier, later


_SAID: Mapping[Touching, Callable[[YearChange], _Said]] = {
    Touching.MEASURE: _of_entry,
    Touching.ACTIVITY: _of_entry,
    Touching.PATHWAY: _of_entry,
    Touching.BENCHMARK: _of_benchmark,
    Touching.RULE: _of_rule,
}
