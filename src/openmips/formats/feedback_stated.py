"""CMS's result put together figure by figure, whatever form it was written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from openmips.amounts import HUNDRED
from openmips.catalog import Catalog
from openmips.feedback.columns import collection_type_of
from openmips.feedback.stated import Figure, Kind, MeasureDetail, Stated
from openmips.people import SpecialStatus
from openmips.performance import Category
from openmips.problems import document_kinds, feedback_kinds, submission_kinds
from openmips.problems.finding import Findings, nearest, shown

_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,12})?", re.ASCII)
_ABSENT = frozenset({"", "n/a", "na", "-", "null", "none", "not applicable"})
_TRUE = frozenset({"true", "yes", "y", "1"})
_FALSE = frozenset({"false", "no", "n", "0"})
_MOST_ACTIVITY_POINTS = Decimal(40)
_MOST_ADJUSTMENT = Decimal(100)
_MOST_BONUS = Decimal(10)
_LEAST = {Kind.ADJUSTMENT: -_MOST_ADJUSTMENT}
_MOST = {
    Kind.COMPLEX_PATIENT_BONUS: _MOST_BONUS,
    Kind.POINTS: Decimal(1000),
    Kind.RATE: Decimal(1_000_000),
}
_DIGITS = 3
_IN_WORDS = {
    Category.QUALITY: "quality",
    Category.ACTIVITIES: "improvement activities",
    Category.INTEROPERABILITY: "promoting interoperability",
    Category.COST: "cost",
}
_NEVER_SMALL = frozenset({Kind.PERCENT, Kind.FINAL_SCORE})
EXPECTED = (
    Figure(Kind.FINAL_SCORE),
    Figure(Kind.ADJUSTMENT),
    Figure(Kind.PERCENT, Category.QUALITY),
    Figure(Kind.POINTS, Category.ACTIVITIES),
    Figure(Kind.PERCENT, Category.INTEROPERABILITY),
    Figure(Kind.PERCENT, Category.COST),
)
"""What every feedback of CMS's holds."""


@dataclass(slots=True)
class Gathering:
    """A result being read: every figure is checked before it is taken up."""

    year: int
    catalog: Catalog | None
    findings: Findings
    figures: dict[Figure, Decimal] = field(default_factory=dict)
    details: dict[Figure, MeasureDetail] = field(default_factory=dict)
    statuses: dict[SpecialStatus, bool] = field(default_factory=dict)
    facility_score: bool | None = None
    listed_whole: frozenset[Category] = frozenset()

    def number(
        self, kind: Kind, category: Category | None, text: str, place: str
    ) -> Decimal | None:
        """The number that a cell writes, None where it is empty or a problem was noted."""
        written = text.strip()
        if written.casefold() in _ABSENT:
            return None
        plain = written.removesuffix("%").strip()
        if not _NUMBER.fullmatch(plain):
            found = f"{shown(text)} was found"
            self.findings.add(document_kinds.BAD_AMOUNT, place, found, "a decimal number")
            return None
        number = Decimal(plain)
        if kind is Kind.WEIGHT and plain == written and number <= 1:
            number *= HUNDRED
        most = _MOST.get(kind, Decimal(HUNDRED))
        if kind is Kind.POINTS and category is Category.ACTIVITIES:
            most = _MOST_ACTIVITY_POINTS
        low = _LEAST.get(kind, Decimal(0))
        if not low <= number <= most:
            found, expected = f"{shown(text)} was found", f"{low} to {most}"
            self.findings.add(document_kinds.BAD_AMOUNT, place, found, expected)
            return None
        if kind in _NEVER_SMALL and plain == written and 0 < number < 1:
            self.findings.add(feedback_kinds.FEEDBACK_SCALE, place, f"{shown(text)} was found")
            return None
        return number

    def figure(self, figure: Figure, text: str, place: str) -> None:
        """Take up a figure."""
        number = self.number(figure.kind, figure.category, text, place)
        if number is not None:
            self.figures[figure] = number

    def status(self, status: SpecialStatus, text: str, place: str) -> None:
        """Take up a special status."""
        said = self.flag(text, place)
        if said is not None:
            self.statuses[status] = said

    def flag(self, text: str, place: str) -> bool | None:
        """True or false as people and files write it."""
        word = text.strip().casefold()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        if word not in _ABSENT:
            found = f"{shown(text)} was found"
            self.findings.add(document_kinds.UNKNOWN_VALUE, place, found, "true or false")
        return None

    def measure(self, measure_id: str, collection: str | None, place: str) -> Figure | None:
        """The figure of a measure's points; None where the measure or its words are unknown.

        A number that a spreadsheet has shorn of its zeros gets them back: 1 is 001.
        """
        if measure_id.isdecimal():
            measure_id = measure_id.zfill(_DIGITS)
        category = self._category_of(measure_id, place)
        kind = None
        if collection is not None and collection.strip().casefold() not in _ABSENT:
            kind = collection_type_of(collection)
            if kind is None:
                found = f"{shown(collection)} was found"
                self.findings.add(feedback_kinds.FEEDBACK_COLLECTION_UNKNOWN, place, found)
                return None
        if category is None:
            return None
        if category is Category.COST:
            kind = "administrativeClaims"
        figure = Figure(Kind.MEASURE_POINTS, category, measure_id, kind)
        if figure in self.details:
            found = f"{shown(measure_id)} stands twice"
            self.findings.add(submission_kinds.REPEATED_MEASURE, place, found, "once")
            return None
        self.details[figure] = MeasureDetail()
        return figure

    def _category_of(self, measure_id: str, place: str) -> Category | None:
        catalog = self.catalog
        if catalog is None:
            return None
        parts = {
            Category.QUALITY: catalog.quality,
            Category.ACTIVITIES: catalog.activities,
            Category.INTEROPERABILITY: catalog.interoperability,
            Category.COST: catalog.cost,
        }
        for category, part in parts.items():
            if measure_id in part:
                return category
        found = f"{shown(measure_id)} is not in the catalog of {self.year}"
        hint = nearest(measure_id, [one for part in parts.values() for one in part])
        kind = feedback_kinds.FEEDBACK_MEASURE_UNKNOWN
        self.findings.add(kind, place, found, "", f"{hint} {kind.remedy}".strip())
        return None

    def stated(self) -> Stated:
        """The result. Notes what is missing; raises ProblemsFound where something was wrong."""
        if not self.figures:
            self.findings.add(feedback_kinds.FEEDBACK_EMPTY, "$", "there is no figure")
        self.findings.stop()
        for figure in EXPECTED:
            if figure not in self.figures and not self._weightless(figure.category):
                of = f" of {_IN_WORDS[figure.category]}" if figure.category else ""
                found = f"nothing says the {figure.kind.value.replace('_', ' ')}{of}"
                self.findings.add(feedback_kinds.FEEDBACK_NOT_STATED, "$", found)
        return Stated(
            self.year,
            self.figures,
            self.details,
            self.statuses,
            self.facility_score,
            self.listed_whole,
        )

    def _weightless(self, category: Category | None) -> bool:
        weight = self.figures.get(Figure(Kind.WEIGHT, category))
        return category is not None and weight is not None and not weight
