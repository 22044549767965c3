"""What `import openmips` offers."""

from __future__ import annotations

from importlib import metadata
from pkgutil import iter_modules
from types import FunctionType

import pytest

import openmips


def test_the_package_offers_its_questions() -> None:
    """Every name it lists is there, and a function or the version."""
    assert set(openmips.__all__) <= set(dir(openmips))
    for name in openmips.__all__:
        assert callable(getattr(openmips, name)) or isinstance(getattr(openmips, name), str)


def test_no_module_has_the_name_of_a_function_it_offers() -> None:
    """`openmips.plan` is the function, whatever was imported before: no package is named so."""
    names = {module.name for module in iter_modules(openmips.__path__)}
    assert names & set(openmips.__all__) == set()


def test_functions_are_offered_under_their_own_names() -> None:
    """`from openmips import deadlines, eligibility, plan` gives functions of those names."""
    for name in set(openmips.__all__) - {"__version__"}:
        offered = getattr(openmips, name)
        assert isinstance(offered, FunctionType)
        assert offered.__name__ == name


def test_another_name_is_an_attribute_error() -> None:
    """A name it does not have is told as Python does."""
    with pytest.raises(AttributeError, match="guess"):
        _ = openmips.guess


def test_the_version_is_the_installed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The version is asked of the installation; a bare checkout says that there is none."""
    monkeypatch.setattr(metadata, "version", lambda name: f"{name} 9")
    assert openmips.__version__ == "openmips 9"

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert openmips.__version__ == "not installed"
