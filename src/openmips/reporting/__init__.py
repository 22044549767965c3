"""Which reporting options and levels are open to a practice, and what each asks for."""
