"""What may be wrong with files, folders and archives before any document in them is read."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error

NO_DOCUMENT = _error(
    "no_document",
    "The folder, archive or pattern leads to no JSON, XML or ZIP file.",
    "Check the name; only files that end in .json, .xml or .zip are taken from a folder.",
    "folders, ZIP archives and patterns",
)
UNKNOWN_DOCUMENT = _error(
    "unknown_document",
    "The file is neither JSON nor XML nor a ZIP archive.",
    "Give a QPP submission (JSON or XML) or a QRDA III document.",
)
BAD_ARCHIVE = _error(
    "bad_archive",
    "The ZIP archive is damaged, or locked with a password.",
    "Unpack the archive yourself, and give its folder.",
    "ZIP archives",
)
ARCHIVE_TOO_LARGE = _error(
    "archive_too_large",
    "The ZIP archive holds more than any real collection of submissions.",
    "Check that this is the right archive, or unpack it and give its folders one by one.",
    "ZIP archives",
)
NOT_CONVERTED = _error(
    "not_converted",
    "The document has no counterpart in the format asked for.",
    "Convert a QRDA III document or a QPP submission.",
)
UNEXPECTED_ERROR = _error(
    "unexpected_error",
    "OpenMIPS met an error it did not expect while it read the document.",
    "Please report it with the name of the error. The other documents were read all the same.",
)
