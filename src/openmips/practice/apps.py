"""The application as Django loads it."""

from __future__ import annotations

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """The memory of OpenMIPS."""

    name = "openmips.practice"
    label = "practice"
    verbose_name = "Practice records"
    default_auto_field = "django.db.models.BigAutoField"
