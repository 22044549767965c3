"""What else is said of a year, each with its shape: totals, CMS's answers, what is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from openmips.answers.feedback_reading import read_stated
from openmips.formats.upload_rules import CEHRT_ID
from openmips.practice.decisions import Said
from openmips.practice.documents import FROM_CMS, OF_GROUP, feedback_place
from openmips.practice.handed_in import GROUP
from openmips.practice.models import Topic
from openmips.practice.refusals import refusal
from openmips.problems import submission_kinds
from openmips.problems.finding import shown

CERTIFICATE = "cehrtId"
"""The choice that holds the certificate of the health record."""

FINAL_ELIGIBILITY = "finalEligibility"
"""The choice that says when CMS's final answer was looked up."""


@dataclass(frozen=True, slots=True)
class GroupTotals:
    """What the practice billed as a whole, by the columns of a roster; None takes it back."""

    values: Mapping[str, Any] | None

    def said(self, performance_year: int) -> Said:
        """The totals."""
        return {Topic.CLINICIAN: {OF_GROUP: self.values}}


@dataclass(frozen=True, slots=True)
class CmsAnswer:
    """CMS's own status answer for a clinician, as it came."""

    npi: str
    document: Any

    def said(self, performance_year: int) -> Said:
        """The answer under the clinician's key."""
        return {Topic.CLINICIAN: {f"{self.npi}{FROM_CMS}": self.document}}


@dataclass(frozen=True, slots=True)
class FinalAnswerSeen:
    """CMS's final answer of who must report was looked up on a day."""

    day: date

    def said(self, performance_year: int) -> Said:
        """The day under its key."""
        return {Topic.CHOICE: {FINAL_ELIGIBILITY: self.day.isoformat()}}


@dataclass(frozen=True, slots=True)
class CmsResult:
    """What CMS's feedback says of one who reports; None takes it back.

    The document is one that `openmips feedback` reads.
    """

    document: Mapping[str, Any] | None
    whose: str = GROUP

    def said(self, performance_year: int) -> Said:
        """The document. Raises ProblemsFound for one that cannot be compared with the year."""
        if self.document is not None:
            read_stated(self.document, performance_year)
        topic, key = feedback_place(self.whose)
        return {topic: {key: self.document}}


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of the health record; empty takes it back."""

    text: str

    def said(self, performance_year: int) -> Said:
        """The choice. Raises ProblemsFound for what is no certificate."""
        text = self.text.strip()
        if text and not CEHRT_ID.fullmatch(text):
            expected = "15 characters such as 0015C and ten letters and digits"
            found = f"the certificate is {shown(text)}"
            raise refusal(submission_kinds.BAD_CEHRT_ID, found, expected, location="$.cehrtId")
        return {Topic.CHOICE: {CERTIFICATE: text or None}}


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Results or attestations that hold no longer, by key."""

    topic: Topic
    keys: tuple[str, ...]

    def said(self, performance_year: int) -> Said:
        """Nothing under each key."""
        return {self.topic: dict.fromkeys(self.keys)}
