"""What is special about an entry of the catalog, in words a practice understands."""

from __future__ import annotations

from collections.abc import Iterable

from openmips.catalog.entries import (
    Benchmark,
    CostMeasure,
    InteroperabilityMeasure,
    QualityMeasure,
)

SPOKEN = {
    "administrativeClaims": "administrative claims",
    "certifiedSurveyVendor": "CAHPS survey vendor",
    "claims": "Part B claims",
    "cmsWebInterface": "CMS Web Interface",
    "electronicHealthRecord": "electronic (eCQM)",
    "registry": "registry (CQM)",
}
"""Collection types in words."""


def spoken(names: Iterable[str]) -> str:
    """Collection types as a reader knows them; a name that is new stays as it is."""
    return ", ".join(SPOKEN.get(name, name) for name in sorted(names))


def remarks(
    measure: QualityMeasure | InteroperabilityMeasure | CostMeasure, year: int
) -> list[str]:
    """What to know before choosing the measure, one sentence each."""
    if isinstance(measure, QualityMeasure):
        return _of_quality(measure, year)
    if isinstance(measure, InteroperabilityMeasure):
        return _of_interoperability(measure)
    return ["CMS computes it from claims. Nothing is submitted. Lower is better."]


def _of_quality(measure: QualityMeasure, year: int) -> list[str]:
    age = year - measure.first_performance_year
    statements = (
        (measure.is_outcome, "Outcome measure."),
        (measure.high_priority and not measure.is_outcome, "High-priority measure."),
        (measure.inverse, "Inverse: a lower rate is better."),
        (age == 0, "New: first year in the program."),
        (age == 1, "Second year in the program."),
        (measure.registry_measure, "QCDR measure: only the registries that own it submit it."),
        (measure.risk_adjusted, "Risk adjusted."),
        (
            bool(measure.suppressed),
            f"Suppressed for {spoken(measure.suppressed)}: it is taken out of the score.",
        ),
        (
            bool(measure.truncated),
            f"Scored on the first nine months for {spoken(measure.truncated)}.",
        ),
        (
            bool(measure.benchmark_withdrawn),
            f"CMS withdrew the historical benchmark for {spoken(measure.benchmark_withdrawn)}.",
        ),
        (
            bool(measure.cap_removed),
            f"The seven-point cap is lifted for {spoken(measure.cap_removed)}.",
        ),
        ("mips" not in measure.programs, "Not offered in traditional MIPS."),
    )
    return [sentence for holds, sentence in statements if holds]


def _of_interoperability(measure: InteroperabilityMeasure) -> list[str]:
    statements = (
        (measure.required, "Required."),
        (measure.bonus, "Bonus."),
        (measure.proportion, "Reported as numerator and denominator."),
        (not measure.proportion, "Reported as yes or no."),
        (bool(measure.exclusions), f"May be excluded by {', '.join(measure.exclusions)}."),
        (bool(measure.substitutes), f"Not together with {', '.join(measure.substitutes)}."),
        (
            bool(measure.engagement_levels),
            f"Needs one level of engagement: {', '.join(measure.engagement_levels)}.",
        ),
    )
    return [sentence for holds, sentence in statements if holds]


def benchmark_remarks(benchmark: Benchmark, cap_removed: bool = False) -> list[str]:
    """What to know about a ladder; `cap_removed` where the measure's cap is lifted for it."""
    capped = benchmark.topped_out_by_program and not cap_removed
    statements = (
        (benchmark.placeholder, "placeholder, never scored"),
        (benchmark.historical, f"from {benchmark.benchmark_year}"),
        (not benchmark.historical, "from the performance year"),
        (benchmark.inverse, "lower is better"),
        (benchmark.topped_out, "topped out"),
        (capped, "capped at seven points"),
    )
    return [words for holds, words in statements if holds]
