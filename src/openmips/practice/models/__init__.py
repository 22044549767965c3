"""What is remembered of a practice."""

from openmips.practice.models.accounts import User
from openmips.practice.models.audit import AuditEntry
from openmips.practice.models.files import StoredFile
from openmips.practice.models.outcomes import ScoreSnapshot, SubmissionRecord
from openmips.practice.models.people import Clinician, Invitation, Member, Practice, Role
from openmips.practice.models.rehearsals import (
    RehearsalMeasurement,
    RehearsalSet,
    RehearsalSubmission,
)
from openmips.practice.models.statements import Statement, Topic
from openmips.practice.models.tokens import ApiToken, TokenScope
from openmips.practice.models.years import PracticeYear

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Clinician",
    "Invitation",
    "Member",
    "Practice",
    "PracticeYear",
    "RehearsalMeasurement",
    "RehearsalSet",
    "RehearsalSubmission",
    "Role",
    "ScoreSnapshot",
    "Statement",
    "StoredFile",
    "SubmissionRecord",
    "TokenScope",
    "Topic",
    "User",
]
