"""Rehearsals: what somebody sent to our likeness of CMS's submissions service.

They belong to a person and not to a practice, and no record, score or file of a practice is
made from them.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class RehearsalSubmission(models.Model):
    """One entity and performance year; ids that the entity has not are empty.

    `document` is the canonical QPP JSON of it, without its sets.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rehearsals")
    performance_year = models.PositiveSmallIntegerField()
    entity_type = models.CharField(max_length=20)
    tin = models.CharField(max_length=9, blank=True)
    npi = models.CharField(max_length=10, blank=True)
    entity_id = models.CharField(max_length=100, blank=True)
    document = models.TextField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        """A person rehearses an entity and year once; the first made comes first."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "performance_year", "entity_type", "tin", "npi"),
                condition=Q(entity_id=""),
                name="one_rehearsal_by_tin",
            ),
            models.UniqueConstraint(
                fields=("owner", "performance_year", "entity_type", "entity_id"),
                condition=~Q(entity_id=""),
                name="one_rehearsal_by_entity_id",
            ),
        )

    def __str__(self) -> str:
        """The year and the kind of entity, without its ids."""
        return f"Rehearsal of {self.performance_year} ({self.entity_type})"


class RehearsalSet(models.Model):
    """One category by one method under one program, of one of the submitters that a person plays.

    `document` is its canonical QPP JSON, measurements included.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(RehearsalSubmission, models.CASCADE, related_name="sets")
    category = models.CharField(max_length=10)
    submission_method = models.CharField(max_length=30)
    program = models.CharField(max_length=20)
    submitter = models.CharField(max_length=100)
    document = models.TextField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        """A submitter has a set once; the first made comes first."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("submission", "category", "submission_method", "program", "submitter"),
                name="one_rehearsal_set",
            ),
        )

    def __str__(self) -> str:
        """Category, method and program."""
        return f"{self.category} by {self.submission_method} under {self.program}"

    @property
    def key(self) -> tuple[str, str, str]:
        """What no two sets of one submitter have in common."""
        return self.category, self.submission_method, self.program


class RehearsalMeasurement(models.Model):
    """The id under which a measurement of a set is found; what it says stands in the set."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    measurement_set = models.ForeignKey(RehearsalSet, models.CASCADE, related_name="measurements")
    measure_id = models.CharField(max_length=40)

    class Meta:
        """A set has a measure once."""

        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("measurement_set", "measure_id"), name="one_rehearsal_measurement"
            ),
        )

    def __str__(self) -> str:
        """The measure."""
        return self.measure_id
