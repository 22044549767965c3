"""The law as data: provisions by topic, years side by side."""
