"""Who a document speaks of: TIN, NPI and entity ids, checked for their form."""

from __future__ import annotations

import re

from openmips.formats.fields import Fields, json_type
from openmips.people import Entity, EntityType
from openmips.problems import document_kinds, submission_kinds
from openmips.problems.finding import ProblemKind, masked

TIN = "taxpayerIdentificationNumber"
NPI = "nationalProviderIdentifier"
ENTITY_ID = "entityId"

ENTITY_TYPES = {entity_type.value: entity_type for entity_type in EntityType}
"""Entity types by CMS's names."""

_TIN_FORM = re.compile(r"\d{9}", re.ASCII)
_NPI_FORM = re.compile(r"\d{10}", re.ASCII)
_NPI_CARD_PREFIX = "80840"
_NAMED_BY_TIN = frozenset({EntityType.INDIVIDUAL, EntityType.GROUP})


def read_entity(fields: Fields) -> Entity | None:
    """The entity of a submission, with the ids that its type needs."""
    entity_type = fields.choice("entityType", ENTITY_TYPES)
    individual = entity_type is EntityType.INDIVIDUAL
    named_by_tin = entity_type in _NAMED_BY_TIN
    tin = _identifier(fields, TIN, _TIN_FORM, submission_kinds.BAD_TIN, "nine digits", named_by_tin)
    npi = _identifier(fields, NPI, _NPI_FORM, submission_kinds.BAD_NPI, "ten digits", individual)
    entity_id = fields.text(ENTITY_ID, entity_type is not None and not named_by_tin)
    if npi is not None and not check_digit_fits(npi):
        found = f"the check digit of the NPI {masked(npi)} does not fit"
        fields.findings.add(submission_kinds.NPI_CHECK_DIGIT, fields.place(NPI), found)
    if entity_type is None:
        return None
    if not individual and fields.has(NPI):
        found = f"an NPI stands beside entityType {entity_type.value}"
        expected = "an NPI only for an individual"
        fields.findings.add(
            submission_kinds.IDENTIFIER_NOT_FOR_ENTITY, fields.place(NPI), found, expected
        )
    if named_by_tin and entity_id is not None:
        found = f"entityId is not used for entityType {entity_type.value}"
        fields.findings.add(document_kinds.UNUSED_FIELD, fields.place(ENTITY_ID), found)
        entity_id = None
    return Entity(entity_type, tin, npi, entity_id)


def check_digit_fits(npi: str) -> bool:
    """Whether the last digit of an NPI is its check digit (Luhn, as on a card 80840...)."""
    total = 0
    for position, digit in enumerate(reversed(_NPI_CARD_PREFIX + npi)):
        doubled = int(digit) * (1 + position % 2)
        total += doubled // 10 + doubled % 10
    return total % 10 == 0


def _identifier(
    fields: Fields,
    name: str,
    form: re.Pattern[str],
    kind: ProblemKind,
    expected: str,
    required: bool,
) -> str | None:
    """A text of digits; whatever else it is, it is shown masked."""
    value = fields.value(name, required)
    if value is None or (isinstance(value, str) and form.fullmatch(value)):
        return value
    if isinstance(value, str):
        hidden = f"{len(value)} characters" if len(value) < 5 else f"*****{value[-4:]}"
        found = f"{name} is {hidden if hidden.isprintable() else 'not printable'}"
    else:
        found = f"{name} is {json_type(value)}"
    fields.findings.add(kind, fields.place(name), found, f"a text of {expected}")
    return None
