"""OpenMIPS scores Medicare's MIPS for small practices, and says why.

    from openmips import adjust, eligibility, improve, points, points_batch, score

Each takes what a person or program knows and gives back plain dicts of texts and numbers, in
the shapes that the command line prints with `--json`. Problems in what was given raise
`openmips.formats.ProblemsFound`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openmips.answers.adjust import adjust
    from openmips.answers.eligibility import eligibility
    from openmips.answers.eligibility_cms import eligibility_from_cms
    from openmips.answers.improve import improve
    from openmips.answers.options import options
    from openmips.answers.points import points, points_batch
    from openmips.answers.score import score
    from openmips.answers.selection import find_mvp, select

    __version__: str

__all__ = [
    "__version__",
    "adjust",
    "eligibility",
    "eligibility_from_cms",
    "find_mvp",
    "improve",
    "options",
    "points",
    "points_batch",
    "score",
    "select",
]

_WHERE = {
    "adjust": "adjust",
    "eligibility": "eligibility",
    "eligibility_from_cms": "eligibility_cms",
    "find_mvp": "selection",
    "improve": "improve",
    "options": "options",
    "points": "points",
    "points_batch": "points",
    "score": "score",
    "select": "selection",
}


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


class _Package(ModuleType):
    """The package, whose function `eligibility` has the name of the rules it asks.

    Importing those rules would put them in the function's place; here they cannot.
    """

    @property
    def eligibility(self) -> Any:
        """The function, not the rules of the same name (`import openmips.eligibility...`)."""
        return __getattr__("eligibility")

    @eligibility.setter
    def eligibility(self, rules: ModuleType) -> None:
        """What the import of the rules does; the rules are found without it."""


sys.modules[__name__].__class__ = _Package
