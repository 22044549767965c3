"""What to look at before a submission is sent, what to do then, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NotRequired, TypedDict

from openmips.amounts import fixed
from openmips.answers.submission_blocks import window
from openmips.catalog.entries import CLAIMS
from openmips.catalog.load import Catalog
from openmips.formats.year_end import YearEnd
from openmips.performance import Category, Performance, ReportingOption
from openmips.policy.topics import Policy
from openmips.scoring.results import FinalScore
from openmips.selection.checks import Gap, Lacking
from openmips.selection.evidence import evidence_for
from openmips.selection.remedies import check

DONE, OPEN, NOT_NEEDED, NEXT = "done", "open", "not_needed", "next"
"""How an item stands; `next` is what to do with the file."""

_CALLED = {ReportingOption.TRADITIONAL: "traditional MIPS", ReportingOption.APP: "the APP"}
_OF_QUALITY = frozenset(
    {
        Gap.TOO_FEW_MEASURES,
        Gap.MISSING_MEASURE,
        Gap.NO_OUTCOME,
        Gap.NOT_APPLICABILITY,
        Gap.INCOMPLETE,
        Gap.TOO_FEW_CASES,
        Gap.CLAIMS_CLOSED,
        Gap.CLAIMS_ALONE,
    }
)
_ON_CLAIMS = "It went in on claims: CMS has it already, and takes no claims measures by file."
_SIGN_IN = (
    "Sign in at qpp.cms.gov with a HARP account that has a role for the practice, and upload the"
    " file. Whoever sends it attests that it is true, accurate and complete."
)
_COMPARE = (
    "Compare the preview there with the score here, and keep the file, this receipt and CMS's"
    " confirmation."
)


class ChecklistItem(TypedDict):
    """One thing to look at: how it stands, in a sentence, and what hangs on it."""

    item: str
    status: str
    says: str
    open: NotRequired[list[str]]
    keep: NotRequired[list[str]]


class LeftOut(TypedDict):
    """What the file does not hold, and why."""

    what: str
    why: str


def checklist(
    said: YearEnd, score: FinalScore, catalog: Catalog, policy: Policy, ready: bool
) -> list[ChecklistItem]:
    """The items in the order of the steps, those for after the file was made last."""
    lacking = check(score.performance, catalog, policy).lacking
    return [
        _way(said),
        _quality(score, lacking),
        _activities(said, score, lacking),
        _interoperability(score, lacking),
        _file(ready),
        *_afterwards(policy),
    ]


def left_out(said: YearEnd, score: FinalScore, performance: Performance) -> list[LeftOut]:
    """Everything that counts, or could, and is not in the file."""
    found: list[LeftOut] = [
        {"what": f"measure {one.measure_id} by Part B claims", "why": _ON_CLAIMS}
        for one in performance.quality
        if one.collection_type == CLAIMS
    ]
    pi = score.categories[Category.INTEROPERABILITY]
    if not performance.interoperability:
        reason = (pi.reason or "not submitted").replace("_", " ")
        why = "Nothing was said of it."
        if not pi.weight:
            why = f"It counts nothing ({reason}); its data would make it count."
        found.append({"what": "promoting interoperability", "why": why})
    if not performance.activities:
        found.append({"what": "improvement activities", "why": "None was named."})
    found.append({"what": "cost", "why": "CMS computes it from claims; nobody sends it."})
    return found


def _way(said: YearEnd) -> ChecklistItem:
    if said.option is not ReportingOption.MVP:
        return {"item": "way", "status": DONE, "says": f"Reported through {_CALLED[said.option]}."}
    status = DONE if said.mvp_registered else OPEN
    says = f"Reported through the MVP {said.program}, which must be registered."
    return {"item": "way", "status": status, "says": says}


def _quality(score: FinalScore, lacking: tuple[Lacking, ...]) -> ChecklistItem:
    results = score.performance.quality
    on_claims = sum(one.collection_type == CLAIMS for one in results)
    says = (
        f"Measures in the file: {len(results) - on_claims}, on claims: {on_claims};"
        f" {_percent(score, Category.QUALITY)}."
    )
    return _item("quality", says, _said(lacking, _OF_QUALITY))


def _activities(said: YearEnd, score: FinalScore, lacking: tuple[Lacking, ...]) -> ChecklistItem:
    count = len(said.activities)
    named = "1 activity" if count == 1 else f"{count} activities"
    says = f"{named}; {_percent(score, Category.ACTIVITIES)}."
    item = _item("activities", says, _said(lacking, {Gap.ACTIVITIES}))
    kept = dict.fromkeys(
        line for one in said.activities for line in evidence_for(one.activity_id).evidence
    )
    if kept:
        item["keep"] = list(kept)
    return item


def _interoperability(score: FinalScore, lacking: tuple[Lacking, ...]) -> ChecklistItem:
    category = score.categories[Category.INTEROPERABILITY]
    if not category.weight:
        reason = (category.reason or "").replace("_", " ")
        sent = bool(score.performance.interoperability)
        says = (
            f"It counts nothing ({reason}), and is {'sent all the same' if sent else 'not sent'}."
        )
        status = OPEN if sent else NOT_NEEDED
        return {"item": "promotingInteroperability", "status": status, "says": says}
    says = f"{_percent(score, Category.INTEROPERABILITY)}."
    return _item("promotingInteroperability", says, _said(lacking, {Gap.INTEROPERABILITY}))


def _file(ready: bool) -> ChecklistItem:
    says = "The file has the form that CMS takes." if ready else "The file is not made yet."
    return {"item": "file", "status": DONE if ready else OPEN, "says": says}


def _afterwards(policy: Policy) -> Iterator[ChecklistItem]:
    opens, closes = window(policy)
    if opens is not None and closes is not None:
        dates = " to ".join(
            "a day not known" if one.when is None else one.when.in_words()
            for one in (opens, closes)
        )
        yield {"item": "window", "status": NEXT, "says": f"Data can be sent from {dates}."}
    yield {"item": "send", "status": NEXT, "says": _SIGN_IN}
    yield {"item": "compare", "status": NEXT, "says": _COMPARE}


def _item(name: str, says: str, missing: list[str]) -> ChecklistItem:
    item: ChecklistItem = {"item": name, "status": OPEN if missing else DONE, "says": says}
    if missing:
        item["open"] = list(dict.fromkeys(missing))
    return item


def _said(lacking: tuple[Lacking, ...], gaps: frozenset[Gap] | set[Gap]) -> list[str]:
    return [_with_gain(one) for one in lacking if one.gap in gaps]


def _with_gain(one: Lacking) -> str:
    says = str(one.why.says)
    if one.gain is None or not one.gain.high:
        return says
    return f"{says} Up to +{fixed(one.gain.high)} points."


def _percent(score: FinalScore, category: Category) -> str:
    percent = score.categories[category].score.percent
    if percent is None:
        return "cannot be scored"
    low, high = fixed(percent.low), fixed(percent.high)
    return f"{low if low == high else f'{low} to {high}'} percent of the category"
