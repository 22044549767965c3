"""CMS's figures beside ours: which agree, which differ, which only one of the two has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from openmips.amounts import Span, as_fraction, round_half_up
from openmips.feedback.stated import Figure, Kind, Stated, places_of


class Verdict(Enum):
    """What became of a figure of CMS's.

    SAME: ours is one value and rounds to CMS's. WITHIN: ours is a range, and CMS's lies in it.
    """

    SAME = "same"
    WITHIN = "in_range"
    DIFFERENT = "different"
    ONLY_CMS = "only_cms"
    ONLY_OURS = "only_ours"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure with both values, and what became of it."""

    figure: Figure
    cms: Decimal | None
    ours: Span | None
    verdict: Verdict

    @property
    def apart(self) -> Fraction | None:
        """CMS's minus the nearest of ours; None where one of the two is missing."""
        if self.cms is None or self.ours is None:
            return None
        cms = as_fraction(self.cms)
        return cms - max(self.ours.low, min(self.ours.high, cms))


@dataclass(frozen=True, slots=True)
class Matched:
    """What CMS says, with every measure under the collection type it is of.

    `unclear` are the measures that we have by several collection types where CMS does not
    say which it means: they cannot be compared.
    """

    stated: Stated
    unclear: tuple[Figure, ...] = ()


def matched(stated: Stated, ours: Mapping[Figure, Span]) -> Matched:
    """CMS's measures under our collection types, where CMS does not name any."""
    renamed: dict[Figure, Figure] = {}
    unclear = []
    for figure in (*stated.figures, *stated.details):
        if figure.measure_id is None or figure.collection_type is not None:
            continue
        known = {
            own.collection_type
            for own in ours
            if (own.category, own.measure_id) == (figure.category, figure.measure_id)
        }
        if len(known) > 1:
            unclear.append(figure)
        elif known:
            renamed[figure] = replace(figure, collection_type=known.pop())
    left_out = frozenset(unclear)

    def named(figure: Figure) -> Figure:
        return renamed.get(figure, figure)

    figures = {named(one): cms for one, cms in stated.figures.items() if one not in left_out}
    details = {named(one): said for one, said in stated.details.items() if one not in left_out}
    return Matched(replace(stated, figures=figures, details=details), tuple(dict.fromkeys(unclear)))


def lines_of(stated: Stated, ours: Mapping[Figure, Span]) -> tuple[Line, ...]:
    """A line for each figure of CMS's, and for each measure of ours that a whole list lacks.

    A measure without points that we do not have is no difference.
    """
    found = [
        Line(figure, cms, ours.get(figure), _verdict(figure, cms, ours.get(figure)))
        for figure, cms in stated.figures.items()
        if not _without_weight(figure, stated, ours)
        if cms or figure in ours or figure.kind is not Kind.MEASURE_POINTS
    ]
    return (*found, *_only_ours(stated, ours))


def _without_weight(figure: Figure, stated: Stated, ours: Mapping[Figure, Span]) -> bool:
    """Whether the figure is of a category that counts nothing for CMS and for us alike.

    Whatever is printed there is not a result.
    """
    if figure.category is None or figure.kind is Kind.WEIGHT:
        return False
    own = ours.get(Figure(Kind.WEIGHT, figure.category))
    cms = stated.get(Kind.WEIGHT, figure.category)
    return cms is not None and not cms and own is not None and not own.high


def _only_ours(stated: Stated, ours: Mapping[Figure, Span]) -> Iterator[Line]:
    """Our measures with points in the categories of which CMS's list is whole."""
    for figure, span in ours.items():
        if (
            figure.kind is Kind.MEASURE_POINTS
            and figure.category in stated.listed_whole
            and figure not in stated.figures
            and span.high
        ):
            yield Line(figure, None, span, Verdict.ONLY_OURS)


def _verdict(figure: Figure, cms: Decimal, ours: Span | None) -> Verdict:
    if ours is None:
        return Verdict.ONLY_CMS
    places = max(places_of(cms), figure.usual_places)
    low, high = round_half_up(ours.low, places), round_half_up(ours.high, places)
    if not low <= cms <= high:
        return Verdict.DIFFERENT
    return Verdict.SAME if ours.exact or low == high else Verdict.WITHIN
