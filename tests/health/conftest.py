"""What the health tests look at: the package, the rules in it, and the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from health.modules import Module, modules


@pytest.fixture(scope="session")
def source(root: Path) -> list[Module]:
    """Every module of the package."""
    return modules(root, "src")


@pytest.fixture(scope="session")
def rules(source: list[Module]) -> list[Module]:
    """The modules that hold the rules, and therefore no numbers of the law."""
    rule_layers = ("src/openmips/scoring/", "src/openmips/payment", "src/openmips/participation/")
    return [module for module in source if module.name.startswith(rule_layers)]


@pytest.fixture(scope="session")
def tests(root: Path) -> list[Module]:
    """Every test module."""
    return modules(root, "tests")
