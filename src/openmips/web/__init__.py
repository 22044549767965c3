"""The guide: pages that show what the rules say of a practice's year."""
