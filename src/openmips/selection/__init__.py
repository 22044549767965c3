"""Which measures, activities and MVPs fit a practice, and what each could earn."""
