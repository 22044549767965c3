"""What may keep a practice's records from being saved, opened, imported, backed up or restored."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

# Saving

RECORDS_BUSY = _error(
    "records_busy",
    "Somebody else has been saving for so long that this could not be saved. Nothing was lost.",
    "Try again in a moment. If it stays so, find the program that holds the database.",
)
NO_ROOM = _error(
    "no_room",
    "There is no room left where the records lie. Nothing was saved, and nothing was lost.",
    "Free some room on the disk, or have its quota raised, and do it again.",
)
DATABASE_SILENT = _error(
    "database_silent",
    "The database does not answer, or does not let OpenMIPS in.",
    "Start it, and check the address, the name and the password in DATABASE_URL.",
)
YEAR_SEALED = _error(
    "year_sealed",
    "The year was sealed when its data were handed in, so that nobody changes it by mistake.",
    "If it must change, let an owner open the year again first.",
)

LOOKS_MISSING = _error(
    "looks_missing",
    "The files that give the pages their look are not in this installation.",
    "Install a released wheel; or, in a copy of the source, run make guide once, which needs npm.",
)

# Files that are kept

WRONG_PASSPHRASE = _error(
    "wrong_passphrase",
    "The passphrase does not open what it was meant to open.",
    "Check for capitals and blanks. Without the right passphrase nobody can open it.",
)
PASSPHRASE_MISSING = _error(
    "passphrase_missing",
    "The files are sealed, and no passphrase was given to open them.",
    "Put the passphrase into a file that only you can read, and name it in"
    " OPENMIPS_PASSPHRASE_FILE.",
)
PASSPHRASE_TOO_SHORT = _error(
    "passphrase_too_short",
    "The passphrase could be guessed.",
    "Take several words that do not belong together.",
)
STORED_FILE_DAMAGED = _error(
    "stored_file_damaged",
    "A file that was kept is not what it was when it was stored.",
    "Restore it from a backup. Keep a copy of the damaged folder before.",
)
STORED_FILE_MISSING = _error(
    "stored_file_missing",
    "A file that the records speak of is not there.",
    "Restore it from a backup, or import it again.",
)

# Imports

IMPORT_UNKNOWN = _error(
    "import_unknown",
    "There is no such import that waits to be confirmed.",
    "It was confirmed or given up, or it waited for more than a day. Hand the file in again.",
)
IMPORT_NOT_READ = _error(
    "import_not_read",
    "The file was not read to its end, so that there is nothing to confirm.",
    "Have it read again, or hand it in again.",
)
IMPORT_NOT_UNDERSTOOD = _error(
    "import_not_understood",
    "The file is of no kind that can be imported.",
    "Hand in a roster, claims, a submission, CMS's status answer or CMS's feedback.",
)
IMPORT_TOO_LARGE = _error(
    "import_too_large",
    "The file is larger than any that is taken.",
    "Hand it in in parts, such as one for each month.",
)
OTHER_PRACTICE = _error(
    "other_practice",
    "The file is of another practice: its TIN is not this practice's.",
    "Check the practice's TIN, or choose the practice that the file belongs to.",
)
ROWS_OF_OTHERS = _warning(
    "rows_of_others",
    "Some rows are of another TIN and are left out.",
    "If they belong to this practice, correct the TIN.",
)
OTHER_YEAR = _error(
    "other_year",
    "The file is of another performance year.",
    "Choose the year that the file is of.",
)
LEVEL_NOT_KEPT = _error(
    "level_not_kept",
    "The file reports for an entity that is neither a group nor an individual.",
    "Score or convert it with openmips score or openmips convert.",
)
IMPORT_TAKEN_BACK = _error(
    "import_taken_back",
    "The import was taken back already.",
    "To have it again, import the file again.",
)

# What people say of a year

UNKNOWN_CHOICE = _error(
    "unknown_choice",
    "The choice is not one that the year offers.",
    "Choose one of those that are offered.",
)
UNKNOWN_CLINICIAN = _error(
    "unknown_clinician",
    "The roster has no such clinician.",
    "Add the clinician to the roster first.",
)
CLINICIAN_THERE = _error(
    "clinician_there",
    "The clinician stands in the roster already.",
    "Change the entry that is there.",
)
LEAVES_BEFORE_JOINING = _error(
    "leaves_before_joining",
    "The day of leaving lies before the day of joining.",
    "Correct one of the two days.",
)
NOT_IN_PERFORMANCE_YEAR = _error(
    "not_in_performance_year",
    "The days do not lie in the performance year.",
    "Give days within the year.",
)
SUBMISSION_BLOCKED = _error(
    "submission_blocked",
    "Something keeps the submission from being made.",
    "Look at the checklist of the submission, and mend what it names.",
)
NAME_NOT_TYPED = _error(
    "name_not_typed",
    "To erase a practice its name must be typed exactly.",
    "Type the name as it is shown, with its capitals.",
)

# Backups

NOT_A_BACKUP = _error(
    "not_a_backup",
    "The file is no backup of these records, or it was cut short.",
    "Take another backup.",
)
BACKUP_DAMAGED = _error(
    "backup_damaged",
    "Something in the backup is not what it was when it was made. Nothing was restored.",
    "Take another backup.",
)
BACKUP_OF_OTHER_VERSION = _error(
    "backup_of_other_version",
    "The backup was made by a version whose records have other columns.",
    "Restore it with the version that made it, then bring the records up to date.",
)
FOLDER_NOT_EMPTY = _error(
    "folder_not_empty",
    "Records are restored only where there are none yet, so that none can be lost.",
    "Name a new folder, and with PostgreSQL a new database.",
)
RESTORE_UNFINISHED = _error(
    "restore_unfinished",
    "A backup was being restored here and did not come to its end.",
    "Run openmips site restore again with the same backup.",
)
