"""What may be wrong with any document: its text, its fields, its number of problems."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

# The file and its text

FILE_NOT_READABLE = _error(
    "file_not_readable",
    "The file does not exist or may not be read.",
    "Check the name and the permissions of the file.",
)
FILE_TOO_LARGE = _error(
    "file_too_large",
    "The input is larger than any real document of its kind.",
    "Check that this is the right file, or split it into one file for each entity.",
)
EMPTY = _error("empty", "The input holds nothing.", "Give a JSON document.")
NOT_UTF8 = _error(
    "not_utf8",
    "The input is not text in UTF-8.",
    "Save the file again with the encoding UTF-8.",
)
NOT_JSON = _error(
    "not_json",
    "The text breaks the rules of JSON.",
    "Correct the text at this line and column, or export the file again.",
)
NOT_XML = _error(
    "not_xml",
    "The text breaks the rules of XML.",
    "Correct the text at this line and column, or export the file again.",
    "submissions in XML",
)
DOCUMENT_TYPE = _error(
    "document_type",
    "The text declares a document type, which could define entities or load other files.",
    "Take out everything from <!DOCTYPE to the root element.",
    "submissions in XML",
)
TOO_MANY_ELEMENTS = _error(
    "too_many_elements",
    "The text has more values or elements than any real document.",
    "Check that this is the right file, or split it into one file for each entity.",
)
TOO_DEEP = _error(
    "too_deep",
    "Lists, objects or elements are nested deeper than in any real document.",
    "Check that this is the right file.",
)
REPEATED_KEY = _error(
    "repeated_key",
    "One object has the same key twice, so that one of its values would be lost.",
    "Keep the key once, with the right value.",
)
NUMBER_OUT_OF_RANGE = _error(
    "number_out_of_range",
    "A number is too long, too large or too small to be a real amount, or is not finite.",
    "Write the number in at most 40 digits, or null where there is none.",
)
BROKEN_TEXT = _error(
    "broken_text",
    "A text holds half of a character (an unpaired surrogate).",
    "Write the character anew.",
)
NOT_JSON_VALUE = _error(
    "not_json_value",
    "A value handed over by a program has no counterpart in JSON.",
    "Hand over only dicts with text keys, lists, texts, numbers, booleans and None.",
)

# Any field

TOO_MANY_PROBLEMS = _error(
    "too_many_problems",
    "Reading stopped because of the number of errors.",
    "Correct the errors listed, then read the document again.",
)
MISSING_FIELD = _error(
    "missing_field", "A field that is required is absent or null.", "Add the field."
)
WRONG_TYPE = _error(
    "wrong_type",
    "A value has the wrong JSON type.",
    "Write the value as the type expected: texts in quotes, numbers and true or false without.",
)
BAD_COUNT = _error(
    "bad_count",
    "A count is not a whole number of 0 or more.",
    "Write the number of cases as digits only.",
)
BAD_AMOUNT = _error(
    "bad_amount",
    "An amount is not a decimal number, or lies outside the range it can have.",
    'Write the amount as a text with digits and a point, such as "62.50".',
)
BAD_DATE = _error(
    "bad_date",
    "A date is not of the form that is read, or no day of the calendar.",
    "Write the date as YYYY-MM-DD.",
)
UNKNOWN_VALUE = _error(
    "unknown_value",
    "A text is none of the names that may stand there.",
    "Use one of the names expected.",
)
UNKNOWN_KEY = _error(
    "unknown_key",
    "A key that nothing would read; the value might be lost unseen.",
    "Correct the key or take it out.",
)
UNKNOWN_FIELD = _warning(
    "unknown_field",
    "A field that the submission format does not have.",
    "The field is not used. Check its spelling.",
)
UNUSED_FIELD = _warning(
    "unused_field",
    "A field that the submission format has, or had, and that is not used here.",
    "The field is not used.",
)
