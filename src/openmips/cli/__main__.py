"""`python -m openmips.cli` does what the command `openmips` does."""

from openmips.cli.main import main

main()
