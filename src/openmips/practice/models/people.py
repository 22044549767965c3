"""Practices, those who may work on their records, and the clinicians of the roster."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Role(models.TextChoices):
    """What a member may do: each role may do what those after it may."""

    OWNER = "owner", "Owner: everything, members and deletion included"
    EDITOR = "editor", "Editor: enter, import, choose, submit"
    VIEWER = "viewer", "Viewer: read"


class Practice(models.Model):
    """One practice, billing under one TIN."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    tin = models.CharField(max_length=9, blank=True, help_text="Nine digits, or empty")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Practices stand in the order of their names."""

        ordering = ("name", "id")

    def __str__(self) -> str:
        """The name that the practice gave itself."""
        return self.name


class Member(models.Model):
    """A user who may work on a practice's records."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    since = models.DateTimeField()

    class Meta:
        """A user has one role in a practice."""

        constraints = (
            models.UniqueConstraint(fields=("practice", "user"), name="one_role_in_a_practice"),
        )

    def __str__(self) -> str:
        """Who is what, where."""
        return f"{self.user}: {self.role} of {self.practice}"


class Invitation(models.Model):
    """An invitation to become a member; only a digest of its secret is kept."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices)
    secret_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest comes first."""

        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        """Who is invited where."""
        return f"{self.email} as {self.role} of {self.practice}"


class Clinician(models.Model):
    """A clinician who bills, or billed, under the practice's TIN."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="clinicians")
    npi = models.CharField(max_length=10)
    name = models.CharField(max_length=200, blank=True)
    clinician_type = models.CharField(max_length=60, blank=True)
    joined = models.DateField(null=True, blank=True)
    left = models.DateField(null=True, blank=True)

    class Meta:
        """A clinician stands once in a roster and leaves after joining."""

        ordering = ("name", "npi")
        constraints = (
            models.UniqueConstraint(fields=("practice", "npi"), name="one_entry_a_clinician"),
            models.CheckConstraint(
                condition=Q(left__isnull=True) | Q(joined__isnull=True) | Q(left__gte=F("joined")),
                name="leaves_after_joining",
            ),
        )

    def __str__(self) -> str:
        """The name, or the NPI without most of its digits."""
        return self.name or f"NPI ending in {self.npi[-4:]}"
