"""Invented claims: seeded, of any size, with the traps of claims measures set on purpose."""
