"""Invented identifiers where the rules want some and the page has none."""

EXAMPLE_NPI = "1000000004"
EXAMPLE_TIN = "000000001"
