"""Tests of `openmips claims` call it as a user does."""

from __future__ import annotations

from cli.conftest import openmips

__all__ = ["openmips"]
