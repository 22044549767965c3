"""All traps of claims measures that can be set on purpose, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from openmips.claims.synthetic.codes import MeasureCodes
from openmips.claims.synthetic.stage import Trap
from openmips.claims.synthetic.trap_answers import ANSWERS
from openmips.claims.synthetic.trap_patients import PATIENTS
from openmips.claims.synthetic.trap_rows import ROWS

TRAPS: Mapping[str, Trap] = {
    trap.name: trap for kind in (ANSWERS, PATIENTS, ROWS) for trap in kind.entries
}
"""Every trap by name, in the order of the kinds."""


def traps_for(codes: Mapping[str, MeasureCodes], names: Iterable[str] | None) -> tuple[Trap, ...]:
    """The traps that fit a year's measures: those named, or all.

    Raises KeyError for a name that no trap has.
    """
    wanted = list(TRAPS.values()) if names is None else [TRAPS[name] for name in names]
    return tuple(trap for trap in wanted if trap.fits(codes))
