"""What CMS's feedback of a year said: a profile with given results, and CMS's own totals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from openmips.formats.fields import Fields
from openmips.formats.profile import Profile, read_profile
from openmips.formats.strict_json import Source, read_json, source_name
from openmips.problems import document_kinds
from openmips.problems.finding import Findings, Read

FEEDBACK = "feedback"
"""The key that makes a profile a feedback document."""

_FINAL, _ADJUSTMENT, _IMPROVEMENT = "finalScore", "adjustmentPercent", "improvementPercent"
_ZERO, _HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True)
class Feedback:
    """CMS's feedback of one year, as far as it was written down.

    `profile.given` holds CMS's category results. `improvement_percent` is the part of the
    quality percent that was earned by improving.
    """

    profile: Profile
    final_score: Decimal | None = None
    adjustment_percent: Decimal | None = None
    improvement_percent: Decimal | None = None


def read_feedback(
    source: Source,
    *,
    small_practice_clinicians: int | Callable[[int], int],
    name: str | None = None,
) -> Read[Feedback]:
    """The feedback that a JSON document holds, beside the warnings it gave.

    The document is a profile with one more key, `feedback`. Raises ProblemsFound with
    everything found wrong.
    """
    findings = Findings(source_name(source, name), document_kinds.TOO_MANY_PROBLEMS)
    fields = Fields.of(read_json(source, findings), "$", findings)
    if fields is None:
        return findings.settle(None)
    totals = fields.inner(FEEDBACK, required=False) if fields.has(FEEDBACK) else None
    numbers: dict[str, Decimal | None] = {}
    if totals is not None:
        totals.refuse_unknown((_FINAL, _ADJUSTMENT, _IMPROVEMENT))
        numbers = {
            "final_score": totals.amount(_FINAL, False, _ZERO, _HUNDRED),
            "adjustment_percent": totals.amount(_ADJUSTMENT, False, -_HUNDRED, _HUNDRED),
            "improvement_percent": totals.amount(_IMPROVEMENT, False, _ZERO, _HUNDRED),
        }
    findings.stop()
    rest = {key: value for key, value in fields.members.items() if key != FEEDBACK}
    profile = read_profile(
        rest,
        small_practice_clinicians=small_practice_clinicians,
        name=source_name(source, name),
    )
    return Read(Feedback(profile.value, **numbers), profile.warnings)


def typed_feedback(year: int, numbers: Mapping[str, str | None]) -> dict[str, object]:
    """The feedback document that eight typed numbers make; None and "-" are left out.

    The numbers: finalScore, quality (percent), ia (points), pi (percent), cost (percent),
    complexPatientBonus, improvementPercent, adjustmentPercent.
    """
    said = {name: text for name, text in numbers.items() if text not in (None, "-")}
    given: dict[str, object] = {
        category: {"percent": said[category]}
        for category in ("quality", "pi", "cost")
        if category in said
    }
    if "ia" in said:
        given["ia"] = {"points": said["ia"]}
    totals = {name: said[name] for name in (_FINAL, _ADJUSTMENT, _IMPROVEMENT) if name in said}
    document: dict[str, object] = {"performanceYear": year, "given": given, FEEDBACK: totals}
    if "complexPatientBonus" in said:
        document["complexPatientBonus"] = said["complexPatientBonus"]
    return document
