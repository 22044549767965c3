"""The first version of the API: a practice's records, and questions that need none."""
