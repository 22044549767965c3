"""What CMS's submission service asks of a set beyond what scoring needs to read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from openmips.formats.fields import Fields
from openmips.formats.programs import SHARED_SAVINGS
from openmips.people import Entity, EntityType
from openmips.performance import Category
from openmips.policy.load import policy_for
from openmips.policy.submission_topics import SubmissionPolicy
from openmips.policy.topics import ActivitiesPolicy, InteroperabilityPolicy
from openmips.problems import upload_kinds
from openmips.problems.finding import listed, shown

CEHRT_ID = re.compile(r"([0-9A-Z]{2}15C|2025C)[0-9A-Z]{10}", re.ASCII)
"""The form of a CMS EHR certification id."""

_SUBGROUP_ID = re.compile(r"SG-\d{8}", re.ASCII)
_OLD_NAMES = {"aci": "pi"}


@dataclass(frozen=True, slots=True)
class UploadRules:
    """The rules of one performance year."""

    performance_year: int
    methods: frozenset[str]
    certified: frozenset[str]
    levels_without_interoperability: frozenset[str]
    removed_fields: frozenset[str]
    least_days: Mapping[Category, int]
    quality_whole_year: bool

    def check_entity(self, fields: Fields, entity: Entity) -> None:
        """The form of a subgroup's id."""
        subgroup = entity.entity_type is EntityType.SUBGROUP
        if subgroup and entity.entity_id and not _SUBGROUP_ID.fullmatch(entity.entity_id):
            found = f"entityId is {shown(entity.entity_id)}"
            place, expected = fields.place("entityId"), "SG- and eight digits"
            fields.findings.add(upload_kinds.SUBGROUP_ID_FORM, place, found, expected)

    def check_set(
        self,
        fields: Fields,
        category: Category | None,
        method: str | None,
        program: str | None,
        entity_type: EntityType | None,
    ) -> None:
        """Category, method and level of a set, its certification id and its fields."""
        self._check_category(fields, category, program, entity_type)
        if method is not None and method not in self.methods:
            found = f"submissionMethod is {method}"
            place, expected = fields.place("submissionMethod"), listed(sorted(self.methods))
            fields.findings.add(upload_kinds.METHOD_NOT_UPLOADED, place, found, expected)
        self._check_certification(fields, category, method)
        for name in sorted(self.removed_fields):
            if fields.has(name):
                found = f"{name} stands in a set of {self.performance_year}"
                fields.findings.add(upload_kinds.FIELD_REMOVED, fields.place(name), found)

    def check_period(
        self, fields: Fields, category: Category | None, start: date, end: date
    ) -> None:
        """Whether the period is long enough to earn anything."""
        place, found = fields.place("performanceEnd"), f"the period is {start} to {end}"
        days, year = (end - start).days + 1, self.performance_year
        if category is Category.QUALITY:
            whole = start <= date(year, 1, 1) and end >= date(year, 12, 31)
            if self.quality_whole_year and not whole:
                expected = f"{year}-01-01 to {year}-12-31"
                fields.findings.add(upload_kinds.PERIOD_NOT_WHOLE_YEAR, place, found, expected)
            return
        least = 0 if category is None else self.least_days.get(category, 0)
        if days < least:
            lasts = f"{found}, {days} day{'' if days == 1 else 's'}"
            fields.findings.add(
                upload_kinds.PERIOD_TOO_SHORT, place, lasts, f"at least {least} days"
            )

    def _check_category(
        self,
        fields: Fields,
        category: Category | None,
        program: str | None,
        entity_type: EntityType | None,
    ) -> None:
        place, text = fields.place("category"), fields.members.get("category")
        if isinstance(text, str) and text.casefold() in _OLD_NAMES:
            name = _OLD_NAMES[text.casefold()]
            fields.findings.add(
                upload_kinds.OLD_CATEGORY_NAME, place, f"category is {shown(text)}", name
            )
        level = "" if entity_type is None else entity_type.value
        refused = level in self.levels_without_interoperability and program != SHARED_SAVINGS
        if category is Category.INTEROPERABILITY and refused:
            found = f"a pi set stands in a submission of entityType {level}"
            fields.findings.add(upload_kinds.INTEROPERABILITY_NOT_TAKEN, place, found)

    def _check_certification(
        self, fields: Fields, category: Category | None, method: str | None
    ) -> None:
        place, given = fields.place("cehrtId"), fields.members.get("cehrtId")
        if given in (None, ""):
            kind = "" if category is None else category.value
            if {kind, f"{kind}.{method}"} & self.certified:
                fields.findings.add(upload_kinds.CEHRT_ID_NEEDED, place, "cehrtId is missing")
        elif isinstance(given, str) and given.strip() and not CEHRT_ID.fullmatch(given.strip()):
            found = f"cehrtId is {shown(given)}"
            expected = "15 characters such as 0015C or 2025C and ten letters and digits"
            fields.findings.add(upload_kinds.CEHRT_ID_FORM, place, found, expected)


@cache
def upload_rules(year: int) -> UploadRules:
    """The rules of a performance year that the policy covers."""
    policy = policy_for(year)
    rules = policy.topic(SubmissionPolicy)
    return UploadRules(
        year,
        rules.upload_methods.value,
        rules.certification_needed.value,
        rules.interoperability_refused_for.value,
        rules.removed_fields.value,
        {
            Category.ACTIVITIES: policy.topic(ActivitiesPolicy).minimum_days.value,
            Category.INTEROPERABILITY: policy.topic(InteroperabilityPolicy).minimum_days.value,
        },
        rules.quality_whole_year.value,
    )
