"""What CMS's public status answer says of one NPI, read without trusting its types.

Every field may be missing or null, lists may be null, flags may be texts, and unknown keys
are kept. What does not fit is left unsaid, with a warning; only a document that is no answer
at all, or an answer that is an error, is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from openmips.formats.fields import iso_date, json_type
from openmips.formats.identifiers import check_digit_fits
from openmips.formats.strict_json import Source, read_json, source_name
from openmips.participation.cms import (
    CmsApm,
    CmsOrganization,
    CmsScenario,
    CmsStatus,
    CmsVirtualGroup,
)
from openmips.people import EntityType, SpecialStatus
from openmips.performance import Category
from openmips.problems import document_kinds, practice_kinds, submission_kinds
from openmips.problems.finding import Findings, Read, item, masked, member, shown

_NPI = re.compile(r"\d{10}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,10})?", re.ASCII)
_WORDS: dict[str, object] = {"true": True, "false": False}
_NOT_FOUND = "NoProviderInformation"
_STATUSES = {
    "smallGroupPractitioner": SpecialStatus.SMALL_PRACTICE,
    "ruralClinician": SpecialStatus.RURAL,
    "hpsaClinician": SpecialStatus.HPSA,
    "nonPatientFacing": SpecialStatus.NON_PATIENT_FACING,
    "hospitalBasedClinician": SpecialStatus.HOSPITAL_BASED,
    "ambulatorySurgicalCenter": SpecialStatus.ASC_BASED,
    "isFacilityBased": SpecialStatus.FACILITY_BASED,
}
_CATEGORIES = {
    "quality": Category.QUALITY,
    "improvementActivities": Category.ACTIVITIES,
    "aci": Category.INTEROPERABILITY,
    "cost": Category.COST,
}
_ELIGIBLE = {
    "individual": EntityType.INDIVIDUAL,
    "group": EntityType.GROUP,
    "mipsApm": EntityType.APM_ENTITY,
    "virtualGroup": EntityType.VIRTUAL_GROUP,
}


def read_status_answer(source: Source, name: str | None = None) -> Read[CmsStatus]:
    """CMS's answer for one NPI. Raises ProblemsFound where it is none, or an error."""
    findings = Findings(source_name(source, name), document_kinds.TOO_MANY_PROBLEMS)
    document = read_json(source, findings)
    if not isinstance(document, Mapping):
        findings.refuse(
            practice_kinds.NOT_A_STATUS_ANSWER, f"{json_type(document)} was found", "an object"
        )
    error = document.get("error")
    if error is not None:
        _refuse_error(error, findings)
    data = document.get("data")
    if not isinstance(data, Mapping):
        found = f"data is {json_type(data)}"
        findings.refuse(practice_kinds.NOT_A_STATUS_ANSWER, found, "an object called data")
    return findings.settle(_status(_Said(data, "$.data", findings)))


def _refuse_error(error: object, findings: Findings) -> None:
    kind = error.get("type") if isinstance(error, Mapping) else None
    named = kind if isinstance(kind, str) else json_type(error)
    if kind == _NOT_FOUND:
        findings.refuse(practice_kinds.STATUS_NOT_FOUND, f"CMS answered {shown(named)}")
    findings.refuse(practice_kinds.STATUS_REFUSED, f"CMS answered {shown(named)}")


@dataclass(frozen=True, slots=True)
class _Said:
    """One object of the answer; a member that does not fit counts as not said."""

    members: Mapping[str, object]
    location: str
    findings: Findings

    def text(self, name: str) -> str | None:
        """A text that is not blank."""
        value = self.members.get(name)
        if isinstance(value, str):
            return value.strip() or None
        self._note(name, value)
        return None

    def flag(self, name: str) -> bool | None:
        """True or false, written as such or as a text."""
        value = self.members.get(name)
        if isinstance(value, str):
            value = _WORDS.get(value.strip().casefold(), value)
        if isinstance(value, bool):
            return value
        self._note(name, value)
        return None

    def amount(self, name: str) -> Decimal | None:
        """A number, written as such or as a text."""
        value = self.members.get(name)
        if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
            value = Decimal(value.strip())
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        self._note(name, value)
        return None

    def count(self, name: str) -> int | None:
        """A whole number of 0 or more."""
        number = self.amount(name)
        if number is None:
            return None
        if number >= 0 and number == number.to_integral_value():
            return int(number)
        self._note(name, self.members.get(name))
        return None

    def day(self, name: str) -> date | None:
        """The day of an ISO date or instant."""
        written = self.text(name)
        day = iso_date((written or "").partition("T")[0])
        if day is None:
            self._note(name, written)
        return day

    def inner(self, name: str) -> _Said:
        """An object; an empty one where there is none."""
        value = self.members.get(name)
        if not isinstance(value, Mapping):
            self._note(name, value)
            value = {}
        return _Said(value, member(self.location, name), self.findings)

    def entries(self, name: str) -> list[object]:
        """The entries of a list; none where there is no list."""
        value = self.members.get(name)
        if isinstance(value, list):
            return value
        self._note(name, value)
        return []

    def objects(self, name: str) -> list[_Said]:
        """The entries of a list that are objects."""
        place = member(self.location, name)
        return [
            _Said(entry, item(place, number), self.findings)
            for number, entry in enumerate(self.entries(name))
            if isinstance(entry, Mapping)
        ]

    def _note(self, name: str, value: object) -> None:
        """Note a member that is there and does not fit."""
        if value is None or value == "":
            return
        was = shown(value) if isinstance(value, str) else json_type(value)
        place = member(self.location, name)
        self.findings.add(practice_kinds.UNREADABLE_FLAG, place, f"{name} is {was}")


