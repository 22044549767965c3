"""What was said of a performance year, by whom and when: added to, never changed.

Facts of the profile, facts about clinicians, measure results, choices and attestations are all
statements: a value under a key. The latest one under a key holds; an earlier one stays as
history; a value of null takes the statement back.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from openmips.practice.exact import ExactDecoder, ExactEncoder
from openmips.practice.models.files import StoredFile
from openmips.practice.models.years import PracticeYear


class Topic(models.TextChoices):
    """What a statement is about, and so what its key is."""

    FACT = "fact", "Fact"  # key: a path of the profile, such as practice.clinicianCount
    CLINICIAN = "clinician", "Clinician"  # key: NPI, or NPI/cms; value: roster's row, CMS's answer
    RESULT = "result", "Measure result"  # key: entity/collection type/measure id
    CHOICE = "choice", "Choice"  # key: what is chosen, such as reportingOption
    ATTESTATION = "attestation", "Attestation"  # key: entity/category/what is attested
    TASK = "task", "Task"  # key: the task; value: its status and owner


class Statement(models.Model):
    """One value under one key, with its giver, its time and where it came from."""

    year = models.ForeignKey(PracticeYear, models.CASCADE, related_name="statements")
    topic = models.CharField(max_length=12, choices=Topic.choices)
    key = models.CharField(max_length=120)
    value = models.JSONField(null=True, encoder=ExactEncoder, decoder=ExactDecoder)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    source = models.CharField(max_length=200, help_text="Typed, or the file it was read from")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """The latest statement under a key is found by one index."""

        ordering = ("id",)
        indexes = (models.Index(fields=("year", "topic", "key", "-id"), name="latest_under_key"),)

    def __str__(self) -> str:
        """What is spoken of, without the value."""
        return f"{self.topic} {self.key}"
