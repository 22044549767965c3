"""Which changes would raise a practice's score, at what price, and which to choose."""