def _status(data: _Said) -> CmsStatus:
    npi = data.members.get("npi")
    if not isinstance(npi, str) or not _NPI.fullmatch(npi):
        data.findings.refuse(practice_kinds.NOT_A_STATUS_ANSWER, "data.npi is no NPI", "ten digits")
    if not check_digit_fits(npi):
        found = f"the check digit of the NPI {masked(npi)} does not fit"
        data.findings.add(submission_kinds.NPI_CHECK_DIGIT, "$.data.npi", found)
    return CmsStatus(
        npi=npi,
        newly_enrolled=data.flag("newlyEnrolled"),
        qp_status=data.text("qpStatus"),
        enrolled=data.day("firstApprovedDate"),
        organizations=tuple(map(_organization, data.objects("organizations"))),
        said=MappingProxyType(dict(data.members)),
    )


def _organization(said: _Said) -> CmsOrganization:
    zip_code = said.text("zip")
    return CmsOrganization(
        tin=said.text("TIN"),
        name=said.text("prvdrOrgName"),
        state=said.text("state"),
        zip_code=zip_code,
        individual=_scenario(said.inner("individualScenario")),
        group=_scenario(said.inner("groupScenario")),
        apms=tuple(map(_apm, said.objects("apms"))),
        virtual_groups=tuple(map(_virtual_group, said.objects("virtualGroups"))),
    )


def _scenario(said: _Said) -> CmsScenario:
    eligible = said.inner("isEligible")
    levels = {level.value: eligible.flag(name) for name, level in _ELIGIBLE.items()}
    statuses = {status: said.flag(name) for name, status in _STATUSES.items()}
    reasons = said.inner("extremeHardshipReasons")
    sources = (each for each in said.entries("extremeHardshipSources") if isinstance(each, str))
    return CmsScenario(
        low_volume=said.flag("lowVolumeSwitch"),
        codes=_codes(said),
        services=said.count("lowVolumeServices"),
        opt_in_eligible=said.flag("isOptInEligible"),
        opted_in=said.flag("isOptedIn"),
        type_eligible=said.flag("mipsEligibleSwitch"),
        eligible=MappingProxyType({key: flag for key, flag in levels.items() if flag is not None}),
        statuses=MappingProxyType(
            {key: flag for key, flag in statuses.items() if flag is not None}
        ),
        hardship=said.flag("aciHardship"),
        interoperability_reweighted=said.flag("aciReweighting"),
        exception=said.flag("extremeHardship"),
        exception_categories=frozenset(
            category for name, category in _CATEGORIES.items() if reasons.flag(name)
        ),
        exception_sources=tuple(sources),
        exception_event=said.text("extremeHardshipEventType"),
        hospital=said.text("hospitalVbpName"),
    )


def _codes(said: _Said) -> tuple[str, ...]:
    codes = (each.text("lowVolStusRsnCd") for each in said.objects("lowVolumeStatusReasons"))
    return tuple(code for code in codes if code)


def _apm(said: _Said) -> CmsApm:
    return CmsApm(
        entity=said.text("entityName"),
        apm=said.text("apmName"),
        mips_apm=said.flag("mipsApmFlag"),
        advanced_apm=said.flag("advancedApmFlag"),
        low_volume=said.flag("lvtFlag"),
    )


def _virtual_group(said: _Said) -> CmsVirtualGroup:
    return CmsVirtualGroup(
        identifier=said.text("virtualGroupIdentifier"),
        low_volume=said.flag("lowVolumeSwitch"),
        codes=_codes(said),
        patients=said.count("beneficiaryCount"),
        charges=said.amount("allowedCharges"),
        scenario=_scenario(said.inner("specialScenario")),
    )
