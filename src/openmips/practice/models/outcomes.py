"""What came of a year: scores that can be made again, and what was handed to CMS."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from openmips.practice.exact import ExactDecoder, ExactEncoder
from openmips.practice.models.years import PracticeYear


class ScoreSnapshot(models.Model):
    """A score with all that made it: the same input under the same policy gives it again."""

    year = models.ForeignKey(PracticeYear, models.CASCADE, related_name="snapshots")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    name = models.CharField(max_length=100, blank=True, help_text="Of a what-if, its name")
    supposing = models.JSONField(
        default=dict,
        encoder=ExactEncoder,
        decoder=ExactDecoder,
        help_text="Of a what-if, what is supposed: values by topic and key",
    )
    submissions = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder)
    profile = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder)
    as_of = models.DateField()
    answer = models.JSONField(encoder=ExactEncoder, decoder=ExactDecoder)
    engine = models.CharField(max_length=40)
    policy_digest = models.CharField(max_length=80)
    catalog_digest = models.CharField(max_length=80)
    input_digest = models.CharField(max_length=80)

    class Meta:
        """The latest comes first."""

        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        """When it was made."""
        return f"{self.year}: {self.made_at:%Y-%m-%d %H:%M}"


class SubmissionRecord(models.Model):
    """A submission as it was written for upload, with its receipt; never changed afterwards."""

    year = models.ForeignKey(PracticeYear, models.CASCADE, related_name="submissions")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    document = models.TextField(help_text="QPP JSON, as downloaded")
    digest = models.CharField(max_length=64)
    receipt = models.JSONField()

    class Meta:
        """The latest comes first."""

        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        """When it was made, and the start of its digest."""
        return f"{self.year}: {self.made_at:%Y-%m-%d %H:%M}, {self.digest[:12]}"
