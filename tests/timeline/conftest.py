"""The command, called as the tests of the other commands call it."""

from cli.conftest import oak_street, openmips

__all__ = ["oak_street", "openmips"]
