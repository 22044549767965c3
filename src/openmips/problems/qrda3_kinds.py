"""What may be wrong with a QRDA III document where CMS's converter is silent or vague."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

_QUALITY = "quality measures"
_HEADER = "the header of the document"

# The text

NO_XML = _error(
    "qrda3_no_xml",
    "The text breaks the rules of XML, or holds nothing.",
    "Export the file again, or correct the text at this line and column.",
)
BAD_ENCODING = _error(
    "qrda3_bad_encoding",
    "The text is not in the encoding that its first line declares, or in one that is not known.",
    "Save the file as UTF-8, and let its first line say so.",
)
DOCTYPE = _error(
    "qrda3_doctype",
    "The document declares a document type, which could define entities or load other files.",
    "Take out everything from <!DOCTYPE to the root element.",
)
NESTED_TOO_DEEP = _error(
    "qrda3_nested_too_deep",
    "Elements are nested deeper than in any real document.",
    "Check that this is the right file.",
)
TOO_MANY_ELEMENTS = _error(
    "qrda3_too_many_elements",
    "The document has more elements than any real document.",
    "Check that this is the right file, or split it into one file for each entity.",
)
TOO_MANY_ATTRIBUTES = _error(
    "qrda3_too_many_attributes",
    "An element has more attributes than any real element.",
    "Check that this is the right file.",
)

# The year

EARLIER_YEAR = _error(
    "qrda3_earlier_year",
    "The document follows the rules of a year before those that can be read here.",
    "Export the report again for the right year.",
)
IDENTIFIERS_NOT_PUBLISHED = _error(
    "qrda3_identifiers_not_published",
    "CMS has not published the identifiers of electronic measures for the year.",
    "Once CMS's public measures data have them, run openmips catalog import with its folder.",
    _QUALITY,
    "2026, until CMS publishes them",
)
YEAR_OF_ANOTHER_TEMPLATE = _warning(
    "qrda3_year_of_another_template",
    "The period lies in another year than the template id of the document is for.",
    "Correct the dates, or export the report with the template id of its year.",
)
UNKNOWN_EXTENSION = _warning(
    "qrda3_unknown_extension",
    "A template id has an extension that is not in use for it.",
    "Nothing need be done for CMS. Check that the EHR's export is for the right year.",
)

# The header

SEVERAL_IDENTIFIERS = _warning(
    "qrda3_several_identifiers",
    "The header names several clinicians or practices where one is meant; the first counts.",
    "Keep one. Report each clinician or practice in a document of its own.",
    _HEADER,
)
SEVERAL_CEHRT_IDS = _warning(
    "qrda3_several_cehrt_ids",
    "The header has several EHR certification ids; the first counts.",
    "Keep the id that covers all data of the period.",
    _HEADER,
)
MVP_SPELLING = _warning(
    "qrda3_mvp_spelling",
    "The id of the MVP is not written as CMS writes it, and is passed on as it stands.",
    "Write the id in capitals, such as G0053.",
    _HEADER,
)

# Quality measures, where CMS's converter is silent

UNKNOWN_POPULATION = _warning(
    "qrda3_unknown_population",
    "A count has a population code that does not exist, so that it is passed over.",
    "Use IPOP, DENOM, DENEX, DENEXCEP, NUMER or NUMEX.",
    _QUALITY,
)
NO_INITIAL_POPULATION = _warning(
    "qrda3_no_initial_population",
    "A measure lacks an initial population.",
    "Add the count of the initial population.",
    _QUALITY,
)
REPEATED_INITIAL_POPULATION = _warning(
    "qrda3_repeated_initial_population",
    "An initial population stands more than once.",
    "Report the initial population once.",
    _QUALITY,
)
OTHER_INITIAL_POPULATION = _warning(
    "qrda3_other_initial_population",
    "An initial population has an identifier that is not the measure's.",
    "Use the identifier that the measure's definition gives its initial population in the year.",
    _QUALITY,
)
NO_RATE = _warning(
    "qrda3_no_rate",
    "A measure lacks the performance rate of one of its numerators.",
    "Add the performance rate.",
    _QUALITY,
)
REPEATED_RATE = _warning(
    "qrda3_repeated_rate",
    "The performance rate of one numerator stands more than once.",
    "Report the rate once.",
    _QUALITY,
)
RATE_DIFFERS = _warning(
    "qrda3_rate_differs",
    "A performance rate is not what the counts make.",
    "Correct the rate or the counts. CMS computes the rate from the counts.",
    _QUALITY,
)
RATE_OF_NOBODY = _warning(
    "qrda3_rate_of_nobody",
    "There is a performance rate although exclusions and exceptions leave nobody to be rated.",
    "Write nullFlavor NA in place of the rate.",
    _QUALITY,
)
RATE_WITHHELD = _warning(
    "qrda3_rate_withheld",
    "A performance rate is said not to apply although somebody is left to be rated.",
    "Write the rate.",
    _QUALITY,
)
NUMERATOR_TOO_LARGE = _warning(
    "qrda3_numerator_too_large",
    "The numerator is larger than what exclusions and exceptions leave of the denominator.",
    "Correct the counts: excluded and excepted patients do not count in the numerator.",
    _QUALITY,
)
EXCLUDED_TOO_MANY = _warning(
    "qrda3_excluded_too_many",
    "Exclusions and exceptions are more than the denominator.",
    "Correct the counts.",
    _QUALITY,
)
NO_STRATUM = _warning(
    "qrda3_no_stratum",
    "A population lacks the count of a reporting stratum.",
    "Add the stratum. CMS does not use it for MIPS.",
    _QUALITY,
)
OTHER_STRATUM = _warning(
    "qrda3_other_stratum",
    "A population has the count of a stratum that the measure does not define, or has it twice.",
    "Use the strata of the measure, each once. CMS does not use them for MIPS.",
    _QUALITY,
)
SUPPLEMENTAL_TOO_MANY = _warning(
    "qrda3_supplemental_too_many",
    "The counts by sex or ethnicity add up to more than the population has.",
    "Correct the counts. CMS does not use them for MIPS.",
    _QUALITY,
)
POPULATIONS_ADDED_UP = _warning(
    "qrda3_populations_added_up",
    "A measure has several groups of populations and one rate in MIPS, so that the groups are added"
    " up.",
    "Nothing need be done. The sum is what CMS scores.",
    _QUALITY,
)
