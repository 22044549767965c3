"""What may be wrong with claims: 837P and 835 files, and tables of claim lines."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

# Any file of claims

NOT_CLAIMS = _error(
    "not_claims",
    "The file is neither X12 (837P or 835) nor a table of claim lines (CSV or Parquet).",
    "Give the 837P files that went to Medicare, or a table in the claim-line layout.",
)
NO_CLAIM_FILES = _error(
    "no_claim_files",
    "No file with claims was found.",
    "Check the name of the file or folder.",
)
CLAIMS_FILE_DAMAGED = _error(
    "claims_file_damaged",
    "A part of the file cannot be read; what stands before and after it was read.",
    "Get the file again from where it came.",
)

# Payments

NO_REMITTANCE = _error(
    "no_remittance",
    "The file holds no answer of a payer to a claim.",
    "Give the 835 files (electronic remittance advice) that Medicare's contractor sent.",
)
PERCENT_UNKNOWN = _error(
    "percent_unknown",
    "It is not said in a usable way what adjustment is due.",
    "Give one of both: the percent of CMS's feedback, such as 0.33 or -9, or the final score.",
)

# X12 as a whole

NOT_PROFESSIONAL_CLAIMS = _error(
    "not_professional_claims",
    "The claims are institutional or dental (837I, 837D); those measures do not count them.",
    "Give the professional claims (837P) of the practice.",
)
X12_VERSION = _error(
    "x12_version",
    "The transaction is of a version of the standard that is not read here.",
    "Export the file again in version 5010: 005010X222A1 for claims, X221A1 for remittances.",
)
OTHER_TRANSACTION = _warning(
    "other_transaction",
    "The file holds a transaction that is neither a claim nor a remittance.",
    "Nothing need be done: it was left out.",
)
TRANSACTION_CUT = _error(
    "transaction_cut",
    "A transaction has no end, so that claims may be missing.",
    "Get the file again from where it came.",
)
SEGMENT_COUNT_DIFFERS = _warning(
    "segment_count_differs",
    "A transaction has more or fewer segments than its end says.",
    "Check that the file is whole. All claims that could be read were.",
)
COMPONENT_SEPARATOR = _warning(
    "component_separator",
    "The file uses another separator within elements than its header declares.",
    "Nothing need be done; the separator in use was taken. Tell the maker of the software.",
)

# One claim of an 837P

CLAIM_DAMAGED = _error(
    "claim_damaged",
    "A claim lies at a damaged place or is cut off; it was left out.",
    "Get the file again from where it came.",
)
CLAIM_INCOMPLETE = _error(
    "claim_incomplete",
    "A claim lacks something that every measure needs; it was left out.",
    "Correct the claim in the billing software and export it again.",
)
CLAIM_VALUE_UNREADABLE = _error(
    "claim_value_unreadable",
    "A claim holds a value that cannot be understood; it was left out.",
    "Correct the claim in the billing software and export it again.",
)
CLAIM_ICD9 = _error(
    "claim_icd9",
    "A claim has ICD-9 diagnoses, which ended in 2015; it was left out.",
    "Check that the file is of the right year, and that diagnoses are sent as ICD-10.",
)
CLAIM_FREQUENCY = _error(
    "claim_frequency",
    "A claim has a frequency that professional claims do not have; it was left out.",
    "Use 1 for an original claim, 7 for a replacement and 8 for a void.",
)
CLAIM_CHARGES_DIFFER = _warning(
    "claim_charges_differ",
    "The charges of a claim's lines do not add up to the charge of the claim.",
    "Check the claim: Medicare rejects it as it stands. It was counted as read.",
)
PAYER_NOT_SAID = _warning(
    "payer_not_said",
    "A claim does not say what kind of payer it goes to; it was left out.",
    "Send MB as the claim filing indicator of claims to Medicare Part B.",
)
ORIGINAL_NOT_FOUND = _warning(
    "original_not_found",
    "A replacement or void names a claim that is not among the files.",
    "Give the file with the original claim too, or the remittances that name it.",
)

# Tables of claim lines

CLAIMS_COLUMNS_MISSING = _error(
    "claims_columns_missing",
    "Columns that the claim-line layout needs are not there; the table was left out.",
    "Add the columns, or give a mapping file that names the columns that hold them.",
)
CLAIMS_COLUMNS_UNKNOWN = _warning(
    "claims_columns_unknown",
    "Columns that the claim-line layout does not have.",
    "They are not used. If one of them is needed, name it in a mapping file.",
)
CLAIMS_COLUMN_TYPE = _error(
    "claims_column_type",
    "A column has a type that loses what it should hold, such as leading zeros.",
    "Write the table again with the type of the claim-line layout.",
)
CLAIMS_ROW_UNREADABLE = _error(
    "claims_row_unreadable",
    "A row breaks the rules of CSV or has more cells than columns; it was left out.",
    "Put quotes around cells that hold the separator or quotes.",
)
CLAIMS_CELL_UNREADABLE = _error(
    "claims_cell_unreadable",
    "A cell does not hold what its column should; its row was left out.",
    "Correct the cell, or say in a mapping file how dates and values are written.",
)
CLAIMS_CELL_MISSING = _error(
    "claims_cell_missing",
    "A cell that every measure needs is empty; its row was left out.",
    "Fill in the cell.",
)
MAPPING_UNREADABLE = _error(
    "mapping_unreadable",
    "The mapping file cannot be read, or says something that is not understood.",
    "Correct it at the place named; `openmips claims map` proposes one.",
)

# Remittances

REMITTANCE_UNREADABLE = _error(
    "remittance_unreadable",
    "A claim of a remittance cannot be understood; it was left out.",
    "Get the file again from where it came.",
)
REMITTANCE_UNMATCHED = _warning(
    "remittance_unmatched",
    "A remittance speaks of a claim or a line that is not among the claims.",
    "Give the file with the claim too. Other payers' remittances need nothing.",
)
