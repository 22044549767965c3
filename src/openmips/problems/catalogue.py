"""The one catalogue of problems: every code, its meaning and its remedy."""

from __future__ import annotations

from openmips.problems.finding import Catalogue

CATALOGUE = Catalogue()
"""All kinds of problems, by code; the modules named for kinds enter theirs."""
