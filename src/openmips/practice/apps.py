"""The application as Django loads it."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from openmips.practice.append_only import after_migration


class PracticeConfig(AppConfig):
    """The memory of OpenMIPS."""

    name = "openmips.practice"
    label = "practice"
    verbose_name = "Practice records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """After every migration the database is made to keep its word."""
        post_migrate.connect(after_migration, sender=self)
