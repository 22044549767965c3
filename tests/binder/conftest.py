"""Binders are tried by their command, too: it is called as everywhere."""

from cli.conftest import oak_street, openmips

__all__ = ["oak_street", "openmips"]
