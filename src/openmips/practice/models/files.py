"""Files that were imported, by the digest of their content; the content lies in the vault."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from openmips.practice.exact import ExactDecoder, ExactEncoder
from openmips.practice.models.people import Practice
from openmips.practice.models.years import PracticeYear


class FileKind(models.TextChoices):
    """What a file is."""

    CLAIMS_837P = "837p", "Claims (837P)"
    REMITTANCE_835 = "835", "Remittance (835)"
    CLAIMS_TABLE = "claims_table", "Claims (table)"
    QPP_JSON = "qpp_json", "Submission (QPP JSON)"
    QRDA3 = "qrda3", "EHR report (QRDA III)"
    ROSTER = "roster", "Roster"
    STATUS_ANSWER = "status", "CMS's status answer"
    FEEDBACK = "feedback", "CMS's feedback"
    EVIDENCE = "evidence", "Evidence"


class StoredFile(models.Model):
    """A file as it was handed in for a year. The same content counts once in it."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="files")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, in hexadecimal")
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=20, choices=FileKind.choices)
    size = models.PositiveBigIntegerField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    year = models.ForeignKey(
        PracticeYear, models.CASCADE, null=True, blank=True, related_name="files"
    )
    summary = models.JSONField(
        default=dict,
        encoder=ExactEncoder,
        decoder=ExactDecoder,
        help_text="What was read, skipped and why",
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """The latest import comes first."""

        ordering = ("-imported_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("practice", "year", "digest"), name="same_content_once"
            ),
        )

    def __str__(self) -> str:
        """The name it was handed in under."""
        return self.name
