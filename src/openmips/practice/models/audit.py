"""Who did what and when: one entry a deed, kept by the database against any change."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One deed. Triggers refuse to change or delete it; it outlives the practice it speaks of."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    practice_id = models.UUIDField(null=True, db_index=True)
    deed = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True, help_text="No identifier of a patient")
    detail = models.JSONField(default=dict)

    class Meta:
        """The latest comes first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        """The deed."""
        return f"{self.deed} {self.about}".strip()
