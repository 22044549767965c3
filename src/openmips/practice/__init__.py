"""A practice's own records: who works on them, what was said by whom, and what came of it."""
