"""What may be wrong with an evidence binder."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

NO_BINDER = _error(
    "no_binder",
    "There is no evidence binder in the folder.",
    "Check the name of the folder, or make a binder there with openmips binder make.",
)
BINDER_THERE = _error(
    "binder_there",
    "A binder is made in a folder of its own, and this one holds something already.",
    "Name a folder that is empty or does not exist.",
)
BINDER_DAMAGED = _error(
    "binder_damaged",
    "The chain of entries is not what it was: something was changed, moved or taken out.",
    "Keep the folder as it is, and restore the binder from a copy. Nothing was written.",
)
BINDER_FILE_MISSING = _error(
    "binder_file_missing",
    "A file of the binder is not there any more.",
    "Restore it from a copy, or add the document again.",
)
BINDER_FILE_CHANGED = _error(
    "binder_file_changed",
    "A file of the binder is not what it was when it was added.",
    "Restore it from a copy, or add the document again.",
)
BINDER_UNKNOWN_FILE = _error(
    "binder_unknown_file",
    "There is a file in the binder's folder that no entry speaks of.",
    "Add it with openmips binder add, or take it out of the folder.",
)
BINDER_INTERRUPTED = _warning(
    "binder_interrupted",
    "An entry was cut off while it was written; it was never reported as kept.",
    "Nothing need be done: the next entry takes its place. Add again what may be missing.",
)
NOTHING_BY_THAT_NUMBER = _error(
    "nothing_by_that_number",
    "The binder has no such entry by that number.",
    "openmips binder list shows every entry with its number.",
)
ON_HOLD = _error(
    "on_hold",
    "A legal hold is on the year: nothing of it may be removed.",
    "Release the hold first, once whoever asked for it agrees.",
)
REASON_NEEDED = _error(
    "reason_needed",
    "The document must still be kept, and no reason was given to remove it before its day.",
    "Give the reason with --reason: it stays in the binder.",
)
NOT_EVIDENCE = _error(
    "not_evidence",
    "It is not said what the document proves.",
    "Name a measure or activity of the year, or a category: quality, ia, pi, cost or practice.",
)
TEXT_TOO_LONG = _error(
    "text_too_long",
    "A note or reason is longer than an entry can hold.",
    "Put the text into a file, and add that to the binder.",
)
NOT_AN_EXPORT = _error(
    "not_an_export",
    "The file is no export of an evidence binder, or cannot be read to its end.",
    "Take the file that openmips binder export wrote, or make it again.",
)
EXPORT_TOO_LARGE = _error(
    "export_too_large",
    "The export holds more than is looked at.",
    "Unpack it and check it with sha256sum -c SHA256SUMS.",
)
CHART_NOT_LISTED = _warning(
    "chart_not_listed",
    "An auditor asks for a patient or claim that is in no list of a measure reported by claims.",
    "Check the id, and that the claims of the whole year were given.",
)
