"""A practice's performance year: what all statements, scores and submissions belong to."""

from __future__ import annotations

from django.db import models

from openmips.practice.models.people import Practice


class PracticeYear(models.Model):
    """One performance year of one practice.

    `version` grows with every change, so that two people who save at once notice each other.
    """

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="years")
    performance_year = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """A practice has a year once; the latest comes first."""

        ordering = ("-performance_year",)
        constraints = (
            models.UniqueConstraint(
                fields=("practice", "performance_year"), name="one_of_each_performance_year"
            ),
        )

    def __str__(self) -> str:
        """Practice and year."""
        return f"{self.practice}, {self.performance_year}"
