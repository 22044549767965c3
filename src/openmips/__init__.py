"""OpenMIPS scores Medicare's MIPS for small practices, and says why.

    from openmips import deadlines, eligibility, options, plan, points, score, select

Each takes what a person or program knows and gives back plain dicts of texts and numbers, in
the shapes that the command line prints with `--json`. Problems in what was given raise
`openmips.problems.ProblemsFound`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openmips.answers.adjust import adjust
    from openmips.answers.calibration import calibrate
    from openmips.answers.checked_files import validate
    from openmips.answers.checking import check_choice, check_submissions
    from openmips.answers.claims_cards import claims_cards
    from openmips.answers.claims_gaps import gaps_of
    from openmips.answers.claims_gaps_files import claims_gaps
    from openmips.answers.claims_measure import claims_measure
    from openmips.answers.claims_reading import claims_read
    from openmips.answers.conversion import convert
    from openmips.answers.deadlines import deadlines, deadlines_calendar
    from openmips.answers.deadlines_left import deadlines_left
    from openmips.answers.differences import diff
    from openmips.answers.eligibility import eligibility
    from openmips.answers.eligibility_cms import eligibility_from_cms
    from openmips.answers.feedback import compare_with_cms
    from openmips.answers.improve import improve
    from openmips.answers.merging import merge
    from openmips.answers.options import options
    from openmips.answers.payment_check import payments
    from openmips.answers.plan import plan
    from openmips.answers.points import points, points_batch
    from openmips.answers.portfolio import portfolio
    from openmips.answers.publishing import publishing
    from openmips.answers.review import review
    from openmips.answers.score import score
    from openmips.answers.selection import find_mvp, select, select_activities
    from openmips.answers.submission_builder import build_submission
    from openmips.answers.year_digest import digest

    __version__: str

_WHERE = {
    "adjust": "adjust",
    "build_submission": "submission_builder",
    "calibrate": "calibration",
    "check_choice": "checking",
    "check_submissions": "checking",
    "claims_cards": "claims_cards",
    "claims_gaps": "claims_gaps_files",
    "claims_measure": "claims_measure",
    "claims_read": "claims_reading",
    "compare_with_cms": "feedback",
    "convert": "conversion",
    "deadlines": "deadlines",
    "deadlines_calendar": "deadlines",
    "deadlines_left": "deadlines_left",
    "diff": "differences",
    "digest": "year_digest",
    "eligibility": "eligibility",
    "eligibility_from_cms": "eligibility_cms",
    "find_mvp": "selection",
    "gaps_of": "claims_gaps",
    "improve": "improve",
    "merge": "merging",
    "options": "options",
    "payments": "payment_check",
    "plan": "plan",
    "points": "points",
    "points_batch": "points",
    "portfolio": "portfolio",
    "publishing": "publishing",
    "review": "review",
    "score": "score",
    "select": "selection",
    "select_activities": "selection",
    "validate": "checked_files",
}
"""Every function the package offers, and the module below `openmips.answers` that has it."""

__all__ = [
    "__version__",
    "adjust",
    "build_submission",
    "calibrate",
    "check_choice",
    "check_submissions",
    "claims_cards",
    "claims_gaps",
    "claims_measure",
    "claims_read",
    "compare_with_cms",
    "convert",
    "deadlines",
    "deadlines_calendar",
    "deadlines_left",
    "diff",
    "digest",
    "eligibility",
    "eligibility_from_cms",
    "find_mvp",
    "gaps_of",
    "improve",
    "merge",
    "options",
    "payments",
    "plan",
    "points",
    "points_batch",
    "portfolio",
    "publishing",
    "review",
    "score",
    "select",
    "select_activities",
    "validate",
]


def __getattr__(name: str) -> Any:
    """What the package offers is loaded when it is first asked for."""
    from importlib import import_module, metadata

    if name == "__version__":
        try:
            return metadata.version("openmips")
        except metadata.PackageNotFoundError:
            return "not installed"
    if name in _WHERE:
        return getattr(import_module(f"openmips.answers.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'openmips' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The names the package offers."""
    return sorted(__all__)
