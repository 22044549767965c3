"""With what a program asks in somebody's name; only a digest of each token is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from openmips.practice.models.people import Practice


class TokenScope(models.TextChoices):
    """What a token may do of what its holder may do."""

    READ = "read", "Read"
    WRITE = "write", "Read and write"


class ApiToken(models.Model):
    """A token of one person, for one practice or for all of the person's.

    The token itself is shown once, when it is made. `prefix` is how it begins, so that its
    holder recognizes it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    practice = models.ForeignKey(
        Practice, models.CASCADE, null=True, blank=True, related_name="tokens"
    )
    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=5, choices=TokenScope.choices)
    prefix = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, in hexadecimal")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest comes first."""

        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        """The name, and how the token begins."""
        return f"{self.name} ({self.prefix}...)"
