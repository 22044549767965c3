"""What may keep a report from being made."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error

PDF_NOT_POSSIBLE = _error(
    "pdf_not_possible",
    "A PDF cannot be made here: a library that draws pages is missing.",
    "Install Pango (Debian: libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0), or print the"
    " report's page from your browser.",
)
