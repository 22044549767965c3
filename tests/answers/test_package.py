"""What `import openmips` offers."""

from __future__ import annotations

from importlib import metadata

import pytest

import openmips


def test_the_package_offers_its_questions() -> None:
    """Every name it lists is there, and a function or the version."""
    assert set(openmips.__all__) <= set(dir(openmips))
    for name in openmips.__all__:
        assert callable(getattr(openmips, name)) or isinstance(getattr(openmips, name), str)


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
